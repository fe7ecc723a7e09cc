"""What the office proposes to do with cases, for a second person to sign, and from which amounts on."""

from pathlib import Path

from alembic import op

revision = "0046"
down_revision = "0045"


def upgrade() -> None:
    """Add the tables."""
    sql = (Path(__file__).parent / "0046_second_signatures.sql").read_text(encoding="utf-8")
    op.execute(sql.replace("::", "\\:\\:"))


def downgrade() -> None:
    """Forget the proposals and the amounts: what was signed stands in the histories of the cases."""
    op.execute("DROP TABLE case_proposal_item, case_proposal, signature_amounts")
    op.execute("DROP INDEX ix_case_step_office")
