"""Count, for every reporting unit, what a ranking of a period is made of: verdicts on the energy duty.

An emission standard that is met electrifies no vehicle: what other duties say stands beside the rank.

A held row has no verdict and often no readable day: it counts for each period in which a registration of
the same file falls or, while its file has none, for the period in which the file was received; and for each
category, unless the file was declared to hold one. So it can only widen the bounds it might belong to. It
stops counting when a later file has stored it; a correction that is not accepted, or holds it again, moves nothing
(``fleetsvc.services.uploads.held_rows``).
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.clock import start_of
from fleetsvc.services.law.standing_counts import Standing, counted_anew, standing
from fleetsvc.services.nil_reports.reported import reported_categories
from fleetsvc.services.rankings.context import Beside, count_beside
from fleetsvc.services.rankings.excused import with_excused
from fleetsvc.services.rankings.shares import shares_of
from fleetsvc.services.uploads.held_rows import (
    CLOSED_BY_UNIT,
    COUNTS_AS_CLOSED,
    COUNTS_AS_HELD,
    STANDS_FIRST,
)
from rules.periods import Period
from rules.ranking_method import Method
from rules.rulebook import Rulebook
from rules.tallies import UNGOVERNED, Besides, Tally
from rules.units import UNITS
from rules.vocabulary import Category, Energy, Verdict

_HELD = text(f"""
    SELECT upload.city_code, coalesce(upload.category, ''),
        count(*) FILTER (WHERE {COUNTS_AS_HELD}), count(*) FILTER (WHERE {COUNTS_AS_CLOSED})
    FROM upload
    JOIN upload_row AS held ON held.city_code = upload.city_code AND held.upload_id = upload.id
        AND (held.fate = 'held' OR {CLOSED_BY_UNIT}) AND {STANDS_FIRST}
    WHERE upload.status IN ('accepted', 'in_review') AND upload.received_at >= :from_at
        AND (EXISTS (
                SELECT FROM registration
                WHERE city_code = upload.city_code AND upload_id = upload.id
                    AND registered_on >= :from_day AND registered_on < :until_day)
            OR upload.received_at < :until_at AND NOT EXISTS (
                SELECT FROM registration WHERE city_code = upload.city_code AND upload_id = upload.id))
    GROUP BY 1, 2
""")  # noqa: S608 (constants)
"""Held and closed rows by unit and declared category. A file received before the period began holds nothing of it."""

Place = tuple[str, Category]
Rows = Mapping[tuple[str, Category | None], tuple[int, int]]
"""Unit and declared category -> held rows, and rows that the unit closed."""


@dataclass(slots=True)
class _Vehicles:
    """A unit's vehicles of one category: verdicts on the energy duty and on the emission stage, and fuel cells.

    ``disputed``: governed vehicles that are claimed more than once; they have no verdict here.
    """

    energy: Counter[Verdict] = field(default_factory=Counter)
    stage: Counter[Verdict] = field(default_factory=Counter)
    fcev: int = 0
    disputed: int = 0

    def add(self, kind: Standing) -> None:
        """Add so many vehicles of one kind; what governs those that are disputed has no verdict here."""
        if kind.disputed and kind.energy_verdict not in UNGOVERNED:
            self.disputed += kind.number
            return
        self.energy[kind.energy_verdict] += kind.number
        self.stage[kind.stage_verdict] += kind.number
        self.fcev += kind.number if kind.energy is Energy.FCEV else 0


@dataclass(frozen=True, slots=True)
class _Counted:
    """All that was counted in a period."""

    vehicles: Mapping[Place, _Vehicles]
    rows: Rows
    reported: Mapping[str, Collection[Category]]
    beside: Beside


def tallies(
    session: Session, period: Period, *, method: Method, book: Rulebook, today: date, anew: bool = False
) -> dict[Category | None, tuple[Tally, ...]]:
    """Return the tallies of all units: under None over all categories that count, and for each category.

    ``book``: the rulebook in force, which tells the force of a rule and the shares that are demanded. ``anew``: from
    the decisions themselves, whatever counts are kept of them. Needs the office's scope: a unit's own scope would count
    the others as silent.
    """
    count = counted_anew if anew else standing
    found = count(session, first=period.from_day, until=period.until_day)
    stand = with_excused(session, found, period, today=today)
    counted = _Counted(
        vehicles=_vehicles(stand),
        rows=_rows(session, period),
        reported=reported_categories(session, period, stand, today=today),
        beside=count_beside(session, period, stand, book=book, due_day=method.due_day, anew=anew),
    )
    return {
        category: tuple(_tally(unit, _scope_of(category, method), counted, method) for unit in UNITS)
        for category in (None, *Category)
    }


@dataclass(frozen=True, slots=True)
class _Scope:
    """Which categories a ranking is over, which of them must be reported, and whose held rows may belong to it."""

    counted: Sequence[Category]
    required: Sequence[Category]
    declared: Sequence[Category | None]


def _scope_of(category: Category | None, method: Method) -> _Scope:
    if category is None:
        return _Scope(method.counted, method.required, (None, *method.counted))
    own = (category,)
    counted = own if category in method.counted else ()
    return _Scope(counted, own if category in method.required else (), (None, category) if counted else ())


def _vehicles(stand: Iterable[Standing]) -> Mapping[Place, _Vehicles]:
    found: dict[Place, _Vehicles] = defaultdict(_Vehicles)
    for kind in stand:
        found[kind.unit, kind.category].add(kind)
    return found


def _rows(session: Session, period: Period) -> Rows:
    rows = session.connection().execute(
        _HELD,
        {
            "from_day": period.from_day,
            "until_day": period.until_day,
            "from_at": start_of(period.from_day),
            "until_at": start_of(period.until_day),
        },
    )
    return {
        (str(city_code), Category(name) if name else None): (held, closed)
        for city_code, name, held, closed in rows
    }


def _tally(unit: str, scope: _Scope, counted: _Counted, method: Method) -> Tally:
    vehicles = [counted.vehicles.get((unit, each), _Vehicles()) for each in scope.counted]
    energy: Counter[Verdict] = sum((one.energy for one in vehicles), Counter())
    stage: Counter[Verdict] = sum((one.stage for one in vehicles), Counter())
    rows = [counted.rows.get((unit, each), (0, 0)) for each in scope.declared]
    held, closed = sum(row[0] for row in rows), sum(row[1] for row in rows)
    disputed = sum(one.disputed for one in vehicles)
    reported = counted.reported.get(unit, ())
    tally = Tally(unit, dict(energy))
    return Tally(
        unit=unit,
        verdicts=dict(energy),
        held=method.counts_as_held(held=held, closed=closed, governed=tally.counts.governed + disputed),
        reported=any(each in reported for each in scope.counted),
        missing=tuple(each for each in scope.required if each not in reported),
        disputed=disputed,
        besides=_besides(unit, scope, counted, stage=stage, closed=closed),
    )


def _besides(unit: str, scope: _Scope, counted: _Counted, *, stage: Counter[Verdict], closed: int) -> Besides:
    beside = counted.beside
    places = [(unit, each) for each in scope.counted]
    return Besides(
        strict_violations=sum(beside.strict.get(place, 0) for place in places),
        stage_governed=stage.total() - stage[Verdict.NOT_GOVERNED] - stage[Verdict.ADVISORY],
        stage_met=stage[Verdict.COMPLIANT] + stage[Verdict.EXEMPT],
        fcev=sum(counted.vehicles[place].fcev for place in places if place in counted.vehicles),
        late_days=sum(beside.late_days.get(place, 0) for place in places),
        corrected=sum(beside.corrected.get(place, 0) for place in places),
        closed=closed,
        shares=shares_of(unit, scope.counted, beside.groups),
    )
