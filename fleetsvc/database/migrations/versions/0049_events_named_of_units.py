"""Which events a unit's scope may enter in the audit log, by name; all others are not its own."""

from pathlib import Path

from alembic import op

revision = "0049"
down_revision = "0048"


def upgrade() -> None:
    """Let the function that appends know the events of units, rather than those of others."""
    _run("0049_events_named_of_units.sql")


def downgrade() -> None:
    """Let it know those of others again."""
    _run("0047_events_of_units.sql")


def _run(name: str) -> None:
    op.execute((Path(__file__).parent / name).read_text(encoding="utf-8").replace(":", "\\:"))
