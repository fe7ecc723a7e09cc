"""How many items each signal has, which they are, and what was done about each."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import text
from sqlmodel import Session, col, select

from fleetsvc.clock import rfc3339, rfc3339_if_any
from fleetsvc.models import Json, SignalRound
from fleetsvc.services.cases.words import UNSETTLED
from fleetsvc.services.common.paging import first_of
from fleetsvc.services.signals.declared import SIGNALS, SignalName

_UNSETTLED: Final = ", ".join(f"'{state}'" for state in UNSETTLED)
# Asked item by item, so that a page stops at its last one: of joins the planner expects hardly any to be left.
_IS_OPEN: Final = f"""(NOT EXISTS (SELECT FROM signal_note n WHERE n.city_code = i.city_code AND n.signal = i.signal
        AND n.subject = i.subject)
    AND NOT EXISTS (SELECT FROM case_record k WHERE k.city_code = i.city_code AND k.id = i.case_id
        AND k.state NOT IN ({_UNSETTLED})))"""  # noqa: S608 (constants)
_COUNTS: Final = text(
    f"SELECT i.signal, count(*), count(*) FILTER (WHERE {_IS_OPEN}) FROM signal_item i GROUP BY 1"  # noqa: S608 (constants)
)
_PAGE: Final = text(f"""
SELECT i.city_code, i.subject, i.registration_id, i.vin, i.upload_id, i.on_day, i.details, i.found_at,
    k.state AS case_state, coalesce(k.decision_reason, k.reason) AS case_reason, n.note, n.noted_by, n.noted_at,
    i.is_open
FROM (
    SELECT i.*, {_IS_OPEN} AS is_open FROM signal_item i
    WHERE i.signal = :signal AND (:unit = 0 OR i.city_code = :unit) AND (i.city_code, i.subject) > (:after_unit, :after)
        AND (NOT :only_open OR {_IS_OPEN})
    ORDER BY i.city_code, i.subject LIMIT :limit
) i
LEFT JOIN case_record k ON k.city_code = i.city_code AND k.id = i.case_id
LEFT JOIN signal_note n ON n.city_code = i.city_code AND n.signal = i.signal AND n.subject = i.subject
ORDER BY i.city_code, i.subject
""")  # noqa: S608 (constants)


@dataclass(frozen=True, slots=True)
class Count:
    """How many items a signal has, and about how many of them nothing was done yet."""

    name: SignalName
    items: int
    open: int


@dataclass(frozen=True, slots=True)
class Item:
    """One item. ``subject`` names it; ``details`` fill its sentence; ``is_open``: nothing was done about it yet.

    ``found_at``: when it rang first; ``case_reason``: why the case that decides it was decided so, or asked for.
    """

    city_code: int
    subject: str
    registration_id: int | None
    vin: str | None
    upload_id: int | None
    on_day: date | None
    details: Json
    found_at: datetime
    case_state: str | None
    case_reason: str | None
    note: str | None
    noted_by: str | None
    noted_at: datetime | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """Which items: of a unit, and of those about which nothing was done; ``after``: the place to go on from."""

    unit: str | None = None
    only_open: bool = False
    after: tuple[int, str] | None = None
    limit: int = 100


def last_round(session: Session) -> datetime | None:
    """Return when the items were looked for last; None where they never were."""
    return session.exec(
        select(SignalRound.found_at).order_by(col(SignalRound.found_at).desc()).limit(1)
    ).first()


def counts(session: Session) -> list[Count]:
    """Return how many items each signal has, in the order of the signals."""
    found = {name: (items, still_open) for name, items, still_open in session.connection().execute(_COUNTS)}
    return [Count(name, *found.get(name.value, (0, 0))) for name in SIGNALS]


def list_items(
    session: Session, name: SignalName, wanted: ItemFilter
) -> tuple[list[Item], tuple[int, str] | None]:
    """Return a page of a signal's items by unit, and the place to go on from."""
    values = {
        "signal": name.value,
        "unit": int(wanted.unit or 0),
        "only_open": wanted.only_open,
        "after_unit": wanted.after[0] if wanted.after else 0,
        "after": wanted.after[1] if wanted.after else "",
        "limit": wanted.limit + 1,
    }
    found = [Item(**row) for row in session.connection().execute(_PAGE, values).mappings()]
    return first_of(found, wanted.limit, lambda item: (item.city_code, item.subject))


def item_json(item: Item) -> Json:
    """Return an item as the API answers it."""
    return {
        "unit": str(item.city_code),
        "subject": item.subject,
        "registration": item.registration_id,
        "vin": item.vin,
        "upload": item.upload_id,
        "on": item.on_day.isoformat() if item.on_day else None,
        "details": item.details,
        "found_at": rfc3339(item.found_at),
        "case": {"status": item.case_state, "reason": item.case_reason} if item.case_state else None,
        "note": item.note,
        "noted_by": item.noted_by,
        "noted_at": rfc3339_if_any(item.noted_at),
        "open": item.is_open,
    }
