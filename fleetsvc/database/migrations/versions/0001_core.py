"""The core: roles, tables, row-level security and the rights of each role."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Apply the three parts in order."""
    for part in ("roles", "tables", "walls"):
        op.execute(
            (Path(__file__).parent / f"0001_{part}.sql").read_text(encoding="utf-8").replace(":", "\\:")
        )


def downgrade() -> None:
    """There is no way back before the first schema: restore a backup instead."""
    raise NotImplementedError("restore a backup instead")
