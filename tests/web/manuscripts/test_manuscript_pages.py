"""The guided forms, without script: a rule from a pasted text, an answer that is confirmed, two writers at once."""

import hashlib
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from fleetsvc import clock
from fleetsvc.books import parsed, shipped_book, shipped_text
from fleetsvc.database.transactions import OFFICE
from fleetsvc.services.people import accounts
from fleetsvc.services.people.accounts import Role
from tests.actors import TESTER
from tests.browser import PASSWORD, Bureau, a_bureau, token_in, words_of
from tests.upload_cases import a_file, a_row
from tests.web.drafts.test_office_drafts import deliver

LIST = "/rulebook/manuscripts"
SHIPPED = shipped_text().decode()
LAW = "关于公务用车的通知\n第二条　新增公务用车全部为纯电动汽车，鼓励更新。\n第三条　新增公务用车全部公开。\n"
SHA = hashlib.sha256(LAW.encode()).hexdigest()


@pytest.fixture(scope="module")
def opened(owner_url: str) -> Iterator[Bureau]:
    """Two hybrid buses of Zhengzhou, and a second person of the office."""
    with a_bureau(owner_url, "manuscript_pages") as bureau:
        with bureau.service.database.transaction(OFFICE) as session:
            accounts.add_user(
                session, "second", role=Role.OFFICE, unit=None, password=PASSWORD, by=TESTER, now=clock.now()
            )
        rows = [a_row(n, energy="插电式混合动力", plate=f"豫A0000{n}F", day="2025-03-01") for n in (1, 2)]
        deliver(bureau, a_file(*rows))
        yield bureau


def sent(bureau: Bureau, path: str, fields: dict[str, Any], *, who: str = "office") -> TestResponse:
    browser = bureau[who]
    data = {"csrf_token": token_in(browser.open(LIST))} | fields
    return browser.client.post(path, data=data, headers={"Origin": "http://localhost"})


def begun(bureau: Bureau) -> str:
    """Begin a manuscript of the edition in force and return its address."""
    answer = sent(bureau, LIST, {"edition": shipped_book().edition})
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].partition("?")[0]


def file_at(bureau: Bureau, address: str) -> str:
    return bureau["office"].client.get(f"{address}/file.yaml").get_data(as_text=True)


def fields_in(page: str, action: str) -> dict[str, list[str]]:
    """The fields of a form as a browser without script sends them."""
    form = re.search(rf'<form[^>]*action="{re.escape(action)}[^"]*".*?</form>', page, re.DOTALL)
    assert form is not None
    found: dict[str, list[str]] = {}
    pattern = r"<input([^>]*)>|<textarea([^>]*)>(.*?)</textarea>|<select([^>]*)>(.*?)</select>"
    for one in re.finditer(pattern, form[0], re.DOTALL):
        given, area, written, select, listed = one.groups()
        name = re.search(r'name="([^"]*)"', given or area or select or "")
        if name is None or (given and 'type="checkbox"' in given and " checked" not in given):
            continue
        if given and 'type="radio"' in given and " checked" not in given:
            continue
        if select:
            chosen = re.search(r'value="([^"]*)" selected', listed)
            value = chosen[1] if chosen else ""
        else:
            value = written if area else (re.search(r'value="([^"]*)"', given) or ["", ""])[1]
        found.setdefault(name[1], []).append(
            value.replace("&#39;", "'").replace("&#34;", '"').replace("&amp;", "&")
        )
    return found


ACT = {
    "version": "1", "pasted": LAW.replace("\n", "\r\n"), "title.zh": "关于公务用车的通知", "title.en": "Notice",
    "document": "豫管〔2026〕1号", "issuers": "省机关事务管理局 | Government Offices Administration",
    "published_on": "2026-01-05", "id": "official-2026", "description.zh": "网页全文", "description.en": "web page",
    "address": "https://example.org/1",
}  # fmt: skip


def test_a_rule_is_made_from_a_pasted_text_field_by_field(opened: Bureau) -> None:
    address = begun(opened)
    assert "底稿已建立" in words_of(opened["office"].open(f"{address}?done=begun"))
    answer = sent(opened, f"{address}/law", ACT)
    assert (answer.status_code, answer.headers.get("Location")) == (303, f"{address}/text/{SHA}"), answer.text

    words = {"words": "新增公务用车全部", "use": "clause", "translation": "All new official cars."}
    answer = sent(opened, f"{address}/text/{SHA}", words | {"version": "2"})
    assert answer.status_code == 422
    assert "原文中有 2 处（至多列 20 处），请选一处" in words_of(answer.text)
    places = re.findall(r'name="at" value="(\d+)"', answer.text)
    assert [LAW[int(at) :][:8] for at in places] == ["新增公务用车全部"] * 2
    answer = sent(opened, f"{address}/text/{SHA}", words | {"version": "2", "at": places[0]})
    assert answer.status_code == 303, words_of(answer.text)

    page = opened["office"].open(f"{address}/text/{SHA}")
    assert "第 2 项（自第 10 个字符）" in words_of(page)
    rest = {"version": "3", "passage": "2", "zh": "不是对单车的要求", "en": "asks nothing of a vehicle"}
    assert sent(opened, f"{address}/text/{SHA}/rest", rest).status_code == 303

    form = opened["office"].open(f"{address}/rule?clause=2-1")
    fields = fields_in(form, f"{address}/rule")
    assert (fields["id"], fields["clause"], fields["units"]) == (["2-1"], ["2-1"], ["all"])
    fields |= {
        "title.zh": ["新增公务用车为纯电动"], "title.en": ["New official cars are electric"], "force": ["all"],
        "categories": ["official"], "events": ["new"], "requirement.energy": ["bev"],
        "effective_from": ["2026-02-01"], "departments": ["省机关事务管理局 | Government Offices Administration"],
    }  # fmt: skip
    answer = sent(opened, f"{address}/rule", fields | {"requirement.mass_class": ["heavy"]})
    assert answer.status_code == 422
    assert "只能与 emission_stage 同写，否则不起作用" in words_of(answer.text)
    assert 'aria-describedby="wrong-requirement.mass_class-1"' in answer.text
    assert fields_in(answer.text, f"{address}/rule")["title.zh"] == ["新增公务用车为纯电动"]
    answer = sent(opened, f"{address}/rule", fields)
    assert answer.status_code == 303, words_of(answer.text)

    text = file_at(opened, address)
    made = parsed(text.encode())["rules"][-1]
    assert (made["id"], made["requirement"], made["units"]) == ("2-1", {"energy": ["bev"]}, "all")
    assert text.startswith(SHIPPED[: SHIPPED.index("\npassages:")])
    page = opened["office"].open(address)
    assert "没有问题" in words_of(page)
    assert "第 2 项的文字尚未与原文核对，不能引用" in words_of(page)
    assert sent(opened, f"{address}/text/{SHA}/review", {"version": "5", "passage": "2"}).status_code == 303
    assert "不能引用" not in words_of(opened["office"].open(address))
    answer = sent(opened, f"{address}/edition", {"version": "6"})
    assert answer.headers["Location"].startswith("/rulebook/drafts/sha256:")
    edition = answer.headers["Location"].partition("?")[0]
    assert opened["office"].client.get(f"{edition}/file.yaml").get_data(as_text=True) == file_at(
        opened, address
    )


def test_a_rule_shown_and_sent_back_changes_no_byte(opened: Bureau) -> None:
    address = begun(opened)
    for path, ids in (
        ("rule", ["13-in-principle", "11-heavy-china-6", "11-urban-freight-mainly"]),
        ("answer", ["china-6-either-letter"]),
    ):
        for name in ids:
            page = opened["office"].open(f"{address}/{path}?id={name}")
            answer = sent(opened, f"{address}/{path}", fields_in(page, f"{address}/{path}"))
            assert answer.status_code == 303, (name, words_of(answer.text))
    assert file_at(opened, address) == SHIPPED


def test_confirming_an_answer_begins_a_manuscript_with_that_change_alone_and_previews_it(
    opened: Bureau,
) -> None:
    given = {
        "answer": "nev-kinds",
        "number": "豫环函〔2026〕3号",
        "dated": "2026-01-09",
        "zh": "省厅",
        "en": "office",
    }
    for missing in given:
        answer = sent(opened, "/rulebook/answers/confirmation", given | {missing: ""})
        assert (answer.status_code, "没有建立底稿" in words_of(answer.text)) == (422, True), missing
    answer = sent(opened, "/rulebook/answers/confirmation", given)
    page = words_of(opened["office"].open(answer.headers["Location"]))
    assert "结论改变 0" in page
    assert "豫环函〔2026〕3号" in page
    address = answer.headers["Location"].removesuffix("/preview")
    lines = set(file_at(opened, address).splitlines()) - set(SHIPPED.splitlines())
    assert lines == {
        "    status: confirmed",
        "    by: {zh: 省厅, en: office}",
        "    letter: {number: 豫环函〔2026〕3号, dated: 2026-01-09}",
    }


def test_a_preview_counts_the_vehicles_that_would_flip_and_stores_nothing(opened: Bureau) -> None:
    address = begun(opened)
    page = opened["office"].open(f"{address}/answer?id=nev-kinds")
    fields = fields_in(page, f"{address}/answer")
    assert fields["sets.energy"] == ["bev", "phev", "fcev"]
    assert sent(opened, f"{address}/answer", fields | {"sets.energy": ["bev", "fcev"]}).status_code == 303
    before = words_of(opened["office"].open("/rulebook/drafts"))
    shown = words_of(opened["office"].open(f"{address}/preview"))
    assert "结论改变 2" in shown
    assert "郑州市 2 2" in shown
    assert "现行案例改变" in shown
    assert words_of(opened["office"].open("/rulebook/drafts")) == before


def test_the_second_of_two_writers_is_told_and_loses_nothing(opened: Bureau) -> None:
    address = begun(opened)
    shown = {
        who: fields_in(opened[who].open(f"{address}/rule?id=13-bus-new"), f"{address}/rule")
        for who in ("office", "second")
    }
    first = sent(opened, f"{address}/rule", shown["office"] | {"title.en": ["first"]})
    assert first.status_code == 303
    second = sent(opened, f"{address}/rule", shown["second"] | {"title.zh": ["第二人"]}, who="second")
    assert second.status_code == 409
    told = words_of(second.text)
    assert "没有保存：office 已于" in told
    assert "+ title: {zh: 新增公交车全部使用新能源汽车, en: first}" in " ".join(told.split())
    kept = fields_in(second.text, f"{address}/rule")
    assert (kept["version"], kept["title.zh"]) == (["2"], ["第二人"])
    assert sent(opened, f"{address}/rule", kept, who="second").status_code == 303
    assert parsed(file_at(opened, address).encode())["rules"][0]["title"]["zh"] == "第二人"
    upload = sent(opened, f"{address}/file", {"version": "1", "text": "name: other"})
    assert (upload.status_code, "name: other" in upload.text) == (409, True)


def test_what_a_colleague_removed_is_saved_as_new(opened: Bureau) -> None:
    address = begun(opened)
    fields = fields_in(opened["office"].open(f"{address}/rule?id=11-short-haul-other"), f"{address}/rule")
    removed = sent(
        opened, f"{address}/rule/removal", {"version": "1", "was": "11-short-haul-other"}, who="second"
    )
    assert removed.status_code == 303
    again = sent(opened, f"{address}/rule", fields)
    kept = fields_in(again.text, f"{address}/rule")
    assert sent(opened, f"{address}/rule", kept).status_code == 303
    last = parsed(SHIPPED.encode())["rules"][-1]
    stated = {key: value for key, value in last.items() if value is not None}
    assert parsed(file_at(opened, address).encode())["rules"][-1] == stated


def test_a_file_and_the_form_meet_in_the_same_manuscript(opened: Bureau) -> None:
    address = begun(opened)
    changed = SHIPPED.replace("force: all", "force: most", 1).replace(
        "published_on: 2023-02-24", "published_on: soon"
    )
    data = {
        "version": "1",
        "file": (BytesIO(b"\xef\xbb\xbf" + changed.replace("\n", "\r\n").encode()), "规则.yaml"),
    }
    assert sent(opened, f"{address}/file", data).status_code == 303
    assert file_at(opened, address) == changed
    page = words_of(opened["office"].open(address))
    assert "有 2 处问题" in page
    assert (
        "此处应为日期，如 2023-03-01 this must be a day such as 2023-03-01 instruments[0].published_on"
        in page
    )
    form = opened["office"].open(f"{address}/rule?id=13-bus-new")
    assert "不认识“most”" in words_of(form)
    fields = fields_in(form, f"{address}/rule") | {"force": ["all"]}
    assert sent(opened, f"{address}/rule", fields).status_code == 303
    assert file_at(opened, address) == SHIPPED.replace("published_on: 2023-02-24", "published_on: soon")
    stored = sent(opened, f"{address}/edition", {"version": "3"})
    assert (stored.status_code, "没有存为草案：还有 1 处问题" in words_of(stored.text)) == (422, True)
    assert opened["office"].client.get(f"{address}/preview").status_code == 303
    assert sent(opened, f"{address}/versions/1", {"version": "3"}).status_code == 303
    assert file_at(opened, address) == SHIPPED


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "没有收到内容"),
        ({"text": "a: ["}, "不是有效的 YAML"),
        ({"text": "a: 1\na: 2"}, "同一个键出现了两次"),
        ({"text": "x" * (2 * 1024 * 1024 + 1)}, "文件超过 2 MB"),
    ],
)
def test_what_is_no_file_of_a_rulebook_is_refused_in_words(
    opened: Bureau, fields: dict[str, str], told: str
) -> None:
    address = begun(opened)
    answer = sent(opened, f"{address}/file", fields | {"version": "1"})
    assert (answer.status_code, told in words_of(answer.text)) == (422, True)


def test_a_rule_may_be_saved_unfinished(opened: Bureau) -> None:
    address = begun(opened)
    unfinished = {"version": "1", "was": "", "id": "13-x", "clause": "13-new", "units": "all"}
    answer = sent(opened, f"{address}/rule", unfinished)
    assert (answer.status_code, answer.text.count('class="wrong"') > 4) == (422, True)
    assert sent(opened, f"{address}/rule", unfinished | {"anyway": "yes"}).status_code == 303
    assert parsed(file_at(opened, address).encode())["rules"][-1] == {
        "id": "13-x",
        "clause": "13-new",
        "units": "all",
    }


def test_an_empty_book_is_begun_and_a_manuscript_is_discarded(opened: Bureau) -> None:
    names = {"id": "kaifeng", "name": "kaifeng-2026", "zh": "开封", "en": "Kaifeng"}
    assert sent(opened, LIST, names | {"en": ""}).status_code == 422
    address = sent(opened, LIST, names).headers["Location"].partition("?")[0]
    assert parsed(file_at(opened, address).encode()) == {
        "id": "kaifeng", "name": "kaifeng-2026", "title": {"zh": "开封", "en": "Kaifeng"}
    }  # fmt: skip
    assert sent(opened, f"{address}/law", ACT).status_code == 303
    assert sent(opened, f"{address}/discarding", {"version": "1"}).status_code == 409
    assert sent(opened, f"{address}/discarding", {"version": "2"}).status_code == 303
    assert opened["office"].client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"pasted": ""}, "缺少这一项"),
        ({"published_on": "soon"}, "此处应为日期"),
        ({"pasted": "x" * (2 * 1024 * 1024 + 1)}, "原文超过 2 MiB"),
        ({"pasted": "", "sha256": "0" * 64}, "没有存入此校验码的原文"),
    ],
)
def test_what_is_wrong_with_an_act_is_told_and_nothing_is_saved(
    opened: Bureau, fields: dict[str, str], told: str
) -> None:
    address = begun(opened)
    answer = sent(opened, f"{address}/law", ACT | fields)
    assert (answer.status_code, told in words_of(answer.text)) == (422, True), words_of(answer.text)
    assert file_at(opened, address) == SHIPPED


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"words": " "}, "请选中或键入词句"),
        ({"words": "没有这句"}, "原文中没有这些词句"),
        ({"words": "第二条"}, "这一项须填写"),
        ({"words": "关于公务用车", "translation": "x"}, "段首没有编号"),
        ({"words": "第二条", "use": "reason", "zh": "a", "en": "b", "name": "13-new"}, "这个编号已经用了"),
    ],
)
def test_what_is_wrong_with_a_mark_is_told_at_its_field(
    opened: Bureau, fields: dict[str, str], told: str
) -> None:
    address = begun(opened)
    assert sent(opened, f"{address}/law", ACT).status_code == 303
    answer = sent(opened, f"{address}/text/{SHA}", fields | {"version": "2"})
    assert (answer.status_code, told in words_of(answer.text)) == (422, True), words_of(answer.text)


def test_a_rule_typed_while_the_session_ran_out_is_sent_after_signing_in_again(opened: Bureau) -> None:
    address, browser = begun(opened), opened["office"]
    page = browser.open(f"{address}/rule?id=13-bus-new")
    fields = fields_in(page, f"{address}/rule") | {"title.zh": ["隔夜填写"]}
    with opened.service.database.transaction(OFFICE) as session:
        session.connection().execute(
            text(
                "UPDATE session SET seen_at = seen_at - interval '1 day' FROM app_user"
                " WHERE app_user.id = session.user_id AND app_user.name = 'office'"
            )
        )
    ours = {"Origin": "http://localhost"}
    lost = browser.client.post(f"{address}/rule", data=fields, headers=ours)
    kept = re.fullmatch(r"/sign-in\?next=(/unfinished/\d+)", lost.headers["Location"])
    assert (lost.status_code, kept is not None) == (302, True)
    entered = {"name": "office", "password": PASSWORD, "next": kept[1] if kept else ""}
    token = token_in(browser.open(lost.headers["Location"]))
    assert browser.client.post("/sign-in", data=entered | {"csrf_token": token}).status_code == 303
    again = fields_in(browser.open(entered["next"]), f"{address}/rule")
    assert browser.client.post(f"{address}/rule", data=again, headers=ours).status_code == 303
    assert parsed(file_at(opened, address).encode())["rules"][0]["title"]["zh"] == "隔夜填写"


EMPTY = {"id": "fleets", "name": "fleets-2026", "zh": "车队", "en": "Fleets"}
CONFIRMED = {
    "answer": "nev-kinds",
    "number": "豫环函〔2026〕3号",
    "dated": "2026-01-09",
    "zh": "省厅",
    "en": "office",
}


@pytest.mark.parametrize(
    ("path", "fields", "place"),
    [
        (LIST, EMPTY | {"name": "fle\x07ets"}, 4),
        (LIST, EMPTY | {"zh": "车队\x9b"}, 3),
        ("/rulebook/answers/confirmation", CONFIRMED | {"number": "\x00豫环函"}, 1),
        ("/rulebook/answers/confirmation", CONFIRMED | {"en": "office\rX: y"}, 7),
    ],
)
def test_a_control_character_in_a_form_is_refused_with_its_place_and_nothing_is_begun(
    opened: Bureau, path: str, fields: dict[str, str], place: int
) -> None:
    before = words_of(opened["office"].open(LIST))
    answer = sent(opened, path, fields)
    sign = next(sign for value in fields.values() for sign in value if not sign.isprintable())
    assert answer.status_code == 422
    assert f"第 {place} 个字符是看不见的 U+{ord(sign):04X}" in words_of(answer.text)
    assert words_of(opened["office"].open(LIST)) == before


def test_a_control_character_of_an_entry_is_told_at_its_field(opened: Bureau) -> None:
    address = begun(opened)
    fields = fields_in(opened["office"].open(f"{address}/rule?id=13-bus-new"), f"{address}/rule")
    answer = sent(opened, f"{address}/rule", fields | {"title.zh": ["新\x07增"]})
    assert (answer.status_code, "含有控制字符" in words_of(answer.text)) == (422, True)


def test_a_name_of_two_lines_is_a_problem_at_its_path_and_breaks_no_header(opened: Bureau) -> None:
    answer = sent(opened, LIST, EMPTY | {"name": "fleets\r\nX: y"})
    assert answer.status_code == 303
    address = answer.headers["Location"].partition("?")[0]
    assert "名称应为一行，不含控制字符 a name is one line without control characters name" in words_of(
        opened["office"].open(address)
    )
    assert parsed(file_at(opened, address).encode())["name"] == "fleets\nX: y"


def test_a_book_that_can_not_stand_beside_others_says_so_before_it_is_stored(opened: Bureau) -> None:
    address = begun(opened)
    namesake = SHIPPED.replace("\nid: henan\n", "\nid: another-policy\n", 1)
    assert sent(opened, f"{address}/file", {"version": "1", "text": namesake}).status_code == 303
    told = "两部规则的 name 同为“henan-2023”，不能同时生效"
    assert told in words_of(opened["office"].open(address))
    preview = opened["office"].client.get(f"{address}/preview")
    assert (preview.status_code, f"name：{told}" in words_of(preview.text)) == (422, True)
