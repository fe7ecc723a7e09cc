"""The wrong changes by which the cases of a rulebook are tried: which are made, and that each changes one thing."""

from datetime import date
from typing import Any

import pytest

from rules.mutants import Hunt, mutants
from rules.vocabulary import Category, Energy

SINCE = date(2025, 1, 1)


def a_rule(name: str = "a", **changes: Any) -> dict[str, Any]:
    return {
        "id": name,
        "force": "all",
        "categories": ["bus"],
        "events": ["new"],
        "units": ["410100"],
        "effective_from": SINCE,
        "effective_until": None,
        "requirement": {"energy": ["bev"]},
        "interpretations": None,
    } | changes


def made(*rules: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The rules of each mutant, by its name."""
    mapping = {"interpretations": [], "rules": list(rules)}
    return {one.name: list(one.mapping["rules"]) for one in mutants(mapping)}


def changes(key: str, **stated: Any) -> dict[str, Any]:
    """What stands under a key of a rule in each mutant that changes that key."""
    rule = a_rule(**stated)
    found = {name.removeprefix("a: "): rules[0] for name, rules in made(rule).items() if rules}
    return {name: one.get(key) for name, one in found.items() if one.get(key) != rule.get(key)}


def test_every_change_is_of_one_rule_and_leaves_the_others_alone() -> None:
    one, other = a_rule("a"), a_rule("b", categories=["taxi"])
    for name, rules in made(one, other).items():
        if name.endswith(": dropped"):
            assert rules == [other if name == "a: dropped" else one]
        else:
            assert [rules[0] != one, rules[1] != other] == [name.startswith("a: "), name.startswith("b: ")], (
                name
            )


@pytest.mark.parametrize(
    ("force", "others"),
    [
        ("all", ["in_principle", "encouraged"]),
        ("in_principle", ["all", "encouraged"]),
        ("encouraged", ["all", "in_principle"]),
        ("mainly", []),
        ("at_least", []),
    ],
)
def test_a_force_becomes_each_other_one_that_asks_something_of_a_vehicle(
    force: str, others: list[str]
) -> None:
    assert changes("force", force=force) == {f"force {other}": other for other in others}
    grounds = changes("exceptions", force=force, exceptions=[{"ground": "own"}])
    assert {name: ground and ground[0]["ground"] for name, ground in grounds.items()} == {
        f"force {other}": "mutant" if other == "in_principle" else None for other in others
    }


def test_words_are_dropped_added_and_put_in_place_of_the_only_one() -> None:
    others = [word.value for word in Category if word != "bus"]
    assert changes("categories") == {
        f"categories {what}": words
        for other in others
        for what, words in ((f"with {other}", ["bus", other]), (f"{other} instead", [other]))
    }
    assert changes("events", events=["new", "replacement"]) == {
        "events without new": ["replacement"],
        "events without replacement": ["new"],
    }
    every = [word.value for word in Energy if word != "unknown"]
    assert changes("requirement", requirement={"energy": every[:-1]}) == {
        **{
            f"energy without {word}": {"energy": [one for one in every[:-1] if one != word]}
            for word in every[:-1]
        },
        f"energy with {every[-1]}": {"energy": every},
    }


def test_units_lose_the_first_and_the_last_or_all_but_one_of_these() -> None:
    assert changes("units") == {}
    assert changes("units", units=["410100", "410200", "410300"]) == {
        "units without 410100": ["410200", "410300"],
        "units only 410100": ["410100"],
        "units without 410300": ["410100", "410200"],
        "units only 410300": ["410300"],
    }
    of_all = changes("units", units="all")
    assert sorted(of_all) == sorted(
        f"units {what} {unit}" for unit in ("410100", "410173") for what in ("without", "only")
    )
    assert (len(of_all["units without 410100"]), of_all["units only 410173"]) == (18, ["410173"])


def test_days_move_by_one_and_what_has_no_end_gets_one() -> None:
    assert changes("effective_from") == {
        "from -1 day": date(2024, 12, 31),
        "from +1 day": date(2025, 1, 2),
    }
    assert changes("effective_until") == {"until a year later": date(2026, 1, 1)}
    assert changes("effective_until", effective_until="2025-07-01") == {
        "until -1 day": date(2025, 6, 30),
        "until +1 day": date(2025, 7, 2),
    }


def test_of_phases_each_begins_on_another_day_or_demands_something_else() -> None:
    rule = a_rule(
        phases=[{"from": date(year, 1, 1), "requirement": {"energy": ["bev"]}} for year in (2025, 2027)]
    )
    del rule["requirement"], rule["effective_from"]
    found = {name.removeprefix("a: "): rules[0] for name, rules in made(rule).items() if rules}
    assert not [name for name in found if name.startswith(("from ", "energy "))]
    assert found["until a year later"]["effective_until"] == date(2028, 1, 1)
    assert [one["from"] for one in found["phase 1 from -1 day"]["phases"]] == [SINCE, date(2026, 12, 31)]
    assert [one["from"] for one in found["phase 0 from +1 day"]["phases"]] == [
        date(2025, 1, 2),
        date(2027, 1, 1),
    ]
    demands = [one["requirement"]["energy"] for one in found["phase 1 energy with phev"]["phases"]]
    assert demands == [["bev"], ["bev", "phev"]]


ELECTRIC, PLUG_IN, LOCAL = {"energy": ["bev"]}, {"energy": ["phev"]}, {"use": ["freight"]}


def parts_of(joined: dict[str, Any]) -> dict[str, Any]:
    return {
        name: demand
        for name, demand in changes("requirement", requirement=joined).items()
        if name.split(" ")[-1] != "instead" or name.startswith(("all_of instead", "any_of instead"))
    }


def test_joined_conditions_are_joined_the_other_way_lose_a_part_or_have_one_changed() -> None:
    two = parts_of({"any_of": [ELECTRIC, LOCAL]})
    assert two["all_of instead"] == {"all_of": [ELECTRIC, LOCAL]}
    assert two["any_of 0 energy with phev"] == {"any_of": [{"energy": ["bev", "phev"]}, LOCAL]}
    assert not [name for name in two if "without part" in name]
    three = parts_of({"all_of": [ELECTRIC, PLUG_IN, LOCAL]})
    assert three["any_of instead"] == {"any_of": [ELECTRIC, PLUG_IN, LOCAL]}
    assert three["all_of without part 0"] == {"all_of": [PLUG_IN, LOCAL]}
    assert three["all_of without part 1"] == {"all_of": [ELECTRIC, LOCAL]}
    assert three["all_of without part 2"] == {"all_of": [ELECTRIC, PLUG_IN]}
    assert three["all_of 1 energy with hev"] == {"all_of": [ELECTRIC, {"energy": ["phev", "hev"]}, LOCAL]}


def test_whom_a_rule_is_about_and_who_is_presumed_heavy_are_changed_too() -> None:
    where = changes("where", where={"energy": ["bev", "phev"]})
    assert where["where energy without bev"] == {"energy": ["phev"]}
    assert not changes("where")
    stage = {"emission_stage": ["china_6"], "mass_class": "heavy", "presumed_heavy": ["bus", "taxi"]}
    found = changes("requirement", requirement=stage)
    assert found["presumed_heavy without bus"] == stage | {"presumed_heavy": ["taxi"]}
    assert found["emission_stage with zero"] == stage | {"emission_stage": ["china_6", "zero"]}
    assert not [name for name in found if name.startswith("mass_class")]
    share = changes("requirement", force="mainly", requirement={"share": {"energy": ["bev", "phev"]}})
    assert share["energy without bev"] == {"share": {"energy": ["phev"]}}


@pytest.mark.parametrize(
    ("other", "is_made"),
    [
        ({}, True),
        ({"force": "in_principle"}, True),
        ({"force": "encouraged"}, False),
        ({"categories": ["taxi"]}, False),
        ({"categories": ["taxi", "bus"]}, True),
        ({"events": ["replacement"]}, False),
    ],
)
def test_two_rules_change_places_where_both_can_decide_on_a_vehicle(
    other: dict[str, Any], *, is_made: bool
) -> None:
    one, next_one, last = a_rule("a"), a_rule("b", **other), a_rule("c", force="encouraged")
    found = made(one, next_one, last)
    assert ("a: cite b first" in found) is is_made
    assert not any(name.startswith(("b: cite", "c: cite")) for name in found)
    if is_made:
        assert found["a: cite b first"] == [next_one, one, last]


def test_the_share_that_is_noticed_counts_what_is_a_rulebook() -> None:
    assert Hunt(3, ("one",), 5).share == 0.75
    assert Hunt(0, (), 5).share == 0.0
