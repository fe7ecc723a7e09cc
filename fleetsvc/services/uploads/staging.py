"""Bulk writing of one upload: COPY into temporary tables, then sets at a time into the stored ones.

COPY into a table with row-level security is refused by PostgreSQL; a temporary table has none, and the INSERT from
it passes the walls like any other.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import psycopg
from psycopg.types.json import Jsonb

from fleetsvc.database.transactions import RawConnection
from fleetsvc.services.law.duties import OUTCOME_COLUMNS, outcome_values
from fleetsvc.services.uploads.copy_rows import Lines, joined
from fleetsvc.services.uploads.judging import Judged
from importers.facts import COLUMNS, FACTS
from importers.findings import register
from importers.results import AsideRow, Block, Finding
from rules.facts import SHOWN_BIT

_VALUES = ", ".join(COLUMNS)

_TABLES = f"""
CREATE TEMP TABLE staged ON COMMIT DROP AS
    SELECT 0 AS block, sheet, row_number, {_VALUES}, case_key,
        {", ".join(f"''::text AS {name}" for name in OUTCOME_COLUMNS)}, ''::bytea AS defence_sha256, 0::bigint AS id
    FROM registration LIMIT 0;
ALTER TABLE staged ALTER id SET DEFAULT nextval('registration_id_seq'), ADD stored_id bigint,
    ADD met boolean NOT NULL DEFAULT false, ADD unchanged boolean NOT NULL DEFAULT false, ADD counted_id bigint;
CREATE INDEX ON staged (block);
CREATE TEMP TABLE staged_aside ON COMMIT DROP AS
    SELECT sheet, row_number, fate, why, cells, vin FROM upload_row LIMIT 0;
CREATE TEMP TABLE staged_finding ON COMMIT DROP AS
    SELECT ordinal, code, severity, sheet, row_number, column_letter, field, value, others, fillings
    FROM finding LIMIT 0;
"""  # noqa: S608 (constants only)

# Sub-selects with LIMIT and arrays instead of joins: rows written in this transaction are not in the statistics, and
# a join planned for an empty table compares every row of a block with every stored one.
_STORED = """
    FROM registration r WHERE r.city_code = %(city)s AND r.superseded_at IS NULL AND r.vin = s.vin
"""

# ``met``: the unit has stored the vehicle, if with another day only. All other rows need be compared no more.
_FIND_STORED = f"""
UPDATE staged s SET (met, stored_id, unchanged) = (
    SELECT true, max(r.id), coalesce(bool_or(({", ".join(f"r.{name}" for name in FACTS)})
        IS NOT DISTINCT FROM ({", ".join(f"s.{name}" for name in FACTS)})), false)
    {_STORED} AND r.registered_on = s.registered_on
)
WHERE s.block = %(block)s AND (SELECT true {_STORED} LIMIT 1)
"""  # noqa: S608 (constants only)

_COUNT_STORED = """
SELECT count(*) FILTER (WHERE unchanged), count(*) FILTER (WHERE stored_id IS NOT NULL AND NOT unchanged)
FROM staged WHERE block = %(block)s
"""

_CHANGED = (
    "ARRAY(SELECT stored_id FROM staged WHERE block = %(block)s AND stored_id IS NOT NULL AND NOT unchanged)"
)

_CLOSE_REGISTRATIONS = f"""
UPDATE registration SET superseded_at = %(now)s WHERE city_code = %(city)s AND id = ANY ({_CHANGED})
"""  # noqa: S608 (constants only)

_CLOSE_DECISIONS = """
UPDATE decision SET superseded_at = %(now)s WHERE city_code = %(city)s AND id = ANY (ARRAY(
    SELECT (
        SELECT d.id FROM decision d
        WHERE d.city_code = %(city)s AND d.registration_id = s.stored_id AND d.superseded_at IS NULL LIMIT 1
    )
    FROM staged s WHERE s.block = %(block)s AND s.stored_id IS NOT NULL AND NOT s.unchanged
))
"""

# A version's own case is that of what it says; its decision's, that of what is found: whether its claim is confirmed.
_APPEND_REGISTRATIONS = f"""
INSERT INTO registration (city_code, id, {_VALUES}, case_key, upload_id, sheet, row_number, recorded_at)
SELECT %(city)s, id, {_VALUES}, case_key | replacement_shown::int * {SHOWN_BIT}, %(upload)s, sheet, row_number, %(now)s
FROM staged WHERE block = %(block)s AND NOT unchanged
"""  # noqa: S608 (constants only)

_OUTCOME = ", ".join(OUTCOME_COLUMNS)

_APPEND_DECISIONS = f"""
INSERT INTO decision (city_code, registration_id, edition_id, case_key, {_OUTCOME}, category, event, energy,
    registered_on, recorded_at, defence_sha256)
SELECT %(city)s, id, %(edition)s, case_key, {_OUTCOME}, category, event, energy, registered_on, %(now)s, defence_sha256
FROM staged WHERE block = %(block)s AND NOT unchanged AND counted_id IS NULL
"""  # noqa: S608 (constants only)

STORED = "SELECT id, vin, plate, owner FROM staged WHERE NOT unchanged"
"""The versions that an upload has stored."""

_KEEP_ASIDE = """
INSERT INTO upload_row (city_code, upload_id, sheet, row_number, fate, why, cells, vin, registration_id)
SELECT %(city)s, %(upload)s, sheet, row_number, fate, why, cells, vin, NULL FROM staged_aside
UNION ALL SELECT %(city)s, %(upload)s, sheet, row_number, 'unchanged', NULL, '[]'::jsonb, NULL, stored_id
FROM staged WHERE unchanged
"""

_KEEP_FINDINGS = """
INSERT INTO finding (city_code, upload_id, ordinal, code, severity, sheet, row_number, column_letter, field, value,
    others, fillings)
SELECT %(city)s, %(upload)s, ordinal, code, severity, sheet, row_number, column_letter, field, value, others, fillings
FROM staged_finding
"""


@dataclass(frozen=True, slots=True)
class Stored:
    """How many registrations of a block are stored already: value for value, or with other values."""

    unchanged: int
    changed: int


def open_staging(connection: RawConnection) -> None:
    """Make the temporary tables of this transaction."""
    connection.execute(_TABLES)


def stage_block(connection: RawConnection, block: Block, judged: Judged, *, number: int, city: int) -> Stored:
    """Copy a block's registrations, with their verdicts, and its rows set aside.

    Marks those registrations that are stored already, value for value.
    """
    with connection.cursor() as cursor:
        with cursor.copy(_COPY_STAGED) as copy:
            copy.write(_lines(block, judged, number=number))
        if block.aside:
            stage_aside(cursor, block.aside)
        if not cursor.execute(_FIND_STORED, {"city": city, "block": number}).rowcount:
            return Stored(0, 0)
        unchanged, changed = cursor.execute(_COUNT_STORED, {"block": number}).fetchall()[0]
        return Stored(int(str(unchanged)), int(str(changed)))


_COPY_STAGED = (
    f"COPY staged (block, sheet, row_number, {_VALUES}, case_key, {', '.join(OUTCOME_COLUMNS)}, defence_sha256)"
    " FROM STDIN"
)
_HARDLY_TWICE = frozenset({"vin", "plate", "replaces_vin", "replaces_plate"})
"""Facts that identify a vehicle."""


def _lines(block: Block, judged: Judged, *, number: int) -> str:
    """Return a block as COPY reads it; what was decided is written once for each case."""
    lines = Lines([number, block.sheet])
    lines.numbers(block.rows)
    for name in COLUMNS:
        (lines.texts if name in _HARDLY_TWICE else lines.few)(block.columns[name])
    known: dict[tuple[int, int, str | None], str] = {}
    decided: list[str] = []
    for key, outcome, defence in zip(judged.case_keys, judged.outcomes, judged.defences, strict=True):
        place = key, id(outcome), defence  # to compare outcomes costs more than to write one
        if place not in known:
            known[place] = joined((key, *outcome_values(outcome), defence))
        decided.append(known[place])
    lines.written(decided)
    return lines.text()


def stage_aside(cursor: psycopg.Cursor[tuple[object, ...]], aside: Sequence[AsideRow]) -> None:
    """Copy rows that are set aside."""
    with cursor.copy("COPY staged_aside FROM STDIN") as copy:
        for row in aside:
            copy.write_row((row.sheet, row.row, str(row.fate), row.why, Jsonb(list(row.cells)), row.vin))


def stage_findings(connection: RawConnection, findings: Sequence[Finding], *, first_ordinal: int) -> None:
    """Copy findings, numbered from ``first_ordinal``."""
    if not findings:
        return
    with connection.cursor() as cursor, cursor.copy("COPY staged_finding FROM STDIN") as copy:
        for ordinal, finding in enumerate(findings, first_ordinal):
            severity = str(register.severity_of(finding))
            place = (finding.sheet, finding.row, finding.column, finding.field, finding.value)
            copy.write_row(
                (ordinal, finding.code, severity, *place, list(finding.others), Jsonb(finding.values))
            )


@dataclass(frozen=True, slots=True)
class Version:
    """What all versions appended by one upload share."""

    city: int
    upload: int
    edition: int
    now: datetime


def append_block(connection: RawConnection, version: Version, stored: Stored, *, number: int) -> None:
    """Close the stored versions that a block changes, and append its own with their decisions.

    Where ``counted_id`` says that an earlier decision goes on counting, that one is for ``changes`` to append.
    """
    values = asdict(version) | {"block": number}
    closing = (_CLOSE_REGISTRATIONS, _CLOSE_DECISIONS) if stored.changed else ()
    for statement in (*closing, _APPEND_REGISTRATIONS, _APPEND_DECISIONS):
        connection.execute(statement, values)


def staged_verdicts(connection: RawConnection) -> dict[str, int]:
    """Return how many new or changed registrations got each verdict."""
    rows = connection.execute("SELECT verdict, count(*) FROM staged WHERE NOT unchanged GROUP BY 1")
    return {str(verdict): int(str(count)) for verdict, count in rows}


def keep_review(connection: RawConnection, *, city: int, upload: int) -> None:
    """Store the rows set aside and the findings of an upload, in place of those of an earlier reading."""
    place = {"city": city, "upload": upload}
    connection.execute("DELETE FROM upload_row WHERE city_code = %(city)s AND upload_id = %(upload)s", place)
    connection.execute("DELETE FROM finding WHERE city_code = %(city)s AND upload_id = %(upload)s", place)
    connection.execute(_KEEP_ASIDE, place)
    connection.execute(_KEEP_FINDINGS, place)
