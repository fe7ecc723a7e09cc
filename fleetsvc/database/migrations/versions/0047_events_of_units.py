"""Which events a unit's scope may enter in the audit log, by name; all others are not its own."""

from pathlib import Path

from alembic import op

revision = "0047"
down_revision = "0046"


def upgrade() -> None:
    """Let the function that appends look at whose scope it is called in."""
    op.execute(
        (Path(__file__).parent / "0047_events_of_units.sql").read_text(encoding="utf-8").replace(":", "\\:")
    )


def downgrade() -> None:
    """Let every scope enter any event again."""
    told = (Path(__file__).parent / "0012_credentials.sql").read_text(encoding="utf-8")
    op.execute(told[told.index("CREATE OR REPLACE FUNCTION append") :].replace(":", "\\:"))
