"""Stored registrations with their verdicts: lists by filter, now or as known at an earlier instant.

A list is read along an index of the decisions, which hold what most filters ask; the registrations are looked up
by key. Filters on the owner and the upload, which only registrations hold, go along an index of those.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Row, text
from sqlmodel import Session

from fleetsvc.clock import told, told_if_any
from fleetsvc.models import DecisionRecord, RegistrationRecord
from fleetsvc.services.common.paging import Leaf, leaf
from fleetsvc.services.law.duties import duties_json, duties_of, outcome_columns

Json = dict[str, object]
Place = tuple[date, int]
"""A place in a list to go on from: day of registration, and a number that settles the order within it."""

MOST_COUNTED: Final = 100_000
"""Nobody pages through more; counting all of a large city's vehicles would cost more than showing some."""
_STREAMED_AT_ONCE: Final = 2000


@dataclass(frozen=True, slots=True)
class RegistrationFilter:
    """Which registrations. ``from_on`` inclusive, ``until_on`` exclusive; ``owner`` is the whole name as stored.

    ``named`` is any part of the plate, the VIN or the owner's name, of one unit only: no index helps it.
    ``upload`` is (unit, number). ``known_at``: as known at that instant; None as known now.
    """

    unit: str | None = None
    category: str | None = None
    event: str | None = None
    energy: str | None = None
    verdict: str | None = None
    rule: str | None = None
    from_on: date | None = None
    until_on: date | None = None
    owner: str | None = None
    named: str | None = None
    upload: tuple[int, int] | None = None
    known_at: datetime | None = None
    newest_first: bool = True


_ALIKE: Final = {
    "unit": "{0}.city_code = :city",
    "category": "{0}.category = :category",
    "event": "{0}.event = :event",
    "energy": "{0}.energy = :energy",
    "from_on": "{0}.registered_on >= :from_on",
    "until_on": "{0}.registered_on < :until_on",
}
"""Conditions on what registrations and decisions both hold."""
ON_REGISTRATIONS: Final = {
    "owner": "{0}.owner = :owner",
    "named": "strpos(concat_ws(' ', {0}.plate, {0}.vin, upper({0}.owner)), upper(:named)) > 0",
    "upload": "{0}.city_code = :upload_city AND {0}.upload_id = :upload",
}
"""Conditions on what only registrations hold."""
_ON_DECISIONS: Final = {"verdict": "d.verdict = :verdict", "rule": "d.rule = :rule"}
_JOINED: Final = "r.city_code = d.city_code AND r.id = d.registration_id"
_ALIVE: Final = ("{0}.superseded_at IS NULL",)
# What is alive and what was closed since have an index each: two ordered branches instead of one long sort.
_KNOWN: Final = (
    "{0}.superseded_at IS NULL AND {0}.recorded_at <= :known_at",
    "{0}.superseded_at > :known_at AND {0}.recorded_at <= :known_at",
)
_COLUMNS: Final = (
    f"r.*, d.id AS decision_id, {outcome_columns('d')}, d.edition_id, d.recorded_at AS decided_at,"
    " {0}.id AS position"
)


def list_registrations(
    session: Session, wanted: RegistrationFilter, *, after: Place | None, limit: int
) -> tuple[list[Row[Any]], Place | None]:
    """Return a page of registrations, each with its verdict, and the place to go on from."""
    statement, values = _statement(wanted, after=after, limit=limit + 1)
    # A page is read sooner than a second process has begun to help.
    session.connection().exec_driver_sql("SET LOCAL max_parallel_workers_per_gather = 0")
    found = session.connection().execute(text(statement), values).all()
    page = list(found[:limit])
    return page, (page[-1].registered_on, page[-1].position) if len(found) > limit else None


def leaf_of_registrations(
    session: Session,
    wanted: RegistrationFilter,
    *,
    after: Place | None,
    before: Place | None,
    limit: int,
) -> Leaf[Row[Any], Place]:
    """Return the page of a list after a place or before one; the first where neither is given."""
    turned = replace(wanted, newest_first=not wanted.newest_first)
    return leaf(
        lambda place: list_registrations(session, wanted, after=place, limit=limit),
        lambda place: list_registrations(session, turned, after=place, limit=limit),
        after=after,
        before=before,
        place_of=lambda row: (row.registered_on, row.position),
    )


def counted_registrations(session: Session, wanted: RegistrationFilter) -> tuple[dict[str, int], bool]:
    """Return how many registrations fit a filter, by verdict; counting stops at ``MOST_COUNTED``, and it says so."""
    leads = _leading(wanted)
    if leads == "d":
        source, others = "decision d", []
    else:
        others = [_then(wanted).format("d"), *_given(wanted, _ON_DECISIONS, "d")]
        source = f"registration r JOIN decision d ON {_JOINED}"
    branches = [
        f"SELECT d.verdict FROM {source} WHERE "  # noqa: S608 (constants)
        + " AND ".join([state.format(leads), *_asked(wanted, leads), *others])
        for state in states_at(wanted.known_at)
    ]
    found = f"SELECT * FROM ({' UNION ALL '.join(branches)}) AS found LIMIT {MOST_COUNTED}"  # noqa: S608 (constants)
    statement = text(f"SELECT verdict, count(*) FROM ({found}) AS counted GROUP BY 1")  # noqa: S608 (constants)
    values = _values(wanted, after=None, limit=None)
    counted = {str(row[0]): int(row[1]) for row in session.connection().execute(statement, values)}
    return counted, sum(counted.values()) >= MOST_COUNTED


def all_registrations(session: Session, wanted: RegistrationFilter) -> Iterator[Row[Any]]:
    """Yield all registrations of a filter in the order of its list; memory does not grow with them."""
    statement, values = _statement(wanted, after=None, limit=None)
    streamed = text(statement).execution_options(yield_per=_STREAMED_AT_ONCE)
    yield from session.connection().execute(streamed, values)


def has_more(session: Session, wanted: RegistrationFilter, *, than: int) -> bool:
    """Tell whether more than so many rows fit a filter; no further ones are looked for."""
    statement, values = _statement(wanted, after=None, limit=than + 1)
    counted = text(f"SELECT count(*) FROM ({statement}) AS counted")  # noqa: S608 (constants)
    return int(session.connection().execute(counted, values).scalar_one()) > than


def registration_json(row: Row[Any] | RegistrationRecord, *, decided: Row[Any] | DecisionRecord) -> Json:
    """Return a version of a registration, with the verdict on it and on each duty, as lists show it."""
    return {
        "id": row.id,
        "unit": str(row.city_code),
        "vin": row.vin,
        "plate": row.plate,
        "category": row.category,
        "event": row.event,
        "energy": row.energy,
        "energy_basis": [word for word in row.energy_basis.split(",") if word],
        "model": row.model,
        "registered_on": row.registered_on.isoformat(),
        "emission_stage": row.emission_stage,
        "owner": row.owner,
        "gross_mass_kg": row.gross_mass_kg,
        "replaces_vin": row.replaces_vin,
        "replaces_plate": row.replaces_plate,
        "verdict": decided.verdict,
        "rule": decided.rule,
        "duties": duties_json(duties_of(decided)),
        "upload": row.upload_id,
        "sheet": row.sheet,
        "row": row.row_number,
        "recorded_at": told(row.recorded_at),
        "superseded_at": told_if_any(row.superseded_at),
    }


def _statement(
    wanted: RegistrationFilter, *, after: Place | None, limit: int | None
) -> tuple[str, dict[str, object]]:
    leads = _leading(wanted)
    branches = [
        _branch(wanted, state, leads=leads, after=after, limit=limit) for state in states_at(wanted.known_at)
    ]
    values = _values(wanted, after=after, limit=limit)
    if len(branches) == 1:
        return branches[0], values
    merged = " UNION ALL ".join(f"({branch})" for branch in branches)
    order = "registered_on DESC, position DESC" if wanted.newest_first else "registered_on, position"
    statement = f"SELECT * FROM ({merged}) AS found ORDER BY {order}{_limit(limit)}"  # noqa: S608 (constants)
    return statement, values


def _leading(wanted: RegistrationFilter) -> str:
    return "r" if any(getattr(wanted, name) is not None for name in ON_REGISTRATIONS) else "d"


def states_at(known_at: datetime | None) -> tuple[str, ...]:
    """Return the conditions under one of which a version counts: now, or as known at an instant (``:known_at``)."""
    return _ALIVE if known_at is None else _KNOWN


def _then(wanted: RegistrationFilter) -> str:
    """Return which decision on a version counts: a version may have been judged again while it was alive."""
    return f"({' OR '.join(f'({state})' for state in states_at(wanted.known_at))})"


def _branch(
    wanted: RegistrationFilter, state: str, *, leads: str, after: Place | None, limit: int | None
) -> str:
    """Return one ordered branch: along the leading table's index, joined to the other by key."""
    table, other, joined = (
        ("decision", "registration", "r") if leads == "d" else ("registration", "decision", "d")
    )
    conditions = [state.format(leads), *_asked(wanted, leads)]
    if after is not None:
        sign = "<" if wanted.newest_first else ">"
        conditions.append(f"({leads}.registered_on, {leads}.id) {sign} (:after_day, :after_id)")
    way = " DESC" if wanted.newest_first else ""
    order = f"{leads}.registered_on{way}, {leads}.id{way}"
    led = f"SELECT * FROM {table} {leads} WHERE {' AND '.join(conditions)} ORDER BY {order}"  # noqa: S608 (constants)
    of_other = [_JOINED]
    if leads == "r":
        of_other += [_then(wanted).format("d"), *_given(wanted, _ON_DECISIONS, "d")]
    else:
        led += _limit(limit)  # every decision has its registration: nothing is lost by looking up a page only
    return (
        f"SELECT {_COLUMNS.format(leads)} FROM ({led}) {leads}"  # noqa: S608 (constants)
        f" JOIN {other} {joined} ON {' AND '.join(of_other)} ORDER BY {order}{_limit(limit)}"
    )


def _asked(wanted: RegistrationFilter, leads: str) -> list[str]:
    return _given(wanted, _ALIKE | (ON_REGISTRATIONS if leads == "r" else _ON_DECISIONS), leads)


def _given(wanted: RegistrationFilter, conditions: Mapping[str, str], table: str) -> list[str]:
    return [said.format(table) for name, said in conditions.items() if getattr(wanted, name) is not None]


def _limit(limit: int | None) -> str:
    return "" if limit is None else " LIMIT :limit"


def _values(wanted: RegistrationFilter, *, after: Place | None, limit: int | None) -> dict[str, object]:
    city, upload = wanted.upload or (None, None)
    named: dict[str, object] = {
        "city": None if wanted.unit is None else int(wanted.unit),
        "category": wanted.category,
        "event": wanted.event,
        "energy": wanted.energy,
        "verdict": wanted.verdict,
        "rule": wanted.rule,
        "from_on": wanted.from_on,
        "until_on": wanted.until_on,
        "owner": wanted.owner,
        "named": wanted.named,
        "upload_city": city,
        "upload": upload,
        "known_at": wanted.known_at,
        "after_day": None if after is None else after[0],
        "after_id": None if after is None else after[1],
        "limit": limit,
    }
    return {name: value for name, value in named.items() if value is not None}
