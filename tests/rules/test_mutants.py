"""The wrong changes by which the tests of the rules are tried: each changes one thing, and each counts once."""

import json
from pathlib import Path

import pytest

from bench.mutant_hunt import EQUIVALENT, bounds, choose_tests, equivalents, main, misstated
from bench.mutated import Function, book_mutants, mutants_of, source_mutants
from bench.rule_tests import Watched

SOURCE = """
def held(day: int | None, days: set[int]) -> bool:
    if day is None or day in days:
        return True
    return day + 1 > 3
"""


def test_each_mutant_of_a_module_changes_one_place_of_what_it_decides() -> None:
    made = list(mutants_of("rules/x.py", SOURCE))
    found = {mutant.name.removeprefix("rules/x.py held: "): mutant.content for mutant in made}
    changed = {
        "day is None or day in days -> not (day is None or day in days)": "    if not (day is None or day in days):",
        "return True -> return False": "        return False",
        "return day + 1 > 3 -> return None": "    return None",
        "day is None or day in days -> day is None and day in days": "    if day is None and day in days:",
        "day is None -> day is not None": "    if day is not None or day in days:",
        "day in days -> day not in days": "    if day is None or day not in days:",
        "day + 1 > 3 -> day + 1 >= 3": "    return day + 1 >= 3",
        "day + 1 -> day - 1": "    return day - 1 > 3",
    }
    assert set(found) == set(changed)
    for name, line in changed.items():
        assert line in found[name].splitlines(), name
        assert "day: int | None, days: set[int]" in found[name]
    assert {mutant.within for mutant in made} == {Function("rules/x.py", 2, 5)}


def test_changes_of_one_function_that_read_alike_have_different_names() -> None:
    twice = "def f(a: int, b: int) -> bool:\n    return a == b or (a == b)\n"
    names = [mutant.name for mutant in mutants_of("rules/x.py", twice)]
    assert len(set(names)) == len(names)
    assert {"rules/x.py f: a == b -> a != b", "rules/x.py f: a == b -> a != b #2"} <= set(names)


def test_a_change_is_tried_by_the_tests_that_call_it_the_quickest_first() -> None:
    seen = Watched(
        {"slow": 2.0, "quick": 1.0, "other": 0.5},
        {
            "slow": frozenset({("rules/x.py", 2)}),
            "quick": frozenset({("rules/x.py", 4)}),
            "other": frozenset({("rules/y.py", 2), ("rules/x.py", 6)}),
        },
        frozenset({("rules/x.py", 9)}),
    )
    held, imported, module = Function("rules/x.py", 2, 5), Function("rules/x.py", 8, 9), None
    assert choose_tests(held, seen) == ["quick", "slow"]
    assert choose_tests(held, seen, "slow") == ["slow", "quick"]
    assert choose_tests(held, seen, seconds=2.9) == ["quick"]
    assert choose_tests(held, seen, noticed={"slow": 2, "quick": 1}) == ["slow", "quick"]
    assert choose_tests(imported, seen) == choose_tests(module, seen) == ["other", "quick", "slow"]
    assert Watched.of(json.loads(json.dumps(seen.plain()))) == seen
    assert Watched.joined(seen.of_file(test) for test in ("slow", "quick", "other")) == seen


def test_every_mutant_that_is_said_to_change_nothing_is_one_and_has_its_reason() -> None:
    names = {mutant.name for mutant in source_mutants()} | {mutant.name for mutant in book_mutants()}
    assert misstated(equivalents(EQUIVALENT.read_text(encoding="utf-8")), names) == []


@pytest.mark.parametrize(
    ("listed", "found"),
    [
        ("[]", []),
        ("[{because: same, mutants: [one]}, {because: as well, mutants: [two]}]", []),
        ("[{because: same, mutants: [one, gone]}]", ["gone"]),
        ("[{because: ' ', mutants: [two, one]}]", ["one", "two"]),
        ("[{because: , mutants: [one]}]", ["one"]),
        ("[{mutants: [one]}, {because: same, mutants: [two]}]", ["one"]),
    ],
)
def test_a_listed_change_that_is_no_mutant_or_has_no_reason_is_found(listed: str, found: list[str]) -> None:
    assert misstated(equivalents(listed), {"one", "two", "three"}) == found


def test_a_hunt_with_a_list_that_is_wrong_does_not_begin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = tmp_path / "equivalent.yaml"
    listed.write_text("[{because: same, mutants: [no mutant of ours]}]", encoding="utf-8")
    monkeypatch.setattr("bench.mutant_hunt.EQUIVALENT", listed)
    with pytest.raises(SystemExit, match="no mutant of ours"):
        main([])


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
