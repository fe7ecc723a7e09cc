"""What would come of every registration on record if another law judged: foretold from counts, nothing is written.

The decisions that stand are counted by all that is stored of them but the vehicle; of each count one look into the
table of the other law tells what it would say, whatever number of vehicles it is of. What is written when that law
comes into force (``rejudging.judge_again``) rests on the decisions themselves.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from sqlalchemy import text
from sqlmodel import Session, col, select

from fleetsvc.models import RulebookActivation, RulebookEdition, stored_id
from fleetsvc.services.law.book_cache import book_of
from fleetsvc.services.law.duties import OUTCOME_COLUMNS, outcome_values
from fleetsvc.services.law.restated_editions import LastGiven, last_given
from fleetsvc.services.law.restatements import cites_otherwise
from fleetsvc.services.law.standing_counts import Alike, standing_alike
from rules.facts import unpack_case
from rules.rulebook import Rulebook
from rules.table import Table, periods_of, unit_classes_of
from rules.vocabulary import Duty

Outcome = tuple[str | None, ...]
"""The values of ``OUTCOME_COLUMNS``."""

_VERDICT: Final = OUTCOME_COLUMNS.index("verdict")
_ENERGY: Final = OUTCOME_COLUMNS.index(f"{Duty.ENERGY}_verdict")
_Group = tuple[str, int, str, str, str, str]
"""Unit, case, verdict before and after, that on the energy duty before and after."""
_Counted = tuple[int, int, int, int]
"""How many, how many of them in the period, the lowest number of a decision, how many of which only words change."""


@dataclass(frozen=True, slots=True)
class Difference:
    """So many registrations of a unit and case on which a law says or cites otherwise than is on record.

    ``before`` and ``after`` are the same where only the rule that is cited differs, or the verdict on one duty;
    ``energy_before`` and ``energy_after`` are those on the energy duty, which rankings count.
    ``in_period``: how many of them were registered in the period asked about; ``first``: the lowest number of a
    decision among them; ``restated``: how many keep verdict and rules, and only what they cite says otherwise.
    """

    unit: str
    case_key: int
    category: str
    before: str
    after: str
    energy_before: str
    energy_after: str
    registrations: int
    in_period: int
    first: int
    restated: int


@dataclass(frozen=True, slots=True)
class Foretold:
    """What another law would change: of how many ``judged`` registrations, and where; the largest groups first.

    ``overridden``: of so many the office decided otherwise than the rules. That stays whatever the rules say beside
    it, so they are in no difference; nor are those in dispute, of which nothing is decided.
    """

    judged: int
    overridden: int
    differences: tuple[Difference, ...]


def foretell(session: Session, table: Table, *, since: date = date.min, until: date = date.max) -> Foretold:
    """Return what would change if a law judged. ``in_period`` counts from ``since`` until before ``until``."""
    stand, books, last = _stand(session, table.rulebook, days={since, until} - {date.min, date.max})
    says = {number: _says(table, book) for number, book in books.items()}
    groups = defaultdict[_Group, list[_Counted]](list)
    for one in stand:
        if one.disputed or one.overridden:
            continue
        edition = last.by((one.edition_id, one.case_key, int(one.unit)), one.since)
        said, otherwise = says[edition](one.case_key, one.unit, one.since)
        is_same = said == one.outcome
        if otherwise or not is_same:
            in_period = one.number if since <= one.since < until else 0
            group = (one.unit, one.case_key, *_changed(one.outcome, said))
            groups[group].append((one.number, in_period, one.first, one.number if is_same else 0))
    found = [_difference(group, counted) for group, counted in groups.items()]
    judged = sum(one.number for one in stand)
    overridden = sum(one.number for one in stand if one.overridden)
    return Foretold(judged, overridden, tuple(sorted(found, key=_largest_first)))


def _changed(before: Outcome, after: Outcome) -> tuple[str, str, str, str]:
    """Return the verdict before and after, and that on the energy duty before and after."""
    verdict, energy = ((str(before[place]), str(after[place])) for place in (_VERDICT, _ENERGY))
    return *verdict, *energy


def _difference(group: _Group, counted: Iterable[_Counted]) -> Difference:
    unit, key, before, after, energy_before, energy_after = group
    numbers, in_period, first, restated = zip(*counted, strict=True)
    return Difference(
        unit=unit,
        case_key=key,
        category=unpack_case(key, unit=unit, registered_on=date.min).category.value,
        before=before,
        after=after,
        energy_before=energy_before,
        energy_after=energy_after,
        registrations=sum(numbers),
        in_period=sum(in_period),
        first=min(first),
        restated=sum(restated),
    )


def _stand(
    session: Session, law: Rulebook, *, days: Collection[date]
) -> tuple[list[Alike], dict[int, Rulebook], LastGiven]:
    """Return the decisions that stand, apart by these days and those of every law; the laws; which gave what last."""
    books = _laws(session, set(session.exec(select(RulebookActivation.law_id))))
    while True:
        changes = {period.since for period in periods_of(law, *books.values())} - {date.min}
        stand = list(standing_alike(session, changes.union(days)))
        last = last_given(session)
        unknown = {one.edition_id for one in stand}.union(last.editions) - books.keys()
        if not unknown:
            return stand, books, last
        found = _laws(session, unknown)  # it came into force just now: its days are others
        books |= {number: found[number] for number in unknown}


def _laws(session: Session, numbers: Collection[int]) -> dict[int, Rulebook]:
    found = session.exec(select(RulebookEdition).where(col(RulebookEdition.id).in_(numbers)))
    return {stored_id(edition): book_of(edition) for edition in found}


def _says(table: Table, old: Rulebook) -> Callable[[int, str, date], tuple[Outcome, bool]]:
    """Return what tells of a case, unit and day what a law says, and whether it cites otherwise than an old one."""
    new = table.rulebook
    periods = periods_of(old, new)
    first_of = {unit: units[0] for units in unit_classes_of(old, new) for unit in units}

    @cache
    def place(unit: str, day: date) -> tuple[str, date]:
        return first_of[unit], max(period.since for period in periods if period.since <= day)

    @cache
    def at(key: int, unit: str, day: date) -> tuple[Outcome, bool]:
        otherwise = cites_otherwise(old, new, key, unit=unit, day=day)
        return outcome_values(table.outcome(key, unit, day)), otherwise

    return lambda key, unit, day: at(key, *place(unit, day))


def _largest_first(one: Difference) -> tuple[object, ...]:
    return -one.registrations, one.unit, one.case_key, one.before, one.after, one.energy_before, one.first


_FURTHER: Final = text("""
    SELECT d.city_code, d.id FROM decision d
    JOIN unnest(cast(:units AS integer[]), cast(:keys AS integer[]), cast(:verdicts AS text[]), cast(:since AS date[]),
        cast(:until AS date[])) AS flip (city_code, case_key, verdict, since, until)
        ON flip.city_code = d.city_code AND flip.case_key = d.case_key AND flip.verdict = d.verdict
        AND d.registered_on >= flip.since AND d.registered_on < flip.until
    WHERE d.superseded_at IS NULL AND NOT d.disputed AND d.override_id IS NULL
        AND NOT (d.city_code, d.id) IN (SELECT * FROM unnest(cast(:cities AS integer[]), cast(:numbers AS bigint[])))
    ORDER BY d.city_code, d.id LIMIT :count
""")


def further_flips(
    session: Session,
    table: Table,
    flips: Iterable[Difference],
    *,
    known: Collection[tuple[int, int]],
    count: int,
) -> list[tuple[int, int]]:
    """Return unit and number of so many decisions, of those counted in ``flips``, beside those that are known."""
    columns = zip(*sorted(_flipping(table, flips)), strict=True)
    values = dict(zip(("units", "keys", "verdicts", "since", "until"), map(list, columns), strict=True))
    beside = {"cities": [city for city, _ in known], "numbers": [number for _, number in known]}
    rows = session.connection().execute(_FURTHER, values | beside | {"count": count})
    return [(city, number) for city, number in rows]


def _flipping(table: Table, flips: Iterable[Difference]) -> set[tuple[int, int, str, date, date]]:
    """Return units, cases, verdicts and days of which the law gives another verdict."""
    return {
        (int(one.unit), one.case_key, one.before, period.since, period.until)
        for one in flips
        for period in table.periods
        if table.outcome(one.case_key, one.unit, period.since).verdict != one.before
    }
