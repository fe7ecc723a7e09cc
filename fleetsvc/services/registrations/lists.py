"""Stored registrations with their verdicts: pages, counts and whole lists by filter, now or as known earlier."""

from dataclasses import replace
from typing import Any, Final

from sqlalchemy import CursorResult, Row, text
from sqlmodel import Session

from fleetsvc.clock import rfc3339, rfc3339_if_any
from fleetsvc.models import GivenDecision, Json, RegistrationRecord
from fleetsvc.services.common.paging import ListPage, first_of, read_page
from fleetsvc.services.law.duties import duties_json, duties_of
from fleetsvc.services.registrations.facts import facts_json
from fleetsvc.services.registrations.filters import (
    Place,
    RegistrationFilter,
    page_statement,
    verdicts_statement,
)
from fleetsvc.services.registrations.text_search import vehicles_named

MOST_COUNTED: Final = 100_000
"""Nobody pages through more; counting all of a large city's vehicles would cost more than showing some."""
MOST_FOUND: Final = 5_000
"""Vehicles of a text that are looked up by key."""
MOST_PASSED: Final = 20_000
"""Vehicles that are read past to come to a place by its number; further on a list is turned or narrowed."""
_STREAMED_AT_ONCE: Final = 2000


def list_registrations(
    session: Session, wanted: RegistrationFilter, *, after: Place | None, limit: int
) -> tuple[list[Row[Any]], Place | None]:
    """Return a page of registrations, each with its verdict, and the place to go on from; None on the last page."""
    statement, values = page_statement(wanted, after=after, limit=limit + 1)
    # A page is read sooner than a second process has begun to help.
    session.connection().exec_driver_sql("SET LOCAL max_parallel_workers_per_gather = 0")
    found = session.connection().execute(text(statement), values).all()
    return first_of(found, limit, place_of)


def narrowed(session: Session, wanted: RegistrationFilter) -> RegistrationFilter:
    """Return the same filter, with the vehicles that its text is about where they are few: it is then soon answered.

    It is looked for once, in what vehicles are called and no further than to some thousands; what was found is looked
    up by key, for the page and for its counts. What fits more vehicles than that is soon met along the list's own
    order, but for those of one delivery or one owner, which are looked through. As known earlier, a vehicle may have
    been called otherwise: then the filter stays as it is.
    """
    if wanted.named is None or wanted.known_at is not None:
        return wanted
    found, is_more = vehicles_named(session, wanted, most=MOST_FOUND)
    if is_more and (wanted.upload, wanted.owner) != (None, None):
        return wanted
    if is_more:
        return replace(wanted, frequent=True, sample=found)
    return replace(wanted, named=None, found=found)


def place_of(row: Row[Any]) -> Place:
    """Return a vehicle's place in its list."""
    return Place(row.city_code, row.registered_on, row.position)


def place_of_number(session: Session, wanted: RegistrationFilter, number: int) -> Place | None:
    """Return the place of the vehicle with this number in a list, counted from 1; of its last one where it is shorter.

    None where nothing fits. It costs as much as reading so many rows, so none beyond ``MOST_PASSED`` is looked for.
    """
    page, values = page_statement(wanted, after=None, limit=min(number, MOST_PASSED))
    order = ", ".join(f"{column}{'' if wanted.order.falls else ' DESC'}" for column in wanted.order.columns)
    last = text(f"SELECT city_code, registered_on, position FROM ({page}) AS page ORDER BY {order} LIMIT 1")  # noqa: S608 (constants)
    row = session.connection().execute(last, values).first()
    return None if row is None else place_of(row)


def neighbours(
    session: Session, wanted: RegistrationFilter, place: Place
) -> tuple[Row[Any] | None, Row[Any] | None]:
    """Return the vehicles before and after a place in a list; None at an end."""
    before, _ = list_registrations(session, wanted.backwards, after=place, limit=1)
    after, _ = list_registrations(session, wanted, after=place, limit=1)
    return (before[0] if before else None), (after[0] if after else None)


def page_of_registrations(
    session: Session,
    wanted: RegistrationFilter,
    *,
    after: Place | None,
    before: Place | None,
    limit: int,
) -> ListPage[Row[Any], Place]:
    """Return the page of a list after a place or before one; the first where neither is given."""
    return read_page(
        lambda place: list_registrations(session, wanted, after=place, limit=limit),
        lambda place: list_registrations(session, wanted.backwards, after=place, limit=limit),
        after=after,
        before=before,
        place_of=place_of,
    )


def count_by_verdict(session: Session, wanted: RegistrationFilter) -> dict[str, int]:
    """Return how many registrations fit a filter, by verdict."""
    statement, values = verdicts_statement(wanted)
    return _counted(session, statement, values)


def count_most_by_verdict(session: Session, wanted: RegistrationFilter) -> tuple[dict[str, int], bool]:
    """Return the same as ``count_by_verdict``, but stop at some number and say whether there were so many.

    It is ``MOST_COUNTED``. Of those of a frequent text some thousands are looked at, and those that fit are counted.
    """
    if wanted.frequent:
        wanted = replace(wanted, named=None, found=wanted.sample)
    statement, values = verdicts_statement(wanted)
    counted = _counted(session, f"SELECT * FROM ({statement}) AS found LIMIT {MOST_COUNTED}", values)  # noqa: S608 (constants)
    return counted, wanted.frequent or sum(counted.values()) >= MOST_COUNTED


def _counted(session: Session, verdicts: str, values: dict[str, object]) -> dict[str, int]:
    statement = text(f"SELECT verdict, count(*) FROM ({verdicts}) AS counted GROUP BY 1")  # noqa: S608 (constants)
    return {str(row[0]): int(row[1]) for row in session.connection().execute(statement, values)}


def all_registrations(session: Session, wanted: RegistrationFilter) -> CursorResult[Any]:
    """Return all registrations of a filter in the order of its list, read as they are wanted.

    Memory does not grow with them; what is not wanted to the end is to be closed.
    """
    statement, values = page_statement(wanted, after=None, limit=None)
    streamed = text(statement).execution_options(yield_per=_STREAMED_AT_ONCE)
    return session.connection().execute(streamed, values)


def has_more(session: Session, wanted: RegistrationFilter, *, than: int) -> bool:
    """Tell whether more than so many rows fit a filter; no further ones are looked for."""
    statement, values = verdicts_statement(wanted)
    counted = text(f"SELECT count(*) FROM (SELECT FROM ({statement}) AS found LIMIT {than + 1}) AS counted")  # noqa: S608 (constants)
    return int(session.connection().execute(counted, values).scalar_one()) > than


def listed_json(row: Row[Any]) -> Json:
    """Return a row of a list as answers tell it."""
    return registration_json(row, decided=row, replaces=row.replaces)


def registration_json(
    row: Row[Any] | RegistrationRecord, *, decided: Row[Any] | GivenDecision, replaces: str
) -> Json:
    """Return a version of a registration, with the verdict on it and on each duty, as lists show it.

    ``replaces``: the state of the vehicle that it is declared to replace (``rules.vocabulary.Replacement``).
    """
    return {
        "id": row.id,
        "unit": str(row.city_code),
        **facts_json(row),
        "replaces": str(replaces),
        "verdict": decided.verdict,
        "rule": decided.rule,
        "duties": duties_json(duties_of(decided)),
        "disputed": decided.disputed,
        "overridden": decided.override_id is not None,
        "upload": row.upload_id,
        "sheet": row.sheet,
        "row": row.row_number,
        "recorded_at": rfc3339(row.recorded_at),
        "superseded_at": rfc3339_if_any(row.superseded_at),
    }
