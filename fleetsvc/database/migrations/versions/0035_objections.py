"""Objections to a period are found by it: whether one is open is asked with every release."""

from alembic import op

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    """Add the index, over objections alone."""
    op.execute(
        "CREATE INDEX ix_case_record_objection ON case_record ((details ->> 'period'), id) WHERE kind = 'objection'"
    )


def downgrade() -> None:
    """Drop it."""
    op.execute("DROP INDEX ix_case_record_objection")
