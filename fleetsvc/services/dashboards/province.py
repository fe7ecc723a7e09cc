"""The province at a glance, as the data stand now: standings, months, what each unit has sent, what is open.

All of it needs the office's scope. Months are those of the registration days.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.clock import day_of
from fleetsvc.services.dashboards.open_cases import OpenCases, open_cases, waiting_proposals
from fleetsvc.services.law.holidays import calendar_of
from fleetsvc.services.law.ranking_method import current_method
from fleetsvc.services.law.rulebooks import active_book
from fleetsvc.services.law.standing_counts import standing
from fleetsvc.services.nil_reports.reported import nil_months, reported_months
from fleetsvc.services.operations.timetable import publication
from fleetsvc.services.rankings.tallies import tallies
from rules.periods import Period, PeriodKind, period_of
from rules.ranking import Line, rank
from rules.tallies import Counts
from rules.units import UNITS
from rules.vocabulary import OPEN_VERDICTS, Category, Verdict

_FIRST_SENT: Final = """
SELECT sent.city_code, sent.{1}, min(sent.named_at) FROM upload_month AS sent
JOIN upload ON upload.city_code = sent.city_code AND upload.id = sent.upload_id
    AND upload.status = 'accepted'
WHERE sent.month >= :first AND sent.month < :until{0}
GROUP BY 1, 2
"""
_UPLOADS: Final = text("""
SELECT status, count(*) FROM upload WHERE status IN ('received', 'in_review') GROUP BY status
""")
_OPEN: Final = text("""
SELECT verdict, count(*) FROM decision
WHERE superseded_at IS NULL AND verdict = ANY (:verdicts) GROUP BY verdict
""")
_OF_CATEGORY: Final = " AND sent.category = :category"


class Reported(StrEnum):
    """Whether a unit reported a month: in time, after its edition was due, not at all, or it is not due yet.

    ``NIL``: it signed that there is nothing to report.
    """

    RECEIVED = "received"
    LATE = "late"
    NIL = "nil"
    MISSING = "missing"
    NOT_DUE = "not_due"


@dataclass(frozen=True, slots=True)
class Cell:
    """What a unit has of a month, or of a category in it: vehicles, and whether they came in time."""

    reported: Reported
    vehicles: int


@dataclass(frozen=True, slots=True)
class Month:
    """The verdicts on the energy duty of all vehicles registered in the month that began on ``first_day``."""

    first_day: date
    counts: Counts


@dataclass(frozen=True, slots=True)
class Months:
    """The months in their order, and what each unit sent of each: by unit and first day."""

    months: tuple[Month, ...]
    cells: Mapping[tuple[str, date], Cell]


@dataclass(frozen=True, slots=True)
class OpenMatters:
    """What waits for somebody: vehicles by verdict, deliveries to be read or to be confirmed, cases.

    ``proposals``: decisions on cases that wait for a second signature.
    """

    verdicts: Mapping[str, int]
    waiting: int
    in_review: int
    cases: OpenCases
    proposals: int


def standings(
    session: Session, period: Period, *, category: Category | None, now: datetime
) -> tuple[Line, ...]:
    """Return the 19 units as a ranking made now would have them, over all categories or of one.

    Raises NoActiveRulebook.
    """
    method, book = current_method(), active_book(session).book
    counted = tallies(session, period, method=method, book=book, today=day_of(now))
    return rank(counted[category], method=method)


def last_months(today: date, count: int = 12) -> tuple[date, ...]:
    """Return the first days of the last months, that of ``today`` included, the oldest first.

    >>> last_months(date(2026, 2, 7), 3)
    (datetime.date(2025, 12, 1), datetime.date(2026, 1, 1), datetime.date(2026, 2, 1))
    """
    last = today.year * 12 + today.month - 1
    return tuple(date(month // 12, month % 12 + 1, 1) for month in range(last - count + 1, last + 1))


def months(session: Session, days: Sequence[date], *, category: Category | None, now: datetime) -> Months:
    """Return the months that begin on ``days`` (in a row), for the province and unit by unit."""
    until = _month(days[-1]).until_day
    values = _span(days[0], until, category)
    by_month: dict[date, Counter[Verdict]] = defaultdict(Counter)
    vehicles: Counter[tuple[str, date]] = Counter()
    for one in standing(session, first=days[0], until=until, by_month=True):
        if category in (None, one.category):
            by_month[one.month][one.energy_verdict] += one.number
            vehicles[one.unit, one.month] += one.number
    signed = nil_months(session, first=days[0], until=until)
    nil = {(unit, month) for unit, kind, month in signed if category in (None, kind)}
    first = _first_sent(session, _FIRST_SENT.format(_OF_CATEGORY if category else "", "month"), values)
    calendar = calendar_of(session)
    due = {day: publication(_month(day), calendar=calendar) for day in days}
    cells = {
        place: _Cell(vehicles[place], first.get(place), is_nil=place in nil).judged(due[place[1]], now)
        for place in ((unit, day) for unit in UNITS for day in days)
    }
    return Months(tuple(Month(day, Counts(by_month[day])) for day in days), cells)


def categories_of_month(session: Session, day: date, *, now: datetime) -> dict[tuple[str, str], Cell]:
    """Return what each unit sent of the month that begins on a day, by unit and category."""
    period = _month(day)
    values = _span(day, period.until_day, None)
    reported = reported_months(session, first=period.from_day, until=period.until_day)
    vehicles = {(unit, kind.value): count for (unit, kind, _), count in reported.vehicles.items()}
    nil = {(unit, kind.value) for unit, kind, _ in reported.nil}
    first = _first_sent(session, _FIRST_SENT.format("", "category"), values)
    due = publication(period, calendar=calendar_of(session))
    return {
        place: _Cell(vehicles.get(place, 0), first.get(place), is_nil=place in nil).judged(due, now)
        for place in ((unit, category.value) for unit in UNITS for category in Category)
    }


def open_matters(session: Session) -> OpenMatters:
    """Return what waits for somebody in the whole province, whatever its month."""
    asked = {"verdicts": [verdict.value for verdict in OPEN_VERDICTS]}
    verdicts = {str(row[0]): int(row[1]) for row in session.connection().execute(_OPEN, asked)}
    uploads = {str(row[0]): int(row[1]) for row in session.connection().execute(_UPLOADS)}
    return OpenMatters(
        {verdict.value: verdicts.get(verdict.value, 0) for verdict in OPEN_VERDICTS},
        uploads.get("received", 0),
        uploads.get("in_review", 0),
        open_cases(session, city=None),
        waiting_proposals(session),
    )


def _span(first: date, until: date, category: Category | None) -> dict[str, object]:
    return {"first": first, "until": until, "category": category.value if category else None}


def _month(day: date) -> Period:
    return period_of(day, PeriodKind.MONTH)


def _first_sent(
    session: Session, statement: str, values: dict[str, object]
) -> dict[tuple[str, object], datetime]:
    rows = session.connection().execute(text(statement), values)
    return {(str(city), part): at for city, part, at in rows}


@dataclass(frozen=True, slots=True)
class _Cell:
    """What is known of a cell; ``is_nil``: the unit signed that there is nothing to report."""

    vehicles: int
    first_at: datetime | None
    is_nil: bool

    def judged(self, due: datetime, now: datetime) -> Cell:
        """Return the cell as it stands at an instant; ``due``: when its month was to be there."""
        if self.vehicles:
            is_late = self.first_at is not None and self.first_at >= due
            return Cell(Reported.LATE if is_late else Reported.RECEIVED, self.vehicles)
        if self.is_nil:
            return Cell(Reported.NIL, 0)
        return Cell(Reported.NOT_DUE if now < due else Reported.MISSING, 0)
