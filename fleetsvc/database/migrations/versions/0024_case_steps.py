"""The history of cases, deadlines, answers, and decisions that stand also once their case is closed."""

from pathlib import Path

from alembic import op

revision = "0024"
down_revision = "0023"

_HERE = Path(__file__).parent
_APPROVED, _STANDS = "k.state = 'approved'", "k.outcome = 'approved'"


def _dispute_claims(condition: str) -> str:
    """Return the function of 0018, to be put in place of itself, with another condition for what was approved."""
    written = (_HERE / "0018_cases.sql").read_text(encoding="utf-8")
    begins, ends = written.index("CREATE FUNCTION dispute_claims"), written.index("REVOKE ALL ON FUNCTION")
    function = written[begins:ends].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)
    return function.replace(_APPROVED, condition)


def upgrade() -> None:
    """Add columns and table. An approved claim stays approved when its case is closed."""
    op.execute((_HERE / "0024_case_steps.sql").read_text(encoding="utf-8").replace(":", "\\:"))
    op.execute(_dispute_claims(_STANDS).replace(":", "\\:"))


def downgrade() -> None:
    """Forget the histories, and cases of kinds that the release before does not know."""
    op.execute(_dispute_claims(_APPROVED).replace(":", "\\:"))
    op.execute("DROP TABLE case_step")
    op.execute("DELETE FROM case_record WHERE kind NOT IN ('change_review', 'vin_conflict', 'withdrawal')")
    op.execute(
        "ALTER TABLE case_record DROP COLUMN facts_key, DROP COLUMN officer, DROP COLUMN due_on,"
        " DROP COLUMN notified_at, DROP COLUMN extended_at, DROP COLUMN appealed_at, DROP COLUMN answer,"
        " DROP COLUMN ground, DROP COLUMN outcome, DROP COLUMN valid_from, DROP COLUMN valid_until,"
        " DROP COLUMN conditions"
    )
    op.execute("DROP INDEX uq_case_record_alive")
    op.execute("DROP INDEX ix_case_record_newest")
    op.execute("DROP INDEX ix_case_record_standing")
