"""Mappings that a unit has confirmed, remembered by layout."""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the table with its walls."""
    op.execute(
        (Path(__file__).parent / "0002_layout_memory.sql").read_text(encoding="utf-8").replace(":", "\\:")
    )


def downgrade() -> None:
    """What people confirmed is not thrown away: restore a backup instead."""
    raise NotImplementedError("restore a backup instead")
