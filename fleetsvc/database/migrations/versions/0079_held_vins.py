"""The VIN of a held row: what stands in its own column, for a VIN in any other cell names another vehicle."""

from pathlib import Path

from alembic import op

revision = "0079"
down_revision = "0078"

_HERE = Path(__file__).parent


def upgrade() -> None:
    """Keep it, and find it in the rows that are stored."""
    op.execute((_HERE / "0079_held_vins.sql").read_text(encoding="utf-8").replace("::", "\\:\\:"))


def downgrade() -> None:
    """Forget it."""
    op.execute("ALTER TABLE upload_row DROP COLUMN vin")
