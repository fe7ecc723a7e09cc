"""Conditions as people read them, and as plain data."""

from collections.abc import Mapping
from typing import Any, Final

from rules.conditions import COUNTY, FACTS, Among, Condition, Joined
from rules.labels import fact_label, in_order, said_facts
from rules.wording import Text

ALL_OF: Final = "all_of"
ANY_OF: Final = "any_of"


def words_of(leaf: Condition) -> tuple[str, ...]:
    """Return the words of a leaf in the order of their list, or its codes in order; none of what is joined."""
    if not isinstance(leaf, Among):
        return ()
    if leaf.fact == COUNTY:
        return tuple(sorted(leaf.words))
    known = FACTS[leaf.fact]
    return tuple(word.value for word in in_order(known(word) for word in leaf.words))


def condition_data(condition: Condition) -> dict[str, Any]:
    """Return a condition as a rulebook file writes it.

    >>> condition_data(Joined(False, (Among("energy", frozenset({"fcev", "bev"})), Among("use", frozenset({"port"})))))
    {'any_of': [{'energy': ['bev', 'fcev']}, {'use': ['port']}]}
    """
    if isinstance(condition, Among):
        return {condition.fact: list(words_of(condition))}
    return {ALL_OF if condition.every else ANY_OF: [condition_data(part) for part in condition.parts]}


def condition_of(data: Mapping[str, Any]) -> Condition:
    """Return the condition behind what ``condition_data`` gave."""
    [(key, value)] = data.items()
    if key in (ALL_OF, ANY_OF):
        return Joined(key == ALL_OF, tuple(condition_of(part) for part in value))
    return Among(key, frozenset(value))


def told(condition: Condition) -> Text:
    """Return a condition in words, parts that are joined themselves in brackets.

    >>> told(Joined(False, (Among("energy", frozenset({"bev"})), Among("emission_stage", frozenset({"china_6"}))))).en
    'energy: battery-electric, or emission stage: China VI'
    """
    if isinstance(condition, Among):
        name, said = fact_label(condition.fact), said_facts(condition.fact, words_of(condition))
        return Text(f"{name.zh}为{said.zh}", f"{name.en}: {said.en}")
    parts = [_bracketed(part) for part in condition.parts]
    zh, en = ("，且", ", and ") if condition.every else ("，或", ", or ")
    return Text(zh.join(part.zh for part in parts), en.join(part.en for part in parts))


def _bracketed(condition: Condition) -> Text:
    said = told(condition)
    return said if isinstance(condition, Among) else Text(f"（{said.zh}）", f"({said.en})")
