"""The page of emissions: all units for the office, its own for a bureau; each figure has its source."""

from collections.abc import Iterator
from datetime import date

import pytest

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from rules.vocabulary import Category
from tests.browser import Bureau, a_bureau, words_of
from tests.ranking_data import register

PAGE = "/outlook/emissions"


@pytest.fixture(scope="module")
def bureau(owner_url: str) -> Iterator[Bureau]:
    """Zhengzhou: ten battery buses, a plug-in one, three taxis of which two forgo, a sweeper; Kaifeng: one bus."""
    with a_bureau(owner_url, "emission_pages") as opened:
        day = date(clock.day_of(clock.now()).year, 1, 1)
        with opened.service.database.transaction(OFFICE) as session:
            register(session, "410100", day=day, compliant=10)
            register(session, "410100", day=day, energy="phev", compliant=1)
            register(session, "410100", day=day, disputed=True, compliant=4)
            register(session, "410100", day=day, category=Category.TAXI, compliant=1)
            register(session, "410100", day=day, category=Category.TAXI, energy="petrol", non_compliant=2)
            register(session, "410100", day=day, category=Category.SANITATION, compliant=1)
            register(session, "410200", day=day, compliant=1)
        yield opened


def test_a_bureau_sees_its_own_categories_and_what_is_not_estimated(bureau: Bureau) -> None:
    told = words_of(bureau["owner"].open(PAGE))
    assert "（估算，非通报数据）" in told
    assert "公交车 10 1.2 至 5.2 未估 未估 0 – – –" in told
    assert "出租车 1 0.0066 至 0.011 11 至 20 2.4 至 12 2 0.013 至 0.023 21 至 40 4.8 至 24" in told
    assert "市政环卫车 1 未估 未估 未估 0 – – –" in told
    assert "全部用途 12 1.2 至 5.2 只含 11 辆" in told
    assert "另有插电式混合动力 1 辆，不估" in told
    assert "开封市" not in told


def test_the_office_sees_the_province_and_each_unit(bureau: Bureau) -> None:
    told = words_of(bureau["office"].open(f"{PAGE}?category=bus"))
    assert "全省 11 1.3 至 5.7" in told
    assert "郑州市 10 1.2 至 5.2" in told
    assert "开封市 1 0.12 至 0.52" in told
    assert "洛阳市" not in told


def test_each_factor_stands_on_the_page_with_source_date_and_confidence(bureau: Bureau) -> None:
    told = words_of(bureau["owner"].open(PAGE))
    assert (
        "柴油公交车国五 NOx 8.64 g/km 环境保护部《道路机动车大气污染物排放清单编制技术指南（试行）》" in told
    )
    assert "终稿未能核对 2014 中" in told
    assert "0.5366 kgCO2/kWh 生态环境部、国家统计局公告（2024 年 12 月 20 日）" in told


def test_where_nothing_is_registered_the_page_says_what_comes_next(bureau: Bureau) -> None:
    told = words_of(bureau["office"].open(f"{PAGE}?category=postal"))
    assert "收到本年的登记文件后，这里自动给出估算" in told


def test_the_outlook_leads_there(bureau: Bureau) -> None:
    assert f'href="{PAGE}"' in bureau["owner"].open("/outlook")
