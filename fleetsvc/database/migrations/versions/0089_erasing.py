"""Ended sessions may be erased once the law no longer asks for them."""

from alembic import op

revision = "0089"
down_revision = "0088"


def upgrade() -> None:
    """Let the office's role remove them; a session that signed something is held by what it signed."""
    op.execute("GRANT DELETE ON session TO fleetsvc_office")


def downgrade() -> None:
    """Keep all of them."""
    op.execute("REVOKE DELETE ON session FROM fleetsvc_office")
