"""The day of manufacture, and what the cells that decide say in the sender's own words."""

from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    """Add both columns. Of versions that stand neither is known: their files still say it."""
    op.execute("ALTER TABLE registration ADD built_on date, ADD said text")


def downgrade() -> None:
    """Forget both; a vehicle that may be a used one keeps the verdict that it was given."""
    op.execute("ALTER TABLE registration DROP built_on, DROP said")
