"""Shares that rules demand of groups (主要, 不低于 X %), counted over the registrations of a period as they stand."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.models import Json
from fleetsvc.services.law.standing_counts import Standing, standing
from rules.demands import Counted, Grouping, ShareRequirement
from rules.facts import unpack_case
from rules.judge import Result, counted, finds
from rules.periods import Period
from rules.rulebook import Rulebook
from rules.rulebook_parts import Rule
from rules.share_documents import operator_documents, share_document
from rules.tallies import GroupShare, OperatorShare
from rules.targets import Share
from rules.units import UNITS
from rules.vocabulary import Category
from rules.wording import Language

_ON: Final = """
    FROM decision d {join}
    WHERE d.superseded_at IS NULL AND d.registered_on >= :from_day AND d.registered_on < :until_day
        AND d.category = ANY (:categories) AND d.event = ANY (:events) {other}
    GROUP BY 1, 2, 3, 4, 5, 6
"""
_WHAT: Final = """d.city_code, d.category, d.case_key, d.disputed,
    CASE WHEN :by_day THEN d.registered_on ELSE :from_day END"""
_VERSION: Final = "JOIN registration r ON r.city_code = d.city_code AND r.id = d.registration_id"
# A vehicle that another one replaces is on record no more: no share of a stock counts it.
_NOT_RETIRED: Final = """
    AND NOT EXISTS (
        SELECT FROM registration AS successor
        WHERE successor.city_code = r.city_code AND successor.replaces_vin = r.vin
            AND successor.superseded_at IS NULL AND successor.registered_on < :until_day)
"""
_OF_A_UNIT: Final = text(f"SELECT {_WHAT}, NULL, count(*) {_ON.format(join='', other='')}")
_OF_OWNERS: Final = text(f"SELECT {_WHAT}, r.owner, count(*) {_ON.format(join=_VERSION, other='')}")
_OF_A_STOCK: Final = text(
    f"SELECT {_WHAT}, CASE WHEN :by_owner THEN r.owner END, count(*) {_ON.format(join=_VERSION, other=_NOT_RETIRED)}"
)
MOST_OPERATORS: Final = 100
"""So many owners that fall short are named, those furthest behind first; all are counted."""

Place = tuple[str, Category]
Owner = str | None
Results = tuple[Counter[Result], ...]
"""How vehicles count for the whole demand, then for each of its sub-shares."""


@dataclass(frozen=True, slots=True)
class Group:
    """The vehicles under a rule that demands a share, by unit, category and owner: for it, against it, or left open.

    There is one owner, None, where the rule asks of a unit as a whole.
    """

    rule: Rule
    demand: ShareRequirement
    found: Mapping[Place, Mapping[Owner, Results]]


def count_groups(
    session: Session, period: Period, stand: Collection[Standing], *, book: Rulebook
) -> tuple[Group, ...]:
    """Count, for each rule that demands a share, the vehicles of a period on the days on which it holds.

    ``stand``: the decisions that stand in the period.

    A vehicle counts as the rule judges it: energy and stage that contradict each other leave it open, and so does
    that it is disputed. A session of a unit's own scope counts that unit alone.
    """
    return tuple(
        Group(rule, rule.requirement, _found(session, rule, rule.requirement, period, stand))
        for rule in book.rules
        if isinstance(rule.requirement, ShareRequirement) and _is_asked(rule, rule.requirement, period)
    )


def shares_of(unit: str, categories: Collection[Category], groups: Iterable[Group]) -> tuple[GroupShare, ...]:
    """Return the shares that are demanded of a unit over some categories, whether or not it has such vehicles."""
    shares = []
    for group in groups:
        asked = [each for each in categories if each in group.rule.categories]
        if asked and group.rule.covers_unit(unit):
            found = _summed(group, [group.found.get((unit, each), {}) for each in asked])
            shares.append(_share_of(group, found))
    return tuple(shares)


def _summed(group: Group, found: Iterable[Mapping[Owner, Results]]) -> dict[Owner, Results]:
    """Return the counts of several categories together, by owner."""
    sums: dict[Owner, Results] = defaultdict(lambda: _nothing(group.demand))
    for by_owner in found:
        for owner, results in by_owner.items():
            for total, counts in zip(sums[owner], results, strict=True):
                total.update(counts)
    return sums


def _share_of(group: Group, found: Mapping[Owner, Results]) -> GroupShare:
    demand = group.demand
    whole, *parts = [_total(place, found.values()) for place in range(1 + len(demand.parts))]
    thresholds = [part.threshold for part in demand.parts]
    operators = None
    if demand.grouping is Grouping.OPERATOR:
        operators = tuple(
            OperatorShare(owner, shares[0], tuple(shares[1:]))
            for owner, results in found.items()
            if (shares := [_share(counts) for counts in results])[0].governed >= demand.smallest
        )
    sub_shares = tuple(zip(thresholds, parts, strict=True))
    return GroupShare(group.rule.id, demand.threshold, whole, sub_shares, operators)


def _nothing(demand: ShareRequirement) -> Results:
    return tuple(Counter[Result]() for _ in range(1 + len(demand.parts)))


def _total(place: int, found: Iterable[Results]) -> Share:
    return _share(sum((results[place] for results in found), Counter[Result]()))


def _share(counts: Counter[Result]) -> Share:
    return Share(counts[Result.COUNTED_FOR], counts.total(), counts[Result.COUNTED_OPEN])


def attainments(
    session: Session, period: Period, *, book: Rulebook, units: Iterable[str], language: Language
) -> list[Json]:
    """Return what each unit attains of each share that a rulebook demands in a period, over all its categories.

    Of a share that is asked of owners those that fall short are named, at most so many.
    """
    stand = list(standing(session, first=period.from_day, until=period.until_day))
    groups = count_groups(session, period, stand, book=book)
    titles = {group.rule.id: group.rule.title.in_language(language) for group in groups}
    return [
        {"unit": unit, "name": UNITS[unit].name.in_language(language), "title": titles[one.rule]}
        | share_document(one)
        | operator_documents(one, most=MOST_OPERATORS)
        for unit in units
        for one in shares_of(unit, tuple(Category), groups)
    ]


def _is_asked(rule: Rule, demand: ShareRequirement, period: Period) -> bool:
    """Tell whether a rule holds on some day of a period; one that asks of a stock on the period's last day."""
    if demand.counted is Counted.STOCK:
        return rule.is_in_force(period.last_day)
    return rule.effective_from < period.until_day and (
        rule.effective_until is None or rule.effective_until > period.from_day
    )


def _first_day(rule: Rule, demand: ShareRequirement, period: Period) -> date:
    """Return from which day of registration on vehicles count."""
    if demand.counted is Counted.STOCK:
        return date.min
    year = date(period.last_day.year, 1, 1)
    begins = {Counted.PERIOD: period.from_day, Counted.YEAR: year, Counted.TERM: rule.effective_from}
    return max(begins[demand.counted], rule.effective_from)


def _found(
    session: Session, rule: Rule, demand: ShareRequirement, period: Period, stand: Iterable[Standing]
) -> Mapping[Place, Mapping[Owner, Results]]:
    asked_of = (demand.demand, *(part.demand for part in demand.parts))
    found: dict[Place, dict[Owner, Results]] = defaultdict(lambda: defaultdict(lambda: _nothing(demand)))
    for city, category, key, is_disputed, day, owner, number in _rows(session, rule, demand, period, stand):
        facts = unpack_case(key, unit=str(city), registered_on=day)
        whole = finds(rule, facts)
        if whole in (None, Result.EXCEPTED):
            continue
        results = found[str(city), Category(category)][owner]
        is_open = is_disputed or whole is Result.COUNTED_OPEN
        for counts, asked in zip(results, asked_of, strict=True):
            counts[Result.COUNTED_OPEN if is_open else counted(asked, facts)] += number
    return found


def _rows(
    session: Session, rule: Rule, demand: ShareRequirement, period: Period, stand: Iterable[Standing]
) -> Iterable[Sequence[Any]]:
    """Return the vehicles that a rule may count: unit, category, case, whether disputed, a day, owner, how many."""
    first = _first_day(rule, demand, period)
    until = min(period.until_day, rule.effective_until or period.until_day)
    by_day = any(ground.until for ground in rule.exceptions)
    is_of_owners, is_of_stock = demand.grouping is Grouping.OPERATOR, demand.counted is Counted.STOCK
    if (first, until) == (period.from_day, period.until_day) and not (by_day or is_of_owners or is_of_stock):
        return [
            (kind.unit, kind.category, kind.case_key, kind.disputed, first, None, kind.number)
            for kind in stand
            if kind.category in rule.categories and kind.event in rule.events
        ]
    statement = _OF_OWNERS if is_of_owners else _OF_A_UNIT
    values: dict[str, Any] = {
        "from_day": first,
        "until_day": until,
        "categories": [category.value for category in rule.categories],
        "events": [event.value for event in rule.events],
        "by_day": by_day,
    }
    if is_of_stock:
        statement, values["by_owner"] = _OF_A_STOCK, is_of_owners
    return session.connection().execute(statement, values).all()
