"""Whose a vehicle is, what for and where: told apart only as far as some rule does, or no table could hold it all."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Final

from rules.conditions import CIRCUMSTANCES, COUNTY, FACTS, Among
from rules.counties import COUNTY_CODES, unit_of_county
from rules.facts import circumstance_key
from rules.rulebook_parts import Rule, Rulebook
from rules.vocabulary import Area, Category, OwnerClass, Use

UNKNOWN: Final = "unknown"
CIRCUMSTANTIAL: Final = (*CIRCUMSTANCES, COUNTY)
"""The facts in the order in which tables show them."""

Classes = Mapping[str, tuple[tuple[str, ...], ...]]
"""For each fact that some rule looks at: its words in classes that no rule tells apart."""


def classes_of(rules: Iterable[Rule], unit: str) -> Classes:
    """Return the classes of words that rules tell apart in a unit; what is not known stands first, by itself."""
    read: dict[str, list[Among]] = {}
    for rule in rules:
        for leaf in rule.leaves:
            read.setdefault(leaf.fact, []).append(leaf)
    return {
        fact: ((UNKNOWN,), *classes_among(words_in(unit, fact, read[fact]), read[fact]))
        for fact in CIRCUMSTANTIAL
        if fact in read
    }


def words_in(unit: str, fact: str, read: Sequence[Among]) -> list[str]:
    """Return what a fact may be; of counties those of the unit, where these leaves name one of them."""
    if fact != COUNTY:
        return [word.value for word in FACTS[fact] if word.value != UNKNOWN]
    own = [code for code in COUNTY_CODES if unit_of_county(code) == unit]
    return own if any(leaf.words & set(own) for leaf in read) else []


def classes_among(words: Iterable[str], read: Sequence[Among]) -> list[tuple[str, ...]]:
    """Return words in classes that none of these leaves tells apart, each in the order given."""
    found: dict[tuple[bool, ...], list[str]] = {}
    for word in words:
        found.setdefault(tuple(word in leaf.words for leaf in read), []).append(word)
    return [tuple(some) for some in found.values()]


def circumstance_keys(rulebooks: Iterable[Rulebook], category: Category, unit: str) -> list[int]:
    """Return the keys of all circumstances of a category's vehicles in a unit, one of each class."""
    rules = [rule for book in rulebooks for rule in book.rules if category in rule.categories]
    classes = classes_of(rules, unit)
    chosen = [[some[0] for some in classes.get(fact, ((UNKNOWN,),))] for fact in CIRCUMSTANTIAL]
    return [packed(*words) for words in product(*chosen)]


def is_county_of(county: str, unit: str) -> bool:
    """Tell whether a code is that of a county of a unit.

    >>> is_county_of("410225", "410200"), is_county_of("410225", "410100"), is_county_of("410299", "410200")
    (True, False, False)
    """
    return county in COUNTY_CODES and unit_of_county(county) == unit


def packed(owner_class: str, use: str, area: str, county: str) -> int:
    """Return the key of circumstances given as words (``rules.facts.circumstance_key``)."""
    known = None if county == UNKNOWN else county
    return circumstance_key(OwnerClass(owner_class), Use(use), Area(area), known)
