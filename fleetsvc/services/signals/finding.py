"""Looking for the items of all signals: by night, and when the office asks for it."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.clock import day_of
from fleetsvc.models import SignalRound
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.operations import job_requests
from fleetsvc.services.operations.timetable import NIGHTLY_SIGNALS
from fleetsvc.services.signals.declared import SIGNALS
from rules.identifiers.vin import model_years

DUE_ON: Final = 5
"""On this day of a month its predecessor is ranked: from then on it can be compared."""
_A_YEAR: Final = timedelta(days=396)

_STORE: Final = """
INSERT INTO signal_item (signal, city_code, subject, registration_id, vin, upload_id, on_day, details, case_id,
    found_at, seen_at)
SELECT :signal, city_code, subject, registration_id, vin, upload_id, on_day, details, case_id, :now, :now
FROM ({query}) s
ON CONFLICT (signal, city_code, subject) DO UPDATE SET registration_id = excluded.registration_id,
    upload_id = excluded.upload_id, on_day = excluded.on_day, details = excluded.details, case_id = excluded.case_id,
    seen_at = excluded.seen_at
"""
_FORGET: Final = text("DELETE FROM signal_item WHERE seen_at <> :now")


def find_signals(session: Session, *, now: datetime) -> int:
    """Look for all items anew; what no longer rings is gone, what still does keeps its first day. Return how many.

    Needs the office's scope. Of two who look at once, the second waits for the first.
    """
    connection = session.connection()
    connection.execute(text("LOCK TABLE signal_round IN SHARE ROW EXCLUSIVE MODE"))
    years = model_years(not_after=day_of(now).year + 1)
    values = {
        "now": now,
        "a_year_ago": now - _A_YEAR,
        "year_codes": list(years),
        "model_years": list(years.values()),
        **spans(day_of(now)),
    }
    found = 0
    for name, query in SIGNALS.items():
        statement = text(_STORE.replace("{query}", query))
        found += connection.execute(statement, values | {"signal": name.value}).rowcount
    connection.execute(_FORGET, {"now": now})
    session.merge(SignalRound(found_at=now, items=found))
    session.flush()
    return found


def ask_to_look(session: Session, *, by: Actor, now: datetime) -> None:
    """Have a worker look for all items now; asked again while that waits, nothing more is done."""
    job_requests.ask(session, NIGHTLY_SIGNALS.name, by=by, now=now)


def is_asked(session: Session) -> bool:
    """Say whether a worker is still to look because somebody asked for it."""
    return job_requests.is_waiting(session, NIGHTLY_SIGNALS.name)


def spans(today: date) -> Mapping[str, object]:
    """Return the months of this year that are due, and the same of the year before; in January those of last year.

    >>> [str(value) for value in spans(date(2026, 3, 4)).values()]
    ['2026', '2026-01-01', '2026-02-01', '2025-01-01', '2025-02-01']
    >>> [str(value) for value in spans(date(2026, 2, 4)).values()][:3]
    ['2025', '2025-01-01', '2026-01-01']
    """
    until = today.replace(day=1)
    if today.day < DUE_ON:
        until = (until - timedelta(days=1)).replace(day=1)
    year = (until - timedelta(days=1)).year
    return {
        "year": year,
        "from_day": date(year, 1, 1),
        "until_day": until,
        "before_from": date(year - 1, 1, 1),
        "before_until": until.replace(year=until.year - 1),
    }
