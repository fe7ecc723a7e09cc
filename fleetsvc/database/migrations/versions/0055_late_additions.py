"""Vehicles that a late delivery adds to a published month, and their number beside what else has changed since."""

from pathlib import Path

from alembic import op

revision = "0055"
down_revision = "0054"

_HERE = Path(__file__).parent


def upgrade() -> None:
    """Add the table, and have what is told of a published edition count it."""
    op.execute((_HERE / "0055_late_additions.sql").read_text(encoding="utf-8").replace("::", "\\:\\:"))


def downgrade() -> None:
    """Tell of changes alone."""
    before = (_HERE / "0022_published_changes.sql").read_text(encoding="utf-8")
    op.execute(before.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))
    op.execute("DROP TABLE late_addition")
