"""Operators are told what the office decided otherwise than the rules on a vehicle of theirs."""

from pathlib import Path

from alembic import op

revision = "0066"
down_revision = "0065"


def upgrade() -> None:
    """Add the function that tells it."""
    statements = (Path(__file__).parent / "0066_office_decisions.sql").read_text(encoding="utf-8")
    op.execute(statements.replace(":", "\\:"))


def downgrade() -> None:
    """Tell it no more."""
    op.execute("DROP FUNCTION office_decision")
