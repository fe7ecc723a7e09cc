"""Indexes for reading registrations back."""

from pathlib import Path

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the indexes."""
    op.execute((Path(__file__).parent / "0005_reading_back.sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    """Read more slowly again."""
    op.execute("DROP STATISTICS st_decision_words")
    for name in (
        "ix_decision_words",
        "ix_registration_owner",
        "ix_registration_closed",
        "ix_decision_closed",
        "ix_decision_closed_day",
    ):
        op.execute(f"DROP INDEX {name}")
