"""An address that workbooks are fetched from stays as it was registered: its credential goes nowhere else."""

from alembic import op

revision = "0067"
down_revision = "0066"


def upgrade() -> None:
    """Let the office change what it changes, and neither the address nor whose it is."""
    op.execute("REVOKE UPDATE ON upload_source FROM fleetsvc_office")
    op.execute(
        "GRANT UPDATE (credential, disabled_at, etag, last_modified, failures, next_at, pulling, outcome, asked_at,"
        " upload_id) ON upload_source TO fleetsvc_office"
    )


def downgrade() -> None:
    """Let the office change all of it."""
    op.execute(
        "REVOKE UPDATE (credential, disabled_at, etag, last_modified, failures, next_at, pulling, outcome, asked_at,"
        " upload_id) ON upload_source FROM fleetsvc_office"
    )
    op.execute("GRANT UPDATE ON upload_source TO fleetsvc_office")
