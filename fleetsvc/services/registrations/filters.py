"""Which stored registrations a list holds and in which order, and the SQL that reads it: one builder for every list.

A list is read along an index of the decisions, which hold what most filters ask; the registrations are looked up
by key. Filters that only registrations can answer go along an index of those, or gather all that fits first. The
state of a replacement is said by both: what a version claims, and whether its decision has it confirmed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from fleetsvc.services.law.duties import outcome_columns, verdict_column
from fleetsvc.services.registrations.conditions import (
    CONDITIONS,
    FOUND,
    OF_FOUND,
    ON_DECISIONS,
    ON_REGISTRATIONS,
    REPLACES,
    STATE,
    name_condition,
)
from rules.vocabulary import Duty, Replacement, Verdict

Values = dict[str, object]
Statement = tuple[str, Values]
"""SQL, and the values of its parameters."""


class Order(StrEnum):
    """How a list is sorted: by day or by unit, rising or falling."""

    NEWEST = "-day"
    OLDEST = "day"
    UNIT = "unit"
    UNIT_FALLING = "-unit"

    @property
    def falls(self) -> bool:
        """Whether the list falls by what it is sorted by."""
        return self in (Order.NEWEST, Order.UNIT_FALLING)

    @property
    def opposite(self) -> "Order":
        """The order in which the same list is read backwards."""
        return _OPPOSITE[self]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are compared; the last, ``position``, settles the order among equals."""
        by_unit = ("city_code",) if self in (Order.UNIT, Order.UNIT_FALLING) else ()
        return (*by_unit, "registered_on", "position")


_OPPOSITE: Final = {
    Order.NEWEST: Order.OLDEST,
    Order.OLDEST: Order.NEWEST,
    Order.UNIT: Order.UNIT_FALLING,
    Order.UNIT_FALLING: Order.UNIT,
}


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a list to go on from: a vehicle's unit, its day, and a number that settles the order within it."""

    unit: int
    day: date
    number: int


@dataclass(frozen=True, slots=True)
class RegistrationFilter:
    """Which registrations. ``from_on`` inclusive, ``until_on`` exclusive; ``owner`` is the whole name as stored.

    ``verdicts``: any of these; none means any. ``duty``: the duty they are on; None means the strictest of all.
    ``named`` is any part of the plate, the VIN or the owner's name; ``found``: the vehicles that it is about, by unit
    and number; ``frequent``: they are many, so that the list's own order soon meets them (``lists.narrowed``), and
    ``sample`` are some of them.
    ``overridden``: decided by the office otherwise than by the rules, or not. ``upload`` is (unit, number).
    ``known_at``: as known at that instant; None as known now.
    """

    unit: str | None = None
    category: str | None = None
    event: str | None = None
    energy: str | None = None
    verdicts: tuple[str, ...] = ()
    duty: Duty | None = None
    rule: str | None = None
    replaces: Replacement | None = None
    overridden: bool | None = None
    from_on: date | None = None
    until_on: date | None = None
    owner: str | None = None
    named: str | None = None
    found: tuple[tuple[int, int], ...] | None = None
    frequent: bool = False
    sample: tuple[tuple[int, int], ...] = ()
    upload: tuple[int, int] | None = None
    known_at: datetime | None = None
    order: Order = Order.NEWEST

    @property
    def backwards(self) -> "RegistrationFilter":
        """The same list in the opposite order."""
        return replace(self, order=self.order.opposite)


GOVERNED: Final = tuple(verdict for verdict in Verdict if verdict is not Verdict.NOT_GOVERNED)
"""What a duty that is asked for without a verdict means: the vehicles on which any of its rules has a say."""

_TABLES: Final = {"d": "decision", "r": "registration"}
_JOINED: Final = "r.city_code = d.city_code AND r.id = d.registration_id"
_ALIVE: Final = ("{0}.superseded_at IS NULL",)
# What is alive and what was closed since have an index each: two ordered branches instead of one long sort.
_KNOWN: Final = (
    "{0}.superseded_at IS NULL AND {0}.recorded_at <= :known_at",
    "{0}.superseded_at > :known_at AND {0}.recorded_at <= :known_at",
)
_COMPARED: Final = {
    "city_code": ("{0}.city_code", ":after_unit"),
    "registered_on": ("{0}.registered_on", ":after_day"),
    "position": ("{0}.id", ":after_number"),
}
"""Column of an order -> where a table has it, and its value at the place to go on from."""


def page_statement(wanted: RegistrationFilter, *, after: Place | None, limit: int | None) -> Statement:
    """Return the SQL of a page of a list, all of it where there is no limit: registrations with their verdicts.

    A row has the columns of a registration and of the outcome of its decision, ``replaces`` and ``position``.
    """
    values = _values(wanted)
    if after is not None:
        values |= {"after_unit": after.unit, "after_day": after.day, "after_number": after.number}
    if limit is not None:
        values["limit"] = limit
    last = "" if limit is None else " LIMIT :limit"
    branches = [_branch(wanted, state, after=after, last=last) for state in _states(wanted)]
    if len(branches) == 1:
        return branches[0], values
    merged = " UNION ALL ".join(f"({branch})" for branch in branches)
    return f"SELECT * FROM ({merged}) AS found ORDER BY {_order(wanted)}{last}", values  # noqa: S608 (constants)


def verdicts_statement(wanted: RegistrationFilter) -> Statement:
    """Return the SQL of the verdicts, a row each, on all registrations that fit a filter."""
    if wanted.replaces is None and _asked_of_registrations(wanted) == {"found"}:
        tables, lead, joined = f"{FOUND} JOIN decision d ON {OF_FOUND}", "d", []
    elif _asks_registrations(wanted):
        tables, lead = f"registration r JOIN decision d ON {_JOINED}", "r"
        joined = [_at_its_time(wanted).format("d"), *_conditions(wanted, "d")]
    elif wanted.replaces is not None:
        tables, lead, joined = f"decision d JOIN registration r ON {_JOINED}", "d", []
    else:
        tables, lead, joined = "decision d", "d", []
    branches = [
        f"SELECT d.{verdict_column(wanted.duty)} AS verdict FROM {tables} WHERE "  # noqa: S608 (constants)
        + " AND ".join([state.format(lead), *_conditions(wanted, lead), *joined, *_of_both(wanted)])
        for state in _states(wanted)
    ]
    return " UNION ALL ".join(branches), _values(wanted)


def _branch(wanted: RegistrationFilter, state: str, *, after: Place | None, last: str) -> str:
    """Return the ordered rows of one state."""
    if not _asks_registrations(wanted) or wanted.frequent:
        return _along(wanted, state, "d", after=after, last=last)
    if wanted.verdicts:
        return _gathered(wanted, state, after=after, last=last)
    return _along(wanted, state, "r", after=after, last=last)


def _along(wanted: RegistrationFilter, state: str, lead: str, *, after: Place | None, last: str) -> str:
    """Return one branch along the leading table's index, joined to the other table by key."""
    other = "r" if lead == "d" else "d"
    conditions = [state.format(lead), *_conditions(wanted, lead), *_beyond(wanted, lead, after)]
    led = (
        f"SELECT * FROM {_TABLES[lead]} {lead} WHERE {' AND '.join(conditions)}"  # noqa: S608 (constants)
        f" ORDER BY {_order(wanted, lead)}"
    )
    joined = [_JOINED, *_of_both(wanted)]
    if lead == "r":
        joined += [_at_its_time(wanted).format("d"), *_given(wanted, ON_DECISIONS, "d")]
    elif _asks_registrations(wanted):
        joined += [_at_its_time(wanted).format("r"), *_given(wanted, ON_REGISTRATIONS, "r")]
    elif wanted.replaces is None:
        led += last  # every decision has its registration: nothing is lost by looking up a page only
    return (
        f"SELECT r.*, {outcome_columns('d')}, d.disputed, d.override_id, {STATE} AS replaces, {lead}.id AS position"  # noqa: S608 (constants)
        f" FROM ({led}) {lead}"
        f" JOIN {_TABLES[other]} {other} ON {' AND '.join(joined)} ORDER BY {_order(wanted, lead)}{last}"
    )


def _gathered(wanted: RegistrationFilter, state: str, *, after: Place | None, last: str) -> str:
    """Return one branch where few fit, found by what no index of the decisions knows.

    All of them first, and then the page, is far sooner than to follow the order of the list from vehicle to vehicle.
    """
    conditions = [
        state.format("d"),
        _at_its_time(wanted).format("r"),
        *_conditions(wanted, "d"),
        *_conditions(wanted, "r"),
        *_of_both(wanted),
        *_beyond(wanted, "d", after),
    ]
    found = (
        f"SELECT r.*, {outcome_columns('d')}, d.disputed, d.override_id, {STATE} AS replaces, d.id AS position"  # noqa: S608 (constants)
        f" FROM decision d JOIN registration r ON {_JOINED}"
        f" WHERE {' AND '.join(conditions)}"
    )
    return f"WITH found AS MATERIALIZED ({found}) SELECT * FROM found ORDER BY {_order(wanted)}{last}"  # noqa: S608 (constants)


def _asks_registrations(wanted: RegistrationFilter) -> bool:
    return bool(_asked_of_registrations(wanted))


def _asked_of_registrations(wanted: RegistrationFilter) -> set[str]:
    return {name for name in ON_REGISTRATIONS if getattr(wanted, name) is not None}


def _states(wanted: RegistrationFilter) -> tuple[str, ...]:
    """Return the conditions under one of which a version or a decision counts: now, or as known at an instant."""
    return _ALIVE if wanted.known_at is None else _KNOWN


def _at_its_time(wanted: RegistrationFilter) -> str:
    """Return the condition on the joined table: a version may have been judged again while it was alive."""
    return f"({' OR '.join(f'({state})' for state in _states(wanted))})"


def _conditions(wanted: RegistrationFilter, table: str) -> list[str]:
    return _given(wanted, CONDITIONS[table], table)


def _of_both(wanted: RegistrationFilter) -> list[str]:
    return [] if wanted.replaces is None else [f"({REPLACES[wanted.replaces]})"]


def _given(wanted: RegistrationFilter, conditions: Mapping[str, str], table: str) -> list[str]:
    overridden = "NOT NULL" if wanted.overridden else "NULL"
    return [
        condition.format(
            table,
            verdict=verdict_column(wanted.duty),
            overridden=overridden,
            named=name_condition(wanted.named or "").format(table),
        )
        for name, condition in conditions.items()
        if getattr(wanted, name) not in ((None, ()) if name == "verdicts" else (None,))
    ]


def alive_that_fit(wanted: RegistrationFilter) -> Statement:
    """Return the SQL of the condition on registrations r, with all that they know of a filter, as they stand now."""
    return " AND ".join([_ALIVE[0].format("r"), *_conditions(wanted, "r")]), _values(wanted)


def _beyond(wanted: RegistrationFilter, table: str, after: Place | None) -> list[str]:
    if after is None:
        return []
    compared = [_COMPARED[column] for column in wanted.order.columns]
    columns = ", ".join(column.format(table) for column, _ in compared)
    return [f"({columns}) {'<' if wanted.order.falls else '>'} ({', '.join(value for _, value in compared)})"]


def _order(wanted: RegistrationFilter, table: str | None = None) -> str:
    """Return what rows are sorted by, in a table or among the columns of a page."""
    direction = " DESC" if wanted.order.falls else ""
    names = wanted.order.columns
    columns = names if table is None else tuple(_COMPARED[name][0].format(table) for name in names)
    return ", ".join(f"{column}{direction}" for column in columns)


def _values(wanted: RegistrationFilter) -> Values:
    city, upload = wanted.upload or (None, None)
    values: Values = {
        "city": None if wanted.unit is None else int(wanted.unit),
        "category": wanted.category,
        "event": wanted.event,
        "energy": wanted.energy,
        "verdicts": [str(verdict) for verdict in wanted.verdicts] or None,
        "rule": wanted.rule,
        "from_on": wanted.from_on,
        "until_on": wanted.until_on,
        "owner": wanted.owner,
        "named": wanted.named,
        "found_units": None if wanted.found is None else [unit for unit, _ in wanted.found],
        "found_numbers": None if wanted.found is None else [number for _, number in wanted.found],
        "upload_city": city,
        "upload": upload,
        "known_at": wanted.known_at,
    }
    return {name: value for name, value in values.items() if value is not None}
