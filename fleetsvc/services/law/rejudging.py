"""What an edition says about every registration on record, found by one join and written by four statements.

Facts take few distinct values, so the edition's table is laid out for the cases on record only and joined.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.database.lock_numbers import LockNumber
from fleetsvc.database.transactions import raw_connection
from fleetsvc.models import UploadStatus
from fleetsvc.services.law import defence_store, standing_counts
from fleetsvc.services.law.defences import Citing
from fleetsvc.services.law.duties import OUTCOME_COLUMNS, outcome_columns, outcome_values
from fleetsvc.services.law.restated_editions import last_given
from fleetsvc.services.law.restatements import lay_out_citations
from rules.table import Table, TableRow
from rules.units import UNITS

REJUDGE_LOCK: Final = int(LockNumber.REJUDGING)
"""What stores verdicts holds it shared; an activation and a publication alone: none may land behind their back."""


def hold_edition(session: Session) -> None:
    """Keep the edition in force from changing until this transaction ends."""
    session.connection().exec_driver_sql(f"SELECT pg_advisory_xact_lock_shared({REJUDGE_LOCK})")


def hold_verdicts(session: Session) -> None:
    """Wait until nobody stores verdicts, and keep everybody from it until this transaction ends, which stores none."""
    session.connection().exec_driver_sql(f"SELECT pg_advisory_xact_lock({REJUDGE_LOCK})")


def hold_all(session: Session) -> None:
    """The same for a transaction that judges everything anew."""
    hold_verdicts(session)
    standing_counts.mark(raw_connection(session))


_INSTANT: Final = text(f"""
SELECT greatest(cast(:now AS timestamptz),
    (SELECT max(activated_at) + interval '1 microsecond' FROM rulebook_activation),
    (SELECT max(settled_at) FROM upload WHERE status IN ('{UploadStatus.ACCEPTED}', '{UploadStatus.WITHDRAWN}')))
""")  # noqa: S608 (constants)


def instant_of_all(session: Session, *, now: datetime) -> datetime:
    """Return the instant at which something is done to all verdicts: ``now``, or just after the last activation.

    Nor before what was stored by that one, where a clock is behind: so what was known at an instant can be told. Needs
    ``hold_verdicts``.
    """
    found: datetime = session.connection().execute(_INSTANT, {"now": now}).scalar_one()
    return found


_LAID_OUT = f"""
DROP TABLE IF EXISTS pg_temp.laid_out;
CREATE TEMP TABLE laid_out (
    city_code integer, case_key integer, valid_from date, valid_until date,
    {", ".join(f"{name} text" for name in OUTCOME_COLUMNS)}, defence_sha256 bytea
) ON COMMIT DROP
"""


def lay_out(
    session: Session,
    table: Table,
    case_keys: Iterable[int],
    *,
    units: Collection[str] = tuple(UNITS),
    citing: Citing | None = None,
) -> None:
    """Write what an edition says about these cases into the temporary table ``laid_out``, to be joined.

    With ``citing`` also the hash of what defends each; these are stored.
    """
    connection = raw_connection(session)
    with connection.cursor() as cursor:
        cursor.execute(_LAID_OUT)
        with cursor.copy("COPY laid_out FROM STDIN") as copy:
            for row in table.rows(case_keys, units=units):
                outcome = outcome_values(row.outcome)
                for since, until, defence in _defended(table, row, citing):
                    copy.write_row((int(row.unit), row.case_key, since, until, *outcome, defence))
        cursor.execute(
            "ANALYZE laid_out"
        )  # without its sizes the planner compares every row with every other
    if citing is not None:
        defence_store.keep(connection, citing.named)


def _defended(
    table: Table, row: TableRow, citing: Citing | None
) -> Iterator[tuple[date, date, bytes | None]]:
    """Yield the days of a row by what defends its outcome: the same word may rest on other steps from a day on."""
    if citing is None:
        yield row.since, row.until, None
        return
    for period in table.periods:
        if row.since <= period.since < row.until:
            yield period.since, period.until, citing.hash_of(row.case_key, row.unit, period.since)


_ON_RECORD = """
SELECT DISTINCT edition_id, case_key FROM decision WHERE superseded_at IS NULL
"""

_SAYS_OTHERWISE = f"({outcome_columns('d')}) IS DISTINCT FROM ({outcome_columns('o')})"
_SAID_OF_RULES = """
    FROM decision d JOIN said o ON o.edition_id = d.edition_id AND o.city_code = d.city_code
        AND o.case_key = d.case_key AND d.registered_on >= o.said_from AND d.registered_on < o.said_until
    WHERE d.superseded_at IS NULL AND NOT d.disputed AND d.override_id IS NULL
"""
_RESTATE = (
    "DROP TABLE IF EXISTS pg_temp.restated",
    f"""
    CREATE TEMP TABLE restated ON COMMIT DROP AS
    SELECT o.city_code, o.edition_id AS given_by, o.case_key, o.said_from, o.said_until, o.defence_sha256,
        count(*) AS number
    {_SAID_OF_RULES} AND o.otherwise AND d.recorded_at < :now AND NOT ({_SAYS_OTHERWISE})
    GROUP BY o.city_code, o.edition_id, o.case_key, o.said_from, o.said_until, o.defence_sha256
    """,
    """
    INSERT INTO restatement (city_code, given_by, case_key, since, until, edition_id, defence_sha256, recorded_at)
    SELECT city_code, given_by, case_key, said_from, said_until, :edition, defence_sha256, :now FROM restated
    """,
)
"""Find what stands with its outcome and cites otherwise, and give it again, one row a kind."""
_RESTATED = "SELECT coalesce(sum(number), 0)::bigint FROM restated"

_REJUDGE = (
    "DROP TABLE IF EXISTS pg_temp.changed",
    # What was stored as if later than now, by a clock that goes ahead, is closed as it was stored: one by one.
    f"CREATE TEMP TABLE changed ON COMMIT DROP AS SELECT d.city_code, d.id, {outcome_columns('o')}, o.defence_sha256"
    f" {_SAID_OF_RULES} AND ({_SAYS_OTHERWISE} OR o.otherwise AND d.recorded_at >= :now)",
    # Who waited for the lock may have read the clock before those it waited for: no version ends before it began.
    """
    UPDATE decision d SET superseded_at = greatest(:now, d.recorded_at) FROM changed c
    WHERE c.city_code = d.city_code AND c.id = d.id
    """,
    f"""
    INSERT INTO decision (city_code, registration_id, edition_id, case_key, {", ".join(OUTCOME_COLUMNS)}, category,
        event, energy, registered_on, recorded_at, defence_sha256)
    SELECT d.city_code, d.registration_id, :edition, d.case_key, {outcome_columns("c")}, d.category, d.event, d.energy,
        d.registered_on, d.superseded_at, c.defence_sha256
    FROM changed c JOIN decision d USING (city_code, id)
    ORDER BY d.city_code, d.registered_on  -- as the widest indexes are: a fifth of the time less
    """,  # noqa: S608 (constants only)
)
"""Find what changes, close it, append the new verdicts."""


def judge_again(session: Session, table: Table, citing: Citing, *, edition_id: int, now: datetime) -> int:
    """Make again each decision on which the edition says or cites otherwise; return how many. The old ones are kept.

    Where the outcome stands and only what is cited says otherwise, one row says so of all decisions of a kind. Only
    what changes is written: closing and appending cost far more than finding. Needs ``hold_all``.
    """
    connection = session.connection()
    on_record = {(edition, key) for edition, key in connection.exec_driver_sql(_ON_RECORD)}
    lay_out(session, table, {key for _, key in on_record}, citing=citing)
    lay_out_citations(session, table.rulebook, on_record, last=last_given(session))
    values = {"edition": edition_id, "now": now}
    for statement in _RESTATE:
        connection.execute(text(statement), values)
    restated: int = connection.exec_driver_sql(_RESTATED).scalar_one()
    return restated + [connection.execute(text(statement), values).rowcount for statement in _REJUDGE][-1]
