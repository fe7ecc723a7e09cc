"""Receipts, and the keys that sign them."""

from pathlib import Path

from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Add the tables."""
    op.execute((Path(__file__).parent / "0026_receipts.sql").read_text(encoding="utf-8").replace(":", "\\:"))


def downgrade() -> None:
    """Forget the receipts that were issued; those who hold one keep it, and can no longer have it checked here."""
    op.execute("DROP TABLE receipt")
    op.execute("DROP TABLE receipt_key")
