from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.editions import inputs_digest, tallies_of
from rules.ranking import Line, Method, Standing, Tally, UnitTalliedTwice, rank, shown_rate
from rules.units import UNITS, UnitUnknown
from rules.vocabulary import Verdict

METHOD = Method(minimum=5)
counts = st.dictionaries(st.sampled_from(Verdict), st.integers(0, 40))
tally_sets: st.SearchStrategy[tuple[Tally, ...]] = st.lists(
    st.sampled_from(list(UNITS)), unique=True
).flatmap(
    lambda units: st.tuples(
        *(st.builds(Tally, st.just(unit), counts, st.integers(0, 9), st.booleans()) for unit in units)
    )
)


def a_tally(unit: str = "410100", *, held: int = 0, reported: bool = True, **verdicts: int) -> Tally:
    return Tally(unit, {Verdict(name): count for name, count in verdicts.items()}, held, reported)


def line_of(lines: tuple[Line, ...], unit: str) -> Line:
    return next(line for line in lines if line.unit == unit)


def test_rates_and_bounds_are_those_of_the_published_example() -> None:
    line = rank([a_tally(compliant=118, needs_justification=2)], method=METHOD)[0]
    assert line == Line(
        unit="410100",
        status=Standing.RANKED,
        rank=1,
        governed=120,
        verdicts={Verdict.COMPLIANT: 118, Verdict.NEEDS_JUSTIFICATION: 2},
        held=0,
        rate=Fraction(118, 120),
        rate_low=Fraction(118, 120),
        rate_high=Fraction(1),
    )
    assert [shown_rate(rate) for rate in (line.rate, line.rate_low, line.rate_high)] == [0.9833, 0.9833, 1.0]


def test_every_kind_of_verdict_counts_in_its_own_way() -> None:
    line = rank(
        [
            a_tally(
                held=10,
                compliant=30,
                exempt=10,
                non_compliant=20,
                needs_justification=15,
                undetermined=25,
                advisory=7,
                not_governed=9,
            )
        ],
        method=METHOD,
    )[0]
    assert line.governed == 100
    assert (line.rate, line.rate_low, line.rate_high) == (
        Fraction(40, 75),
        Fraction(40, 110),
        Fraction(90, 110),
    )


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
    assert (line.status, line.rank, line.governed, line.rate) == (Standing.TOO_FEW, None, 54, Fraction(1))


def test_a_unit_that_reported_only_vehicles_outside_the_mandate_has_no_rate() -> None:
    line = line_of(rank([a_tally(advisory=6, not_governed=6)], method=METHOD), "410100")
    assert (line.status, line.governed, line.rate, line.rate_low, line.rate_high) == (
        Standing.TOO_FEW,
        0,
        None,
        None,
        None,
    )


def test_a_unit_with_held_rows_only_has_reported_and_its_bounds_are_wide_open() -> None:
    line = line_of(rank([a_tally(held=3, reported=False)], method=METHOD), "410100")
    assert (line.status, line.rate, line.rate_low, line.rate_high) == (
        Standing.TOO_FEW,
        None,
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


def test_ranking_on_no_vehicle_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        Method(minimum=0)


@given(tally_sets)
def test_all_units_stand_in_every_edition_once(tallies: tuple[Tally, ...]) -> None:
    assert sorted(line.unit for line in rank(tallies, method=METHOD)) == sorted(UNITS)


@given(tally_sets, st.randoms())
def test_the_order_of_the_tallies_changes_nothing(tallies: tuple[Tally, ...], chance: Random) -> None:
    shuffled = list(tallies)
    chance.shuffle(shuffled)
    assert rank(shuffled, method=METHOD) == rank(tallies, method=METHOD)
    assert inputs_digest(shuffled) == inputs_digest(tallies)


@given(tally_sets)
def test_the_rate_lies_between_its_bounds(tallies: tuple[Tally, ...]) -> None:
    for line in rank(tallies, method=METHOD):
        if line.rate is not None:
            assert line.rate_low is not None
            assert line.rate_high is not None
            assert 0 <= line.rate_low <= line.rate <= line.rate_high <= 1


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
    mended = [*tallies[:place], Tally(worse.unit, counts, worse.held, worse.reported), *tallies[place + 1 :]]
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
    assert rank(tallies_of(lines), method=METHOD, previous=previous) == lines
    assert inputs_digest(tallies_of(lines)) == inputs_digest(tallies)
