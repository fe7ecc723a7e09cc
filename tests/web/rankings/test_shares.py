"""The page of shares: every unit for the office, its own for a bureau, with bounds and what is short."""

from collections.abc import Iterator

import pytest

from fleetsvc.database.transactions import OFFICE
from rules.vocabulary import Category
from tests.browser import Bureau, a_bureau, words_of
from tests.ranking_data import register

PAGE = "/shares?period=2025-Q3"


@pytest.fixture(scope="module")
def bureau(owner_url: str) -> Iterator[Bureau]:
    """Zhengzhou: one of three delivery vans is new-energy, one unknown."""
    with a_bureau(owner_url, "share_pages") as opened:
        with opened.service.database.transaction(OFFICE) as session:
            register(session, "410100", category=Category.URBAN_LOGISTICS, compliant=1)
            for energy in ("diesel", "unknown"):
                register(session, "410100", category=Category.URBAN_LOGISTICS, energy=energy, undetermined=1)
        yield opened


OWN = "郑州市 城市货物运输主要采用新能源轻型物流车 超过 50.0% 33.3% 66.6% 1 未定，差 1 辆（1/3）"


def test_the_office_sees_every_unit(bureau: Bureau) -> None:
    told = words_of(bureau["office"].open(PAGE))
    assert OWN in told
    assert "开封市 城市货物运输主要采用新能源轻型物流车 超过 50.0% – – 没有车辆" in told


def test_a_bureau_sees_its_own(bureau: Bureau) -> None:
    told = words_of(bureau["owner"].open(PAGE))
    assert OWN in told
    assert "开封市" not in told


def test_where_no_rule_demands_a_share_the_page_says_so(bureau: Bureau) -> None:
    assert "现行规则在该期没有比例要求" in words_of(bureau["office"].open("/shares?period=2020"))
