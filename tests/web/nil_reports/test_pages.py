"""A bureau signs on a page what it has not registered; the office sees the page and signs nothing there."""

from collections.abc import Iterator

import pytest

from fleetsvc.database.transactions import OFFICE
from tests.browser import Bureau, a_bureau, words_of
from tests.preparations import two_asked
from tests.ranking_data import register

PAGE = "/nil-reports?period=2025-09"


@pytest.fixture
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "nil_pages") as opened:
        yield opened


def test_a_bureau_signs_the_categories_it_ticks(bureau: Bureau) -> None:
    with bureau.service.database.transaction(OFFICE) as session:
        register(session, "410100", compliant=3)
    owner = bureau["owner"]
    assert "公交车 已有登记 3" in words_of(owner.open(PAGE))
    none = owner.send(PAGE, "/nil-reports", {"period": "2025-09"})
    assert (none.status_code, "请至少勾选一类用途" in none.get_data(as_text=True)) == (422, True)
    signed = owner.send(PAGE, "/nil-reports", {"period": "2025-09", "category": "taxi"})
    assert signed.status_code == 303
    assert "出租车 已签零报告" in words_of(owner.open(signed.headers["Location"]))
    refused = owner.send(PAGE, "/nil-reports", {"period": "2025-09", "category": "bus"})
    assert (refused.status_code, "已有登记车辆" in refused.get_data(as_text=True)) == (422, True)


def test_where_two_persons_sign_the_page_leads_to_what_waits_for_its_month(bureau: Bureau) -> None:
    two_asked(bureau.service.database)
    owner = bureau["owner"]
    kept = owner.send(PAGE, "/nil-reports", {"period": "2025-09", "category": ["taxi", "postal"]})
    assert kept.status_code == 303
    shown = owner.open(PAGE)
    assert "准备零报告（出租车、邮政用车），尚未提交" in words_of(shown)
    assert f'href="{kept.headers["Location"].partition("?")[0]}"' in shown
    assert "出租车 未报" in words_of(shown)
    for elsewhere in (
        owner.open("/nil-reports?period=2025-08"),
        bureau["office"].open(f"{PAGE}&unit=410100"),
    ):
        assert "准备零报告" not in words_of(elsewhere)


def test_the_office_looks_and_signs_nothing_for_a_unit(bureau: Bureau) -> None:
    shown = bureau["office"].open(f"{PAGE}&unit=410100")
    assert 'name="category"' not in shown
    sent = bureau["office"].send(
        "/account", "/nil-reports?unit=410100", {"period": "2025-09", "category": "taxi"}
    )
    assert sent.status_code == 403
