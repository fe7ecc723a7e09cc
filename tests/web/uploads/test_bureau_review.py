"""A clerk's way of a file: sent, reviewed, its columns corrected, confirmed, withdrawn; all without JavaScript."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from io import BytesIO

import openpyxl
import pytest

from fleetsvc.database.transactions import OFFICE
from fleetsvc.services.uploads import current_versions, withdrawals
from fleetsvc.services.uploads.attempts import PAUSES
from fleetsvc.web.uploads import preview
from importers.fields import FIELDS
from tests.actors import noted
from tests.browser import Bureau, a_bureau, fields_in, number_in, words_of
from tests.making import making
from tests.reporting_app import fresh_file, fresh_numbers
from tests.upload_cases import HEADER, a_file, a_row, a_vin, time_passes


@pytest.fixture(scope="module")
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "bureau_review") as opened, making(opened.service.database):
        yield opened


def sums_of(page: str) -> dict[str, int]:
    """The counts of the review page by their word."""
    found = re.findall(r"<b>([\d,]+)</b><span>([^<]+)</span>", page)
    return {word: int(count.replace(",", "")) for count, word in found}


def links_to(page: str, start: str) -> list[str]:
    return [unescape(found) for found in re.findall(rf'href="({re.escape(start)}[^"]*)"', page)]


def fields_of(page: str) -> dict[str, str]:
    """The selects of a page by name, each with what it is set to."""
    found = re.findall(r'<select name="(\d+:[A-Z]+)"[^>]*>(.*?)</select>', page, re.DOTALL)
    chosen = {name: re.search(r'value="(\w*)" selected', options) for name, options in found}
    return {name: one.group(1) if one else "" for name, one in chosen.items()}


def test_a_file_is_sent_reviewed_and_stored_by_forms_alone(bureau: Bureau) -> None:
    first, second, third = fresh_numbers(3)
    content = a_file(
        a_row(first),
        a_row(second, energy="柴油", plate=f"豫A{second:05d}"),
        a_row(third, day=""),
        "合计,,,,,,3",
    )
    sent = bureau["owner"].upload(("登记表.csv", content))
    assert sent.status_code == 303
    number = number_in(sent)
    assert "已收到，正在排队" in bureau["owner"].open(f"/uploads/{number}")

    bureau.work()
    page = bureau["owner"].open(f"/uploads/{number}")
    assert sums_of(page) == {"读取": 4, "可入库": 2, "待更正": 1, "未变化": 0, "忽略": 1}
    told = words_of(page)
    assert "确认后 2 辆入库生效" in told
    assert "核查结论（入库后） 符合 1 不符合 1 问题" in told

    confirmed = bureau["owner"].send(f"/uploads/{number}", f"/uploads/{number}/confirm")
    assert (confirmed.status_code, confirmed.headers["Location"]) == (303, f"/uploads/{number}")
    assert "已确认，正在入库" in bureau["owner"].open(f"/uploads/{number}")
    bureau.work()
    page = bureau["owner"].open(f"/uploads/{number}?rows=accepted")
    assert "已入库，2 辆生效" in page
    assert len(links_to(page, "/registrations/")) == 2
    with bureau.service.database.transaction(OFFICE) as session:
        acts = [
            (event.act, event.actor_name)
            for event in noted(session)
            if event.subject == f"upload/410100/{number}"
        ]
    assert acts == [("upload-confirmed", "owner"), ("upload-received", "owner")]


def test_a_nil_report_is_confirmed_like_a_file_with_vehicles(bureau: Bureau) -> None:
    number = bureau.reviewed("序号,车架号,号牌号码\n本月无新增出租车,,\n".encode())
    told = words_of(bureau["owner"].open(f"/uploads/{number}"))
    assert "文件写明没有车辆：零报告。确认后生效。" in told
    assert "确认零报告" in told
    assert bureau["owner"].send(f"/uploads/{number}", f"/uploads/{number}/confirm").status_code == 303
    bureau.work()
    told = words_of(bureau["owner"].open(f"/uploads/{number}"))
    assert "零报告已生效。" in told
    assert "确认零报告" not in told
    assert "辆生效" not in told


def test_each_number_of_the_report_opens_the_rows_behind_it(bureau: Bureau) -> None:
    number = bureau.reviewed(fresh_file(a_row(fresh_numbers(1)[0], day="13月1日"), "合计,,,,,,2"))
    page = bureau["owner"].open(f"/uploads/{number}")
    # Held rows are shown unless others are asked for.
    marked = (
        r'<td data-label="F 注册日期" class="marked error"><input name="3:5" type="date" value=""[^>]*>'
        r'<small class="quiet stood">表中写的是“([^”]+)”'
    )
    assert re.findall(marked, page) == ["13月1日"]
    ignored = words_of(bureau["owner"].open(f"/uploads/{number}?rows=ignored"))
    assert "小计、合计 合计" in ignored
    assert "确认入库后，这里逐行列出" in bureau["owner"].open(f"/uploads/{number}?rows=accepted")


def test_the_vehicles_behind_a_verdict_are_listed_before_anything_is_stored(bureau: Bureau) -> None:
    known, diesel = fresh_numbers(2)
    bureau.stored(a_file(a_row(known, energy="柴油", plate=f"豫A{known:05d}")))
    number = bureau.reviewed(
        fresh_file(
            a_row(known, energy="柴油", plate=f"豫A{known:05d}"),
            a_row(diesel, energy="柴油", plate=f"豫A{diesel:05d}"),
        )
    )
    page = bureau["owner"].open(f"/uploads/{number}")
    assert "不符合 1" in words_of(page)
    listed = bureau["owner"].open(links_to(page, f"/uploads/{number}/verdicts/non_compliant")[0])
    assert re.findall(r"<code>(\w{17})</code>", listed) == [a_vin(diesel)], (
        "what is stored already is not counted"
    )
    assert a_vin(diesel) not in bureau["owner"].open("/registrations")
    assert bureau["stranger"].client.get(f"/uploads/{number}/verdicts/non_compliant").status_code == 404
    assert bureau["owner"].client.get(f"/uploads/{number}/verdicts/x").status_code == 404


def test_findings_are_grouped_by_kind_and_by_column_and_stand_at_their_cells(bureau: Bureau) -> None:
    numbers = fresh_numbers(3)
    number = bureau.reviewed(
        fresh_file(a_row(numbers[0], day="x"), a_row(numbers[1], day="y"), a_row(numbers[2], plate="豫A12"))
    )
    page = bureau["owner"].open(f"/uploads/{number}")
    groups = links_to(page, f"/uploads/{number}?code=")
    kinds = [re.sub(r".*code=([\w-]+).*", r"\1", one) for one in groups]
    assert kinds[:2] == ["date-unreadable", "plate-malformed"], (
        "errors first, the most frequent before others"
    )
    days = words_of(bureau["owner"].open(groups[0]))
    assert days.count("!F3") == 1
    assert days.count("!F4") == 1
    columns = [one for one in links_to(page, f"/uploads/{number}?") if "column=" in one]
    assert [re.sub(r".*column=([A-Z]+).*", r"\1", one) for one in columns] == ["B", "F"]
    of_plates = bureau["owner"].open(columns[0])
    assert "!B5" in of_plates
    assert "!F3" not in of_plates


def test_a_column_that_was_misread_is_mapped_by_hand_and_the_file_is_read_again(bureau: Bureau) -> None:
    numbers = fresh_numbers(2)
    header = HEADER.replace("注册日期", "上牌的那天")
    rows = [a_row(number, day=f"2025-03-0{place + 1}") for place, number in enumerate(numbers)]
    number = bureau.reviewed("\n".join([header, *rows, ""]).encode())
    chosen = fields_of(bureau["owner"].open(f"/uploads/{number}"))
    chosen["0:F"] = "registered_on"
    answer = bureau["owner"].send(f"/uploads/{number}", f"/uploads/{number}/mapping", chosen)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/uploads/{number}")
    bureau.work()
    page = bureau["owner"].open(f"/uploads/{number}")
    assert sums_of(page)["可入库"] == 2
    assert fields_of(page)["0:F"] == "registered_on"


def test_what_the_service_did_itself_is_folded_away_and_nothing_to_check(bureau: Bureau) -> None:
    rows = [a_row(number, plate=f"A{number:05d}D") for number in fresh_numbers(5)]
    page = bureau["owner"].open(f"/uploads/{bureau.reviewed(a_file(*rows))}")
    assert "提示 1 处：系统已作处理，无须答复" in words_of(page)
    by_code = page.partition('id="findings"')[2].partition("</details>")[0]
    open_ones, _, folded = by_code.partition("<details>")
    told = "都没有写省份简称，已按“豫”读取"
    assert (told in open_ones, told in folded) == (False, True)


def test_one_field_for_two_columns_is_refused_and_what_was_chosen_stays(bureau: Bureau) -> None:
    number = bureau.reviewed(fresh_file())
    chosen = fields_of(bureau["owner"].open(f"/uploads/{number}")) | {"0:B": "vin"}
    answer = bureau["owner"].send(f"/uploads/{number}", f"/uploads/{number}/mapping", chosen)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f"“{FIELDS['vin'].zh}”对应了多列（A, B），请只保留一列" in page
    assert fields_of(page) == chosen


def test_held_rows_are_corrected_in_place_within_their_delivery_or_once_stored_in_one_of_their_own(
    bureau: Bureau,
) -> None:
    first, second = fresh_numbers(2)
    number = bureau.reviewed(fresh_file(a_row(first, day="13月1日"), a_row(second, day="x")))
    address, page = f"/uploads/{number}", bureau["owner"].open(f"/uploads/{number}")
    assert "表中写的是“13月1日”" in page
    form = fields_in(page, "/rows")
    untouched = bureau["owner"].send(address, f"{address}/rows", form)
    assert (untouched.status_code, "没有改动任何单元格" in untouched.get_data(as_text=True)) == (422, True)
    bureau["owner"].send(address, f"{address}/rows", form | {"3:5": "2025-03-09"})
    bureau.work()
    page = bureau["owner"].open(address)
    assert sums_of(page) == {"读取": 3, "可入库": 2, "待更正": 1, "未变化": 0, "忽略": 0}
    assert bureau["stranger"].send("/uploads", f"{address}/rows", form).status_code == 404
    of_unit = bureau["office"].send("/bureau?unit=410100", f"{address}/rows?unit=410100", form)
    assert of_unit.status_code == 403

    bureau["owner"].send(address, f"{address}/confirm")
    bureau.work()
    form = fields_in(bureau["owner"].open(address), "/rows") | {"4:5": "2025-03-09"}
    answer = bureau["owner"].send(address, f"{address}/rows", form)
    bureau.work()
    corrected = bureau["owner"].open(answer.headers["Location"])
    assert "登记表（更正）.csv" in corrected
    assert sums_of(corrected) == {"读取": 1, "可入库": 1, "待更正": 0, "未变化": 0, "忽略": 0}
    told = words_of(bureau["owner"].open(f"{address}/withdraw"))
    assert f"第 {number_in(answer)} 批次 登记表（更正）.csv ： 由本批次待更正的行更正而来，内容保留。" in told


def test_withdrawing_asks_once_more_and_a_second_time_changes_nothing(bureau: Bureau) -> None:
    number = bureau.stored(fresh_file())
    asked = bureau["owner"].open(f"/uploads/{number}/withdraw")
    assert "由它入库的 1 辆车将失效" in asked
    bare = bureau["owner"].send("/uploads", f"/uploads/{number}/withdraw", {"reason": "  "})
    assert bare.status_code == 422
    assert "撤回已入库的批次须写明原因，没有撤回。" in words_of(bare.get_data(as_text=True))
    for _ in range(2):
        answer = bureau["owner"].send("/uploads", f"/uploads/{number}/withdraw", {"reason": "重复"})
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/uploads/{number}")
    assert "本批次已撤回" in bureau["owner"].open(f"/uploads/{number}")
    late = bureau["owner"].send("/uploads", f"/uploads/{number}/confirm")
    assert late.headers["Location"] == f"/uploads/{number}?told=changed"
    assert "这次操作没有执行" in bureau["owner"].open(late.headers["Location"])


def test_the_pages_say_that_a_withdrawal_goes_on_and_that_it_failed(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(withdrawals, "AT_ONCE", 0)
    number = bureau.stored(fresh_file())
    page, withdrawing = f"/uploads/{number}", f"/uploads/{number}/withdraw"
    assert bureau["owner"].send(page, withdrawing, {"reason": "重复"}).status_code == 303
    shown = words_of(bureau["owner"].open(page))
    assert "撤回本批次（重复），正在后台办理：已撤回 0 辆，共 1 辆。" in shown
    assert "提出撤回，由后台办理 owner" in shown
    assert "登记表.csv 正在撤回" in words_of(bureau["owner"].open("/uploads"))
    asked = bureau["colleague"].send(page, withdrawing, {"reason": "我也要撤"})
    assert "（重复）" in words_of(bureau["colleague"].open(asked.headers["Location"]))
    with monkeypatch.context() as failing:
        failing.setattr(current_versions, "take_back", lambda *_, **__: 1 / 0)
        for pause in (*PAUSES, timedelta(0)):
            bureau.work()
            time_passes(bureau.service.database, pause)
    shown = words_of(bureau["owner"].open(page))
    assert "撤回没有成功：" in shown
    assert "本批次保持原样，可以再次撤回" in shown
    bureau["owner"].send(page, withdrawing, {"reason": "重复"})
    bureau.work()
    assert "本批次已撤回" in bureau["owner"].open(page)


def test_only_one_file_of_a_process_is_read_while_somebody_waits(bureau: Bureau) -> None:
    number = bureau.reviewed(fresh_file())
    assert preview.READINGS.acquire(blocking=False), "an earlier page has kept its place"
    try:
        refused = bureau["owner"].open(f"/uploads/{number}/verdicts/compliant", 429)
    finally:
        preview.READINGS.release()
    assert "正在为其他页面读取文件 请几秒后刷新本页" in words_of(refused)
    bureau["owner"].open(f"/uploads/{number}/verdicts/compliant")
    bureau["owner"].open(f"/uploads/{number}/verdicts/compliant")


def test_a_file_that_does_not_work_says_what_is_wrong_and_what_to_do(bureau: Bureau) -> None:
    number = bureau.reviewed(b"\x89PNG\r\n\x1a\n0000", name="拍的照片.xlsx")
    told = words_of(bureau["owner"].open(f"/uploads/{number}"))
    assert "这个文件没能读取，没有任何车辆入库。原文件已保留。" in told
    assert "图片" in told
    assert re.search(r"拍的照片\.xlsx 未能读取 [^ ]*图片", words_of(bureau["owner"].open("/uploads"))), (
        "why, in the list"
    )
    assert bureau["owner"].client.get(f"/uploads/{number}/original").data == b"\x89PNG\r\n\x1a\n0000"
    refused = words_of(bureau["owner"].open(f"/uploads/{number}/annotated", 409))
    assert "请返回批次页面查看原因" in refused


def test_nothing_chosen_an_empty_file_and_a_word_of_no_list_are_told(bureau: Bureau) -> None:
    owner = bureau["owner"]
    for answer, told in (
        (owner.upload(), "还没有选择文件"),
        (owner.upload(("空.csv", b"")), "<b>空.csv</b> <span>空文件（0 字节），没有接收。"),
        (owner.upload(("a.csv", fresh_file()), category="tram"), "请从列表中选择"),
    ):
        assert (answer.status_code, told in answer.get_data(as_text=True)) == (422, True), told


def test_several_files_become_several_deliveries_and_the_same_bytes_only_one(bureau: Bureau) -> None:
    files = [("一月.csv", fresh_file()), ("二月.csv", fresh_file())]
    answer = bureau["owner"].upload(*files, files[0])
    told = words_of(bureau["owner"].open(answer.headers["Location"]))
    assert told.count("已收到") == 2
    assert "一月.csv 内容与第" in told
    assert "批次完全相同，没有重复接收" in told


def test_an_annotated_copy_that_comes_back_corrected_is_read_as_its_first_delivery_was(
    bureau: Bureau,
) -> None:
    number = bureau.reviewed(fresh_file(a_row(fresh_numbers(1)[0], day="x")))
    chosen = fields_of(bureau["owner"].open(f"/uploads/{number}")) | {"0:G": ""}
    bureau["owner"].send(f"/uploads/{number}", f"/uploads/{number}/mapping", chosen)
    bureau.work()
    copy = bureau["owner"].client.get(f"/uploads/{number}/annotated")
    assert "%E5%B7%B2%E6%A0%87%E6%B3%A8" in copy.headers["Content-Disposition"]
    book = openpyxl.load_workbook(BytesIO(copy.data))
    sheet = book.worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    place = next(at for at, row in enumerate(rows, start=1) if "x" in row)
    sheet.cell(place, rows[place - 1].index("x") + 1).value = "2025-03-09"
    written = BytesIO()
    book.save(written)
    again = bureau.reviewed(written.getvalue(), name="改好.xlsx")
    page = bureau["owner"].open(f"/uploads/{again}")
    assert sums_of(page)["待更正"] == 0
    assert fields_of(page)["0:G"] == "", "the column that was said not to be used is not asked about again"


def test_the_page_says_what_the_copy_of_a_file_that_is_no_xlsx_cannot_keep(bureau: Bureau) -> None:
    (one,) = fresh_numbers(1)
    content = a_file(a_row(one, day=""))
    book = openpyxl.Workbook()
    for line in content.decode().splitlines():
        book.worksheets[0].append(line.split(","))
    out = BytesIO()
    book.save(out)
    pages = {
        name: bureau["owner"].open(f"/uploads/{bureau.reviewed(file, name=name)}")
        for name, file in (("登记表.csv", content), ("登记表.xlsx", out.getvalue()))
    }
    said = (
        "原文件不是 .xlsx，副本里有各行内容、表头和合并的单元格，没有原来的字体、颜色、公式、图片和打印设置"
    )
    assert {name: said in page for name, page in pages.items()} == {"登记表.csv": True, "登记表.xlsx": False}


def test_the_pages_hold_no_script_and_no_style_of_their_own(bureau: Bureau) -> None:
    number = bureau.reviewed(fresh_file("x,,,,,,"))
    for address in (
        "/bureau",
        "/uploads",
        f"/uploads/{number}",
        f"/uploads/{number}/withdraw",
        "/registrations",
    ):
        page = bureau["owner"].open(address)
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style| style=| on\w+=", page), address
        assert not re.search(r'(?:src|href)="(?:https?:)?//', page), address


def test_what_a_sender_wrote_is_shown_as_text_never_as_markup(bureau: Bureau) -> None:
    content = fresh_file(a_row(fresh_numbers(1)[0], plate="<b>豫A</b>", day="<img src=x>"))
    number = bureau.reviewed(content, name="<i>表</i>.csv")
    for page in (bureau["owner"].open(f"/uploads/{number}"), bureau["owner"].open("/uploads")):
        assert not re.search(r"<img|<i>|<b>豫", page)


def test_a_stranger_finds_no_delivery_of_another_unit_and_changes_none(bureau: Bureau) -> None:
    number = bureau.reviewed(fresh_file())
    assert "登记表.csv" in bureau["colleague"].open(f"/uploads/{number}")
    for part in ("", "/withdraw", "/original", "/annotated"):
        assert "没有这个批次" in bureau["stranger"].open(f"/uploads/{number}{part}", 404)
    for step in ("confirm", "withdraw", "mapping"):
        assert bureau["stranger"].send("/uploads", f"/uploads/{number}/{step}").status_code == 404
    assert bureau["stranger"].client.get("/uploads?unit=410100").status_code == 404
    assert "确认后 1 辆入库生效" in bureau["owner"].open(f"/uploads/{number}")


def test_the_office_sees_a_delivery_masked_and_taking_its_file_is_entered_in_the_log(bureau: Bureau) -> None:
    vehicle = fresh_numbers(1)[0]
    number = bureau.reviewed(fresh_file(a_row(vehicle, day="x")))
    page = bureau["office"].open(f"/uploads/{number}?unit=410100")
    assert a_vin(vehicle) in bureau["owner"].open(f"/uploads/{number}")
    assert a_vin(vehicle) not in page
    assert a_vin(vehicle)[-4:] in page
    assert "还没有选择报送单位" in bureau["office"].open("/uploads", 400)
    assert bureau["office"].client.get(f"/uploads/{number}/original?unit=410100").status_code == 200
    with bureau.service.database.transaction(OFFICE) as session:
        newest = noted(session, limit=1)[0]
    assert (newest.act, newest.actor_name, newest.subject) == (
        "revealed",
        "office",
        f"upload/410100/{number}",
    )


def test_a_dealer_is_told_that_the_pages_are_not_for_their_role(bureau: Bureau) -> None:
    for address in ("/bureau", "/uploads", "/registrations"):
        assert "您的角色不能打开此页" in bureau["dealer"].open(address, 403)


def test_a_form_without_its_token_changes_nothing(bureau: Bureau) -> None:
    number = bureau.reviewed(fresh_file())
    answer = bureau["owner"].client.post(f"/uploads/{number}/confirm")
    assert (answer.status_code, "页面已过期" in answer.get_data(as_text=True)) == (400, True)
    assert "还没有入库" in bureau["owner"].open(f"/uploads/{number}")
