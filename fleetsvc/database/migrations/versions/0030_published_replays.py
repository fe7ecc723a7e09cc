"""What replays found is for everybody to read: it names no vehicle and no unit."""

from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """Let what is published be read with it."""
    op.execute("GRANT SELECT ON replay_run TO fleetsvc_unit")


def downgrade() -> None:
    """Keep it to the office."""
    op.execute("REVOKE SELECT ON replay_run FROM fleetsvc_unit")
