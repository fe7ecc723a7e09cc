"""Addresses that a unit's workbooks are fetched from, and where each of these came from."""

from pathlib import Path

from alembic import op

revision = "0058"
down_revision = "0057"


def upgrade() -> None:
    """Add the tables."""
    op.execute(
        (Path(__file__).parent / "0058_upload_sources.sql").read_text(encoding="utf-8").replace(":", "\\:")
    )


def downgrade() -> None:
    """Forget the addresses; what was fetched stays."""
    op.execute("DROP TABLE upload_origin, upload_source")
