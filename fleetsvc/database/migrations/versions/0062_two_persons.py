"""Units of which two persons submit, and who prepared an upload."""

from pathlib import Path

from alembic import op

revision = "0062"
down_revision = "0061"
_HERE = Path(__file__).parent


def upgrade() -> None:
    """Add the rule, and let units enter that something is prepared."""
    op.execute((_HERE / "0062_two_persons.sql").read_text(encoding="utf-8").replace(":", "\\:"))


def downgrade() -> None:
    """Let one person do both."""
    op.execute("ALTER TABLE upload DROP COLUMN prepared_by, DROP COLUMN prepared_name")
    op.execute("DROP TABLE two_persons_rule")
    told = (_HERE / "0059_operators.sql").read_text(encoding="utf-8")
    begins = told.index("CREATE OR REPLACE FUNCTION append_audit_event")
    op.execute(told[begins : told.index("$$;", begins) + 3].replace(":", "\\:"))
