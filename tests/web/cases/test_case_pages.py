"""The page of cases: the office decides a page at a time, a bureau sees its own."""

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from sqlmodel import col, select

from fleetsvc import clock
from fleetsvc.books import shipped_book
from fleetsvc.database.transactions import OFFICE
from fleetsvc.models import CaseRecord
from fleetsvc.services.common import counting
from fleetsvc.services.rankings.publishing import publish_final
from rules.periods import parse_period
from tests.browser import Bureau, a_bureau, words_of
from tests.cases import A_PNG
from tests.reporting_app import fresh_numbers
from tests.upload_cases import ODD_NAMES, a_file, a_row, a_vin, deliver


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


def test_of_very_many_the_pages_say_only_that_there_are_more(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    reviews(bureau, 3)
    monkeypatch.setattr(counting, "MOST_COUNTED", 2)
    page = words_of(bureau["office"].open("/cases?kind=change_review"))
    assert "共 2+ 件" in page
    assert "筛选出的全部 2+ 件" in page
    assert "2+ 件事项未办" in words_of(bureau["office"].open("/office"))
    monkeypatch.setattr(counting, "MOST_COUNTED", 10_000)
    counted = re.search(r"共 (\d+) 件", words_of(bureau["office"].open("/cases?kind=change_review")))
    assert counted is not None
    assert int(counted[1]) >= 3


def test_the_office_accepts_a_page_at_a_time(bureau: Bureau) -> None:
    numbers = reviews(bureau, 3)
    few = bureau["office"].open("/cases?kind=change_review&rows=20&pick=all")
    assert ("selected>20<" in few, "rows=20" in few) == (True, True)
    page = bureau["office"].open("/cases?kind=change_review&pick=all&rows=7")
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


def a_taxi(bureau: Bureau) -> int:
    """Have a petrol taxi stored; return the number of its case."""
    (number,) = fresh_numbers(1)
    row = a_row(number, category="出租车", energy="汽油", plate=f"豫A{number:05d}")
    bureau.stored(a_file(row))
    with bureau.service.database.transaction(OFFICE) as session:
        return session.exec(select(CaseRecord).where(CaseRecord.vin == a_vin(number))).one().id or 0


def test_a_unit_answers_with_a_ground_and_evidence_and_the_office_approves(bureau: Bureau) -> None:
    number = a_taxi(bureau)
    page, owner, office = f"/cases/{number}", bureau["owner"], bureau["office"]
    shown = words_of(owner.open(page))
    assert all(
        word in shown for word in ("待说明", "暂无适用的新能源车型", "车型目录检索或两家以上厂商的书面答复")
    )
    rule = shipped_book().rule("henan-2023/13-in-principle")
    assert rule is not None
    assert f"依据 {rule.title.zh}" in shown
    assert rule.id not in shown
    assert f"Rule {rule.title.en}" in words_of(owner.open(f"{page}?lang=en"))
    owner.open(f"{page}?lang=zh")
    form = {"reason": "目录里没有同级车型", "ground": "no-suitable-model"}
    unfit = owner.send(page, f"{page}/answer", form | {"files": (BytesIO(b"no picture"), "照片.png")})
    assert (unfit.status_code, states(bureau, [number])) == (422, ["open"])
    told = unfit.get_data(as_text=True)
    assert "没有保存任何内容" in words_of(told)
    assert "目录里没有同级车型" in told
    bare = owner.send(page, f"{page}/answer", form).get_data(as_text=True)
    assert "为第 1, 2 项没有附的材料写明原因" in words_of(bare)
    for name in ODD_NAMES:  # evidence is looked at, whatever it is called
        named = form | {"files": (BytesIO(b"no picture"), name)}
        assert owner.send(page, f"{page}/answer", named).status_code == 422
    files = {"files": (BytesIO(A_PNG), "照片.png"), "brought": "no-suitable-model:1", "missing": "厂商未答复"}
    assert owner.send(page, f"{page}/answer", form | files).status_code == 303
    seen = office.open(page)
    assert "暂无适用的新能源车型 未附材料：厂商未答复" in words_of(seen)
    assert "no-suitable-model" not in words_of(office.open("/cases") + seen)
    here = '<a href="/cases" aria-current="page">事项</a>'
    assert [here in one for one in (seen, office.open("/cases"))] == [True, True]
    (address,) = re.findall(r'<img src="(/attachments/\d+)"', seen)
    assert office.client.get(address).data == A_PNG
    assert [bureau["stranger"].client.get(one).status_code for one in (address, page)] == [404, 404]
    bad_day = office.send(page, f"{page}/approve", {"valid_until": "next year"})
    assert (bad_day.status_code, "日期请写成" in words_of(bad_day.get_data(as_text=True))) == (422, True)
    approved = office.send(
        page, f"{page}/approve", {"valid_until": "2099-01-01", "conditions": "有车型后更换"}
    )
    assert (approved.status_code, states(bureau, [number])) == (303, ["approved"])
    history = words_of(owner.open(page))
    assert all(
        word in history for word in ("已批准", "2099-01-01（不含当日）", "有车型后更换", "目录里没有同级车型")
    )


def test_all_that_a_filter_finds_is_told_at_once_and_each_deadline_shows_its_days(bureau: Bureau) -> None:
    number = a_taxi(bureau)
    office, listed = bureau["office"], "/cases?kind=justification&state=open"
    sent = office.send(listed, listed, {"all": "1", "action": "notify"})
    assert (sent.status_code, states(bureau, [number])) == (303, ["notified"])
    shown = words_of(bureau["owner"].open(f"/cases/{number}"))
    assert "逐日：15 个工作日" in shown
    assert "已逾期" not in shown
    assert "没有符合条件的事项" in words_of(office.open("/cases?view=overdue"))
    assert (
        office.send(
            listed, "/cases", {"case": [str(number)], "action": "assign", "officer": "office"}
        ).status_code
        == 303
    )
    assert f"/cases/{number}" in office.open("/cases?view=mine")
    assert f"/cases/{number}" not in bureau["deputy"].open("/cases?view=mine")


def test_what_expires_soon_is_marked_and_found(bureau: Bureau) -> None:
    number = a_taxi(bureau)
    page, owner, office = f"/cases/{number}", bureau["owner"], bureau["office"]
    form = {"reason": "没有车型", "ground": "no-suitable-model", "missing": "另报"}
    assert owner.send(page, f"{page}/answer", form).status_code == 303
    ends = clock.day_of(clock.now()) + timedelta(days=20)
    assert office.send(page, f"{page}/approve", {"valid_until": ends.isoformat()}).status_code == 303
    for shown in (office.open("/cases?view=expiring"), owner.open("/cases?view=expiring"), owner.open(page)):
        assert f"{ends} 到期" in words_of(shown)
    assert f'value="{number}"' not in office.open("/cases?view=overdue")


def test_claims_of_one_unit_are_approved_at_once_and_each_row_says_who_else_claims(bureau: Bureau) -> None:
    rows = [a_row(number) for number in fresh_numbers(2)]
    bureau.stored(a_file(*rows))
    deliver(bureau.service.database, *rows, unit="410200", now=clock.now())
    mine = words_of(bureau["owner"].open("/cases?kind=vin_conflict"))
    assert "另有报送" not in mine
    whole, theirs = "/cases?kind=vin_conflict", "/cases?kind=vin_conflict&unit=410200"
    page = words_of(bureau["office"].open(theirs))
    assert page.count("另有报送：郑州市") == 2
    assert "同一车辆只选一处" in page
    form = {"action": "approve", "all": "1"}
    both = bureau["office"].send(whole, whole, form)
    assert "有 4 件没有处理" in words_of(bureau["office"].open(both.headers["Location"]))
    one_side = bureau["office"].send(theirs, theirs, form)
    assert "已处理 2 件" in words_of(bureau["office"].open(one_side.headers["Location"]))
    with bureau.service.database.transaction(OFFICE) as session:
        query = select(CaseRecord.city_code, CaseRecord.state).where(CaseRecord.kind == "vin_conflict")
        found = sorted(session.exec(query))
    assert found == [(410100, "refused")] * 2 + [(410200, "approved")] * 2


def test_vehicles_of_the_list_are_chosen_and_their_cases_handled_as_those_of_the_list_of_cases(
    bureau: Bureau,
) -> None:
    rows = [a_row(number, category="出租车", energy="汽油") for number in fresh_numbers(3)]
    upload = bureau.stored(a_file(*rows))
    with bureau.service.database.transaction(OFFICE) as session:
        numbers = [
            one.id or 0 for one in session.exec(select(CaseRecord).where(CaseRecord.upload_id == upload))
        ]
    office, listed = bureau["office"], f"/noncompliance?upload={upload}"
    ticks = re.findall(r'name="vehicle" value="(410100\.\d+)"', office.open(listed))
    picked = re.findall(
        r'name="vehicle" value="[^"]+" aria-label="[^"]+" checked', office.open(f"{listed}&pick=all")
    )
    assert (len(ticks), len(picked), len(numbers)) == (3, 3, 3)
    form: dict[str, Any] = {"vehicle": ticks[:2], "action": "notify"}
    sent = office.send(listed, listed, form)
    assert "已处理 2 件" in words_of(office.open(sent.headers["Location"]))
    assert sorted(states(bureau, numbers)) == ["notified", "notified", "open"]
    for wrong in ({}, {"vehicle": ["999999.1", "410100.x"]}):
        refused = office.send(listed, listed, {"action": "notify"} | wrong)
        assert (refused.status_code, "没有选择任何车辆" in words_of(refused.get_data(as_text=True))) == (
            422,
            True,
        )
    bare = office.send(listed, listed, {"action": "refuse", "vehicle": ticks}).get_data(as_text=True)
    assert ("须写明理由" in words_of(bare), bare.count(" checked>\n") + bare.count(" checked></td>")) == (
        True,
        3,
    )
    again = office.send(listed, listed, {"all": "1", "action": "assign", "officer": "office"})
    assert "已处理 3 件" in words_of(office.open(again.headers["Location"]))
    gone = office.send(listed, listed, {"vehicle": ["410100.999999999"], "action": "notify"})
    assert (gone.status_code, "没有选择" in words_of(office.open(gone.headers["Location"]))) == (303, False)
