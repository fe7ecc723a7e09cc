"""Which facts that a question leaves out would decide, and which nobody need be asked for."""

from datetime import date
from typing import Any

import pytest

from fleetsvc.books import shipped_book
from rules.questions import Question, open_in
from rules.vocabulary import Category, EmissionStage, Energy, Event, Replacement, Use, Verdict

DAY = date(2025, 6, 1)


def depends_on(category: Category, event: Event = Event.NEW, **said: Any) -> tuple[str, ...]:
    question = Question(category, event, "410100", DAY, **said)
    return open_in(shipped_book(), question).depends_on


@pytest.mark.parametrize("stage", [EmissionStage.CHINA_6B, None])
def test_whether_a_vehicle_gets_advice_or_no_word_is_not_asked(stage: EmissionStage | None) -> None:
    light: dict[str, Any] = {"energy": Energy.DIESEL, "gross_mass_kg": 3500, "emission_stage": stage}
    assert depends_on(Category.OTHER, **light) == ()
    assert depends_on(Category.OTHER, use=Use.FREIGHT, **light) == ()


def test_the_mass_is_asked_where_a_duty_may_be_broken_by_it_and_not_where_it_is_met_at_best() -> None:
    taxi: dict[str, Any] = {"energy": Energy.PETROL, "emission_stage": EmissionStage.CHINA_6B}
    assert depends_on(Category.TAXI, **taxi) == ()
    assert depends_on(Category.TAXI, **taxi | {"emission_stage": EmissionStage.CHINA_5}) == ("gross_mass_kg",)


def test_a_duty_that_is_broken_or_met_is_asked_about_although_another_one_is_broken_anyway() -> None:
    heavy: dict[str, Any] = {"energy": Energy.DIESEL, "gross_mass_kg": 18000}
    assert depends_on(Category.BUS, **heavy) == ("emission_stage",)
    assert depends_on(Category.BUS, emission_stage=EmissionStage.CHINA_5, **heavy) == ()


def test_no_stage_is_asked_of_what_has_no_tailpipe_and_no_retired_vehicle_of_a_new_one() -> None:
    assert depends_on(Category.BUS, energy=Energy.BEV) == ()
    replaced = depends_on(Category.BUS, Event.REPLACEMENT, energy=Energy.BEV)
    assert replaced == ("gross_mass_kg",)  # no rule is about a light one, and a heavy one meets its own
    assert depends_on(Category.BUS, Event.REPLACEMENT, energy=Energy.PETROL, gross_mass_kg=3500) == (
        "replaces",
    )


def test_an_answer_tells_what_each_possible_fact_leads_to() -> None:
    question = Question(
        Category.BUS, Event.REPLACEMENT, "410100", DAY, energy=Energy.PETROL, gross_mass_kg=3500
    )
    found = open_in(shipped_book(), question).possibilities
    assert [(one.given, one.verdict, one.rule) for one in found] == [
        ({"replaces": (Replacement.NONE,)}, Verdict.UNDETERMINED, "henan-2023/13-bus-new"),
        ({"replaces": (Replacement.CONFIRMED,)}, Verdict.NOT_GOVERNED, None),
    ]


def test_no_energy_and_no_stage_is_asked_for_where_no_energy_was_said() -> None:
    assert depends_on(Category.TAXI, gross_mass_kg=1500) == ()
    assert depends_on(Category.BUS, Event.REPLACEMENT, gross_mass_kg=3500) == ("replaces",)


def test_an_unsaid_retired_vehicle_is_taken_to_be_named_and_none_is_not() -> None:
    def shown(event: Event, replaces: Replacement | None = None) -> bool:
        return Question(Category.BUS, event, "410100", DAY, replaces=replaces).facts.replacement_shown

    assert [shown(Event.REPLACEMENT, one) for one in (None, *Replacement)] == [True, False, True, True]
    assert shown(Event.NEW) is False


def test_the_stage_of_a_vehicle_without_a_tailpipe_is_zero_unless_another_was_said() -> None:
    def stage(energy: Energy | None, said: EmissionStage | None = None) -> EmissionStage:
        question = Question(Category.BUS, Event.NEW, "410100", DAY, energy=energy, emission_stage=said)
        return question.facts.emission_stage

    assert [stage(one) for one in (Energy.BEV, Energy.FCEV)] == [EmissionStage.ZERO] * 2
    assert [stage(one) for one in (Energy.PHEV, Energy.DIESEL, None)] == [EmissionStage.UNKNOWN] * 3
    assert stage(Energy.BEV, EmissionStage.CHINA_6) is EmissionStage.CHINA_6
