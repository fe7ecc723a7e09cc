"""Proposals keep which verdict on which duty they are to decide: what was signed can be told from the proposal."""

from pathlib import Path

from alembic import op

revision = "0051"
down_revision = "0050"

_OVERRIDES = (
    "FROM case_proposal_item i JOIN case_record k ON k.city_code = i.city_code AND k.id = i.case_id"
    " WHERE i.proposal_id = p.id AND k.kind = 'override' AND p.action = 'approve'"
)


def upgrade() -> None:
    """Have those there are say what their case says, and a function tell it."""
    said = "jsonb_build_object('duty', k.details ->> 'duty', 'verdict', k.details ->> 'verdict')"
    op.execute(f"UPDATE case_proposal p SET said = p.said || {said} {_OVERRIDES}")  # noqa: S608 (constants only)
    statements = (Path(__file__).parent / "0051_signed_verdicts.sql").read_text(encoding="utf-8")
    op.execute(statements.replace(":", "\\:"))


def downgrade() -> None:
    """Leave it to the case alone."""
    op.execute("DROP FUNCTION signed_verdict")
    op.execute("UPDATE case_proposal SET said = said - 'duty' - 'verdict'")
