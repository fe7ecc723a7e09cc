"""What confirms that a vehicle replaces another, and what speaks against it."""

from dataclasses import replace
from datetime import date

import pytest

from rules.replacing import AGAINST, Against, Claim, Former, Use, confirmed_by
from rules.vocabulary import Category, Retirement

CLAIM = Claim("NEW", date(2025, 3, 31), Category.BUS, "甲公司", "OLD", "豫A00001")
LISTED = Former(7, "OLD", "豫A00001", Category.BUS, "甲公司", date(2025, 3, 1), Retirement.SCRAPPED)
STORED = Former(3, "OLD", "豫A00001", Category.BUS, "甲公司", registered_on=date(2015, 3, 1))


@pytest.mark.parametrize(
    "known",
    [
        LISTED,
        STORED,
        replace(LISTED, vin=None),
        replace(LISTED, plate=None),
        replace(LISTED, plate="豫A00002"),
        replace(LISTED, owner=None),
        replace(LISTED, owner=" 甲 公司"),
        replace(LISTED, owner="乙公司", way=Retirement.TRANSFERRED),
        replace(LISTED, left_on=date(2023, 3, 31)),
        replace(LISTED, left_on=date(2026, 3, 31)),
    ],
)
def test_a_retired_vehicle_of_the_same_category_and_owner_confirms(known: Former) -> None:
    assert confirmed_by(CLAIM, [known], []) is known


@pytest.mark.parametrize(
    ("known", "against"),
    [
        ([], Against.NOT_FOUND),
        ([replace(LISTED, vin="OTHER")], Against.NOT_FOUND),
        ([replace(LISTED, vin=None, plate="豫A00002")], Against.NOT_FOUND),
        ([replace(LISTED, vin="NEW")], Against.NOT_FOUND),
        ([replace(LISTED, category=Category.TAXI)], Against.OTHER_CATEGORY),
        ([replace(LISTED, owner="乙公司")], Against.OTHER_OWNER),
        ([replace(LISTED, left_on=date(2023, 3, 30))], Against.LEFT_EARLIER),
        ([replace(LISTED, left_on=date(2026, 4, 1))], Against.LEFT_LATER),
        ([LISTED, replace(LISTED, left_on=date(2015, 1, 1))], Against.DAYS_DIFFER),
        ([STORED, replace(LISTED, left_on=date(2015, 1, 1))], Against.LEFT_EARLIER),
        ([replace(STORED, registered_on=date(2025, 3, 31))], Against.YOUNGER),
        ([replace(STORED, category=Category.TAXI)], Against.OTHER_CATEGORY),
        ([replace(STORED, owner="乙公司")], Against.OTHER_OWNER),
    ],
)
def test_what_speaks_against_a_claim(known: list[Former], against: Against) -> None:
    assert confirmed_by(CLAIM, known, []) is against


@pytest.mark.parametrize(
    "use",
    [
        Use("ANOTHER", "OLD", None),
        Use("ANOTHER", "OLD", "豫A09999"),
        Use("ANOTHER", None, "豫A00001"),
    ],
)
def test_a_retired_vehicle_is_used_once_by_whatever_number_it_is_known(use: Use) -> None:
    assert confirmed_by(CLAIM, [LISTED], [use]) is Against.USED
    by_plate = replace(CLAIM, replaces_vin=None)
    assert confirmed_by(by_plate, [LISTED], [use]) is Against.USED


def test_the_vehicle_that_used_it_may_go_on_using_it_and_another_one_of_the_plate_is_not_it() -> None:
    assert confirmed_by(CLAIM, [LISTED], [Use("NEW", "OLD", "豫A00001")]) is LISTED
    assert confirmed_by(CLAIM, [LISTED], [Use("ANOTHER", "EARLIER", "豫A00001")]) is LISTED


def test_a_registration_that_came_with_the_claim_shows_nothing_and_a_list_may() -> None:
    claim = replace(CLAIM, delivery=12)
    assert confirmed_by(claim, [replace(STORED, delivery=12)], []) is Against.NOT_FOUND
    assert confirmed_by(claim, [replace(STORED, delivery=11)], []) == replace(STORED, delivery=11)
    assert confirmed_by(claim, [replace(LISTED, delivery=12)], []) == replace(LISTED, delivery=12)


def test_no_vehicle_replaces_itself_whatever_number_it_is_named_by() -> None:
    itself = replace(LISTED, vin="NEW")
    by_plate = replace(CLAIM, replaces_vin=None)
    assert confirmed_by(by_plate, [itself], []) is Against.NOT_FOUND
    assert confirmed_by(by_plate, [itself, LISTED], []) is LISTED


def test_each_reason_has_its_sentence() -> None:
    assert set(AGAINST) == set(Against)
