"""Verdicts given anew by the edition in force, of a unit and on the cases that vehicles have now.

Whoever finds that vehicles count by other facts, or another standing, names them in a temporary table; what stood is
closed and what the edition says of the case is appended. An edition that comes into force judges all at once:
``rejudging.judge_again``.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.services.law import rejudging, rulebooks
from fleetsvc.services.law.case_facts import word
from fleetsvc.services.law.duties import OUTCOME_COLUMNS, outcome_columns

_WORDS: Final = ("category", "event", "energy")


def _close(table: str) -> str:
    return f"""
    UPDATE decision d SET superseded_at = greatest(:now, d.recorded_at) FROM {table} n
    WHERE d.city_code = :city AND d.id = n.id
    """  # noqa: S608 (constants only)


def _append(vehicles: str, registration: str, recorded_at: str) -> str:
    """Return what appends the verdicts on vehicles ``v``, each with its case ``n``, as known from an instant."""
    return f"""
    INSERT INTO decision (city_code, registration_id, edition_id, case_key, {", ".join(OUTCOME_COLUMNS)},
        {", ".join(_WORDS)}, registered_on, recorded_at, defence_sha256)
    SELECT v.city_code, {registration}, :edition, n.case_key, {outcome_columns("o")},
        {", ".join(word(name, "n.case_key") for name in _WORDS)}, v.registered_on, {recorded_at}, o.defence_sha256
    FROM {vehicles} v ON v.city_code = :city AND v.id = n.id
    JOIN laid_out o ON o.city_code = v.city_code AND o.case_key = n.case_key
        AND v.registered_on >= o.valid_from AND v.registered_on < o.valid_until
    """  # noqa: S608 (constants only)


def decide_anew(session: Session, table: str, *, city: int, now: datetime) -> None:
    """Close the decisions of a unit that a temporary table names by ``id``, and give those on ``case_key`` instead.

    Needs the unit's register to itself, an instant that ``current_versions.hold`` returned, and the edition held.
    """
    append = _append(f"{table} n JOIN decision", "v.registration_id", "v.superseded_at")
    _decide(session, table, _close(table), append, city=city, now=now)


def decide_versions(session: Session, table: str, *, city: int, now: datetime) -> None:
    """Give the verdicts on the new versions that a temporary table names by ``id``, on ``case_key``; needs the same."""
    _decide(session, table, _append(f"{table} n JOIN registration", "v.id", ":now"), city=city, now=now)


def _decide(session: Session, table: str, *statements: str, city: int, now: datetime) -> None:
    connection, active = session.connection(), rulebooks.active_book(session)
    keys = list(connection.execute(text(f"SELECT DISTINCT case_key FROM {table}")).scalars())  # noqa: S608 (constants)
    rejudging.lay_out(session, active.table, keys, units=(str(city),), citing=active.citing())
    for statement in statements:
        connection.execute(text(statement), {"city": city, "edition": active.edition_id, "now": now})
