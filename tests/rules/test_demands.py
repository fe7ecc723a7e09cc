"""Whatever a rule's demand states is heeded, or is a problem at its path: nothing of it is dropped."""

import copy
from typing import Any

import pytest

from fleetsvc.books import book_mapping
from rules.rulebook import RulebookBroken, build
from rules.written_out import written_out

NEV = ["bev", "phev", "fcev"]
SIX = ["china_6", "china_6a", "china_6b"]
SHARE = {"energy": NEV, "more_than_percent": 50}
ONE = "a rule makes one demand, and {} is stated; give the other a rule of its own"
STAGE_ONLY = "this goes with emission_stage only: else nothing heeds it"
NEW_BUSES, HEAVY, FREIGHT = 0, 3, 4
"""Places of the shipped rules on new buses, heavy vehicles and urban freight."""


def problems_of(place: int, demand: dict[str, Any]) -> list[tuple[str, str]]:
    mapping = copy.deepcopy(written_out(book_mapping()))
    mapping["rules"][place]["requirement"] = demand
    with pytest.raises(RulebookBroken) as broken:
        build(mapping)
    start = f"rules[{place}].requirement."
    return [(one.path.removeprefix(start), one.message.en) for one in broken.value.problems]


@pytest.mark.parametrize(
    ("place", "demand", "told"),
    [
        (FREIGHT, {"share": SHARE, "energy": NEV}, [("energy", ONE.format("share"))]),
        (
            FREIGHT,
            {"share": SHARE, "emission_stage": SIX, "mass_class": "heavy"},
            [("emission_stage", ONE.format("share"))],
        ),
        (FREIGHT, {"share": SHARE, "mass_class": "heavy"}, [("mass_class", STAGE_ONLY)]),
        (FREIGHT, {"share": SHARE, "presumed_heavy": ["bus"]}, [("presumed_heavy", STAGE_ONLY)]),
        (
            HEAVY,
            {"emission_stage": SIX, "mass_class": "heavy", "energy": NEV},
            [("energy", ONE.format("emission_stage"))],
        ),
        (NEW_BUSES, {"energy": NEV, "mass_class": "heavy"}, [("mass_class", STAGE_ONLY)]),
        (NEW_BUSES, {"energy": NEV, "presumed_heavy": ["bus"]}, [("presumed_heavy", STAGE_ONLY)]),
        (
            FREIGHT,
            {"share": SHARE, "emission_stage": SIX, "energy": NEV, "mass_class": "heavy"},
            [("emission_stage", ONE.format("share")), ("energy", ONE.format("share"))],
        ),
    ],
)
def test_what_cannot_be_stated_together_is_a_problem_at_its_path(
    place: int, demand: dict[str, Any], told: list[tuple[str, str]]
) -> None:
    assert problems_of(place, demand) == told


def test_to_presume_a_category_heavy_that_the_rule_is_not_about_is_a_problem() -> None:
    mapping = copy.deepcopy(written_out(book_mapping()))
    mapping["rules"][HEAVY]["categories"] = ["bus", "muck_truck"]
    mapping["rules"][HEAVY]["requirement"]["presumed_heavy"] = ["bus", "taxi", "postal"]
    with pytest.raises(RulebookBroken) as broken:
        build(mapping)
    assert [(one.path, one.message.en) for one in broken.value.problems] == [
        (
            f"rules[{HEAVY}].requirement.presumed_heavy",
            "the rule is not about postal、taxi: to presume them heavy has no effect",
        )
    ]


def test_a_key_that_holds_nothing_states_nothing() -> None:
    mapping = copy.deepcopy(written_out(book_mapping()))
    edition = build(mapping)
    mapping["rules"][NEW_BUSES]["requirement"] |= {"share": None, "mass_class": None}
    assert build(mapping).rules == edition.rules
