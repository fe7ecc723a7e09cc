"""What one person of a unit prepared, for another one to submit."""

from pathlib import Path

from alembic import op

revision = "0069"
down_revision = "0068"
_HERE = Path(__file__).parent


def upgrade() -> None:
    """Add the table, and let units enter what becomes of it."""
    op.execute((_HERE / "0069_preparations.sql").read_text(encoding="utf-8").replace(":", "\\:"))


def downgrade() -> None:
    """Forget what waits: nothing of it was handed in."""
    op.execute("DROP TABLE preparation")
    told = (_HERE / "0062_two_persons.sql").read_text(encoding="utf-8")
    begins = told.index("CREATE OR REPLACE FUNCTION append_audit_event")
    op.execute(told[begins : told.index("$$;", begins) + 3].replace(":", "\\:"))
