"""Requests that are done once: the names that senders give them."""

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the table with its walls."""
    op.execute(
        (Path(__file__).parent / "0004_idempotency.sql").read_text(encoding="utf-8").replace(":", "\\:")
    )


def downgrade() -> None:
    """Forget the names: a request sent again is then done again."""
    op.execute("DROP TABLE idempotency_key")
