"""What an endpoint was still to be told when it was switched off is dropped, and told apart from what was given up."""

from alembic import op

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    """Let a delivery be dropped, and drop what waits for endpoints that are off."""
    _limit("'waiting', 'done', 'dead', 'dropped'")
    op.execute(
        "UPDATE webhook_delivery d SET status = 'dropped', settled_at = now(), answer = 'switched-off'"
        " FROM webhook_endpoint e WHERE e.city_code = d.city_code AND e.id = d.endpoint_id"
        " AND e.disabled_at IS NOT NULL AND d.status = 'waiting'"
    )


def downgrade() -> None:
    """Tell them as given up."""
    op.execute("UPDATE webhook_delivery SET status = 'dead' WHERE status = 'dropped'")
    _limit("'waiting', 'done', 'dead'")


def _limit(statuses: str) -> None:
    op.execute("ALTER TABLE webhook_delivery DROP CONSTRAINT ck_webhook_delivery_status")
    op.execute(
        "ALTER TABLE webhook_delivery ADD CONSTRAINT ck_webhook_delivery_status"
        f" CHECK (status IN ({statuses}))"
    )
