"""Places: which reporting unit's vehicles a row is about."""

import pytest

from importers.cells.units import check_place
from rules.counties import COUNTIES
from rules.units import UNITS
from tests.row_data import said

ZHENGZHOU = "410100"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (None, None),
        ("/", None),
        ("郑州市", ZHENGZHOU),
        ("郑州", ZHENGZHOU),
        ("河南郑州", ZHENGZHOU),
        ("郑州市区", ZHENGZHOU),
        ("郑州市本级", ZHENGZHOU),
        ("金水区", ZHENGZHOU),
        ("郑州市金水区", ZHENGZHOU),
        ("河南省郑州市新郑市", ZHENGZHOU),
        ("郑州市新郑市", ZHENGZHOU),
        ("郑东新区", ZHENGZHOU),
        (410105.0, ZHENGZHOU),
        ("偃师区", "unit-mismatch"),
        ("航空港区", "unit-mismatch"),
        ("郑州航空港区", "unit-mismatch"),
        ("郑州市航空港区", "unit-mismatch"),
        ("洛阳", "unit-mismatch"),
        ("洛阳市", "unit-mismatch"),
        ("洛阳市涧西区", "unit-mismatch"),
        ("开封市公安局", "unit-mismatch"),
        ("西安市", "unit-mismatch"),
        ("陕西省西安市", "unit-mismatch"),
        ("杭州市", "unit-mismatch"),
        ("沈阳市", "unit-mismatch"),
        ("郑洲市", "unit-unknown"),
        ("落阳市", "unit-unknown"),
        ("高新区", None),
        ("本市", None),
        ("全市", None),
        ("一公司", None),
        ("洛阳公交集团", None),
    ],
)
def test_a_place_is_of_the_sender_of_another_or_of_none(cell: object, expected: str | None) -> None:
    assert said(lambda: check_place(cell, ZHENGZHOU)) == expected


def test_every_county_belongs_to_a_reporting_unit() -> None:
    assert set(COUNTIES.values()) <= UNITS.keys()
    assert len(COUNTIES) > 157
