"""What deliveries stored of which months: what first pages and rankings ask, without a look at each vehicle."""

from pathlib import Path

from alembic import op

revision = "0075"
down_revision = "0074"

_HERE = Path(__file__).parent


def upgrade() -> None:
    """Add the table, and fill it by what is stored."""
    op.execute((_HERE / "0075_stored_months.sql").read_text(encoding="utf-8").replace("::", "\\:\\:"))


def downgrade() -> None:
    """Drop it."""
    op.execute("DROP TABLE upload_month")
