"""Counts of the decisions that stand, kept by unit and month, and marks of the units whose counts are out of date."""

from pathlib import Path

from alembic import op

revision = "0054"
down_revision = "0053"


def upgrade() -> None:
    """Add the tables: nothing is kept yet."""
    sql = (Path(__file__).parent / "0054_standing_counts.sql").read_text(encoding="utf-8")
    op.execute(sql.replace("::", "\\:\\:"))


def downgrade() -> None:
    """Count the decisions themselves again."""
    op.execute("DROP TABLE standing_count, standing_mark, standing_kept")
