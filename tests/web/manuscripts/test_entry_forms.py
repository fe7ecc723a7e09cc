"""What a form shows of an entry it says again; what somebody changes in it, and nothing else, changes in the entry."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import pytest

from fleetsvc.books import book_mapping
from fleetsvc.web.manuscripts.answer_form import ANSWER
from fleetsvc.web.manuscripts.entry_forms import Part, as_fields, entry_of, fields_of
from fleetsvc.web.manuscripts.form_words import FORM_WORDS
from fleetsvc.web.manuscripts.rule_form import BOUNDS, RULE
from rules.demands import Counted, Grouping
from rules.rulebook_parts import Aspect, Parameter, Status, Unproven
from rules.targets import Rounding
from tests.policies import POLICIES, policy_mapping

BOOKS = [book_mapping(), *map(policy_mapping, POLICIES)]
RULES: dict[str, Any] = {f"{book['name']}/{rule['id']}": rule for book in BOOKS for rule in book["rules"]}
ANSWERS: dict[str, Any] = {
    f"{book['name']}/{entry['id']}": entry for book in BOOKS for entry in book["interpretations"]
}
BOTH = {"zh": "甲", "en": "a"}


@pytest.mark.parametrize(
    ("parts", "entry"),
    [*((RULE, rule) for rule in RULES.values()), *((ANSWER, answer) for answer in ANSWERS.values())],
    ids=[*RULES, *ANSWERS],
)
def test_a_form_sent_as_it_was_shown_changes_nothing(parts: Sequence[Part], entry: dict[str, Any]) -> None:
    assert entry_of(parts, fields_of(parts, entry), entry) == entry


SHOWN_WHOLE = [
    name
    for name, rule in RULES.items()
    if not any(field.endswith(".keep") for field in fields_of(RULE, rule))
]


def test_most_rules_of_real_policies_are_shown_whole() -> None:
    assert {name for name in RULES if name not in SHOWN_WHOLE} == {
        "zhengzhou-air-2024/state-owned",  # whom they are about is joined twice
        "eu-clean-vehicles/light",  # shares within a share
    }


@pytest.mark.parametrize("name", SHOWN_WHOLE)
def test_the_fields_of_a_rule_alone_say_it_whole(name: str) -> None:
    rule = {key: value for key, value in RULES[name].items() if value is not None and key != "phases"}
    said = entry_of(RULE, fields_of(RULE, rule), {})
    if "all_of" in (rule.get("where") or {}):
        rule["where"] = {"all_of": sorted(rule["where"]["all_of"], key=str)}
        said["where"] = {"all_of": sorted(said["where"]["all_of"], key=str)}
    assert said == rule


def test_what_no_form_can_show_is_kept_and_said_to_be() -> None:
    rule = RULES["carb-clean-fleets/milestones"] | {"where": {"any_of": [{"all_of": [{"use": ["port"]}]}]}}
    fields = fields_of(RULE, rule)
    assert [field for field in fields if field.endswith(".keep")] == ["where.keep"]
    fields["force"] = "mainly"
    assert entry_of(RULE, fields, rule) == rule | {"force": "mainly"}


NEW_RULE = {
    "id": ["1-1"], "title.zh": ["公交"], "title.en": ["buses"], "clause": ["1-1"], "force": ["in_principle"],
    "categories": ["bus", "taxi"], "events": ["new"], "units.codes": ["410100", "410225"],
    "where.use": ["passenger"], "where.area": ["built_up"], "requirement.energy.by": ["nev-kinds"],
    "effective_from": ["2026-01-01"], "effective_until": [""], "interpretations": ["later-acts"],
    "exceptions.0.ground": ["special-need"], "exceptions.0.description.zh": ["应急"],
    "exceptions.0.description.en": ["rescue"], "exceptions.0.evidence": ["证明 | statement\r\n\r\n文件｜document"],
    "exceptions.0.until": ["2027-01-01"], "exceptions.1.ground": [""], "departments": ["省厅 | office\r\n"],
}  # fmt: skip


def test_a_new_rule_is_written_as_its_fields_say() -> None:
    assert entry_of(RULE, as_fields(NEW_RULE), {}) == {
        "id": "1-1",
        "title": {"zh": "公交", "en": "buses"},
        "clause": "1-1",
        "force": "in_principle",
        "categories": ["bus", "taxi"],
        "events": ["new"],
        "units": ["410100", "410225"],
        "where": {"all_of": [{"use": ["passenger"]}, {"area": ["built_up"]}]},
        "requirement": {"energy": {"by": "nev-kinds"}},
        "effective_from": date(2026, 1, 1),
        "interpretations": ["later-acts"],
        "exceptions": [
            {
                "ground": "special-need",
                "description": {"zh": "应急", "en": "rescue"},
                "evidence": [{"zh": "证明", "en": "statement"}, {"zh": "文件", "en": "document"}],
                "until": date(2027, 1, 1),
            }
        ],
        "departments": [{"zh": "省厅", "en": "office"}],
    }


@pytest.mark.parametrize(
    ("fields", "demand"),
    [
        ({"requirement.energy": ["bev"]}, {"energy": ["bev"]}),
        (
            {"requirement.emission_stage": ["china_6", "zero"], "requirement.mass_class": ["heavy"]},
            {"emission_stage": ["china_6", "zero"], "mass_class": "heavy"},
        ),
        (
            {
                "requirement.joined": ["any_of"],
                "requirement.energy": ["bev"],
                "requirement.emission_stage": ["zero"],
            },
            {"any_of": [{"energy": ["bev"]}, {"emission_stage": ["zero"]}]},
        ),
        (
            {
                "requirement.energy": ["bev"],
                "requirement.share": ["at_least_percent"],
                "requirement.share.percent": ["38.5"],
                "requirement.share.smallest_group": ["10"],
            },
            {"share": {"energy": ["bev"], "at_least_percent": "38.5", "smallest_group": 10}},
        ),
        ({"requirement.share.percent": ["80"]}, {"share": {"at_least_percent": 80}}),
        ({}, None),
    ],
)
def test_a_demand_is_all_that_is_filled_in(fields: dict[str, list[str]], demand: object) -> None:
    assert entry_of(RULE, as_fields(fields), {}).get("requirement") == demand


def test_an_answer_is_confirmed_by_its_status_and_letter() -> None:
    old = ANSWERS["henan-2023/effective-day"]
    fields = fields_of(ANSWER, old)
    fields["status"], fields["letter.number"], fields["letter.dated"] = (
        "confirmed",
        "豫环函〔2026〕1号",
        "2026-01-02",
    )
    fields["sets.first_day"] = "2023-04-01"
    assert entry_of(ANSWER, fields, old) == old | {
        "status": "confirmed",
        "letter": {"number": "豫环函〔2026〕1号", "dated": date(2026, 1, 2)},
        "sets": {"first_day": date(2023, 4, 1)},
    }


@pytest.mark.parametrize("written", ["2023-13-01", "soon", "明天"])
def test_what_is_no_day_is_kept_as_written_for_the_reader_to_tell(written: str) -> None:
    assert entry_of(RULE, as_fields({"effective_from": [written]}), {}) == {"effective_from": written}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("aspect", Aspect),
        ("status", Status),
        ("rounding", Rounding),
        ("group", Grouping),
        ("counted", Counted),
        ("bound", BOUNDS),
        ("unproven", Unproven),
    ],
)
def test_every_word_that_a_form_offers_has_a_name(name: str, words: Iterable[str]) -> None:
    assert {f"choice.{name}.{word}" for word in words} <= FORM_WORDS.keys()
    assert {f"parameter.{parameter}" for parameter in Parameter} <= FORM_WORDS.keys()
