"""A register of retired vehicles, and which of them stands behind which replacement.

A replacement that names a vehicle which nobody has found is judged as unconfirmed from now on: its decision is made
again by its edition. The nightly ranking confirms those whose vehicle is on record.
"""

from pathlib import Path

from alembic import op
from sqlalchemy import Connection, text

from rules.rulebook import build_stored
from rules.table import Table

revision = "0028"
down_revision = "0027"

_CLAIMED = "superseded_at IS NULL AND NOT disputed AND event = 'replacement' AND case_key & 8 <> 0"
_OF_EDITION = f"FROM decision WHERE {_CLAIMED}"
_EDITIONS = f"SELECT id, content FROM rulebook_edition WHERE id IN (SELECT edition_id {_OF_EDITION})"  # noqa: S608
_KEYS = f"SELECT DISTINCT case_key - 8 {_OF_EDITION} AND edition_id = :edition"
_OUTCOME = "verdict, rule, energy_verdict, energy_rule, emission_stage_verdict, emission_stage_rule"
_LAID_OUT = """
CREATE TEMP TABLE unconfirmed_case (
    city_code integer, case_key integer, valid_from date, valid_until date, verdict text, rule text,
    energy_verdict text, energy_rule text, emission_stage_verdict text, emission_stage_rule text
) ON COMMIT DROP
"""
_FILL = (
    "INSERT INTO unconfirmed_case VALUES (:city, :key, :since, :until, :verdict, :rule, :energy_verdict, :energy_rule,"
    " :emission_stage_verdict, :emission_stage_rule)"
)
_CLOSE = f"""
UPDATE decision SET superseded_at = greatest(now(), recorded_at) WHERE edition_id = :edition AND {_CLAIMED}
RETURNING city_code, id
"""  # noqa: S608 (constants)
_DECIDE = f"""
WITH closed AS ({_CLOSE})
INSERT INTO decision (city_code, registration_id, edition_id, case_key, {_OUTCOME}, category, event, energy,
    registered_on, recorded_at)
SELECT d.city_code, d.registration_id, d.edition_id, o.case_key,
    {", ".join(f"o.{name}" for name in _OUTCOME.split(", "))}, d.category, d.event,
    d.energy, d.registered_on, greatest(now(), d.recorded_at)
FROM closed JOIN decision d USING (city_code, id)
JOIN unconfirmed_case o ON o.city_code = d.city_code AND o.case_key = d.case_key - 8
    AND d.registered_on >= o.valid_from AND d.registered_on < o.valid_until
"""  # noqa: S608 (constants)


def upgrade() -> None:
    """Add the tables, and judge what rests on mere claims as unconfirmed."""
    script = (Path(__file__).parent / "0028_retirements.sql").read_text(encoding="utf-8")
    op.execute(script.replace(":", "\\:"))
    connection = op.get_bind()
    connection.execute(text(_LAID_OUT))
    for edition, content in connection.execute(text(_EDITIONS)).all():
        _decide_again(connection, edition, Table(build_stored(content)))


def _decide_again(connection: Connection, edition: int, table: Table) -> None:
    keys = connection.execute(text(_KEYS), {"edition": edition}).scalars()
    rows = [
        {"city": int(row.unit), "key": row.case_key, "since": row.since, "until": row.until}
        | {"verdict": row.outcome.verdict.value, "rule": row.outcome.rule}
        | {f"{said.duty}_verdict": said.verdict.value for said in row.outcome.duties}
        | {f"{said.duty}_rule": said.rule for said in row.outcome.duties}
        for row in table.rows(keys)
    ]
    connection.execute(text("TRUNCATE unconfirmed_case"))
    connection.execute(text(_FILL), rows)
    connection.execute(text(_DECIDE), {"edition": edition})


def downgrade() -> None:
    """Forget the retired vehicles; what was judged as unconfirmed stays so until its edition is put in force again."""
    op.execute(
        "DROP INDEX ix_registration_plate, ix_registration_replaces_vin, ix_registration_replaces_plate"
    )
    op.execute("DROP TABLE replacement_use, retirement")
    op.execute("DELETE FROM upload WHERE kind = 'retirements'")
    op.execute("DROP INDEX IF EXISTS uq_upload_city_code_sha256")
    op.execute("ALTER TABLE upload DROP kind")
    op.execute(
        "CREATE UNIQUE INDEX uq_upload_city_code_sha256 ON upload (city_code, sha256)"
        " WHERE status NOT IN ('withdrawn', 'refused')"
    )
