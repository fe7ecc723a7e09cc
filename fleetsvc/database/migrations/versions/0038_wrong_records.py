"""Cases of wrong records are counted by unit and day: only so many are opened from outside."""

from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    """Add the index, over these cases alone."""
    op.execute(
        "CREATE INDEX ix_case_record_wrong ON case_record (city_code, opened_at) WHERE kind = 'wrong_record'"
    )


def downgrade() -> None:
    """Drop it."""
    op.execute("DROP INDEX ix_case_record_wrong")
