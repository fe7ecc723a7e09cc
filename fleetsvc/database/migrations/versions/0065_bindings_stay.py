"""What a unit has said of a binding stays said, and what an operator brings only the operator brings."""

from pathlib import Path

from alembic import op

revision = "0065"
down_revision = "0064"


def upgrade() -> None:
    """Put up the two walls."""
    statements = (Path(__file__).parent / "0065_bindings_stay.sql").read_text(encoding="utf-8")
    op.execute(statements.replace(":", "\\:"))


def downgrade() -> None:
    """Take them down."""
    op.execute("DROP POLICY own ON attachment")
    op.execute("DROP TRIGGER owner_binding_stays ON owner_binding")
    op.execute("DROP FUNCTION refuse_binding_change")
