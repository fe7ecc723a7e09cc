"""The page of cases: the office decides a page at a time, a bureau sees its own."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlmodel import col, select

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.models import CaseRecord
from fleetsvc.services.rankings.publishing import publish_final
from rules.periods import parse_period
from tests.browser import Bureau, a_bureau, words_of
from tests.reporting_app import fresh_numbers
from tests.upload_cases import a_file, a_row, a_vin


@pytest.fixture(scope="module")
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "case_pages") as opened:
        yield opened


def reviews(bureau: Bureau, count: int) -> list[int]:
    """Have so many diesel buses sent again as battery-electric; the cases' numbers."""
    numbers = fresh_numbers(count)
    plain: dict[str, Any] = {"energy": "柴油"}
    bureau.stored(a_file(*(a_row(number, plate=f"豫A{number:05d}", **plain) for number in numbers)))
    bureau.stored(a_file(*(a_row(number) for number in numbers)))
    with bureau.service.database.transaction(OFFICE) as session:
        query = select(CaseRecord.id).where(
            CaseRecord.kind == "change_review", col(CaseRecord.vin).in_([a_vin(number) for number in numbers])
        )
        return sorted(number for number in session.exec(query) if number)


def open_cases(bureau: Bureau) -> list[CaseRecord]:
    with bureau.service.database.transaction(OFFICE) as session:
        return list(session.exec(select(CaseRecord).where(CaseRecord.state == "open")))


def states(bureau: Bureau, numbers: list[int]) -> list[str]:
    with bureau.service.database.transaction(OFFICE) as session:
        found = {case.id: case.state for case in session.exec(select(CaseRecord))}
        return [found[number] for number in numbers]


def test_the_office_accepts_a_page_at_a_time(bureau: Bureau) -> None:
    numbers = reviews(bureau, 3)
    page = bureau["office"].open("/cases?kind=change_review&pick=all")
    assert all(f'value="{number}"' in page for number in numbers)
    assert "柴油 → 纯电动" in words_of(page)
    answer = bureau["office"].send(
        "/cases",
        "/cases?kind=change_review",
        {"case": [str(one) for one in numbers[:2]], "action": "approve"},
    )
    assert answer.status_code == 303
    assert "已处理 2 件" in words_of(bureau["office"].open(answer.headers["Location"]))
    assert states(bureau, numbers) == ["approved", "approved", "open"]


def test_refusing_needs_a_reason_and_what_is_decided_already_is_said(bureau: Bureau) -> None:
    numbers = reviews(bureau, 2)
    chosen = [str(one) for one in numbers]
    bare = bureau["office"].send("/cases", "/cases", {"case": chosen, "action": "refuse"})
    assert (bare.status_code, states(bureau, numbers)) == (422, ["open", "open"])
    assert "须写明理由" in words_of(bare.get_data(as_text=True))
    form = {"case": chosen, "action": "refuse", "reason": "没有合格证"}
    first, again = (bureau["office"].send("/cases", "/cases", form) for _ in range(2))
    assert states(bureau, numbers) == ["refused", "refused"]
    assert "已处理 2 件" in words_of(bureau["office"].open(first.headers["Location"]))
    assert "有 2 件没有处理" in words_of(bureau["office"].open(again.headers["Location"]))
    shown = words_of(bureau["office"].open("/cases?state=refused"))
    assert "没有合格证" in shown


def test_a_bureau_sees_its_own_cases_and_decides_none(bureau: Bureau) -> None:
    (number,) = reviews(bureau, 1)
    page = bureau["owner"].open("/cases")
    assert "变更核准" in words_of(page)
    assert 'action="/cases/reason' in page
    assert "没有符合条件的事项" in words_of(bureau["stranger"].open("/cases"))
    sent = bureau["owner"].send("/cases", "/cases", {"case": [str(number)], "action": "approve"})
    assert (sent.status_code, states(bureau, [number])) == (403, ["open"])


def test_a_bureau_says_why_for_its_own(bureau: Bureau) -> None:
    (number,) = reviews(bureau, 1)
    form = {"case": [str(number)], "reason": "录入有误"}
    bare = bureau["owner"].send("/cases", "/cases/reason", form | {"reason": " "})
    assert (bare.status_code, "请选择事项并写明原因" in words_of(bare.get_data(as_text=True))) == (422, True)
    said = bureau["owner"].send("/cases", "/cases/reason", form)
    assert "已为 1 件说明原因" in words_of(bureau["owner"].open(said.headers["Location"]))
    assert "录入有误" in words_of(bureau["office"].open("/cases"))
    assert bureau["stranger"].send("/cases", "/cases/reason", form).status_code == 404


def test_withdrawing_what_is_published_asks_the_office_and_the_page_says_so(bureau: Bureau) -> None:
    number = bureau.stored(a_file(a_row(fresh_numbers(1)[0])))
    with bureau.service.database.transaction(OFFICE) as session:
        publish_final(session, parse_period("2025-03"), now=clock.now())
    page = f"/uploads/{number}"
    assert "其中 1 辆已在正式通报里：撤回须经省级部门核准" in words_of(
        bureau["owner"].open(f"{page}/withdraw")
    )
    assert bureau["owner"].send(page, f"{page}/withdraw", {"reason": "重复报送"}).status_code == 303
    shown = words_of(bureau["owner"].open(page))
    assert "申请撤回本批次（重复报送），待省级部门核准" in shown
    assert "申请撤回，待省级部门核准" in shown
    (case,) = [one for one in open_cases(bureau) if one.kind == "withdrawal"]
    edition = bureau["office"].open("/rankings/2025-03")
    assert "公布以来，本期数据有" not in words_of(edition)
    assert (
        bureau["office"].send("/cases", "/cases", {"case": [str(case.id)], "action": "approve"}).status_code
        == 303
    )
    assert "公布以来，本期数据有 1 处变动" in words_of(bureau["office"].open("/rankings/2025-03"))


def test_the_page_reads_in_english_too(bureau: Bureau) -> None:
    reviews(bureau, 1)
    shown = words_of(bureau["office"].open("/cases?lang=en"))
    bureau["office"].open("/cases?lang=zh")
    assert "diesel → battery-electric" in shown
