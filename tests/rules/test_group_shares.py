"""What a unit has of a share: reached by all vehicles of a group, or by each owner, with its sub-shares."""

from fractions import Fraction

import pytest

from rules.tallies import GroupShare, OperatorShare, Tally
from rules.targets import Attainment, Rounding, Share, Threshold, strictest
from rules.units import UnitUnknown
from rules.vocabulary import Verdict

HALF, TENTH = Threshold(Fraction(1, 2), exclusive=False), Threshold(Fraction(1, 10), exclusive=False)
GOOD, SHORT, OPEN = Share(6, 10), Share(3, 10), Share(3, 10, 4)


def test_a_share_of_a_unit_is_reached_with_its_sub_shares_or_not_at_all() -> None:
    assert GroupShare("r", HALF, GOOD).attainment is Attainment.MET
    assert GroupShare("r", HALF, GOOD, ((TENTH, Share(1, 10)),)).attainment is Attainment.MET
    assert GroupShare("r", HALF, GOOD, ((TENTH, Share(0, 10)),)).attainment is Attainment.NOT_MET
    assert GroupShare("r", HALF, GOOD, ((TENTH, Share(0, 10, 1)),)).attainment is Attainment.OPEN
    assert GroupShare("r", HALF, Share(0, 0)).attainment is Attainment.EMPTY


def by_owners(*owners: OperatorShare) -> GroupShare:
    return GroupShare("r", HALF, GOOD, ((TENTH, GOOD),), operators=owners)


def test_of_owners_each_must_reach_it_whatever_the_unit_reaches_as_a_whole() -> None:
    first, second = OperatorShare("甲", GOOD, (GOOD,)), OperatorShare("乙", SHORT, (GOOD,))
    assert by_owners(first).attainment is Attainment.MET
    assert by_owners(first, second).attainment is Attainment.NOT_MET
    assert by_owners(first, OperatorShare("丙", GOOD, (Share(0, 10),))).attainment is Attainment.NOT_MET
    assert [by_owners().attained_by(one) for one in (first, second)] == [Attainment.MET, Attainment.NOT_MET]


def test_vehicles_without_an_owner_leave_it_open_and_no_shortfall_is_laid_on_nobody() -> None:
    first, second = OperatorShare("甲", GOOD, (GOOD,)), OperatorShare("乙", SHORT, (GOOD,))
    nobodys = OperatorShare(None, SHORT)
    assert by_owners(first, nobodys).attainment is Attainment.OPEN
    assert by_owners(second, nobodys).attainment is Attainment.NOT_MET
    assert by_owners().attained_by(nobodys) is Attainment.OPEN
    assert (by_owners(first, second, nobodys).shortfall, by_owners(nobodys).shortfall) == (2, 0)
    assert GroupShare("r", HALF, SHORT).shortfall == 2


def test_the_strictest_of_several_shares_counts() -> None:
    every = [Attainment.EMPTY, Attainment.MET, Attainment.OPEN, Attainment.NOT_MET]
    assert [strictest(every[:count]) for count in range(1, 5)] == every


def test_vehicles_are_rounded_as_the_threshold_says() -> None:
    thresholds = [Threshold(Fraction(1, 4), exclusive=False, rounding=one) for one in Rounding]
    assert [[one.needed(group) for group in (4, 5, 6, 7, 8)] for one in thresholds] == [
        [1, 2, 2, 2, 2],
        [1, 1, 1, 1, 2],
        [1, 1, 2, 2, 2],
    ]
    above = Threshold(Fraction(1, 4), exclusive=True)
    assert [above.needed(group) for group in (3, 4, 8)] == [1, 2, 3]
    part = thresholds[1].of(Fraction(1, 2))
    assert (part.share, part.exclusive, part.rounding) == (Fraction(1, 8), False, Rounding.DOWN)


@pytest.mark.parametrize(
    ("share", "exclusive", "rounding"),
    [
        (Fraction(1), True, Rounding.UP),
        (Fraction(1, 2), True, Rounding.DOWN),
        (Fraction(-1, 9), False, Rounding.UP),
        (Fraction(10, 9), False, Rounding.UP),
    ],
)
def test_a_threshold_that_no_group_reaches_or_that_rounds_what_must_be_exceeded_is_none(
    share: Fraction, *, exclusive: bool, rounding: Rounding
) -> None:
    with pytest.raises(ValueError, match=r"no group reaches|is not rounded"):
        Threshold(share, exclusive=exclusive, rounding=rounding)
    assert Threshold(Fraction(1), exclusive=False).needed(3) == 3
    assert Threshold(Fraction(0), exclusive=False).needed(3) == 0


def test_a_tally_is_of_a_unit_that_exists_and_counts_nothing_below_zero() -> None:
    assert Tally("410100", {Verdict.COMPLIANT: 0}).counts.at_most == 0
    with pytest.raises(UnitUnknown):
        Tally("110000")
    for bad in ({"held": -1}, {"disputed": -1}, {"verdicts": {Verdict.COMPLIANT: -1}}):
        with pytest.raises(ValueError, match="below zero"):
            Tally("410100", **bad)
    counts = Tally("410100", {Verdict.COMPLIANT: 3, Verdict.ADVISORY: 9}, held=2, disputed=1).counts
    assert (counts.governed, counts.decided, counts.good, counts.at_most) == (3, 3, 3, 6)
    assert (counts.rate, counts.rate_high) == (Fraction(1, 2), Fraction(1))
    assert (Tally("410100").counts.rate, Tally("410100").counts.decided_rate) == (None, None)
