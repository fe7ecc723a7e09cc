"""The list that the office works through: vehicles whose verdict asks somebody to act, by filter, sorted, page by page.

A page is read along an index of the decisions (``ix_decision_day``, ``ix_decision_city_day``) from where the last
one ended; the registrations are looked up by key. Needs the office's scope.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Row, text
from sqlmodel import Session

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


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which vehicles. ``from_on`` inclusive, ``until_on`` exclusive; ``verdict``: one, else all that are open."""

    unit: str | None = None
    category: str | None = None
    event: str | None = None
    energy: str | None = None
    verdict: str | None = None
    from_on: date | None = None
    until_on: date | None = None
    order: Order = Order.NEWEST


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the list to go on from: the last vehicle of a page."""

    unit: int
    day: date
    number: int


_CONDITIONS: Final = {
    "unit": "d.city_code = :unit",
    "category": "d.category = :category",
    "event": "d.event = :event",
    "energy": "d.energy = :energy",
    "from_on": "d.registered_on >= :from_on",
    "until_on": "d.registered_on < :until_on",
}
_ORDERS: Final = {
    Order.NEWEST: ("d.registered_on, d.id", "<", "d.registered_on DESC, d.id DESC"),
    Order.OLDEST: ("d.registered_on, d.id", ">", "d.registered_on, d.id"),
    Order.UNIT: ("d.city_code, d.registered_on, d.id", ">", "d.city_code, d.registered_on, d.id"),
    Order.UNIT_FALLING: (
        "d.city_code, d.registered_on, d.id",
        "<",
        "d.city_code DESC, d.registered_on DESC, d.id DESC",
    ),
}
"""What a place is compared by, in which direction, and how the list is ordered."""


def list_noncompliant(
    session: Session, wanted: Wanted, *, after: Place | None, limit: int
) -> tuple[list[Row[Any]], Place | None]:
    """Return a page of vehicles, each with its verdict, and the place to go on from; None on the last page."""
    statement, values = _statement(wanted, after=after)
    rows = session.connection().execute(text(f"{statement} LIMIT :limit"), values | {"limit": limit + 1})
    found = list(rows)
    page = found[:limit]
    if len(found) <= limit:
        return page, None
    return page, Place(page[-1].city_code, page[-1].registered_on, page[-1].position)


def all_noncompliant(session: Session, wanted: Wanted) -> Iterator[Row[Any]]:
    """Yield all vehicles of a filter in the order of its list; memory does not grow with them."""
    statement, values = _statement(wanted, after=None)
    streamed = {"yield_per": _STREAMED_AT_ONCE}
    yield from session.connection().execute(text(statement), values, execution_options=streamed)


def counts(session: Session, wanted: Wanted) -> dict[str, int]:
    """Return how many vehicles fit the filter, by verdict."""
    conditions, values = _conditions(wanted)
    statement = f"SELECT d.verdict, count(*) FROM decision d WHERE {' AND '.join(conditions)} GROUP BY 1"  # noqa: S608 (constants)
    return {str(row[0]): int(row[1]) for row in session.connection().execute(text(statement), values)}


def _statement(wanted: Wanted, *, after: Place | None) -> tuple[str, dict[str, object]]:
    conditions, values = _conditions(wanted)
    compared, sign, order = _ORDERS[wanted.order]
    if after is not None:
        names = {"d.city_code": ":after_unit", "d.registered_on": ":after_day", "d.id": ":after_number"}
        place = ", ".join(names[name] for name in compared.split(", "))
        conditions.append(f"({compared}) {sign} ({place})")
        values |= {"after_unit": after.unit, "after_day": after.day, "after_number": after.number}
    return (
        "SELECT r.*, d.id AS position, d.verdict, d.rule FROM decision d"  # noqa: S608 (constants)
        " JOIN registration r ON r.city_code = d.city_code AND r.id = d.registration_id"
        f" WHERE {' AND '.join(conditions)} ORDER BY {order}"
    ), values


def _conditions(wanted: Wanted) -> tuple[list[str], dict[str, object]]:
    asked = {name: getattr(wanted, name) for name in _CONDITIONS if getattr(wanted, name) is not None}
    conditions = ["d.superseded_at IS NULL", "d.verdict = ANY (:verdicts)"]
    conditions += [_CONDITIONS[name] for name in asked]
    verdicts = [wanted.verdict] if wanted.verdict else [verdict.value for verdict in OPEN]
    values: dict[str, object] = asked | {"verdicts": verdicts}
    if wanted.unit is not None:
        values["unit"] = int(wanted.unit)
    return conditions, values
