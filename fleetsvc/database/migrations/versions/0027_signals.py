"""What signals found, and what was done about it."""

from pathlib import Path

from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """Add the tables."""
    op.execute((Path(__file__).parent / "0027_signals.sql").read_text(encoding="utf-8").replace(":", "\\:"))


def downgrade() -> None:
    """Forget what was noted; the audit log keeps it."""
    for table in ("signal_item", "signal_round", "signal_note"):
        op.execute(f"DROP TABLE {table}")
