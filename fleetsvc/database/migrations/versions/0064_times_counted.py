"""How many times a unit was counted anew: clocks that differ do not name the state of its register."""

from alembic import op

revision = "0064"
down_revision = "0063"


def upgrade() -> None:
    """Add the number."""
    op.execute("ALTER TABLE standing_kept ADD times bigint NOT NULL DEFAULT 1")
    op.execute("ALTER TABLE standing_kept ALTER times DROP DEFAULT")


def downgrade() -> None:
    """Go by the clock alone."""
    op.execute("ALTER TABLE standing_kept DROP times")
