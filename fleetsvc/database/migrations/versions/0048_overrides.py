"""Verdicts that the office decides otherwise than the rules: a kind of case, and the rules' own verdict beside it."""

from pathlib import Path

from alembic import op

revision = "0048"
down_revision = "0047"

_KINDS = (
    "'justification', 'non_compliance', 'undetermined', 'change_review', 'vin_conflict', 'withdrawal', 'objection',"
    " 'wrong_record'"
)


def upgrade() -> None:
    """Let cases be overrides, and decisions name them."""
    op.execute((Path(__file__).parent / "0048_overrides.sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    """Forget the overrides; the verdicts that they led to stay as they are until they are judged again."""
    op.execute("DROP INDEX ix_decision_overridden, ix_case_record_override")
    op.execute("ALTER TABLE decision DROP override_id, DROP ruled_verdict, DROP ruled_duty_verdict")
    op.execute(
        "DELETE FROM case_proposal_item i USING case_record k"
        " WHERE k.city_code = i.city_code AND k.id = i.case_id AND k.kind = 'override'"
    )
    op.execute(
        "DELETE FROM case_step s USING case_record k"
        " WHERE k.city_code = s.city_code AND k.id = s.case_id AND k.kind = 'override'"
    )
    op.execute("DELETE FROM case_record WHERE kind = 'override'")
    op.execute(
        "ALTER TABLE case_record DROP CONSTRAINT ck_case_record_kind, DROP CONSTRAINT ck_case_record_term"
    )
    op.execute(
        f"ALTER TABLE case_record ADD CONSTRAINT ck_case_record_kind CHECK (kind IN ({_KINDS})),"
        " ADD CONSTRAINT ck_case_record_term"
        " CHECK (num_nulls(valid_from, valid_until) IN (0, 2) AND valid_from < valid_until)"
    )
