"""What each process's clock shows, and the newest instants of uploads at hand."""

from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add the two columns and the two indexes."""
    op.execute(
        "ALTER TABLE running_process ADD clock_ahead_seconds double precision NOT NULL DEFAULT 0,"
        " ADD clock_jumped_seconds double precision NOT NULL DEFAULT 0"
    )
    op.execute("CREATE INDEX ix_upload_received_at ON upload (received_at)")
    op.execute("CREATE INDEX ix_upload_settled_at ON upload (settled_at)")


def downgrade() -> None:
    """Take them away again."""
    op.execute("DROP INDEX ix_upload_received_at, ix_upload_settled_at")
    op.execute("ALTER TABLE running_process DROP clock_ahead_seconds, DROP clock_jumped_seconds")
