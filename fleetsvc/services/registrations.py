"""Stored registrations with their verdicts: lists by filter, now or as known at an earlier instant.

A list is read along an index of the decisions, which hold what most filters ask; the registrations are looked up
by key. Filters on the owner and the upload, which only registrations hold, go along an index of those.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Row, text
from sqlmodel import Session

from fleetsvc.clock import told
from fleetsvc.models import RegistrationRecord

Json = dict[str, object]
Place = tuple[date, int]
"""A place in a list to go on from: day of registration, and a number that settles the order within it."""

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
_OF_REGISTRATIONS: Final = {
    "owner": "{0}.owner = :owner",
    "named": "strpos(concat_ws(' ', {0}.plate, {0}.vin, upper({0}.owner)), upper(:named)) > 0",
    "upload": "{0}.city_code = :upload_city AND {0}.upload_id = :upload",
}
_VERDICT: Final = "d.verdict = :verdict"
_JOINED: Final = "r.city_code = d.city_code AND r.id = d.registration_id"
_ALIVE: Final = "{0}.superseded_at IS NULL"
# What is alive and what was closed since have an index each: two ordered branches instead of one long sort.
_KNOWN: Final = (
    "{0}.superseded_at IS NULL AND {0}.recorded_at <= :known_at",
    "{0}.superseded_at > :known_at AND {0}.recorded_at <= :known_at",
)
_COLUMNS: Final = """r.*, d.id AS decision_id, d.verdict, d.rule, d.edition_id, d.recorded_at AS decided_at,
    {0}.id AS position"""


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


def all_registrations(session: Session, wanted: RegistrationFilter) -> Iterator[Row[Any]]:
    """Yield all registrations of a filter in the order of its list; memory does not grow with them."""
    statement, values = _statement(wanted, after=None, limit=None)
    streamed = text(statement).execution_options(yield_per=_STREAMED_AT_ONCE)
    yield from session.connection().execute(streamed, values)


def registration_json(row: Row[Any] | RegistrationRecord, *, verdict: str, rule: str | None) -> Json:
    """Return a version of a registration, with the verdict on it, as lists show it."""
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
        "verdict": verdict,
        "rule": rule,
        "upload": row.upload_id,
        "sheet": row.sheet,
        "row": row.row_number,
        "recorded_at": told(row.recorded_at),
        "superseded_at": None if row.superseded_at is None else told(row.superseded_at),
    }


def _statement(
    wanted: RegistrationFilter, *, after: Place | None, limit: int | None
) -> tuple[str, dict[str, object]]:
    leads = "r" if any(getattr(wanted, name) is not None for name in _OF_REGISTRATIONS) else "d"
    states = (_ALIVE,) if wanted.known_at is None else _KNOWN
    branches = [_branch(wanted, state, leads=leads, after=after, limit=limit) for state in states]
    values = _values(wanted, after=after, limit=limit)
    if len(branches) == 1:
        return branches[0], values
    merged = " UNION ALL ".join(f"({branch})" for branch in branches)
    order = "registered_on DESC, position DESC" if wanted.newest_first else "registered_on, position"
    statement = f"SELECT * FROM ({merged}) AS found ORDER BY {order}{_limit(limit)}"  # noqa: S608 (constants)
    return statement, values


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
        of_other += [state.format("d")] + ([_VERDICT] if wanted.verdict is not None else [])
    else:
        led += _limit(limit)  # every decision has its registration: nothing is lost by looking up a page only
    return (
        f"SELECT {_COLUMNS.format(leads)} FROM ({led}) {leads}"  # noqa: S608 (constants)
        f" JOIN {other} {joined} ON {' AND '.join(of_other)} ORDER BY {order}{_limit(limit)}"
    )


def _asked(wanted: RegistrationFilter, leads: str) -> list[str]:
    named = _ALIKE | (_OF_REGISTRATIONS if leads == "r" else {"verdict": _VERDICT})
    return [condition.format(leads) for name, condition in named.items() if getattr(wanted, name) is not None]


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
