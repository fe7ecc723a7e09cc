"""The verdict on each duty beside the verdict of a decision: energy and emission stage, each by its own rule.

What older decisions said of each duty follows from what they were made of: the case, the unit, the day and the
edition. Each edition is asked once for each case on record.
"""

from alembic import op
from sqlalchemy import Connection, text

from rules.rulebook import build_stored
from rules.table import Table

revision = "0016"
down_revision = "0015"

_WORDS = "'compliant', 'non_compliant', 'needs_justification', 'exempt', 'undetermined', 'advisory', 'not_governed'"
_DUTIES = ("energy", "emission_stage")
_COLUMNS = (
    "ALTER TABLE decision"
    " ADD energy_verdict text, ADD energy_rule text, ADD emission_stage_verdict text, ADD emission_stage_rule text"
)
_EDITIONS = "SELECT id, content FROM rulebook_edition WHERE id IN (SELECT edition_id FROM decision)"
_LAID_OUT = """
CREATE TEMP TABLE duty_of_case (
    city_code integer, case_key integer, valid_from date, valid_until date,
    energy_verdict text, energy_rule text, emission_stage_verdict text, emission_stage_rule text
) ON COMMIT DROP
"""
_FILL = """
UPDATE decision d SET energy_verdict = o.energy_verdict, energy_rule = o.energy_rule,
    emission_stage_verdict = o.emission_stage_verdict, emission_stage_rule = o.emission_stage_rule
FROM duty_of_case o
WHERE d.edition_id = :edition AND o.city_code = d.city_code AND o.case_key = d.case_key
    AND d.registered_on >= o.valid_from AND d.registered_on < o.valid_until
"""
_INDEXES = {
    "ix_decision_day": "registered_on, id, verdict, category, city_code",
    "ix_decision_city_day": "city_code, registered_on, id, verdict, category",
}


def upgrade() -> None:
    """Add the columns, fill them for what was decided before, and have the lists' indexes hold them."""
    connection = op.get_bind()
    connection.execute(text(_COLUMNS))
    connection.execute(text(_LAID_OUT))
    for edition, content in connection.execute(text(_EDITIONS)).all():
        _fill(connection, edition, Table(build_stored(content)))
    for duty in _DUTIES:
        op.execute(f"ALTER TABLE decision ALTER {duty}_verdict SET NOT NULL")
        check = f"ck_decision_{duty}_verdict CHECK ({duty}_verdict IN ({_WORDS}))"
        op.execute(f"ALTER TABLE decision ADD CONSTRAINT {check}")
    for name, columns in _INDEXES.items():
        _index(name, f"{columns}, energy_verdict, emission_stage_verdict")


def _fill(connection: Connection, edition: int, table: Table) -> None:
    keys = connection.execute(
        text("SELECT DISTINCT case_key FROM decision WHERE edition_id = :edition"), {"edition": edition}
    ).scalars()
    rows = [
        {"city": int(row.unit), "key": row.case_key, "since": row.since, "until": row.until}
        | {f"{said.duty}_verdict": said.verdict.value for said in row.outcome.duties}
        | {f"{said.duty}_rule": said.rule for said in row.outcome.duties}
        for row in table.rows(keys)
    ]
    if not rows:
        return
    connection.execute(text("TRUNCATE duty_of_case"))
    connection.execute(
        text(
            "INSERT INTO duty_of_case VALUES (:city, :key, :since, :until,"
            " :energy_verdict, :energy_rule, :emission_stage_verdict, :emission_stage_rule)"
        ),
        rows,
    )
    connection.execute(text("ANALYZE duty_of_case"))
    connection.execute(text(_FILL), {"edition": edition})


def _index(name: str, columns: str) -> None:
    op.execute(f"DROP INDEX {name}")
    op.execute(f"CREATE INDEX {name} ON decision ({columns}) WHERE superseded_at IS NULL")


def downgrade() -> None:
    """Take the columns away again: what they say can be found anew."""
    for name, columns in _INDEXES.items():
        _index(name, columns)
    op.execute(
        "ALTER TABLE decision DROP energy_verdict, DROP energy_rule, DROP emission_stage_verdict,"
        " DROP emission_stage_rule"
    )
