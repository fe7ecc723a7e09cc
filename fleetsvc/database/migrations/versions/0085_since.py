"""What was opened or decided since an instant is counted along an index, on the first page of each visit."""

from alembic import op

revision = "0085"
down_revision = "0084"


def upgrade() -> None:
    """Add the indexes."""
    op.execute("CREATE INDEX ix_case_record_opened ON case_record (opened_at)")
    op.execute("CREATE INDEX ix_case_record_decided ON case_record (decided_at) WHERE decided_at IS NOT NULL")


def downgrade() -> None:
    """Drop them."""
    op.execute("DROP INDEX ix_case_record_opened, ix_case_record_decided")
