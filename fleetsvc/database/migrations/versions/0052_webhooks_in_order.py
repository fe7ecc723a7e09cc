"""Since when an endpoint is told, and whether a delivery is being sent at this moment."""

from alembic import op

revision = "0052"
down_revision = "0051"


def upgrade() -> None:
    """Have those there are told of what they were: since they were made."""
    op.execute("ALTER TABLE webhook_endpoint ADD COLUMN told_from timestamptz")
    op.execute("UPDATE webhook_endpoint SET told_from = made_at")
    op.execute("ALTER TABLE webhook_endpoint ALTER COLUMN told_from SET NOT NULL")
    op.execute("ALTER TABLE webhook_delivery ADD COLUMN sending boolean NOT NULL DEFAULT false")
    op.execute("GRANT UPDATE (told_from) ON webhook_endpoint TO fleetsvc_unit, fleetsvc_office")
    op.execute("GRANT UPDATE (sending) ON webhook_delivery TO fleetsvc_unit, fleetsvc_office")


def downgrade() -> None:
    """Forget both."""
    op.execute("ALTER TABLE webhook_endpoint DROP COLUMN told_from")
    op.execute("ALTER TABLE webhook_delivery DROP COLUMN sending")
