"""What a person keeps of their lists: filters under names of their own, chosen columns and the rows of a page."""

from pathlib import Path

from alembic import op

revision = "0084"
down_revision = "0081"


def upgrade() -> None:
    """Add the tables."""
    op.execute((Path(__file__).parent / "0084_desks.sql").read_text(encoding="utf-8").replace("::", "\\:\\:"))


def downgrade() -> None:
    """Show everybody the same lists."""
    op.execute("DROP TABLE saved_filter, list_layout")
