"""Rulebook editions in the database: which one is active, and re-judging when another becomes so."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session, col, select

from fleetsvc.models import RulebookEdition
from fleetsvc.services.staging import raw_connection
from rules.rulebook import Rulebook, build, canonical_json
from rules.table import Table

Json = dict[str, object]

REJUDGE_LOCK = 4_107_301
"""Imports hold it shared, an activation alone: no verdict of the old edition may land behind its back."""


class NoActiveRulebook(Exception):
    """No edition of any rulebook is active: the database was not set up."""


class EditionUnknown(Exception):
    """There is no edition of that number."""


@dataclass(frozen=True, slots=True)
class ActiveBook:
    """The edition in force: its number in the database, the book, and its decision table."""

    edition_id: int
    book: Rulebook
    table: Table


@dataclass(frozen=True, slots=True)
class Flip:
    """So many registrations of a unit and category whose verdict differs between two editions."""

    unit: str
    category: str
    before: str
    after: str
    registrations: int


_BUILT: dict[str, tuple[Rulebook, Table]] = {}
"""Books already built in this process, by edition hash. An edition never changes, so this never goes stale."""


def _built(edition: RulebookEdition) -> tuple[Rulebook, Table]:
    if edition.edition not in _BUILT:
        book = build(edition.content)
        _BUILT[edition.edition] = (book, Table(book))
    return _BUILT[edition.edition]


def active_book(session: Session) -> ActiveBook:
    """Return the edition in force. Raises NoActiveRulebook."""
    query = (
        select(RulebookEdition).where(RulebookEdition.status == "active").order_by(col(RulebookEdition.id))
    )
    found = session.exec(query).first()
    if found is None or found.id is None:
        raise NoActiveRulebook
    book, table = _built(found)
    return ActiveBook(found.id, book, table)


def load(session: Session, mapping: Mapping[str, object], *, now: datetime) -> RulebookEdition:
    """Store an edition as a draft, or return the one already stored. Raises RulebookBroken with all problems."""
    book = build(mapping)
    stored = session.exec(select(RulebookEdition).where(RulebookEdition.edition == book.edition)).first()
    if stored is not None:
        return stored
    edition = RulebookEdition(
        book=book.id,
        name=book.name,
        edition=book.edition,
        content=json.loads(canonical_json(mapping)),  # YAML holds dates, JSON their text
        status="draft",
        loaded_at=now,
    )
    session.add(edition)
    session.flush()
    return edition


def ensure_shipped(session: Session, mapping: Mapping[str, object], *, now: datetime) -> None:
    """Make the shipped edition known; put it in force only where no edition of its book is."""
    edition = load(session, mapping, now=now)
    query = select(RulebookEdition).where(
        RulebookEdition.book == edition.book, RulebookEdition.status == "active"
    )
    if session.exec(query).first() is None:
        edition.status, edition.activated_at = "active", now
        session.add(edition)


def hold_for_import(session: Session) -> None:
    """Keep the edition in force from changing until this transaction ends."""
    session.connection().exec_driver_sql(f"SELECT pg_advisory_xact_lock_shared({REJUDGE_LOCK})")


def _edition(session: Session, edition_id: int) -> RulebookEdition:
    found = session.get(RulebookEdition, edition_id)
    if found is None:
        raise EditionUnknown(edition_id)
    return found


_LAID_OUT = """
DROP TABLE IF EXISTS pg_temp.laid_out;
CREATE TEMP TABLE laid_out (
    city_code integer, case_key integer, valid_from date, valid_until date, verdict text, rule text
) ON COMMIT DROP
"""

_DIFFERING = """
    FROM decision d JOIN laid_out o ON o.city_code = d.city_code AND o.case_key = d.case_key
        AND d.registered_on >= o.valid_from AND d.registered_on < o.valid_until
    WHERE d.superseded_at IS NULL AND (d.verdict <> o.verdict OR d.rule IS DISTINCT FROM o.rule)
"""


def _lay_out(session: Session, edition: RulebookEdition) -> None:
    """Write what the edition says about every case on record, so that SQL can join it."""
    connection = raw_connection(session)
    keys = connection.execute("SELECT DISTINCT case_key FROM decision WHERE superseded_at IS NULL").fetchall()
    _, table = _built(edition)
    with connection.cursor() as cursor:
        cursor.execute(_LAID_OUT)
        with cursor.copy("COPY laid_out FROM STDIN") as copy:
            for row in table.rows([int(str(key)) for (key,) in keys]):
                outcome = (row.since, row.until, str(row.verdict), row.rule)
                copy.write_row((int(row.unit), row.case_key, *outcome))
        cursor.execute(
            "ANALYZE laid_out"
        )  # without its sizes the planner compares every row with every other


_COMPARE = f"""
    SELECT d.city_code, d.category, d.verdict, o.verdict, count(*) {_DIFFERING}
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
"""

_REJUDGE = (
    f"CREATE TEMP TABLE changed ON COMMIT DROP AS SELECT d.city_code, d.id, o.verdict, o.rule {_DIFFERING}",
    "UPDATE decision d SET superseded_at = :now FROM changed c WHERE c.city_code = d.city_code AND c.id = d.id",
    """
    INSERT INTO decision (city_code, registration_id, edition_id, case_key, verdict, rule, category, event, energy,
        registered_on, recorded_at)
    SELECT d.city_code, d.registration_id, :edition, d.case_key, c.verdict, c.rule, d.category, d.event, d.energy,
        d.registered_on, :now
    FROM changed c JOIN decision d USING (city_code, id)
    """,
)
"""Find what changes, close it, append the new verdicts."""


def compare(session: Session, edition_id: int) -> list[Flip]:
    """Return what would change if an edition came into force, over all registrations, by unit and category."""
    edition = _edition(session, edition_id)
    _lay_out(session, edition)
    rows = session.connection().execute(text(_COMPARE))
    return [Flip(str(unit), category, before, after, count) for unit, category, before, after, count in rows]


def activate(session: Session, edition_id: int, *, now: datetime) -> int:
    """Put an edition in force and judge again; return how many decisions changed. Old decisions are kept.

    Only what changes is written: closing and appending cost far more than finding.
    """
    session.connection().exec_driver_sql(f"SELECT pg_advisory_xact_lock({REJUDGE_LOCK})")
    edition = _edition(session, edition_id)
    _lay_out(session, edition)
    values = {"edition": edition_id, "now": now}
    changed = [session.connection().execute(text(statement), values).rowcount for statement in _REJUDGE]
    for other in session.exec(select(RulebookEdition).where(RulebookEdition.status == "active")):
        if other.book == edition.book and other.id != edition.id:
            other.status = "retired"
            session.add(other)
    session.flush()
    edition.status, edition.activated_at = "active", now
    session.add(edition)
    return changed[-1]
