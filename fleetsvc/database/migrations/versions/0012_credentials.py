"""By which session or key somebody acted, in the audit log."""

from pathlib import Path

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add the column, its index, and the function that fills it."""
    op.execute(
        (Path(__file__).parent / "0012_credentials.sql").read_text(encoding="utf-8").replace(":", "\\:")
    )


def downgrade() -> None:
    """An audit log is not thrown away, nor what it says of anybody: refused once an event says it."""
    op.execute(
        "DO $$ BEGIN IF EXISTS (SELECT FROM audit_event WHERE credential IS NOT NULL) THEN"
        " RAISE 'the audit log names credentials\\: restore a backup instead'; END IF; END $$"
    )
    op.execute("ALTER TABLE audit_event DROP COLUMN credential")
    told = (Path(__file__).parent / "0003_sign_in.sql").read_text(encoding="utf-8")
    function = told[told.index("CREATE FUNCTION append") : told.index("REVOKE ALL ON FUNCTION append")]
    op.execute(function.replace("CREATE", "CREATE OR REPLACE", 1).replace(":", "\\:"))
