"""A bureau signs on a page what it has not registered; the office sees the page and signs nothing there."""

from collections.abc import Iterator

import pytest

from fleetsvc.database.transactions import OFFICE
from tests.browser import Bureau, a_bureau, words_of
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


def test_the_office_looks_and_signs_nothing_for_a_unit(bureau: Bureau) -> None:
    shown = bureau["office"].open(f"{PAGE}&unit=410100")
    assert 'name="category"' not in shown
    sent = bureau["office"].send(
        "/account", "/nil-reports?unit=410100", {"period": "2025-09", "category": "taxi"}
    )
    assert sent.status_code == 403
