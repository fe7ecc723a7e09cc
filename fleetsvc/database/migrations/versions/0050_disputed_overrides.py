"""Disputed vehicles stay overridden: what disputes claims carries along what was decided otherwise."""

from pathlib import Path

from alembic import op

revision = "0050"
down_revision = "0049"

_BEGIN = "CREATE OR REPLACE FUNCTION dispute_claims"


def upgrade() -> None:
    """Have the function carry the override along."""
    statements = (Path(__file__).parent / "0050_disputed_overrides.sql").read_text(encoding="utf-8")
    op.execute(statements.replace(":", "\\:"))


def downgrade() -> None:
    """Have it leave the override out, as before."""
    earlier = (Path(__file__).parent / "0025_defences.sql").read_text(encoding="utf-8")
    op.execute(earlier[earlier.index(_BEGIN) :].replace(":", "\\:"))
