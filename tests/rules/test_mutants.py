"""The wrong changes by which the tests of the rules are tried: each changes one thing, and each counts once."""

import pytest

from bench.mutants import bounds
from bench.mutated import book_mutants, mutants_of

SOURCE = """
def held(day: int | None, days: set[int]) -> bool:
    if day is None or day in days:
        return True
    return day + 1 > 3
"""


def test_each_mutant_of_a_module_changes_one_place_of_what_it_decides() -> None:
    found = {mutant.name.partition(": ")[2]: mutant.content for mutant in mutants_of("rules/x.py", SOURCE)}
    changed = {
        "condition turned round": "    if not (day is None or day in days):",
        "returns None": "        return None",
        "and": "    if day is None and day in days:",
        "comparison IsNot": "    if day is not None or day in days:",
        "comparison NotIn": "    if day is None or day not in days:",
        "comparison GtE": "    return day + 1 >= 3",
        "Sub": "    return day - 1 > 3",
    }
    assert set(found) == set(changed)
    for name, line in changed.items():
        assert line in found[name].splitlines(), name
        assert "day: int | None, days: set[int]" in found[name]


def test_the_books_mutants_reach_rules_shares_and_interpretations() -> None:
    names = [mutant.name for mutant in book_mutants()]
    assert len(set(names)) == len(names)
    for name in (
        "mainly-is-more-than-half: sets more_than_percent +1",
        "heavy-above-3500-kg: sets heavy_above_kg -1",
        "effective-day: sets first_day +1 day",
        "13-bus-new: interpretations without replacement-shown",
        "13-bus-new: force encouraged",
    ):
        assert name in names


@pytest.mark.parametrize(("killed", "tried"), [(19, 20), (20, 20)])
def test_the_bounds_of_a_sample_hold_its_share_between_them(killed: int, tried: int) -> None:
    low, high = bounds(killed, tried)
    assert 0 < low < killed / tried <= high <= 1.0000001
