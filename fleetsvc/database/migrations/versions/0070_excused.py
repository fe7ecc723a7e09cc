"""Approvals are found by the day of registration: a ranking asks which of them excused in its period."""

from alembic import op

revision = "0070"
down_revision = "0069"


def upgrade() -> None:
    """Add the index."""
    op.execute(
        "CREATE INDEX ix_case_record_excused ON case_record (registered_on)"
        " WHERE kind = 'justification' AND valid_until IS NOT NULL"
    )


def downgrade() -> None:
    """Drop it."""
    op.execute("DROP INDEX ix_case_record_excused")
