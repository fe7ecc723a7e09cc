"""Endpoints of other systems, and what they are told."""

from pathlib import Path

from alembic import op

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    """Add the tables."""
    sql = (Path(__file__).parent / "0041_webhooks.sql").read_text(encoding="utf-8")
    op.execute(sql.replace("::", "\\:\\:"))


def downgrade() -> None:
    """Forget the endpoints and what they were told."""
    op.execute("DROP TABLE webhook_delivery, webhook_endpoint")
    op.execute("DROP POLICY unit ON notice")
