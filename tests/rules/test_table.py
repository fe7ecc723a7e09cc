import copy
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from fleetsvc.books import book_mapping, shipped_book
from rules.applicable import Applicable
from rules.collapse import cases_in, difference_lines
from rules.facts import NO_TAILPIPE, VehicleFacts, case_key, unpack_case
from rules.judge import SEVERITY, DutyVerdict, Judgement, judge, judge_by
from rules.rulebook import Rulebook, build
from rules.table import FIRST_DAY, LAST_DAY, Outcome, Period, Table, TableRow, every_case
from rules.units import UNITS
from rules.vocabulary import (
    NEV,
    Category,
    Duty,
    EmissionStage,
    Energy,
    Event,
    Justification,
    MassClass,
    Verdict,
)

every_case_is_tried = pytest.mark.slow(120)  # with the others of this file that try them all

SINCE = date(2023, 3, 1)


def a_book(**changes: Any) -> Rulebook:
    """The shipped book with its first rule changed."""
    mapping: dict[str, Any] = copy.deepcopy(dict(book_mapping()))
    mapping["rules"][0].update(changes)
    return build(mapping)


def a_key(category: Category, energy: Energy, event: Event = Event.NEW) -> int:
    return case_key(
        category, event, energy, EmissionStage.UNKNOWN, MassClass.LIGHT, False, Justification.NONE
    )


ORDER = ("non_compliant", "needs_justification", "undetermined", "exempt", "compliant", "not_governed")


def read_plainly(facts: VehicleFacts) -> tuple[Verdict, Verdict, Verdict]:
    """The plan read sentence by sentence, without rulebook or table: a second opinion on every case.

    The verdict, that on the energy and that on the emission stage.
    """
    if facts.registered_on < SINCE:
        return (Verdict.NOT_GOVERNED,) * 3
    energy, stage = energy_says(facts, facts.event), heavy_says(facts)
    unproven = facts.event is Event.REPLACEMENT and not facts.replacement_shown
    if unproven and energy_says(facts, Event.NEW) not in {energy, Verdict.COMPLIANT, Verdict.EXEMPT}:
        energy = Verdict.UNDETERMINED
    return next(Verdict(word) for word in ORDER if word in {energy, stage}), energy, stage


def energy_says(facts: VehicleFacts, event: Event) -> Verdict:
    """Task 13 under one reading of how the vehicle came."""
    named_as_new = facts.category in {Category.BUS, Category.SANITATION}
    if facts.category is Category.OTHER or (named_as_new and event is Event.REPLACEMENT):
        return Verdict.NOT_GOVERNED
    if facts.energy is Energy.UNKNOWN or contradict_each_other(facts):
        return Verdict.UNDETERMINED
    if facts.energy in NEV:
        return Verdict.COMPLIANT
    if named_as_new:
        return Verdict.NON_COMPLIANT
    if facts.justification is Justification.NONE:
        return Verdict.NEEDS_JUSTIFICATION
    return Verdict.EXEMPT if facts.justification is Justification.APPROVED else Verdict.NON_COMPLIANT


def contradict_each_other(facts: VehicleFacts) -> bool:
    """Battery or fuel cell with the stage of a tailpipe, or a tailpipe without one."""
    staged = facts.emission_stage not in {EmissionStage.UNKNOWN, EmissionStage.ZERO}
    if facts.energy in NO_TAILPIPE:
        return staged
    return facts.emission_stage is EmissionStage.ZERO and facts.energy is not Energy.UNKNOWN


def heavy_says(facts: VehicleFacts) -> Verdict:
    """The heavy-vehicle sentence of task 11."""
    below = facts.emission_stage in {f"china_{number}" for number in range(1, 6)}
    clean = facts.energy in NO_TAILPIPE
    staged = facts.emission_stage not in {EmissionStage.UNKNOWN, EmissionStage.ZERO}
    presumed = staged and facts.category in {Category.BUS, Category.MUCK_TRUCK, Category.MIXER_TRUCK}
    if facts.mass_class is MassClass.UNKNOWN and not presumed:
        asked = below and not clean and not contradict_each_other(facts)
        return Verdict.UNDETERMINED if asked else Verdict.NOT_GOVERNED
    if facts.mass_class is MassClass.LIGHT:
        return Verdict.NOT_GOVERNED
    if contradict_each_other(facts):
        return Verdict.UNDETERMINED
    if below and not clean:
        return Verdict.NON_COMPLIANT
    unknown = facts.emission_stage is EmissionStage.UNKNOWN and not clean
    return Verdict.UNDETERMINED if unknown else Verdict.COMPLIANT


@every_case_is_tried
def test_every_case_is_judged_as_the_plan_reads() -> None:
    book = shipped_book()
    for key in every_case():
        for day in (date(2023, 2, 28), SINCE):
            facts = unpack_case(key, unit="410100", registered_on=day)
            judged = judge(book, facts)
            found = (judged.verdict, *(said.verdict for said in judged.duties))
            assert found == read_plainly(facts), facts


@every_case_is_tried
def test_the_verdict_is_the_strictest_of_the_duties_and_by_its_rule() -> None:
    book = shipped_book()
    for key in every_case():
        judged = judge(book, unpack_case(key, unit="410100", registered_on=SINCE))
        assert [said.duty for said in judged.duties] == list(Duty)
        strictest = min(judged.duties, key=lambda said: SEVERITY.index(said.verdict))
        assert (judged.verdict, judged.rule) == (strictest.verdict, strictest.rule)


@every_case_is_tried
def test_whatever_judges_a_vehicle_leaves_it_open_if_it_may_be_a_used_one() -> None:
    book = shipped_book()
    for key in list(every_case())[::11]:
        facts = unpack_case(key, unit="410100", registered_on=SINCE)
        if facts.event is not Event.NEW:
            continue
        perhaps_used = replace(facts, perhaps_used=True)
        assert unpack_case(perhaps_used.case_key, unit="410100", registered_on=SINCE) == perhaps_used
        says_nothing = (Verdict.ADVISORY, Verdict.NOT_GOVERNED)
        assert [said.verdict for said in judge(book, perhaps_used).duties] == [
            Verdict.NOT_GOVERNED if said.verdict in says_nothing else Verdict.UNDETERMINED
            for said in judge(book, facts).duties
        ], facts


def an_outcome(verdict: Verdict, rule: str | None) -> Outcome:
    """A verdict on the energy duty; no rule asks for an emission stage."""
    stage = DutyVerdict(Duty.EMISSION_STAGE, Verdict.NOT_GOVERNED, None)
    return Outcome(verdict, rule, (DutyVerdict(Duty.ENERGY, verdict, rule), stage))


def test_days_fall_into_periods_and_units_into_classes_that_rules_tell_apart() -> None:
    table = Table(a_book(units=["410100", "410300"], effective_until=date(2026, 1, 1)))
    assert table.periods == (
        Period(FIRST_DAY, SINCE),
        Period(SINCE, date(2026, 1, 1)),
        Period(date(2026, 1, 1), LAST_DAY),
    )
    others = tuple(unit for unit in UNITS if unit not in {"410100", "410300"})
    assert table.unit_classes == (("410100", "410300"), others)
    key = a_key(Category.BUS, Energy.DIESEL)
    broken = an_outcome(Verdict.NON_COMPLIANT, "henan-2023/13-bus-new")
    none = an_outcome(Verdict.NOT_GOVERNED, None)
    asked = [("410300", date(2025, 12, 31)), ("410300", date(2026, 1, 1)), ("410200", date(2025, 12, 31))]
    assert [table.outcome(key, unit, day) for unit, day in asked] == [broken, none, none]


def test_rows_cover_all_time_without_gap_or_overlap_and_say_what_the_table_says() -> None:
    table = Table(a_book(units=["410100"], effective_until=date(2026, 1, 1)))
    key = a_key(Category.BUS, Energy.GAS)
    bus, none = "henan-2023/13-bus-new", an_outcome(Verdict.NOT_GOVERNED, None)
    assert list(table.rows([key], units=["410100", "410200"])) == [
        TableRow(key, "410100", FIRST_DAY, SINCE, none),
        TableRow(key, "410100", SINCE, date(2026, 1, 1), an_outcome(Verdict.NON_COMPLIANT, bus)),
        TableRow(key, "410100", date(2026, 1, 1), LAST_DAY, none),
        TableRow(key, "410200", FIRST_DAY, LAST_DAY, none),
    ]


def test_columns_are_judged_as_single_vehicles_are_with_days_as_dates_or_text() -> None:
    table = Table(shipped_book())
    keys = [a_key(category, energy) for category in Category for energy in Energy]
    days = [date(2023, 2, 27) + timedelta(days=place % 4) for place in range(len(keys))]
    expected = [table.outcome(key, "410300", day) for key, day in zip(keys, days, strict=True)]
    assert table.outcomes(keys, days, unit="410300") == expected
    assert table.outcomes(keys, [day.isoformat() for day in days], unit="410300") == expected
    with pytest.raises(ValueError, match="2 cases, 1 days"):
        table.outcomes(keys[:2], days[:1], unit="410300")
    with pytest.raises(ValueError, match="no-day"):
        table.outcomes(keys[:1], ["no-day"], unit="410300")
    with pytest.raises(KeyError):
        table.outcomes(keys[:1], days[:1], unit="110000")


def test_a_case_is_judged_once_however_many_vehicles_it_is_of(monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[VehicleFacts] = []

    def counting(rules: Applicable, facts: VehicleFacts) -> Judgement:
        judged.append(facts)
        return judge_by(rules, facts)

    monkeypatch.setattr("rules.table.judge_by", counting)
    table, some = Table(shipped_book()), list(every_case())[::100]
    keys = some * 20
    days = [f"2025-{1 + place % 12:02}-{1 + place % 28:02}" for place in range(len(keys))]
    table.outcomes(keys, days, unit="410100")
    assert len({table.period(date.fromisoformat(day)) for day in days}) == 1
    assert len(judged) == len(set(some))


@every_case_is_tried
def test_two_books_are_compared_over_every_case() -> None:
    old, new = Table(shipped_book()), Table(a_book(force="in_principle", exceptions=a_ground()))
    lines = list(difference_lines(old, new))
    pairs = {(line.value[0].verdict, line.value[1].verdict) for line in lines}
    assert pairs == {
        (Verdict.NON_COMPLIANT, Verdict.NEEDS_JUSTIFICATION),
        (Verdict.NON_COMPLIANT, Verdict.EXEMPT),
        (Verdict.NON_COMPLIANT, Verdict.UNDETERMINED),
        (Verdict.NON_COMPLIANT, Verdict.NON_COMPLIANT),  # the heavy rule decides instead
        (Verdict.UNDETERMINED, Verdict.NOT_GOVERNED),
        (Verdict.UNDETERMINED, Verdict.COMPLIANT),
        (Verdict.UNDETERMINED, Verdict.UNDETERMINED),
    }
    differing = sum(
        old.outcome(key, "410100", SINCE) != new.outcome(key, "410100", SINCE) for key in every_case()
    )
    assert sum(cases_in(line) for line in lines) == 3 * differing  # once for each class of use
    assert list(difference_lines(old, Table(shipped_book()))) == []


def a_ground() -> list[dict[str, Any]]:
    both = {"zh": "理由", "en": "ground"}
    return [{"ground": "any", "description": both, "evidence": [both]}]


def stricter_first() -> Iterator[tuple[Energy, Energy]]:
    for better in NEV:
        for worse in (Energy.DIESEL, Energy.GAS, Energy.HEV, Energy.UNKNOWN):
            yield better, worse


def test_a_new_energy_vehicle_is_never_judged_more_strictly_than_the_same_one_of_another_kind() -> None:
    table = Table(shipped_book())
    order = [Verdict.NON_COMPLIANT, Verdict.NEEDS_JUSTIFICATION, Verdict.UNDETERMINED]
    for category in Category:
        for event in Event:
            for better, worse in stricter_first():
                verdicts = [
                    table.outcome(a_key(category, energy, event), "410100", SINCE).verdict
                    for energy in (better, worse)
                ]
                ranks = [order.index(verdict) if verdict in order else len(order) for verdict in verdicts]
                assert ranks[0] >= ranks[1], (category, event, better, worse)
