"""Whose key it is, where a person made it for their own systems."""

from pathlib import Path

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the holder; keys that administrators made have none."""
    op.execute((Path(__file__).parent / "0007_key_holders.sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    """Forget who holds a key: it then outlives its holder's account."""
    op.execute("ALTER TABLE api_key DROP COLUMN holder_id")
