"""Held rows that are settled although their VIN was at fault, and closed rows that the office has held again."""

from pathlib import Path

from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Add the columns."""
    op.execute((Path(__file__).parent / "0021_held_rows.sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    """Forget which VIN settles a row and what was reopened: such rows stay held."""
    op.execute("ALTER TABLE upload_row DROP COLUMN corrected_vin")
    op.execute(
        "ALTER TABLE upload_dismissal DROP COLUMN reopened_by, DROP COLUMN reopened_at,"
        " DROP COLUMN reopened_reason"
    )
