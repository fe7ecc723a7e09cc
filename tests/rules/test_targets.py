from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.percentages import percentage_rounded_down, share_rounded_down
from rules.targets import (
    MORE_THAN_HALF,
    Attainment,
    Share,
    Threshold,
    at_least,
    attainment,
    shortfall,
)

counts = st.integers(0, 10**7)
thresholds = st.one_of(
    st.just(MORE_THAN_HALF),
    st.integers(0, 100).map(at_least),
    st.decimals(0, 100, places=3).map(at_least),
)


@pytest.mark.parametrize(
    ("share", "threshold", "expected"),
    [
        (Share(nev=50, governed=100), MORE_THAN_HALF, Attainment.NOT_MET),
        (Share(nev=51, governed=100), MORE_THAN_HALF, Attainment.MET),
        (Share(nev=50, governed=100), at_least(50), Attainment.MET),
        (Share(nev=49, governed=100), at_least(50), Attainment.NOT_MET),
        (Share(nev=49, governed=100, unknown=1), at_least(50), Attainment.OPEN),
        (Share(nev=49, governed=100, unknown=1), MORE_THAN_HALF, Attainment.NOT_MET),
        (Share(nev=80, governed=100, unknown=20), at_least(80), Attainment.MET),
        (Share(nev=0, governed=0), at_least(0), Attainment.EMPTY),
        (Share(nev=0, governed=3), at_least(0), Attainment.MET),
    ],
)
def test_a_share_is_met_not_met_or_left_open_by_its_bounds(
    share: Share, threshold: Threshold, expected: Attainment
) -> None:
    assert attainment(share, threshold) is expected


def test_one_vehicle_in_ten_million_decides_and_is_not_rounded_away() -> None:
    just_short = Share(nev=7_999_999, governed=10_000_000)
    assert attainment(just_short, at_least(80)) is Attainment.NOT_MET
    assert just_short.low is not None
    assert share_rounded_down(just_short.low) == 0.7999
    assert percentage_rounded_down(just_short.low) == "79.9%"


def test_a_third_is_not_a_rounded_decimal() -> None:
    assert attainment(Share(nev=1, governed=3), at_least(Fraction(100, 3))) is Attainment.MET
    assert attainment(Share(nev=1, governed=3), at_least(Decimal("33.34"))) is Attainment.NOT_MET


def test_what_mainly_means_is_given_by_the_caller() -> None:
    assert (
        attainment(Share(nev=55, governed=100), Threshold(Fraction(3, 5), exclusive=True))
        is Attainment.NOT_MET
    )


@pytest.mark.parametrize("percent", [-1, 101, Decimal("100.01")])
def test_a_percentage_outside_0_to_100_is_refused(percent: int | Decimal) -> None:
    with pytest.raises(ValueError, match="no group reaches"):
        at_least(percent)


def test_a_binary_float_is_no_exact_percentage() -> None:
    with pytest.raises(TypeError):
        at_least(33.3)  # type: ignore[arg-type]


@pytest.mark.parametrize("counts", [(-1, 2, 0), (1, 2, -1), (2, 3, 2), (1, 0, 0)])
def test_counts_that_contradict_each_other_are_refused(counts: tuple[int, int, int]) -> None:
    nev, governed, unknown = counts
    with pytest.raises(ValueError, match="do not add up"):
        Share(nev, governed, unknown)


def is_met(threshold: Threshold, share: Fraction) -> bool:
    return share > threshold.share if threshold.exclusive else share >= threshold.share


@given(counts, counts, counts, thresholds)
def test_the_shortfall_is_the_smallest_number_that_reaches_the_threshold(
    nev: int, other: int, unknown: int, threshold: Threshold
) -> None:
    share = Share(nev, nev + other + unknown, unknown)
    missing = shortfall(share, threshold)
    if not share.governed:
        assert missing == 0
        return
    assert is_met(threshold, Fraction(nev + missing, share.governed))
    assert missing == 0 or not is_met(threshold, Fraction(nev + missing - 1, share.governed))


@given(counts, counts, counts, thresholds, st.data())
def test_a_judged_share_stays_so_however_the_unknown_turn_out(
    nev: int, other: int, unknown: int, threshold: Threshold, data: st.DataObject
) -> None:
    share = Share(nev, nev + other + unknown, unknown)
    turned_out = data.draw(st.integers(0, unknown))
    settled = Share(nev + turned_out, share.governed)
    judged = attainment(share, threshold)
    if judged is not Attainment.OPEN:
        assert attainment(settled, threshold) is judged


@given(st.fractions(0, 1), st.integers(1, 6))
def test_a_share_is_shown_rounded_down_by_less_than_one_unit(share: Fraction, decimals: int) -> None:
    least = Fraction(1, 10**decimals)
    shown = Fraction(str(share_rounded_down(share, decimals=decimals)))
    assert 0 <= share - shown < least or 0 < share < least == shown
