"""The list that the office works through: vehicles whose verdict asks somebody to act, by filter, sorted, page by page.

A page is read along an index of the decisions (``ix_decision_day``, ``ix_decision_city_day``) from where the last
one ended; the registrations are looked up by key. Needs the office's scope.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Row, text
from sqlmodel import Session

from fleetsvc.services.common.paging import Leaf, leaf
from fleetsvc.services.law.duties import outcome_columns
from fleetsvc.services.registrations.lists import ON_REGISTRATIONS, states_at
from rules.vocabulary import Verdict

OPEN: Final = (Verdict.NON_COMPLIANT, Verdict.NEEDS_JUSTIFICATION, Verdict.UNDETERMINED)
"""Listed where no verdict is asked for, the gravest first."""

_STREAMED_AT_ONCE: Final = 2000


class Order(StrEnum):
    """How the list is sorted: by day or by unit, rising or falling."""

    NEWEST = "-day"
    OLDEST = "day"
    UNIT = "unit"
    UNIT_FALLING = "-unit"


_OPPOSITE: Final = {
    Order.NEWEST: Order.OLDEST,
    Order.OLDEST: Order.NEWEST,
    Order.UNIT: Order.UNIT_FALLING,
    Order.UNIT_FALLING: Order.UNIT,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which vehicles. ``from_on`` inclusive, ``until_on`` exclusive; ``verdict``: one, else all that are open.

    ``named`` is any part of the plate, the VIN or the owner's name; ``upload`` is (unit, number). ``known_at``: as
    known at that instant; None as known now.
    """

    unit: str | None = None
    category: str | None = None
    event: str | None = None
    energy: str | None = None
    verdict: str | None = None
    rule: str | None = None
    from_on: date | None = None
    until_on: date | None = None
    named: str | None = None
    upload: tuple[int, int] | None = None
    known_at: datetime | None = None
    order: Order = Order.NEWEST


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the list to go on from: the last vehicle of a page."""

    unit: int
    day: date
    number: int


_ON_DECISIONS: Final = {
    "unit": "d.city_code = :unit",
    "category": "d.category = :category",
    "event": "d.event = :event",
    "energy": "d.energy = :energy",
    "rule": "d.rule = :rule",
    "from_on": "d.registered_on >= :from_on",
    "until_on": "d.registered_on < :until_on",
}
_ON_REGISTRATIONS: Final = {name: ON_REGISTRATIONS[name].format("r") for name in ("named", "upload")}
_PLACES: Final = {"city_code": ":after_unit", "registered_on": ":after_day", "id": ":after_number"}
_JOINED: Final = " JOIN registration r ON r.city_code = d.city_code AND r.id = d.registration_id"


def list_noncompliant(
    session: Session, wanted: Wanted, *, after: Place | None, limit: int
) -> tuple[list[Row[Any]], Place | None]:
    """Return a page of vehicles, each with its verdict, and the place to go on from; None on the last page."""
    statement, values = _statement(wanted, after=after, limit=limit + 1)
    found = list(session.connection().execute(text(statement), values))
    page = found[:limit]
    return page, place_of(page[-1]) if len(found) > limit else None


def place_of(row: Row[Any]) -> Place:
    """Return a vehicle's place in the list."""
    return Place(row.city_code, row.registered_on, row.position)


def leaf_of_noncompliant(
    session: Session, wanted: Wanted, *, after: Place | None, before: Place | None, limit: int
) -> Leaf[Row[Any], Place]:
    """Return the page of the list after a place or before one; the first where neither is given."""
    turned = replace(wanted, order=_OPPOSITE[wanted.order])
    return leaf(
        lambda place: list_noncompliant(session, wanted, after=place, limit=limit),
        lambda place: list_noncompliant(session, turned, after=place, limit=limit),
        after=after,
        before=before,
        place_of=place_of,
    )


def all_noncompliant(session: Session, wanted: Wanted) -> Iterator[Row[Any]]:
    """Yield all vehicles of a filter in the order of its list; memory does not grow with them."""
    statement, values = _statement(wanted, after=None, limit=None)
    streamed = {"yield_per": _STREAMED_AT_ONCE}
    yield from session.connection().execute(text(statement), values, execution_options=streamed)


def has_more(session: Session, wanted: Wanted, *, than: int) -> bool:
    """Tell whether more than so many rows fit a filter; no further ones are looked for."""
    statement, values = _statement(wanted, after=None, limit=than + 1)
    counted = text(f"SELECT count(*) FROM ({statement}) AS counted")  # noqa: S608 (constants)
    return int(session.connection().execute(counted, values).scalar_one()) > than


def counts(session: Session, wanted: Wanted) -> dict[str, int]:
    """Return how many vehicles fit the filter, by verdict."""
    joined = _JOINED if _looks_at_registrations(wanted) else ""
    state = " OR ".join(f"({state.format('d')})" for state in states_at(wanted.known_at))
    conditions = " AND ".join([f"({state})", *_conditions(wanted)])
    statement = f"SELECT d.verdict, count(*) FROM decision d{joined} WHERE {conditions} GROUP BY 1"  # noqa: S608 (constants)
    found = session.connection().execute(text(statement), _values(wanted))
    return {str(row[0]): int(row[1]) for row in found}


def _statement(wanted: Wanted, *, after: Place | None, limit: int | None) -> tuple[str, dict[str, object]]:
    values = _values(wanted)
    if after is not None:
        values |= {"after_unit": after.unit, "after_day": after.day, "after_number": after.number}
    if limit is not None:
        values["limit"] = limit
    branches = [_branch(wanted, state, after=after, limit=limit) for state in states_at(wanted.known_at)]
    if len(branches) == 1:
        return branches[0], values
    merged = " UNION ALL ".join(f"({branch})" for branch in branches)
    order = _order(wanted, "{0}").replace("id", "position")
    return f"SELECT * FROM ({merged}) AS found ORDER BY {order}{_limit(limit)}", values  # noqa: S608 (constants)


def _branch(wanted: Wanted, state: str, *, after: Place | None, limit: int | None) -> str:
    conditions = [state.format("d"), *_conditions(wanted)]
    if after is not None:
        compared = ", ".join(f"d.{name}" for name in _compared(wanted))
        places = ", ".join(_PLACES[name] for name in _compared(wanted))
        conditions.append(f"({compared}) {'<' if _falls(wanted) else '>'} ({places})")
    found = (
        f"SELECT r.*, d.id AS position, {outcome_columns('d')} FROM decision d{_JOINED}"  # noqa: S608 (constants)
        f" WHERE {' AND '.join(conditions)}"
    )
    if not _looks_at_registrations(wanted):
        return f"{found} ORDER BY {_order(wanted, 'd.{0}')}{_limit(limit)}"
    # Few are found by what no index of the decisions knows: all of them first, and then the page, is far sooner
    # than to follow the order of the list from vehicle to vehicle.
    order = _order(wanted, "{0}").replace("id", "position")
    return f"WITH found AS MATERIALIZED ({found}) SELECT * FROM found ORDER BY {order}{_limit(limit)}"  # noqa: S608 (constants)


def _looks_at_registrations(wanted: Wanted) -> bool:
    return any(getattr(wanted, name) is not None for name in _ON_REGISTRATIONS)


def _falls(wanted: Wanted) -> bool:
    return wanted.order in (Order.NEWEST, Order.UNIT_FALLING)


def _compared(wanted: Wanted) -> tuple[str, ...]:
    """Return the columns that the list is ordered by."""
    by_unit = ("city_code",) if wanted.order in (Order.UNIT, Order.UNIT_FALLING) else ()
    return (*by_unit, "registered_on", "id")


def _order(wanted: Wanted, column: str) -> str:
    way = " DESC" if _falls(wanted) else ""
    return ", ".join(f"{column.format(name)}{way}" for name in _compared(wanted))


def _limit(limit: int | None) -> str:
    return "" if limit is None else " LIMIT :limit"


def _conditions(wanted: Wanted) -> list[str]:
    asked = _ON_DECISIONS | _ON_REGISTRATIONS
    return [
        "d.verdict = ANY (:verdicts)",
        *(said for name, said in asked.items() if getattr(wanted, name) is not None),
    ]


def _values(wanted: Wanted) -> dict[str, object]:
    names = (*_ON_DECISIONS, "named", "known_at")
    values: dict[str, object] = {
        name: given for name in names if (given := getattr(wanted, name)) is not None
    }
    values["verdicts"] = [wanted.verdict] if wanted.verdict else [verdict.value for verdict in OPEN]
    if wanted.unit is not None:
        values["unit"] = int(wanted.unit)
    if wanted.upload is not None:
        values["upload_city"], values["upload"] = wanted.upload
    return values
