"""Bulk writing of one upload: COPY into temporary tables, then sets at a time into the stored ones.

COPY into a table with row-level security is refused by PostgreSQL; a temporary table has none, and the INSERT from
it passes the walls like any other.
"""

from collections.abc import Sequence
from datetime import datetime

import psycopg
from psycopg.types.json import Jsonb
from sqlmodel import Session

from fleetsvc.services.judging import Judged
from importers import findings as register
from importers.results import REGISTRATION_FIELDS, AsideRow, Block, Finding

_VALUES = (
    "vin, plate, category, event, energy, energy_basis, model, registered_on, emission_stage, owner, gross_mass_kg, "
    "replaces_vin, replaces_plate, replacement_shown"
)

_TABLES = """
CREATE TEMP TABLE staged ON COMMIT DROP AS
    SELECT sheet, row_number, vin, plate, category, event, energy, energy_basis, model, registered_on, emission_stage,
        owner, gross_mass_kg, replaces_vin, replaces_plate, replacement_shown, case_key,
        ''::text AS verdict, ''::text AS rule, 0::bigint AS id
    FROM registration LIMIT 0;
ALTER TABLE staged ALTER id SET DEFAULT nextval('registration_id_seq'), ADD unchanged boolean NOT NULL DEFAULT false;
CREATE TEMP TABLE staged_aside ON COMMIT DROP AS SELECT sheet, row_number, fate, why, cells FROM upload_row LIMIT 0;
CREATE TEMP TABLE staged_finding ON COMMIT DROP AS
    SELECT ordinal, code, severity, sheet, row_number, column_letter, field, value, others, fillings
    FROM finding LIMIT 0;
"""

_MARK_UNCHANGED = f"""
UPDATE staged s SET unchanged = true FROM registration r
WHERE r.city_code = %(city)s AND r.superseded_at IS NULL AND r.vin = s.vin AND r.registered_on = s.registered_on
    AND ({", ".join("r." + name.strip() for name in _VALUES.split(","))})
        IS NOT DISTINCT FROM ({", ".join("s." + name.strip() for name in _VALUES.split(","))})
"""  # noqa: S608 (constants only)

_CLOSE = """
WITH closed AS (
    UPDATE registration r SET superseded_at = %(now)s FROM staged s
    WHERE r.city_code = %(city)s AND r.superseded_at IS NULL AND r.vin = s.vin AND r.registered_on = s.registered_on
        AND NOT s.unchanged
    RETURNING r.id
)
UPDATE decision d SET superseded_at = %(now)s FROM closed
WHERE d.city_code = %(city)s AND d.registration_id = closed.id AND d.superseded_at IS NULL
"""

_APPEND_REGISTRATIONS = f"""
INSERT INTO registration (city_code, id, {_VALUES}, case_key, upload_id, sheet, row_number, recorded_at)
SELECT %(city)s, id, {_VALUES}, case_key, %(upload)s, sheet, row_number, %(now)s FROM staged WHERE NOT unchanged
"""  # noqa: S608 (constants only)

_APPEND_DECISIONS = """
INSERT INTO decision (city_code, registration_id, edition_id, case_key, verdict, rule, category, event, energy,
    registered_on, recorded_at)
SELECT %(city)s, id, %(edition)s, case_key, verdict, rule, category, event, energy, registered_on, %(now)s
FROM staged WHERE NOT unchanged
"""

_KEEP_ASIDE = """
INSERT INTO upload_row (city_code, upload_id, sheet, row_number, fate, why, cells)
SELECT %(city)s, %(upload)s, sheet, row_number, fate, why, cells FROM staged_aside
UNION ALL SELECT %(city)s, %(upload)s, sheet, row_number, 'unchanged', NULL, '[]'::jsonb FROM staged WHERE unchanged
"""

_KEEP_FINDINGS = """
INSERT INTO finding (city_code, upload_id, ordinal, code, severity, sheet, row_number, column_letter, field, value,
    others, fillings)
SELECT %(city)s, %(upload)s, ordinal, code, severity, sheet, row_number, column_letter, field, value, others, fillings
FROM staged_finding
"""


def raw_connection(session: Session) -> psycopg.Connection[tuple[object, ...]]:
    """Return the driver's connection of a session's transaction, for COPY."""
    connection = session.connection().connection.driver_connection
    assert isinstance(connection, psycopg.Connection)  # noqa: S101 (the only driver we open)
    return connection


def open_staging(session: Session) -> None:
    """Make the temporary tables of this transaction."""
    raw_connection(session).execute(_TABLES)


def stage_block(session: Session, block: Block, judged: Judged) -> None:
    """Copy a block's registrations, with their verdicts, and its rows set aside."""
    columns = [block.columns[name] for name in REGISTRATION_FIELDS[:-1]]
    shown = map(bool, block.columns[REGISTRATION_FIELDS[-1]])
    sheet = [block.sheet] * len(block.rows)
    with raw_connection(session).cursor() as cursor:
        names = f"sheet, row_number, {_VALUES}, case_key, verdict, rule"
        with cursor.copy(f"COPY staged ({names}) FROM STDIN") as copy:
            judged_columns = (judged.case_keys, judged.verdicts, judged.rules)
            for row in zip(sheet, block.rows, *columns, shown, *judged_columns, strict=True):
                copy.write_row(row)
        if block.aside:
            _stage_aside(cursor, block.aside)


def _stage_aside(cursor: psycopg.Cursor[tuple[object, ...]], aside: Sequence[AsideRow]) -> None:
    with cursor.copy("COPY staged_aside FROM STDIN") as copy:
        for row in aside:
            copy.write_row((row.sheet, row.row, str(row.fate), row.why, Jsonb(list(row.cells))))


def stage_findings(session: Session, findings: Sequence[Finding], *, first_ordinal: int) -> None:
    """Copy findings, numbered from ``first_ordinal``."""
    if not findings:
        return
    with (
        raw_connection(session).cursor() as cursor,
        cursor.copy("COPY staged_finding FROM STDIN") as copy,
    ):
        for ordinal, finding in enumerate(findings, first_ordinal):
            severity = str(register.severity_of(finding))
            place = (finding.sheet, finding.row, finding.column, finding.field, finding.value)
            copy.write_row(
                (ordinal, finding.code, severity, *place, list(finding.others), Jsonb(finding.values))
            )


def mark_unchanged(session: Session, *, city: int) -> int:
    """Mark staged rows that are stored already, value for value; return how many."""
    return raw_connection(session).execute(_MARK_UNCHANGED, {"city": city}).rowcount


def staged_verdicts(session: Session) -> dict[str, int]:
    """Return how many new or changed registrations got each verdict."""
    rows = raw_connection(session).execute(
        "SELECT verdict, count(*) FROM staged WHERE NOT unchanged GROUP BY 1"
    )
    return {str(verdict): int(str(count)) for verdict, count in rows}


def keep_review(session: Session, *, city: int, upload: int) -> None:
    """Store the rows set aside and the findings of an upload, in place of those of an earlier reading."""
    connection, place = raw_connection(session), {"city": city, "upload": upload}
    connection.execute("DELETE FROM upload_row WHERE city_code = %(city)s AND upload_id = %(upload)s", place)
    connection.execute("DELETE FROM finding WHERE city_code = %(city)s AND upload_id = %(upload)s", place)
    connection.execute(_KEEP_ASIDE, place)
    connection.execute(_KEEP_FINDINGS, place)


def append_versions(session: Session, *, city: int, upload: int, edition: int, now: datetime) -> None:
    """Close the versions that changed and append the new ones with their decisions."""
    connection = raw_connection(session)
    values = {"city": city, "upload": upload, "edition": edition, "now": now}
    connection.execute(_CLOSE, values)
    connection.execute(_APPEND_REGISTRATIONS, values)
    connection.execute(_APPEND_DECISIONS, values)
