"""What a clerk does when a file does not work: the fate of each file, rows closed, columns forgotten, the history."""

import re
from collections.abc import Iterator
from html import unescape

import pytest

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.edge.bodies import MOST_FIELDS
from fleetsvc.services.rankings import publishing
from fleetsvc.services.uploads import deliveries
from rules.periods import parse_period
from tests.browser import Bureau, a_bureau, fields_in, number_in, token_in, words_of
from tests.reporting_app import fresh_file, fresh_numbers
from tests.upload_cases import HEADER, ODD_NAMES, a_file, a_row, a_vin

pytestmark = pytest.mark.slow(10)

ODD_HEADER = HEADER.replace("注册日期", "上牌的那天")


@pytest.fixture(scope="module")
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "bureau_forms") as opened:
        yield opened


def part_of(page: str, name: str) -> str:
    """The words of one section of a page."""
    found = re.search(rf'<section class="card" id="{name}">(.*?)</section>', page, re.DOTALL)
    assert found is not None, name
    return words_of(f"<main>{found.group(1)}")


def counts_of(page: str) -> list[int]:
    """Read, to be stored, held, unchanged, ignored."""
    return [int(count) for count in re.findall(r"<b>(\d+)</b><span>", page)]


def a_file_with_two_held_rows() -> bytes:
    first, second = fresh_numbers(2)
    return fresh_file(a_row(first, day="x"), a_row(second, day="y"))


def close(bureau: Bureau, number: int, *, who: str = "owner", **form: object) -> tuple[int, str]:
    page = f"/uploads/{number}" if who != "office" else "/bureau?unit=410100"
    address = f"/uploads/{number}/dismiss" + ("?unit=410100" if who == "office" else "")
    answer = bureau[who].send(page, address, {"sheet": "登记表"} | form)
    return answer.status_code, answer.headers.get("Location", "") or answer.get_data(as_text=True)


def test_files_are_taken_whatever_they_are_called(bureau: Bureau) -> None:
    answer = bureau["owner"].upload(*((name, fresh_file()) for name in ODD_NAMES))
    assert (answer.status_code, answer.headers["Location"].count("new=")) == (303, len(ODD_NAMES))


def test_each_of_several_files_has_its_own_fate(bureau: Bureau) -> None:
    earlier = fresh_file()
    known = bureau.reviewed(earlier)
    answer = bureau["owner"].upload(("新.csv", fresh_file()), ("旧.csv", earlier), ("空.csv", b""))
    page = answer.get_data(as_text=True)
    fates = re.findall(r'<li class="(\w+)"><b>([^<]+)</b> (?:<a href="/uploads/(\d+)">)?', page)
    assert answer.status_code == 200
    assert fates[1:] == [("known", "旧.csv", str(known)), ("refused", "空.csv", "")]
    assert fates[0][:2] == ("new", "新.csv")
    assert "空.csv 空文件（0 字节），没有接收。请检查原文件能否打开" in words_of(page)
    assert "新.csv" in bureau["owner"].open(f"/uploads/{fates[0][2]}"), (
        "one bad file does not stop the others"
    )


def test_a_file_sent_twice_leads_to_its_first_delivery(bureau: Bureau) -> None:
    content = fresh_file()
    number = bureau.reviewed(content)
    again = bureau["owner"].upload(("换了名字.csv", content))
    assert (again.status_code, again.headers["Location"]) == (303, f"/uploads/{number}?told=known")
    assert "同样的内容此前已报送过，就是这个批次" in bureau["owner"].open(again.headers["Location"])


def test_sending_again_names_what_is_corrected_and_carries_over_what_was_said(bureau: Bureau) -> None:
    answer = bureau["owner"].upload(("环卫.csv", fresh_file()), category="sanitation", event="new")
    number = number_in(answer)
    bureau.work()
    assert f'href="/uploads?again={number}#send"' not in bureau["owner"].open(f"/uploads/{number}")
    withdrawn = bureau["owner"].send(f"/uploads/{number}", f"/uploads/{number}/withdraw")
    page = bureau["owner"].open(withdrawn.headers["Location"])
    assert "没有车辆由它入库" in page
    assert f'href="/uploads?again={number}#send"' in page
    form = bureau["owner"].open(f"/uploads?again={number}")
    assert f"更正第 {number} 批次“环卫.csv”" in unescape(form)
    assert re.findall(r'value="(\w+)" selected', form) == ["registrations", "sanitation", "new"]
    assert "更正第" not in bureau["stranger"].open(f"/uploads?again={number}")


def test_a_held_row_is_closed_with_a_reason_and_the_counts_still_add_up(bureau: Bureau) -> None:
    number = bureau.stored(a_file_with_two_held_rows())
    assert counts_of(bureau["owner"].open(f"/uploads/{number}")) == [3, 1, 2, 0, 0]
    done = close(bureau, number, drop="3", reason="not_ours", note="洛阳的车")
    assert done == (303, f"/uploads/{number}?told=dismissed")
    page = bureau["owner"].open(f"/uploads/{number}?rows=ignored")
    assert counts_of(page) == [3, 1, 1, 0, 1]
    assert re.search(r"3 不再报送 [-\d]+ [:\d]+ owner：不属于本单位 洛阳的车", part_of(page, "rows"))
    assert "待更正行不再报送 owner 1 行" in part_of(page, "history")
    assert close(bureau, number, drop="3", reason="resent") == (303, f"/uploads/{number}?told=changed")


def test_a_note_that_names_a_vehicle_is_masked_for_the_office(bureau: Bureau) -> None:
    number = bureau.reviewed(a_file_with_two_held_rows())
    close(bureau, number, drop="3", reason="other", note=f"见 {a_vin(9)}")
    assert f"其他 见 {a_vin(9)}" in part_of(bureau["owner"].open(f"/uploads/{number}?rows=ignored"), "rows")
    told = part_of(bureau["office"].open(f"/uploads/{number}?rows=ignored&unit=410100"), "rows")
    assert ("其他 见 LZY**********0009" in told, a_vin(9) in told) == (True, False)


def test_closing_asks_for_a_row_and_a_reason_and_keeps_what_was_typed(bureau: Bureau) -> None:
    number = bureau.reviewed(a_file_with_two_held_rows())
    status, page = close(bureau, number, reason="resent")
    assert (status, "没有勾选任何行，没有执行" in page) == (422, True)
    typed = {"3:5": "2025-03-09", "drop": "4", "note": "早就报过"}
    status, page = close(bureau, number, **typed, reason="")
    assert (status, "没有注明原因，没有执行" in page) == (422, True)
    assert 'name="3:5" type="date" value="2025-03-09"' in page
    assert re.search(r'value="4" aria-label="[^"]+" checked>', page)
    assert 'name="note" maxlength="200" value="早就报过"' in page
    assert close(bureau, number, drop="4", reason="other")[0] == 422, "another reason needs words"
    assert counts_of(bureau["owner"].open(f"/uploads/{number}")) == [3, 1, 2, 0, 0]


def test_only_the_unit_closes_its_rows(bureau: Bureau) -> None:
    number = bureau.reviewed(a_file_with_two_held_rows())
    form = {"sheet": "登记表", "drop": "3", "reason": "resent"}
    assert bureau["stranger"].send("/uploads", f"/uploads/{number}/dismiss", form).status_code == 404
    assert close(bureau, number, who="office", drop="3", reason="resent")[0] == 403
    assert "不再报送" not in bureau["office"].open(f"/uploads/{number}?unit=410100")
    assert counts_of(bureau["owner"].open(f"/uploads/{number}")) == [3, 1, 2, 0, 0]


def test_a_held_row_says_that_its_vehicle_came_in_by_another_delivery(bureau: Bureau) -> None:
    vehicle = fresh_numbers(1)[0]
    number = bureau.reviewed(fresh_file(a_row(vehicle, day="x")))
    assert "该车已由" not in bureau["owner"].open(f"/uploads/{number}")
    stored = bureau.stored(a_file(a_row(vehicle)))
    assert f"该车已由第 {stored} 批次入库，无须再改" in bureau["owner"].open(f"/uploads/{number}")


def test_what_colleagues_correct_at_once_is_put_together_and_nothing_typed_is_lost(bureau: Bureau) -> None:
    first, second = fresh_numbers(2)
    number = bureau.reviewed(fresh_file(a_row(first, day="x", event="换"), a_row(second, day="y")))
    address, page = f"/uploads/{number}", bureau["owner"].open(f"/uploads/{number}")
    form = fields_in(page, "/rows")
    assert form["3:3"] == "换"
    assert re.search(r'<select name="3:3".*?<option value="更新">更新</option>', page, re.DOTALL)
    sent = bureau["colleague"].send(address, f"{address}/rows", form | {"3:5": "2025-03-07"})
    assert (sent.status_code, sent.headers["Location"]) == (303, address)
    bureau.work()
    late = bureau["owner"].send(
        address, f"{address}/rows", form | {"3:5": "2025-03-09", "3:3": "更新", "4:5": "2025-03-08"}
    )
    told = words_of(late.get_data(as_text=True))
    assert (late.status_code, "F3：colleague 改为“2025-03-07”，您填的是“2025-03-09”。" in told) == (409, True)
    bureau.work()
    page = bureau["owner"].open(address)
    assert counts_of(page) == [3, 3, 0, 0, 0]
    page = bureau["owner"].open(f"{address}?severity=every")
    assert "已按本单位在页面上的更正读取，原文件里是“y”" in page
    assert "在页面上更正，重新读取 colleague 1 格" in part_of(page, "history")
    info = fields_in(page, "/cells")
    assert {info["cell:0:3:5"], info["was:cell:0:3:5"]} == {"2025-03-07"}, "what was corrected can be again"
    again = bureau["owner"].send(address, f"{address}/cells", info | {"cell:0:3:5": "2025-03-10"})
    assert again.status_code == 303
    bureau.work()
    bureau["owner"].send(address, f"{address}/confirm")
    bureau.work()
    listed = bureau["owner"].open(f"{address}?rows=accepted")
    assert re.findall(r'<tr id="row-1-(\d)">', listed) == ["2", "3", "4"]
    numbers = re.findall(r'href="/registrations/(\d+)"', listed)
    assert "2025-03-10" in bureau["owner"].open(f"/registrations/{numbers[1]}")


def test_signs_that_nobody_sees_are_not_kept_and_let_nobody_be_overtaken(bureau: Bureau) -> None:
    number = bureau.reviewed(fresh_file(a_row(fresh_numbers(1)[0], day="x")))
    address = f"/uploads/{number}"
    for typed in ("2025-13-0\u200b1", "\u202a2025-03-09"):
        form = fields_in(bureau["owner"].open(address), "/rows")
        sent = bureau["owner"].send(address, f"{address}/rows", form | {"3:5": typed})
        assert (sent.status_code, sent.headers["Location"]) == (303, address), typed
        bureau.work()
    assert counts_of(bureau["owner"].open(address)) == [2, 2, 0, 0, 0]


def test_nobody_is_overtaken_by_what_is_not_seen_by_a_ditto_or_by_oneself(bureau: Bureau) -> None:
    number = bureau.reviewed(a_file_with_two_held_rows())
    address = f"/uploads/{number}"
    form: dict[str, str] = {}
    for who, said in (
        ("owner", {"3:0": "LZ\u200bY", "3:4": "同上"}),
        ("colleague", {"3:0": "LZYT", "3:4": "柴油"}),
        ("owner", {"3:0": "LZ", "3:4": "电"}),
    ):
        form = fields_in(bureau["owner"].open(address), "/rows")
        assert bureau[who].send(address, f"{address}/rows", form | said).status_code == 303, said
        bureau.work()
    earlier = form | {"3:0": a_vin(fresh_numbers(1)[0])}
    assert bureau["owner"].send(address, f"{address}/rows", earlier).status_code == 303, (
        "it is one's own word"
    )


def test_what_is_typed_while_a_worker_has_the_file_is_kept(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = bureau.reviewed(a_file_with_two_held_rows())
    address = f"/uploads/{number}"
    form = fields_in(bureau["owner"].open(address), "/rows") | {"3:5": "2025-03-09"}
    with monkeypatch.context() as busy:
        busy.setattr(deliveries, "claim", lambda *_args, **_more: None)
        sent = form | {"csrf_token": token_in(bureau["owner"].open(address))}
        here = {"Origin": "http://localhost"}
        answer = bureau["owner"].client.post(f"{address}/rows", data=sent, headers=here)
    page = bureau["owner"].open(answer.headers["Location"])
    kept = fields_in(page, "/rows")
    assert (answer.status_code, kept["3:5"]) == (303, "2025-03-09")
    assert "系统正在读取这个批次" in words_of(page)
    assert bureau["owner"].send(address, f"{address}/rows", kept).status_code == 303
    bureau.work()
    assert counts_of(bureau["owner"].open(address)) == [3, 2, 1, 0, 0]


@pytest.mark.parametrize("form", ["/rows", "/cells"])
def test_what_is_typed_while_a_colleague_withdraws_the_delivery_is_kept_and_told(
    bureau: Bureau, form: str
) -> None:
    number = bureau.reviewed(fresh_file(*(a_row(one, day="x") for one in fresh_numbers(2))))
    address = f"/uploads/{number}"
    page = bureau["owner"].open(f"{address}?severity=every")
    before = bureau["owner"].open("/uploads").count("登记表（更正）")
    typed = fields_in(page, form) | {"3:5": "2025-03-09", "cell:0:3:5": "2025-03-09"}
    bureau["colleague"].send(f"{address}/withdraw", f"{address}/withdraw")
    sent = {**typed, "csrf_token": token_in(page)}
    here = {"Origin": "http://localhost"}
    answer = bureau["owner"].client.post(f"{address}{form}", data=sent, headers=here)
    assert (answer.status_code, "why=ended" in answer.headers["Location"]) == (303, True)
    told = words_of(bureau["owner"].open(answer.headers["Location"]))
    assert "这个批次已被撤回或已办结，更正没有执行" in told
    assert "第 3 行 F 列 2025-03-09" in told
    assert bureau["owner"].open("/uploads").count("登记表（更正）") == before


def test_warnings_of_one_kind_are_settled_by_one_word_until_there_are_more_of_them(bureau: Bureau) -> None:
    first, second, third = fresh_numbers(3)
    rows = [a_row(first, event="更新"), a_row(second, event="更新"), a_row(third, day="x", event="更新")]
    number = bureau.reviewed(fresh_file(*rows))
    address = f"/uploads/{number}"
    page = bureau["owner"].open(address)
    assert "2 处都属实" in page
    first_seen = fields_in(page, "/checked")
    assert first_seen["code"] == "replacement-unproven"
    for who, status in (("stranger", 404), ("office", 403)):
        unit = "?unit=410100" if who == "office" else ""
        home = "/bureau?unit=410100" if who == "office" else "/uploads"
        assert bureau[who].send(home, f"{address}/checked{unit}", first_seen).status_code == status
    for code, told in (("vin-length", "?told=changed"), ("replacement-unproven", "")):
        answer = bureau["owner"].send(address, f"{address}/checked", first_seen | {"code": code})
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{address}{told}")
    page = bureau["owner"].open(address)
    assert ("已核对：都属实" in page, "处都属实" in page) == (True, False)
    assert "同一类待核内容核对属实 owner 2 处" in part_of(page, "history")
    bureau["owner"].send(address, f"{address}/rows", fields_in(page, "/rows") | {"5:5": "2025-03-09"})
    bureau.work()
    page = bureau["owner"].open(f"{address}?severity=every")
    assert ("3 处都属实" in page, "有 3 处待核" in words_of(page)) == (True, True)
    late = bureau["owner"].send(address, f"{address}/checked", first_seen)
    assert late.headers["Location"] == f"{address}?told=changed", "its page showed two of the three"
    assert bureau["owner"].send(address, f"{address}/checked", fields_in(page, "/checked")).status_code == 303
    other = {"cell:0:3:3": "新增", "cell:0:3:4": "电"}
    given = {**other, **{f"was:{name}": "?" for name in other}}
    bureau["owner"].send(address, f"{address}/cells", given)
    bureau.work()
    assert "2 处都属实" in bureau["owner"].open(address), "those looked at are others than these"


def open_ones(bureau: Bureau, number: int) -> tuple[str, ...]:
    """How many rows of a delivery are to be corrected, by the unit's month, the list and the delivery itself."""
    at = rf'href="/uploads/{number}\?rows=held#rows">'
    month, listed = bureau["owner"].open("/bureau"), bureau["owner"].open("/uploads")
    bar = bureau["owner"].open(f"/uploads/{number}").partition('class="actbar"')[2]
    found = (
        re.search(rf'{at}[^<]*</a>.*?<td class="num">([0-9,]+)', month, re.DOTALL),
        re.search(rf"{at}(\d+)</a>", listed),
        re.search(r"待更正 <b[^>]*>(\d+)", bar),
    )
    return tuple(one[1] if one else "-" for one in found)


def test_all_pages_say_one_number_to_correct_and_a_row_corrected_anywhere_is_settled_everywhere(
    bureau: Bureau,
) -> None:
    number, other = bureau.stored(a_file_with_two_held_rows()), fresh_numbers(1)[0]
    assert open_ones(bureau, number) == ("2", "2", "2")
    cells = fields_in(bureau["owner"].open(f"/uploads/{number}"), "/rows")
    typed = cells | {"3:0": a_vin(other), "3:1": f"豫A{other:05d}D", "3:5": "2025-03-09"}
    form = typed
    again = number_in(
        bureau["owner"].send(f"/uploads/{number}", f"/uploads/{number}/rows", form | {"3:5": "z"})
    )
    bureau.work()
    assert (open_ones(bureau, again), open_ones(bureau, number)) == (("1",) * 3, ("1",) * 3), (
        "held there, not twice"
    )
    assert f"已在第 {again} 批次更正" in bureau["owner"].open(f"/uploads/{number}")
    twice = bureau["owner"].send(f"/uploads/{number}", f"/uploads/{number}/rows", form)
    told = twice.get_data(as_text=True)
    assert (twice.status_code, f"第 3 行已在第 {again} 批次更正" in told, 'value="2025-03-09"' in told) == (
        409,
        True,
        True,
    )
    bureau["owner"].send(f"/uploads/{again}", f"/uploads/{again}/withdraw")
    assert open_ones(bureau, number) == ("2", "2", "2")
    corrected = number_in(bureau["owner"].send(f"/uploads/{number}", f"/uploads/{number}/rows", form))
    bureau.work()
    assert open_ones(bureau, number) == ("2", "2", "2"), "until it is confirmed"
    bureau["owner"].send(f"/uploads/{corrected}", f"/uploads/{corrected}/confirm")
    bureau.work()
    assert open_ones(bureau, number) == ("1", "1", "1")
    page = bureau["owner"].open(f"/uploads/{number}")
    assert (counts_of(page), "其中 1 行仍待改，其余已办" in page) == ([3, 1, 2, 0, 0], True)
    assert f"该车已由第 {corrected} 批次入库，无须再改" in page
    assert re.search(r'<tr id="row-1-3">', bureau["owner"].open(f"/uploads/{corrected}?rows=accepted"))


def test_a_row_of_a_list_of_retired_vehicles_is_corrected_as_such_and_settled(bureau: Bureau) -> None:
    (one,) = fresh_numbers(1)
    content = f"号牌号码,车辆用途,注销日期\n豫A{one:05d},公交,2025-02-01\n豫B{one:05d},公交,zz\n".encode()
    number = number_in(bureau["owner"].upload(("注销.csv", content), kind="retirements"))
    bureau.work()
    bureau["owner"].send(f"/uploads/{number}", f"/uploads/{number}/confirm")
    bureau.work()
    assert open_ones(bureau, number)[1] == "1"
    form = fields_in(bureau["owner"].open(f"/uploads/{number}"), "/rows") | {"3:2": "2025-02-03"}
    again = number_in(bureau["owner"].send(f"/uploads/{number}", f"/uploads/{number}/rows", form))
    bureau.work()
    assert counts_of(bureau["owner"].open(f"/uploads/{again}")) == [1, 1, 0, 0, 0]
    bureau["owner"].send(f"/uploads/{again}", f"/uploads/{again}/confirm")
    bureau.work()
    assert f"已由第 {again} 批次入库" in bureau["owner"].open(f"/uploads/{number}")


def test_each_finding_stands_with_its_repair_at_its_cell(bureau: Bureau) -> None:
    number = bureau.reviewed(a_file_with_two_held_rows())
    page = bureau["owner"].open(f"/uploads/{number}")
    described = re.search(r'<input name="3:5"[^>]*aria-invalid="true" aria-describedby="([^"]+)"', page)
    assert described is not None
    said = re.search(rf'<small class="trouble error" id="{described.group(1)}">(.*?)</small>', page)
    assert said is not None
    assert words_of(f"<main>{said.group(1)}") == "看不懂这个日期 请写全年月日，如 2025-03-01"


def test_the_columns_that_hold_an_error_come_first_where_rows_are_corrected(bureau: Bureau) -> None:
    page = bureau["owner"].open(f"/uploads/{bureau.reviewed(a_file_with_two_held_rows())}")
    held = page[page.index('id="rows"') :]
    assert re.findall(r"<th><small>([A-Z]+)</small>", held)[:4] == ["F", "A", "B", "C"]
    assert re.findall(r'<input name="(\d+:\d+)"', held)[:3] == ["3:5", "3:0", "3:1"]


def test_the_list_says_how_many_rows_are_stored_and_how_many_wait(bureau: Bureau) -> None:
    number = bureau.reviewed(a_file_with_two_held_rows())
    line = re.search(
        rf'<tr>\s*<td class="num">{number}</td>.*?</tr>', bureau["owner"].open("/uploads"), re.DOTALL
    )
    assert line is not None
    assert re.findall(r'<td class="num">(.*?)</td>', line.group())[1:] == [
        "3",
        "–",
        f'<a href="/uploads/{number}?rows=held#rows">2</a>',
    ]


def test_where_a_column_is_not_recognised_the_columns_come_first(bureau: Bureau) -> None:
    row = a_row(fresh_numbers(1)[0])
    number = bureau.reviewed(f"{ODD_HEADER}\n{row}\n".encode())
    page = bureau["owner"].open(f"/uploads/{number}")
    assert "请先看“工作表与列对应”" in page
    assert page.index('id="mapping"') < page.index('id="findings"')
    plain = bureau["owner"].open(f"/uploads/{bureau.reviewed(fresh_file())}")
    assert "无误就点“确认入库”" in plain
    assert plain.index('id="mapping"') > plain.index('id="findings"')


def test_what_is_to_be_checked_is_counted_where_nothing_is_held(bureau: Bureau) -> None:
    number = bureau.reviewed(fresh_file(a_row(fresh_numbers(1)[0], plate="豫C12345D")))
    page = bureau["owner"].open(f"/uploads/{number}")
    assert counts_of(page) == [2, 2, 0, 0, 0]
    assert "有 1 处待核，不影响入库" in page


def with_columns_by_hand(bureau: Bureau, header: str) -> int:
    """Store a file whose last but one column was named by hand, so that its layout is remembered."""
    number = bureau.reviewed("\n".join([header, a_row(fresh_numbers(1)[0]), ""]).encode())
    letters = "ABCDEFG"
    fields = ("vin", "plate", "category", "event", "energy", "registered_on", "")
    chosen = {f"0:{letter}": field for letter, field in zip(letters, fields, strict=True)}
    for step, form in (("mapping", chosen), ("confirm", {})):
        answer = bureau["owner"].send(f"/uploads/{number}", f"/uploads/{number}/{step}", form)
        assert answer.headers["Location"] == f"/uploads/{number}"
        bureau.work()
    return number


def test_a_remembered_mapping_is_named_and_can_be_forgotten(bureau: Bureau) -> None:
    header = HEADER.replace("注册日期", "哪天上的牌")
    earlier = bureau.reviewed("\n".join([header, a_row(fresh_numbers(1)[0]), ""]).encode())
    first = with_columns_by_hand(bureau, header)
    assert "沿用第" not in bureau["owner"].open(f"/uploads/{earlier}"), "it was read before that was known"
    assert "以后同样的表自动照此读取" in bureau["owner"].open(f"/uploads/{first}")
    number = bureau.reviewed("\n".join([header, a_row(fresh_numbers(1)[0]), ""]).encode())
    page = bureau["owner"].open(f"/uploads/{number}")
    assert counts_of(page) == [1, 1, 0, 0, 0]
    assert f"工作表“登记表”沿用第 {first} 批次" in unescape(page)
    layout = re.search(r'name="layout" value="(\w{64})"', page)
    assert layout is not None

    strange = bureau.reviewed(fresh_file(), who="stranger")
    form = {"layout": layout.group(1)}
    refused = bureau["stranger"].send("/uploads", f"/uploads/{strange}/forget", form)
    assert refused.headers["Location"] == f"/uploads/{strange}?told=changed", "not a layout of that file"

    answer = bureau["owner"].send(f"/uploads/{number}", f"/uploads/{number}/forget", form)
    assert answer.headers["Location"] == f"/uploads/{number}?told=forgotten"
    bureau.work()
    page = bureau["owner"].open(f"/uploads/{number}")
    assert counts_of(page) == [1, 0, 1, 0, 0], "read again as if never confirmed"
    assert "沿用第" not in page
    assert "列对应不再沿用 owner" in part_of(page, "history")
    assert "以后同样的表自动照此读取" not in bureau["owner"].open(f"/uploads/{first}")


def test_the_history_says_who_did_what_and_why_without_naming_a_vehicle(bureau: Bureau) -> None:
    number = bureau.stored(fresh_file())
    reason = f"重复报送 {a_vin(7)}"
    bureau["owner"].send(f"/uploads/{number}/withdraw", f"/uploads/{number}/withdraw", {"reason": reason})
    told = part_of(bureau["owner"].open(f"/uploads/{number}"), "history")
    steps = re.findall(r"\d\d:\d\d:\d\d (\S+) (\S+)", told)
    assert steps == [("报送", "owner"), ("读取并核查完毕", "系统"), ("确认入库", "owner"), ("撤回", "owner")]
    assert "重复报送" in told
    assert a_vin(7) not in told
    assert "撤回" in part_of(bureau["colleague"].open(f"/uploads/{number}"), "history")


def test_an_unfinished_delivery_shows_no_next_step_while_it_is_read(bureau: Bureau) -> None:
    number = number_in(bureau["owner"].upload(("a.csv", fresh_file())))
    page = bureau["owner"].open(f"/uploads/{number}")
    assert 'http-equiv="refresh"' in page, "without a script the page renews itself"
    assert "data-pending" in page
    assert 'class="actbar"' not in page
    bureau.work()
    page = bureau["owner"].open(f"/uploads/{number}")
    assert ("data-pending" in page, 'class="actbar"' in page) == (False, True)


def test_typed_rows_stay_when_the_service_cannot_take_them(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = bureau.stored(a_file_with_two_held_rows())

    def is_busy(*_args: object, **_more: object) -> None:
        raise deliveries.UploadBusy

    monkeypatch.setattr(deliveries, "deliver", is_busy)
    page = bureau["owner"].open(f"/uploads/{number}")
    form = fields_in(page, "/rows") | {"3:5": "2025-03-09", "3:0": "x"}
    answer = bureau["owner"].send(f"/uploads/{number}", f"/uploads/{number}/rows", form)
    told = answer.get_data(as_text=True)
    assert (answer.status_code, "您填的内容还在" in told) == (409, True)
    assert 'name="3:5" type="date" value="2025-03-09"' in told
    assert 'name="3:0" value="x"' in told


def test_a_cell_that_a_row_lacks_is_filled_in(bureau: Bureau) -> None:
    header, numbers = HEADER.split(","), fresh_numbers(3)
    at = [header.index(name) for name in [*header[:5], *header[6:], header[5]]]
    lines = [",".join(text.split(",")[place] for place in at) for text in (HEADER, *map(a_row, numbers))]
    lines[2:] = [line.removesuffix(",2025-03-01") for line in lines[2:]]
    number, place = bureau.reviewed("\n".join(lines).encode(), name="缺格.csv"), len(header) - 1
    address, page = f"/uploads/{number}", bureau["owner"].open(f"/uploads/{number}")
    given = {f"3:{place}": "2025-03-09"}
    assert (
        bureau["owner"].send(address, f"{address}/rows", fields_in(page, "/rows") | given).status_code == 303
    )
    bureau.work()
    assert counts_of(bureau["owner"].open(address)) == [3, 2, 1, 0, 0]
    bureau["owner"].send(address, f"{address}/confirm")
    bureau.work()
    page = bureau["owner"].open(address)
    given = {f"4:{place}": "2025-03-09"}
    sent = bureau["owner"].send(address, f"{address}/rows", fields_in(page, "/rows") | given)
    bureau.work()
    assert counts_of(bureau["owner"].open(f"/uploads/{number_in(sent)}")) == [1, 1, 0, 0, 0]


def test_equal_corrections_of_two_deliveries_are_two(bureau: Bureau) -> None:
    first, second, third = fresh_numbers(3)
    rows = [a_row(first), a_row(second, day="x")]
    corrected = []
    for sent in (a_file(*rows), a_file(*rows, a_row(third))):
        address = f"/uploads/{bureau.reviewed(sent, name='同样.csv')}"
        bureau["owner"].send(address, f"{address}/confirm")
        bureau.work()
        form = fields_in(bureau["owner"].open(f"{address}?rows=held"), "/rows")
        answer = bureau["owner"].send(address, f"{address}/rows", form | {"3:0": a_vin(second), "3:5": "z"})
        corrected.append(number_in(answer))
    assert corrected[0] != corrected[1]


def test_what_was_typed_on_a_further_page_stays_there_when_it_is_not_taken(bureau: Bureau) -> None:
    number = bureau.reviewed(fresh_file(*(a_row(one, day="x") for one in fresh_numbers(21))))
    page = bureau["owner"].open(f"/uploads/{number}?rows=held&from_sheet=登记表&from_row=22")
    action = re.search(r'<form action="([^"]+/rows\?[^"]+)"', page)
    assert action is not None
    form = fields_in(page, "/rows") | {"23:0": "甲", "23:1": "甲\0乙"}
    refused = bureau["owner"].send(f"/uploads/{number}", unescape(action[1]), form)
    assert (refused.status_code, "第 2 个字符" in words_of(refused.text)) == (422, True)
    assert fields_in(refused.text, "/rows")["23:0"] == "甲"


def test_a_new_bureau_is_led_through_its_first_delivery(owner_url: str) -> None:
    with a_bureau(owner_url, "bureau_first") as bureau:
        page = bureau["owner"].open("/bureau")
        assert "第一次报送，三步完成" in page
        steps = re.search(r'<ol class="steps">(.*?)</ol>', page, re.DOTALL)
        assert steps is not None
        assert re.findall(r'href="([^"]+)"', steps.group(1)) == ["/uploads/template.xlsx", "/uploads#send"]
        assert "第一次报送" not in bureau["office"].open("/bureau?unit=410100"), "the office sends nothing"
        bureau.reviewed(fresh_file())
        assert "第一次报送" not in bureau["owner"].open("/bureau")


def test_the_first_page_says_until_when_it_counts_and_where_the_unit_stood(owner_url: str) -> None:
    with a_bureau(owner_url, "bureau_places") as bureau:
        with bureau.service.database.transaction(OFFICE) as session:
            publishing.publish_final(session, parse_period("2025-10"), now=clock.now())
        page = bureau["owner"].open("/bureau")
    assert re.search(
        r"\d{4}年\d+月的排名 \d+月\d+日 起预览，还有 \d+ 天|的排名今天（\d+月\d+日）起预览", page
    )
    places = re.findall(r'<a href="/rankings/([-\d]+)">(\w+)<b>([^<]+)</b>', page)
    assert places[-1] == ("2025-10", "2025年10月", "未报送")
    assert [period for period, _, _ in places] == sorted(period for period, _, _ in places)


@pytest.mark.parametrize("name", ["number", "endpoint", "_scheme", "_external", "_anchor", "_method"])
def test_words_in_the_address_that_mean_nothing_there_change_no_link(bureau: Bureau, name: str) -> None:
    number = bureau.reviewed(a_file_with_two_held_rows())
    page = bureau["owner"].open(f"/uploads/{number}?{name}=javascript&code=date-unreadable")
    links = set(re.findall(r'href="([^"#]+)#(?:each|rows)"', page))
    assert links
    assert {link.partition("?")[0] for link in links} == {f"/uploads/{number}"}


@pytest.mark.parametrize(
    "asked",
    [
        "code=%00",
        "severity=a%00b",
        "sheet=%00&column=%00",
        "from_sheet=%00&from_row=1",
        "from_row=2147483648",
        "after=2147483648",
        "after=999999999999999999",
        "after=%D9%A3",
    ],
)
def test_an_address_that_asks_for_what_no_file_holds_shows_the_delivery(bureau: Bureau, asked: str) -> None:
    number = bureau.reviewed(a_file_with_two_held_rows())
    assert counts_of(bureau["owner"].open(f"/uploads/{number}?rows=held&{asked}")) == [3, 1, 2, 0, 0]


def test_what_no_text_can_hold_is_refused_with_its_place_and_nothing_is_done(bureau: Bureau) -> None:
    number = bureau.reviewed(a_file_with_two_held_rows())
    for given in ({"note": "撤\0回"}, {"note": "撤回", "sheet": "登\0记表"}):
        status, page = close(bureau, number, drop="3", reason="other", **given)
        assert (status, "第 2 个字符" in page) == (422, True)
    at = f"/uploads/{number}/withdraw"
    taken = bureau["owner"].send(at, at, {"reason": "发\0错"})
    assert (taken.status_code, "第 2 个字符" in taken.text) == (422, True)
    address = f"/uploads/{number}"
    typed = {
        "/rows": fields_in(bureau["owner"].open(address), "/rows") | {"3:0": "甲\0乙"},
        "/cells": {"cell:0:3:0": "甲\0乙"},
    }
    for form, given in typed.items():
        taken = bureau["owner"].send(address, f"{address}{form}", given)
        assert (taken.status_code, "第 2 个字符" in taken.text) == (422, True)
    assert counts_of(bureau["owner"].open(f"/uploads/{number}?rows=held")) == [3, 1, 2, 0, 0]


@pytest.mark.parametrize(
    ("form", "given", "cell"),
    [
        ("/cells", {"cell:0:1:0": "x", "cell:0:3:0": "y"}, "登记表”的 A1 "),
        ("/cells", {"cell:0:3:9999": "x"}, "登记表”的 NTP3 "),
        ("/rows", {"sheet": "附表", "was:3": '["x"]', "3:0": "y"}, "附表”的 A3 "),
    ],
)
def test_only_cells_that_a_page_offers_are_corrected(
    bureau: Bureau, form: str, given: dict[str, str], cell: str
) -> None:
    number = bureau.reviewed(a_file_with_two_held_rows())
    taken = bureau["owner"].send(f"/uploads/{number}", f"/uploads/{number}{form}", given)
    assert (taken.status_code, cell in words_of(taken.text)) == (422, True)
    with bureau.service.database.transaction(OFFICE) as session:
        assert deliveries.upload(session, city=410100, number=number).corrections == {}


def test_forms_are_corrected_in_their_file_and_the_page_says_why(bureau: Bureau) -> None:
    lines = ["新增公交车登记表"]
    for number, day in zip(fresh_numbers(2), ("坏日子", "2025-03-01"), strict=True):
        lines += [
            f"号牌号码,豫A{number:05d}D,车辆类型,大型普通客车",
            f"车辆识别代号,{a_vin(number)},使用性质,公交客运",
        ]
        lines += [f"燃料种类,纯电动,注册登记日期,{day}", "总质量（kg）,18000,新增/更新,新增", ""]
    number = bureau.reviewed("\n".join(lines).encode())
    address, page = f"/uploads/{number}", bureau["owner"].open(f"/uploads/{number}")
    form = fields_in(page, "/rows")
    assert [name for name in form if name[0].isdigit()] == []
    assert "是一车一表" in words_of(page)
    for _ in ("in review", "stored"):
        sent = bureau["owner"].send(address, f"{address}/rows", form | {"3:1": "x"})
        assert (sent.status_code, "请在原文件或标注副本中改好后重新报送" in words_of(sent.text)) == (
            422,
            True,
        )
        bureau["owner"].send(address, f"{address}/confirm")
        bureau.work()


def forms_of(page: str) -> list[int]:
    """How many fields each form of a page sends."""
    forms = re.findall(r"<form .*?</form>", page, re.DOTALL)
    return [len(re.findall(r"<(?:input|select|textarea) [^>]*name=", form)) for form in forms]


def a_wide_file(columns: int, rows: int) -> bytes:
    """Held rows with so many further columns."""
    header = ",".join(f"备注{place}" for place in range(columns))
    further = ",".join("x" * columns)
    lines = [f"{a_row(number, day='x')},{further}" for number in fresh_numbers(rows)]
    return "\n".join([f"{HEADER},{header}", *lines, ""]).encode()


def test_a_very_wide_sheet_is_corrected_by_a_form_that_is_taken(bureau: Bureau) -> None:
    number = bureau.reviewed(a_wide_file(60, 20))
    page = bureau["owner"].open(f"/uploads/{number}")
    assert 900 < max(forms_of(page)) <= MOST_FIELDS
    assert "此处只能更正前 47 列（有错的列在前）" in words_of(page)
    cells = fields_in(page, "/rows")
    assert sum(":" in name and not name.startswith("was:") for name in cells) == 20 * 47
    cells["3:5"] = "2025-03-09"
    answer = bureau["owner"].send(f"/uploads/{number}", f"/uploads/{number}/rows", cells)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/uploads/{number}")
    bureau.work()
    assert counts_of(bureau["owner"].open(f"/uploads/{number}"))[:3] == [20, 1, 19]


def test_a_sheet_of_thousands_of_columns_shows_the_first_and_those_with_errors(bureau: Bureau) -> None:
    number = bureau.reviewed(a_wide_file(3_000, 2))
    page = bureau["owner"].open(f"/uploads/{number}?rows=held")
    assert "此处只列出前 200 列（有错的列在前），其余请看原文件或标注副本" in words_of(page)
    assert page.count('<td data-label="') < 2 * 210
    assert len(part_of(page, "rows")) < 400_000


def chosen_in(page: str) -> dict[str, str]:
    """What a browser sends of the choice of each column: where none is marked, the first, which is empty."""
    chosen = {}
    for choice in re.findall(r'<select name="\d+:[A-Z]+".*?</select>', page, re.DOTALL):
        marked = re.search(r'<option value="(\w*)" selected>', choice)
        chosen[choice.split('"')[1]] = marked[1] if marked else ""
    return chosen


def test_very_many_columns_are_named_by_a_form_that_is_taken(bureau: Bureau) -> None:
    number = bureau.reviewed(a_wide_file(1_100, 1))
    page = bureau["owner"].open(f"/uploads/{number}")
    assert max(forms_of(page)) <= MOST_FIELDS
    assert "此处只能更改前 990 列，其余照旧" in words_of(page)
    chosen = chosen_in(page)
    assert len(chosen) == 990
    assert bureau["owner"].send(f"/uploads/{number}", f"/uploads/{number}/mapping", chosen).status_code == 303
