"""What a colleague is told on the page of what was prepared, where it cannot be submitted any more."""

from collections.abc import Iterator
from datetime import date

import pytest

from fleetsvc.database.transactions import OFFICE
from fleetsvc.services.preparations import matters
from tests.browser import Bureau, a_bureau, words_of
from tests.preparations import two_asked
from tests.ranking_data import register


@pytest.fixture
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "preparation_pages") as opened:
        two_asked(opened.service.database)
        yield opened


def test_vehicles_registered_while_a_nil_report_is_submitted_are_told(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matters, "months_registered", lambda *_, **__: ())
    form = {"period": "2025-02", "category": "bus"}
    sent = bureau["owner"].send("/nil-reports?period=2025-02", "/nil-reports", form)
    waiting = sent.headers["Location"].partition("?")[0]
    with bureau.service.database.transaction(OFFICE) as session:
        register(session, "410100", day=date(2025, 2, 4), compliant=1)
    answer = bureau["colleague"].send(waiting, f"{waiting}/submit")
    assert answer.status_code == 409
    assert "没有提交：本期已有登记车辆" in words_of(answer.get_data(as_text=True))
