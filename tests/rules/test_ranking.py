from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetsvc.books import method_mapping
from rules.editions import inputs_digest, line_document
from rules.ranking import Line, UnitTalliedTwice, rank, shown_rate
from rules.ranking_method import MethodBroken, Standing, method_of
from rules.tallies import Besides, GroupShare, Tally
from rules.targets import MORE_THAN_HALF, Share
from rules.units import UNITS, UnitUnknown
from rules.vocabulary import Category, Verdict

METHOD = method_of(method_mapping("nev-duty-2"))
BEFORE = method_of({"id": "compliance-rate-2", "minimum_decided": 5})
counts = st.dictionaries(st.sampled_from(Verdict), st.integers(0, 40))
tally_sets: st.SearchStrategy[tuple[Tally, ...]] = st.lists(
    st.sampled_from(list(UNITS)), unique=True
).flatmap(
    lambda units: st.tuples(
        *(
            st.builds(
                Tally,
                st.just(unit),
                counts,
                st.integers(0, 9),
                st.booleans(),
                st.sampled_from([(), (), (Category.BUS,)]),
                st.integers(0, 4),
            )
            for unit in units
        )
    )
)


def a_tally(unit: str = "410100", *, held: int = 0, reported: bool = True, **verdicts: int) -> Tally:
    return Tally(unit, {Verdict(name): count for name, count in verdicts.items()}, held, reported)


def line_of(lines: tuple[Line, ...], unit: str) -> Line:
    return next(line for line in lines if line.unit == unit)


def test_a_line_of_the_new_method_tells_all_that_the_contract_names() -> None:
    beside = Besides(
        strict_violations=1,
        stage_governed=40,
        stage_met=38,
        fcev=3,
        late_days=61,
        corrected=2,
        closed=1,
        shares=(GroupShare("henan-2023/11-urban-freight-mainly", MORE_THAN_HALF, Share(5, 10, 1)),),
    )
    verdicts = {Verdict.COMPLIANT: 118, Verdict.NON_COMPLIANT: 1, Verdict.UNDETERMINED: 1}
    (line, *_) = rank(
        [Tally("410100", verdicts, 4, reported=True, disputed=1, besides=beside)], method=METHOD
    )
    assert line_document(line, method=METHOD) == {
        "unit": "410100",
        "name": "郑州市",
        "status": "ranked",
        "rank": 1,
        "governed": 120,
        "verdicts": {"compliant": 118, "non_compliant": 1, "undetermined": 1},
        "held": 4,
        "rate": 0.944,
        "rate_low": 0.944,
        "rate_high": 0.992,
        "rate_change": None,
        "rank_change": None,
        "rank_low": 1,
        "rank_high": 1,
        "disputed": 1,
        "closed": 1,
        "missing_categories": [],
        "strict_violations": 1,
        "emission_stage": {"governed": 40, "met": 38},
        "fcev": 3,
        "shares": [
            {
                "rule": "henan-2023/11-urban-freight-mainly",
                "required": 0.5,
                "exclusive": True,
                "counted": 10,
                "met": 5,
                "unknown": 1,
                "share": 0.5,
                "share_low": 0.5,
                "share_high": 0.6,
                "shortfall": 1,
                "attainment": "open",
            }
        ],
        "quality": {
            "late": 0.51,
            "late_days": 61,
            "held": 4,
            "undetermined": 1,
            "corrected_later": 2,
            "score": 0.9272,
            "rank": 1,
        },
    }


def test_every_kind_of_verdict_counts_in_its_own_way() -> None:
    tally = a_tally(
        held=10,
        compliant=30,
        exempt=10,
        non_compliant=20,
        needs_justification=15,
        undetermined=25,
        advisory=7,
        not_governed=9,
    )
    (line, *_) = rank([tally], method=METHOD)
    assert line.governed == 100
    assert (line.rate, line.rate_low, line.rate_high) == (
        Fraction(40, 110),
        Fraction(40, 110),
        Fraction(90, 110),
    )


def test_an_edition_of_a_method_before_is_ranked_again_by_what_was_decided() -> None:
    tallies = [
        a_tally(held=10, compliant=8, undetermined=10),
        a_tally("410200", compliant=7, non_compliant=1),
    ]
    assert [(line.unit, line.rank, line.rate) for line in rank(tallies, method=BEFORE)[:2]] == [
        ("410100", 1, Fraction(1)),
        ("410200", 2, Fraction(7, 8)),
    ]
    by_proof = rank(tallies, method=METHOD)
    assert [(line.unit, line.rank, line.rate) for line in by_proof[:2]] == [
        ("410200", 1, Fraction(7, 8)),
        ("410100", 2, Fraction(8, 28)),
    ]
    assert set(line_document(rank(tallies, method=BEFORE)[0], method=BEFORE)) == {
        "unit", "name", "status", "rank", "governed", "verdicts", "held", "rate", "rate_low", "rate_high",
        "rate_change", "rank_change",
    }  # fmt: skip


def test_fuels_rewritten_until_nobody_can_tell_them_lift_no_unit() -> None:
    """31 fuels became 混合动力, which decides nothing: 18th before, 2nd after, by the method before."""
    honest = a_tally("410100", compliant=90, non_compliant=10)
    truth = a_tally("410200", compliant=60, needs_justification=31, non_compliant=9)
    crafty = a_tally("410200", compliant=60, undetermined=31, non_compliant=9)
    (told, bent) = (line_of(rank([honest, one], method=METHOD), "410200") for one in (truth, crafty))
    assert (told.rank, bent.rank, bent.rate) == (2, 2, told.rate)


def test_five_electric_buses_and_nothing_else_are_no_first_place() -> None:
    silent = [each for each in METHOD.required if each is not Category.BUS]
    five = Tally("410200", {Verdict.COMPLIANT: 5}, reported=True, missing=tuple(silent))
    lines = rank([a_tally(compliant=9, non_compliant=1), five], method=METHOD)
    line = line_of(lines, "410200")
    assert (line.status, line.rank, line.missing) == (Standing.INCOMPLETE, None, tuple(silent))
    assert lines[0].unit == "410100"


def test_disputed_vehicles_are_met_for_none() -> None:
    (line, *_) = rank([Tally("410100", {Verdict.COMPLIANT: 8}, reported=True, disputed=2)], method=METHOD)
    assert (line.rate, line.rate_high) == (Fraction(8, 10), Fraction(1))


def test_the_places_that_are_possible_enclose_the_rank() -> None:
    lines = rank(
        [
            a_tally("410100", compliant=9, non_compliant=1),
            a_tally("410200", compliant=8, undetermined=2),
            a_tally("410300", compliant=7, non_compliant=3),
        ],
        method=METHOD,
    )
    assert [(line.rank, line.rank_low, line.rank_high) for line in lines[:3]] == [
        (1, 1, 2),
        (2, 1, 2),
        (3, 3, 3),
    ]


@pytest.mark.parametrize(("closed", "counts_as"), [(5, 0), (6, 6)])
def test_closing_more_than_the_method_allows_counts_as_held(closed: int, counts_as: int) -> None:
    assert METHOD.counts_as_held(held=0, closed=closed, governed=100 - closed) == counts_as


@pytest.mark.parametrize(
    "change",
    [
        {"minimum_decided": 0},
        {"basis": "hope"},
        {"required_categories": ["bus", "tram"]},
        {"closed_percent": None},
    ],
)
def test_data_that_are_no_method_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(MethodBroken):
        method_of({**METHOD.document, **change})


def test_equal_rates_share_a_rank_and_the_next_is_skipped() -> None:
    lines = rank(
        [
            a_tally("411700", compliant=10),
            a_tally("410200", compliant=9, non_compliant=1),
            a_tally("410100", compliant=20),
            a_tally("410300", compliant=18, non_compliant=2),
            a_tally("410400", compliant=1, non_compliant=9),
        ],
        method=METHOD,
    )
    assert [(line.unit, line.rank) for line in lines[:5]] == [
        ("410100", 1),
        ("411700", 1),
        ("410200", 3),
        ("410300", 3),
        ("410400", 5),
    ]


def test_rates_that_look_equal_when_rounded_are_ranked_apart() -> None:
    lines = rank(
        [
            a_tally("410100", compliant=99_998, non_compliant=2),
            a_tally("410200", compliant=99_999, non_compliant=1),
        ],
        method=METHOD,
    )
    assert [(line.unit, line.rank, shown_rate(line.rate)) for line in lines[:2]] == [
        ("410200", 1, 0.9999),
        ("410100", 2, 0.9999),
    ]


def test_few_decided_vehicles_are_listed_but_not_ranked_however_many_are_open() -> None:
    lines = rank([a_tally(compliant=4, undetermined=50)], method=METHOD)
    line = line_of(lines, "410100")
    assert (line.status, line.rank, line.governed) == (Standing.TOO_FEW, None, 54)


def test_a_unit_that_reported_only_vehicles_outside_the_mandate_has_no_rate() -> None:
    line = line_of(rank([a_tally(advisory=6, not_governed=6)], method=METHOD), "410100")
    assert (line.status, line.governed, line.rate, line.rate_low, line.rate_high) == (
        Standing.TOO_FEW,
        0,
        None,
        None,
        None,
    )


def test_a_unit_with_held_rows_only_has_reported_nothing_and_its_bounds_are_wide_open() -> None:
    line = line_of(rank([a_tally(held=3, reported=False)], method=METHOD), "410100")
    assert (line.status, line.held, line.rate, line.rate_high) == (
        Standing.NOT_REPORTED,
        3,
        Fraction(0),
        Fraction(1),
    )


def test_who_sent_nothing_stands_in_the_edition_as_not_reported() -> None:
    lines = rank([a_tally(compliant=10)], method=METHOD)
    assert [line.unit for line in lines] == list(UNITS)
    assert {line.status for line in lines[1:]} == {Standing.NOT_REPORTED}
    assert {line.rank for line in lines[1:]} == {None}


def test_changes_are_places_and_points_gained_against_the_edition_before() -> None:
    before = rank(
        [a_tally("410100", compliant=5, non_compliant=5), a_tally("410200", compliant=10)], method=METHOD
    )
    now = rank(
        [
            a_tally("410100", compliant=10),
            a_tally("410200", compliant=9, non_compliant=1),
            a_tally("410300", compliant=9, non_compliant=1),
        ],
        method=METHOD,
        previous=before,
    )
    assert [(line.unit, line.rank, line.rank_change, line.rate_change) for line in now[:3]] == [
        ("410100", 1, 1, Fraction(1, 2)),
        ("410200", 2, -1, Fraction(-1, 10)),
        ("410300", 2, None, None),
    ]


def test_two_tallies_of_one_unit_are_refused() -> None:
    with pytest.raises(UnitTalliedTwice):
        rank([a_tally(compliant=1), a_tally(compliant=2)], method=METHOD)


def test_a_tally_of_no_reporting_unit_is_refused() -> None:
    with pytest.raises(UnitUnknown):
        a_tally("110000")


def test_counts_below_zero_are_refused() -> None:
    with pytest.raises(ValueError, match="below zero"):
        a_tally(compliant=-1)


@given(tally_sets)
def test_all_units_stand_in_every_edition_once(tallies: tuple[Tally, ...]) -> None:
    assert sorted(line.unit for line in rank(tallies, method=METHOD)) == sorted(UNITS)


@given(tally_sets, st.randoms())
def test_the_order_of_the_tallies_changes_nothing(tallies: tuple[Tally, ...], chance: Random) -> None:
    shuffled = list(tallies)
    chance.shuffle(shuffled)
    assert rank(shuffled, method=METHOD) == rank(tallies, method=METHOD)
    assert inputs_digest(shuffled, method=METHOD) == inputs_digest(tallies, method=METHOD)


@given(tally_sets)
def test_the_rate_lies_between_its_bounds(tallies: tuple[Tally, ...]) -> None:
    for line in rank(tallies, method=METHOD):
        if line.rate is not None:
            assert line.rate_low is not None
            assert line.rate_high is not None
            assert 0 <= line.rate_low <= line.rate <= line.rate_high <= 1


@given(tally_sets)
def test_the_rank_lies_between_the_best_and_the_worst_place(tallies: tuple[Tally, ...]) -> None:
    for line in rank(tallies, method=METHOD):
        if line.status is Standing.RANKED:
            assert 1 <= (line.rank_low or 0) <= (line.rank or 0) <= (line.rank_high or 0) <= len(UNITS)
        else:
            assert (line.rank, line.rank_low, line.rank_high) == (None, None, None)


@given(tally_sets)
def test_ranks_follow_the_rates_and_count_who_is_better(tallies: tuple[Tally, ...]) -> None:
    ranked = [line for line in rank(tallies, method=METHOD) if line.status is Standing.RANKED]
    rates = [line.rate for line in ranked if line.rate is not None]
    assert len(rates) == len(ranked)
    assert [line.rank for line in ranked] == [1 + sum(other > rate for other in rates) for rate in rates]
    assert rates == sorted(rates, reverse=True)


@given(
    tally_sets.filter(lambda tallies: any(tally.verdicts.get(Verdict.NON_COMPLIANT) for tally in tallies)),
)
def test_a_broken_rule_made_good_never_lowers_rate_bounds_or_rank(tallies: tuple[Tally, ...]) -> None:
    place = next(i for i, tally in enumerate(tallies) if tally.verdicts.get(Verdict.NON_COMPLIANT))
    worse = tallies[place]
    counts = dict(worse.verdicts)
    counts[Verdict.NON_COMPLIANT] -= 1
    counts[Verdict.COMPLIANT] = counts.get(Verdict.COMPLIANT, 0) + 1
    mended = [*tallies[:place], replace(worse, verdicts=counts), *tallies[place + 1 :]]
    before = line_of(rank(tallies, method=METHOD), worse.unit)
    after = line_of(rank(mended, method=METHOD), worse.unit)
    assert (after.rate, after.rate_low, after.rate_high) > (before.rate, before.rate_low, before.rate_high)
    assert (after.rank or 0) <= (before.rank or 0)


@given(tally_sets, tally_sets)
def test_an_edition_recomputed_from_its_own_lines_is_the_same(
    tallies: tuple[Tally, ...], earlier: tuple[Tally, ...]
) -> None:
    previous = rank(earlier, method=METHOD)
    lines = rank(tallies, method=METHOD, previous=previous)
    assert rank([line.tally for line in lines], method=METHOD, previous=previous) == lines
    assert inputs_digest([line.tally for line in lines], method=METHOD) == inputs_digest(
        tallies, method=METHOD
    )
