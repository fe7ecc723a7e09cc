"""Held rows that a unit closes, and the history of a delivery as its unit may read it."""

from pathlib import Path

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the table with its walls, the index and the function."""
    op.execute(
        (Path(__file__).parent / "0008_dismissals.sql").read_text(encoding="utf-8").replace(":", "\\:")
    )


def downgrade() -> None:
    """Forget who closed which row and why: they stay ignored."""
    op.execute("DROP FUNCTION upload_history")
    op.execute("DROP INDEX ix_audit_event_subject")
    op.execute("REVOKE UPDATE (fate, why) ON upload_row FROM fleetsvc_unit, fleetsvc_office")
    op.execute("DROP TABLE upload_dismissal")
