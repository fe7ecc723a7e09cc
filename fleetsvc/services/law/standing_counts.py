"""The decisions that stand, counted by all that rankings and comparisons ask of them: kept, for they are a million.

Whoever takes a unit's register to change it marks the unit, in the same transaction. ``keep`` counts marked units anew
and takes away the marks that it saw. A reader takes what is kept of units without a mark and counts the decisions of
the others, in one statement: so it finds what stands, whatever runs beside it, and no clock is asked.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.database.alone import is_alone
from fleetsvc.database.lock_numbers import LockNumber
from fleetsvc.database.transactions import RawConnection
from fleetsvc.services.law.duties import OUTCOME_COLUMNS
from rules.facts import VehicleFacts, unpack_case
from rules.units import UNITS
from rules.vocabulary import Category, Energy, Event, Verdict

_CITIES: Final = [int(unit) for unit in UNITS]
_KINDS: Final = "case_key, energy_verdict, energy_rule, emission_stage_verdict, disputed"
_ALIKE: Final = f"edition_id, case_key, {', '.join(OUTCOME_COLUMNS)}, disputed"
_COUNTED_ALIKE: Final = (
    f"{_ALIKE}, override_id IS NOT NULL AS overridden, count(*) AS number, min(id) AS first_id"
)
_KEPT_ALIKE: Final = f"{_ALIKE}, overridden, number, first_id"
# The planner takes each word that is counted by as another division, and would sort a million rows to save memory for
# groups that there are not: with this allowance it counts in one pass, in a quarter of the time.
_ROOM: Final = text("SET LOCAL hash_mem_multiplier = 8")
_SPAN: Final = "cast(:first AS date)"
_MONTH: Final = "date_trunc('month', registered_on::timestamp)::date"
_OF_SPAN: Final = "registered_on >= :first AND registered_on < :until"
# The units of which the kept counts are those of the decisions that stand, and the others.
_FRESH: Final = "SELECT city_code FROM standing_kept EXCEPT SELECT city_code FROM standing_mark"
_UNITS: Final = f"""
    WITH fresh AS MATERIALIZED ({_FRESH}), stale AS MATERIALIZED (
        SELECT unnest(cast(:cities AS integer[])) AS city_code EXCEPT SELECT city_code FROM fresh
    )
"""  # noqa: S608 (constants only)
# The decisions of four units are found along the index of their days sooner than among all.
_OF_FEW: Final = """
    AND (SELECT count(*) FROM stale) BETWEEN 1 AND 4 AND city_code = ANY (ARRAY(SELECT city_code FROM stale))
"""
_OF_MANY: Final = """
    AND (SELECT count(*) FROM stale) > 4 AND city_code <> ALL (ARRAY(SELECT city_code FROM fresh))
"""


def _counted(month: str, of: str) -> str:
    """Return the counts made from the decisions themselves."""
    return f"""
    SELECT city_code, {month} AS month, {_KINDS}, count(*) AS number FROM decision
    WHERE superseded_at IS NULL AND {of}
    GROUP BY city_code, 2, {_KINDS}
    """  # noqa: S608 (constants only)


def _kept_or_counted(*, by_month: bool) -> str:
    """Return the counts that are kept, and of units of which none are, those made from the decisions."""
    kept, own = ("month", _MONTH) if by_month else (_SPAN, _SPAN)
    return f"""
    {_UNITS}
    SELECT city_code, {kept} AS month, {_KINDS}, sum(number)::bigint AS number FROM standing_count
    WHERE month >= :first AND month < :until AND city_code = ANY (ARRAY(SELECT city_code FROM fresh))
    GROUP BY city_code, 2, {_KINDS}
    UNION ALL {_counted(own, _OF_SPAN + _OF_FEW)}
    UNION ALL {_counted(own, _OF_SPAN + _OF_MANY)}
    """  # noqa: S608 (constants only)


def _counted_alike(day: str, of: str) -> str:
    """Return the counts made from the decisions themselves, by all that is stored of them but the vehicle."""
    return f"""
    SELECT city_code, {day}, {_COUNTED_ALIKE} FROM decision WHERE superseded_at IS NULL AND {of}
    GROUP BY city_code, 2, {_ALIKE}, overridden
    """  # noqa: S608 (constants only)


def _since(day: str) -> str:
    """Return the last of the days on which the law changes that is not after a day; one of them is the first of all."""
    return f"(cast(:days AS date[]))[width_bucket({day}, cast(:days AS date[]))]"


_SPLIT_MONTH: Final = """
    registered_on >= split.month AND registered_on < split.month + interval '1 month'
    AND city_code = ANY (ARRAY(SELECT city_code FROM fresh))
"""
_ALIKE_KEPT_OR_COUNTED: Final = text(f"""
    {_UNITS}, split AS MATERIALIZED (
        SELECT DISTINCT date_trunc('month', day)::date AS month FROM unnest(cast(:days AS date[])) AS law (day)
        WHERE day <> date_trunc('month', day)::date
    )
    SELECT city_code, {_since("month")}, {_ALIKE}, overridden, sum(number)::bigint, min(first_id) FROM standing_count
    WHERE city_code = ANY (ARRAY(SELECT city_code FROM fresh)) AND month <> ALL (ARRAY(SELECT month FROM split))
    GROUP BY city_code, 2, {_ALIKE}, overridden
    UNION ALL {_counted_alike(_since("registered_on"), "true" + _OF_FEW)}
    UNION ALL {_counted_alike(_since("registered_on"), "true" + _OF_MANY)}
    UNION ALL
    SELECT s.* FROM split CROSS JOIN LATERAL ({_counted_alike(_since("registered_on"), _SPLIT_MONTH)}) AS s
""")  # noqa: S608 (constants only)


# Once in a transaction: an act on thousands of cases comes by here for each.
_MARK: Final = """
    INSERT INTO standing_mark (city_code) SELECT city_code FROM unnest(%(cities)s::integer[]) AS unit (city_code)
    WHERE NOT EXISTS (SELECT FROM standing_mark m WHERE m.city_code = unit.city_code
        AND m.xmin = pg_current_xact_id()::xid)
"""
_STATE: Final = text("""
    SELECT concat_ws(':',
        (SELECT concat_ws('-', sum(times), max(kept_at)) FROM standing_kept
            WHERE city_code = coalesce(:city, city_code)),
        (SELECT concat_ws('-', count(*), max(id)) FROM standing_mark WHERE city_code = coalesce(:city, city_code)))
""")
# All parts of one statement see the same rows: a mark that another transaction has not committed yet stays.
_KEEP: Final = text(f"""
    WITH seen AS (
        DELETE FROM standing_mark RETURNING city_code
    ), due AS (
        SELECT city_code FROM unnest(cast(:cities AS integer[])) AS unit (city_code)
        WHERE city_code IN (SELECT city_code FROM seen) OR city_code NOT IN (SELECT city_code FROM standing_kept)
    ), gone AS (
        DELETE FROM standing_count WHERE city_code IN (SELECT city_code FROM due)
    ), kept AS (
        INSERT INTO standing_kept (city_code, kept_at, times) SELECT city_code, :now, 1 FROM due
        ON CONFLICT (city_code) DO UPDATE SET kept_at = excluded.kept_at, times = standing_kept.times + 1
        RETURNING city_code
    ), counted AS (
        INSERT INTO standing_count (city_code, month, {_KEPT_ALIKE})
        {_counted_alike(_MONTH, "city_code = ANY (ARRAY(SELECT city_code FROM due))")}
        ORDER BY 2, city_code  -- as they are asked for
    )
    SELECT city_code FROM kept ORDER BY city_code
""")  # noqa: S608 (constants only)
_DIFFERING: Final = text(f"""
    WITH fresh AS MATERIALIZED ({_FRESH})
    SELECT DISTINCT city_code FROM (
        SELECT city_code FROM (
            SELECT city_code, month, {_KEPT_ALIKE} FROM standing_count
            WHERE city_code IN (SELECT city_code FROM fresh)
            UNION ALL
            SELECT city_code, month, {_ALIKE}, overridden, -number, first_id FROM (
                {_counted_alike(f"{_MONTH} AS month", "city_code IN (SELECT city_code FROM fresh)")}
            ) AS counted
        ) AS both_ways
        GROUP BY city_code, month, {_ALIKE}, overridden, first_id HAVING sum(number) <> 0
    ) AS found
    ORDER BY city_code
""")  # noqa: S608 (constants only)


@dataclass(frozen=True, slots=True)
class Standing:
    """So many decisions that stand, alike in all this, on vehicles of a unit registered in a span or a month of it."""

    unit: str
    month: date
    case_key: int
    energy_verdict: Verdict
    energy_rule: str | None
    stage_verdict: Verdict
    disputed: bool
    number: int

    @property
    def category(self) -> Category:
        """The category of these vehicles, as it was judged."""
        return self.facts.category

    @property
    def event(self) -> Event:
        """Whether they are new or replacements."""
        return self.facts.event

    @property
    def energy(self) -> Energy:
        """Their energy."""
        return self.facts.energy

    @property
    def facts(self) -> VehicleFacts:
        """All that was judged of them but unit and day."""
        return facts_of(self.case_key)


@dataclass(frozen=True, slots=True)
class Alike:
    """So many decisions that stand, alike in all that is stored of them but vehicle, day and instants.

    ``since``: of the days asked about, the last one that is not after the registration of any of them; it is the same
    for all. ``outcome``: the values of ``OUTCOME_COLUMNS``; ``overridden``: the office decided
    otherwise than the rules; ``first``: the lowest number of a decision among them.
    """

    unit: str
    since: date
    edition_id: int
    case_key: int
    outcome: tuple[str | None, ...]
    disputed: bool
    overridden: bool
    number: int
    first: int


@cache
def facts_of(case_key: int) -> VehicleFacts:
    """Return all that a case tells of vehicles but unit and day; few distinct cases are on record."""
    return unpack_case(case_key, unit="", registered_on=date.min)


def mark(connection: RawConnection, cities: Iterable[int] = _CITIES) -> None:
    """Have the counts of some units, or of all, made anew; in the transaction that may change which decisions stand."""
    connection.execute(_MARK, {"cities": list(cities)})


def keep(session: Session, *, now: datetime) -> tuple[str, ...]:
    """Count the units anew that are marked, or were never counted; return which. Needs the office's scope.

    None where another counts at this moment: what that one does not see stays marked.
    """
    if not is_alone(session, LockNumber.STANDING_COUNTS):
        return ()
    connection = session.connection()
    connection.execute(_ROOM)
    found = connection.execute(_KEEP, {"cities": _CITIES, "now": now})
    return tuple(str(city) for city in found.scalars())


def standing(session: Session, *, first: date, until: date, by_month: bool = False) -> Iterator[Standing]:
    """Yield how many decisions stand on vehicles registered from a day until before another.

    ``by_month``: for each month by itself, else ``month`` is the first day. Days in the midst of a month are
    counted from the decisions. A session of a unit's own scope finds that unit alone.
    """
    if first.day == until.day == 1:
        return _found(session, _kept_or_counted(by_month=by_month), first=first, until=until)
    return _found(session, _counted(_MONTH if by_month else _SPAN, _OF_SPAN), first=first, until=until)


def counted_anew(session: Session, *, first: date, until: date) -> Iterator[Standing]:
    """Yield the same for the whole span from the decisions themselves: for what is published for good."""
    return _found(session, _counted(_SPAN, _OF_SPAN), first=first, until=until)


def standing_alike(session: Session, days: Collection[date]) -> Iterator[Alike]:
    """Yield how many decisions stand, of all times and of one state of the database.

    ``days``: those from which on the law is another one; of the vehicles of one count none was registered before such
    a day and another one on it or later. Months in whose midst such a day lies are counted from the decisions.
    """
    connection = session.connection()
    connection.execute(_ROOM)
    rows = connection.execute(_ALIKE_KEPT_OR_COUNTED, {"days": sorted({date.min, *days}), "cities": _CITIES})
    for city, since, edition, key, *outcome, disputed, overridden, number, first in rows:
        yield Alike(str(city), since, edition, key, tuple(outcome), disputed, overridden, number, first)


def state(session: Session, *, city: int | None) -> str:
    """Return what names the present state of a unit's register, or of all: after a change it is another one.

    It may be another one without a change, too: as soon as what was marked is counted, and every night.
    """
    return str(session.connection().execute(_STATE, {"city": city}).scalar_one())


def differing(session: Session) -> tuple[str, ...]:
    """Return the units whose kept counts are not those of the decisions that stand: there must be none."""
    session.connection().execute(_ROOM)
    return tuple(str(city) for city in session.connection().execute(_DIFFERING).scalars())


def _found(session: Session, statement: str, *, first: date, until: date) -> Iterator[Standing]:
    values = {"first": first, "until": until, "cities": _CITIES}
    rows = session.connection().execute(text(statement), values)
    for city, month, key, verdict, rule, stage, disputed, number in rows:
        yield Standing(str(city), month, key, Verdict(verdict), rule, Verdict(stage), disputed, number)
