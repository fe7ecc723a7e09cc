"""Signing in: password age, second factor, sessions, failed attempts; the audit log."""

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the tables and the one function that appends to the audit log."""
    op.execute((Path(__file__).parent / "0003_sign_in.sql").read_text(encoding="utf-8").replace(":", "\\:"))


def downgrade() -> None:
    """An audit log is not thrown away: restore a backup instead."""
    raise NotImplementedError("restore a backup instead")
