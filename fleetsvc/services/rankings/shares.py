"""Shares that rules demand of groups (主要, 不低于 X %), counted over the registrations of a period as they stand."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.models import Json
from rules.editions import share_document
from rules.facts import unpack_case
from rules.judge import Result, counted
from rules.periods import Period
from rules.rulebook import Rulebook
from rules.rulebook_parts import Rule, ShareRequirement
from rules.tallies import GroupShare
from rules.targets import Share
from rules.units import UNITS
from rules.vocabulary import Category
from rules.wording import Language

_GROUP: Final = text("""
    SELECT city_code, category, case_key, disputed, count(*) FROM decision
    WHERE superseded_at IS NULL AND registered_on >= :from_day AND registered_on < :until_day
        AND category = ANY (:categories) AND event = ANY (:events)
    GROUP BY 1, 2, 3, 4
""")

Place = tuple[str, Category]


@dataclass(frozen=True, slots=True)
class Group:
    """The vehicles under a rule that demands a share, by unit and category: for it, against it, or left open."""

    rule: Rule
    demand: ShareRequirement
    found: Mapping[Place, Counter[Result]]


def count_groups(session: Session, period: Period, *, book: Rulebook) -> tuple[Group, ...]:
    """Count, for each rule that demands a share, the vehicles of a period on the days on which it holds.

    A vehicle counts as the rule judges it: energy and stage that contradict each other leave it open, and so does
    that it is disputed. A session of a unit's own scope counts that unit alone.
    """
    return tuple(
        Group(rule, rule.requirement, _found(session, rule, rule.requirement, period))
        for rule in book.rules
        if isinstance(rule.requirement, ShareRequirement) and _is_in_force(rule, period)
    )


def shares_of(unit: str, categories: Collection[Category], groups: Iterable[Group]) -> tuple[GroupShare, ...]:
    """Return the shares that are demanded of a unit over some categories, whether or not it has such vehicles."""
    shares = []
    for group in groups:
        asked = [each for each in categories if each in group.rule.categories]
        if not asked or not group.rule.covers_unit(unit):
            continue
        counts = sum((group.found.get((unit, each), Counter()) for each in asked), Counter[Result]())
        share = Share(counts[Result.COUNTED_FOR], counts.total(), counts[Result.COUNTED_OPEN])
        shares.append(GroupShare(group.rule.id, group.demand.threshold, share))
    return tuple(shares)


def attainments(
    session: Session, period: Period, *, book: Rulebook, units: Iterable[str], language: Language
) -> list[Json]:
    """Return what each unit attains of each share that a rulebook demands in a period, over all its categories."""
    groups = count_groups(session, period, book=book)
    titles = {group.rule.id: group.rule.title.in_language(language) for group in groups}
    return [
        {"unit": unit, "name": UNITS[unit].name.in_language(language), "title": titles[one.rule]}
        | share_document(one)
        for unit in units
        for one in shares_of(unit, tuple(Category), groups)
    ]


def _is_in_force(rule: Rule, period: Period) -> bool:
    return rule.effective_from < period.until_day and (
        rule.effective_until is None or rule.effective_until > period.from_day
    )


def _found(
    session: Session, rule: Rule, demand: ShareRequirement, period: Period
) -> Mapping[Place, Counter[Result]]:
    values = {
        "from_day": max(period.from_day, rule.effective_from),
        "until_day": min(period.until_day, rule.effective_until or period.until_day),
        "categories": [category.value for category in rule.categories],
        "events": [event.value for event in rule.events],
    }
    found: dict[Place, Counter[Result]] = defaultdict(Counter)
    for city, category, key, is_disputed, number in session.connection().execute(_GROUP, values):
        facts = unpack_case(key, unit=str(city), registered_on=period.from_day)
        result = Result.COUNTED_OPEN if is_disputed else counted(demand, facts)
        found[str(city), Category(category)][result] += number
    return found
