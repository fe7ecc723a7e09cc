"""Draft rulebooks as the office's pages show them: stored, compared with the one in force, proposed and signed."""

import hashlib
import json
import re
from collections.abc import Iterator
from importlib.resources import files
from io import BytesIO
from typing import Any

import pytest
from werkzeug.test import TestResponse

from fleetsvc import clock
from fleetsvc.books import book_mapping, parsed, shipped_book, written
from fleetsvc.database.transactions import OFFICE
from fleetsvc.jobs import proving
from fleetsvc.services.drafts import activations, proofs
from fleetsvc.services.drafts.proofs import Found
from fleetsvc.services.law.editions import edition_of_hash
from fleetsvc.services.law.signatories import AtHost
from fleetsvc.services.people import accounts
from fleetsvc.services.people.accounts import Role
from fleetsvc.web.drafts import book_file, pages
from fleetsvc.web.drafts.book_file import Placed, placed
from rules.rulebook import Problem, build, edition_of
from rules.wording import Text
from tests.actors import TESTER, noted
from tests.browser import PASSWORD, Bureau, a_bureau, token_in, words_of
from tests.upload_cases import a_file, a_row

BOOK_TEXT = (files("rules") / "books" / "henan-2023.yaml").read_text(encoding="utf-8")
LIST = "/rulebook/drafts"


def ending(day: str) -> str:
    """The shipped file, its rule on new buses ending on a day."""
    before, name, after = BOOK_TEXT.partition("  - id: 13-bus-new")
    return before + name + after.replace("effective_until: null", f"effective_until: {day}", 1)


def deliver(bureau: Bureau, content: bytes) -> None:
    """Have a file of Zhengzhou read and stored."""
    data = {"file": (BytesIO(content), "登记表.csv"), "unit": "410100", "confirm": "true"}
    service = bureau.service
    answer = service.client().post("/api/v1/uploads", data=data, headers=service.bearer(Role.BUREAU))
    assert answer.status_code == 202, answer.json
    bureau.work()


def sent(bureau: Bureau, text: str, *, who: str = "office", as_file: bool = False) -> TestResponse:
    browser = bureau[who]
    data: dict[str, Any] = {"csrf_token": token_in(browser.open(LIST))}
    data |= {"file": (BytesIO(text.encode()), "草案.yaml")} if as_file else {"text": text}
    return browser.client.post(LIST, data=data, content_type="multipart/form-data")


def stored(bureau: Bureau, day: str) -> str:
    """Store a draft and return its edition."""
    answer = sent(bureau, ending(day))
    assert answer.status_code == 303, words_of(answer.get_data(as_text=True))
    return build(parsed(ending(day).encode())).edition


def acts(bureau: Bureau) -> list[tuple[str, str | None]]:
    with bureau.service.database.transaction(OFFICE) as session:
        events = noted(session)
    return [(event.act, event.actor_name) for event in reversed(events) if event.act.startswith("rulebook-")]


@pytest.fixture(scope="module")
def opened(owner_url: str) -> Iterator[Bureau]:
    """Three new diesel buses of Zhengzhou, and a second person of the office."""
    with a_bureau(owner_url, "draft_pages") as bureau:
        with bureau.service.database.transaction(OFFICE) as session:
            accounts.add_user(
                session, "second", role=Role.OFFICE, unit=None, password=PASSWORD, by=TESTER, now=clock.now()
            )
        days = ("2025-03-01", "2025-03-14", "2025-03-15")
        rows = [a_row(n, energy="柴油", plate=f"豫A0000{n}", day=day) for n, day in enumerate(days, 1)]
        deliver(bureau, a_file(*rows))
        yield bureau


def test_every_problem_of_a_file_is_told_at_its_line_and_what_was_sent_is_kept(opened: Bureau) -> None:
    broken = BOOK_TEXT.replace("categories: [bus]\n    events", "categories: [buss]\n    events")
    broken = broken.replace("published_on: 2023-02-24", "published_on: soon")
    lines = broken.splitlines()
    before = acts(opened)
    answer = sent(opened, broken, as_file=True)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    rows = re.findall(
        r'<tr><td class="num">(\d+)</td><td><code>(.*?)</code></td><td>(.*?)</td><td><code class="quiet">(.*?)</code>',
        page,
    )
    assert [(lines[int(line) - 1].strip(), text, path) for line, text, _, path in rows] == [
        ("published_on: soon", "published_on: soon", "instruments[0].published_on"),
        ("categories: [buss]", "categories: [buss]", "rules[0].categories[0]"),
    ]
    assert rows[0][2] == "此处应为日期，如 2023-03-01"
    assert "没有存入：文件有 2 处问题" in words_of(page)
    assert "published_on: soon" in page.partition("<textarea")[2]
    assert acts(opened) == before


def test_the_text_of_an_act_is_handed_in_and_named_by_its_hash(opened: Bureau) -> None:
    browser = opened["office"]

    def handed_in(**fields: Any) -> TestResponse:
        data = {"csrf_token": token_in(browser.open(LIST))} | fields
        return browser.client.post("/rulebook/texts", data=data, content_type="multipart/form-data")

    text = "第一条　新增公交车应为新能源汽车。\n"
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    for fields in ({"text": text.replace("\n", "\r\n")}, {"file": (BytesIO(text.encode()), "文件.txt")}):
        answer = handed_in(**fields)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{LIST}?text={sha256}#texts")
    assert f"原文已存入，其 SHA-256 为 {sha256}" in words_of(browser.open(f"{LIST}?text={sha256}"))
    assert "原文已存入" not in words_of(browser.open(f"{LIST}?text=anything"))
    refused = handed_in(file=(BytesIO("文件".encode("gb18030")), "文件.txt"))
    assert refused.status_code == 422
    assert "不是 UTF-8 文本" in words_of(refused.get_data(as_text=True))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "没有收到内容：请选择一个规则文件，或粘贴全文"),
        (b"a: [", "不是有效的 YAML"),
        (b"a: 1\na: 2", "同一个键出现了两次"),
        (b"[]", "文件内容不是键值结构"),
        (b"\xff\xfe\x00", "没有存入"),
    ],
)
def test_what_is_no_rulebook_is_refused_in_words(opened: Bureau, content: bytes, told: str) -> None:
    browser = opened["office"]
    data = {"csrf_token": token_in(browser.open(LIST)), "file": (BytesIO(content), "x.yaml")}
    answer = browser.client.post(LIST, data=data, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert told in words_of(answer.get_data(as_text=True))


def test_of_very_many_problems_the_first_hundred_are_listed_and_all_are_counted(opened: Bureau) -> None:
    page = sent(opened, "\n".join(f"k{number}: 1" for number in range(20_000))).get_data(as_text=True)
    rows = re.findall(r'<tr><td class="num">(\d+|–)</td>', page)
    assert len(rows) == 100
    count = re.search(r"文件有 ([\d,]+) 处问题，下面列出前 100 处", words_of(page))
    assert count is not None
    assert int(count.group(1).replace(",", "")) > 20_000


def test_a_file_larger_than_any_rulebook_is_refused(opened: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (book_file, pages):
        monkeypatch.setattr(module, "MAX_BOOK_BYTES", 10)
    answer = sent(opened, "a" * 11, as_file=True)
    assert answer.status_code == 422
    assert "文件超过 2 MB，规则书不会这么大" in words_of(answer.get_data(as_text=True))


def test_a_problem_without_a_line_comes_first_and_a_missing_key_is_told_where_it_belongs() -> None:
    missing = Problem("rules[0].force", Text("缺少", "missing"))
    whole = Problem("file", Text("全文", "all"))
    assert placed([missing, whole], b"id: x\nrules:\n  - id: one\n", "en") == [
        Placed(None, "", "file", "all"),
        Placed(3, "- id: one", "rules[0].force", "missing"),
    ]


def test_the_file_of_an_edition_sent_again_is_the_same_edition(opened: Bureau) -> None:
    edition = stored(opened, "2027-01-01")
    client = opened["office"].client
    kept = client.get(f"{LIST}/{edition}/file.yaml")
    assert edition_of(parsed(kept.get_data())) == edition
    assert "filename*=UTF-8''henan-2023-" in kept.headers["Content-Disposition"]
    shipped = client.get(f"{LIST}/{shipped_book().edition}/file.yaml").get_data(as_text=True)
    assert shipped == BOOK_TEXT
    assert list(parsed(written(dict(sorted(book_mapping().items()))))) == list(book_mapping())
    again = sent(opened, kept.get_data(as_text=True))
    assert (again.status_code, again.headers["Location"]) == (303, f"{LIST}/{edition}?done=stored_before")


@pytest.mark.parametrize(
    "name",
    ['a"; filename=evil.exe', "河南省规则", "a/../b;c", "长" * 50_000],
    ids=["quote", "Chinese", "path", "long"],
)
def test_a_rulebook_may_be_called_anything_and_its_name_says_nothing_in_a_header(
    opened: Bureau, name: str
) -> None:
    text = called(name)
    assert sent(opened, text).status_code == 303
    edition = build(parsed(text.encode())).edition
    answer = opened["office"].client.get(f"{LIST}/{edition}/file.yaml")
    told = answer.headers["Content-Disposition"]
    assert (answer.status_code, told.isascii(), len(told) < 1000) == (200, True, True)
    assert re.fullmatch(r"attachment; filename=download\.yaml; filename\*=UTF-8''[A-Za-z0-9%._~-]+", told)


def test_a_rulebook_with_a_name_of_two_lines_is_refused(opened: Bureau) -> None:
    assert sent(opened, called("a\nSet-Cookie: x=1")).status_code == 422


def called(name: str) -> str:
    """The shipped file under another name."""
    return BOOK_TEXT.replace("\nname: henan-2023", f"\nname: {json.dumps(name, ensure_ascii=False)}", 1)


def test_a_comparison_shows_texts_flips_ranks_and_samples(opened: Bureau) -> None:
    edition = stored(opened, "2025-03-15")
    page = opened["office"].open(f"{LIST}/{edition}?period=2025-Q1")
    told = words_of(page)
    assert (
        "已判定的登记 3 结论改变 1 占 33.3% 结论不变、所依规则改变 0 只是所引条文或解释改变 0 涉及报送单位 1"
        in told
    )
    assert (
        "改动 规则：新增公交车全部使用新能源汽车 13-bus-new 新增公交车、市政环卫车全部使用新能源汽车" in told
    )
    assert "停止施行日期 不限 2025-03-15" in told
    assert "不符合 变为 不适用 1 辆 报送单位 公交车 合计 郑州市 1 1 合计 1 1" in told
    assert "按 2025年第1季度 登记的车辆推算" in told
    assert "郑州市 数量过少 数量过少 – – – 3 2" in told
    assert "其余 18 个单位不变" in told
    assert "LZY**********0003 郑州市 · 新增、公交车、柴油 · 2025-03-15 登记" in told
    assert len(re.findall('<li class="own">', page)) >= 2
    assert "LZY" in page
    assert not re.search(r"LZY[A-Z0-9]{14}", page)


def test_an_interpretation_says_who_decided_it_or_that_it_is_the_products_default(opened: Bureau) -> None:
    before, _, after = ending("2027-02-01").partition("status: assumed")
    letter = "letter: {number: 豫环函 2026 年第 12 号, dated: 2026-02-01}"
    text = f"{before}status: confirmed\n    {letter}{after}"
    text = re.sub(r"by: &default \{.*?\}", "by: {zh: 省生态环境厅, en: Ecology Department}", text, count=1)
    text = text.replace(
        "by: *default", "by: &default {zh: 产品默认，待省级主管部门确认, en: product default}", 1
    )
    answer = sent(opened, text)
    assert answer.status_code == 303, words_of(answer.get_data(as_text=True))
    edition = build(parsed(text.encode())).edition
    page = opened["office"].open(f"/rulebook?edition={edition}")
    register = re.findall(r'<tr id="say-[^"]+">(.*?)</tr>', page, re.DOTALL)
    told = [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in register]
    assert (
        "规则取用的数值——起算日：2023-03-01 已确认 省生态环境厅 文号 豫环函 2026 年第 12 号 · 2026-02-01"
        in told[0]
    )
    assert told[0].endswith(
        "自 2023-03-01 起适用 13-bus-new 13-sanitation-new 13-in-principle 11-heavy-china-6 "
        "11-urban-freight-mainly 11-short-haul-encouraged 11-short-haul-other"
    )
    assert "规则取用的数值——能源种类：纯电动、插电式混合动力（含增程式）、燃料电池 产品默认" in told[1]
    compared = words_of(opened["office"].open(f"{LIST}/{edition}"))
    assert "文号 （无） 豫环函 2026 年第 12 号 文件日期 （无） 2026-02-01" in compared
    assert all("产品默认，待确认 自 2023-03-01 起适用" in row for row in told[1:])
    assert f"其中 {len(told) - 1} 项为产品默认" in words_of(page)
    assert "要确认或更改" in words_of(page)
    assert "要确认或更改" not in words_of(opened["owner"].open("/rulebook"))


def test_the_draft_is_read_whole_by_the_office_and_by_nobody_else(opened: Bureau) -> None:
    edition = stored(opened, "2025-03-15")
    address = f"/rulebook?edition={edition}"
    assert "这是草案，不影响任何判定" in opened["office"].open(address)
    assert "没有这个规则版本，以下是现行版本" in opened["owner"].open(address)
    opened["owner"].open(LIST, 403)
    opened["office"].open(f"{LIST}/sha256:00000000", 404)
    in_force = opened["office"].client.get(f"{LIST}/{shipped_book().edition}")
    assert in_force.headers["Location"] == f"/rulebook?edition={shipped_book().edition}"


def test_the_page_says_that_a_draft_is_being_proved_what_was_found_and_offers_no_form_before(
    opened: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = stored(opened, "2025-03-12")
    address = f"{LIST}/{edition}"
    form = f'action="{address}/proposal#next"'
    waiting = opened["office"].open(address)
    assert "正在证明（通常不到一分钟）：证明完成前不能提请" in words_of(waiting)
    assert form not in waiting
    fault = {"path": "rules", "zh": "规则不能同时符合", "en": "not together"}
    monkeypatch.setattr(proofs, "EXAMINER", lambda *_: Found(1407, 300, [fault], ["13-bus-new: dropped"]))
    refused = opened["office"].send(address, f"{address}/proposal", {"reason": "r"})
    told = words_of(refused.get_data(as_text=True))
    assert (refused.status_code, "没有提请：rules: 规则不能同时符合" in told) == (422, True)
    proving.work_once(opened.service.database, now=clock.now)
    page = opened["office"].open(address)
    assert form not in page
    assert "运行案例 1,407 个，另试 300 处错误改动。 rules 规则不能同时符合" in words_of(page)
    assert "有 1 处错误改动，案例发现不了 13-bus-new: dropped" in words_of(page)
    assert "本草案要改变" in words_of(page)
    assert "案例“新增公交车使用新能源，符合”应为 compliant henan-2023/13-bus-new" in words_of(page)


def test_two_people_put_a_draft_in_force_by_the_pages(owner_url: str) -> None:
    with a_bureau(owner_url, "draft_signing") as bureau:
        with bureau.service.database.transaction(OFFICE) as session:
            accounts.add_user(
                session, "second", role=Role.OFFICE, unit=None, password=PASSWORD, by=TESTER, now=clock.now()
            )
        rows = [a_row(n, energy="柴油", plate=f"豫A0000{n}", day="2025-03-15") for n in (1, 2)]
        deliver(bureau, a_file(*rows))
        edition = stored(bureau, "2025-03-15")
        address = f"{LIST}/{edition}"
        first, second = bureau["office"], bureau["second"]

        assert first.send(address, f"{address}/proposal", {"reason": " "}).status_code == 422
        proposed = first.send(address, f"{address}/proposal", {"reason": "条文已废止"})
        assert proposed.headers["Location"] == f"{address}?done=proposed#next"
        assert "提请人不能自己签署" in words_of(first.open(address))
        own = first.open(f"{address}/signature")
        assert "签署，立即生效" not in own
        number = re.search(r'name="proposal" value="(\d+)"', second.open(f"{address}/signature"))
        assert number is not None
        refused = first.send(address, f"{address}/signature", {"proposal": number[1]})
        assert (refused.status_code, "提请人不能自己签署" in refused.get_data(as_text=True)) == (403, True)

        asked = words_of(second.open(f"{address}/signature"))
        assert "office 于" in asked
        assert "2 辆的结论改变，0 辆所依规则改变" in asked
        assert "案例“新增公交车使用新能源，符合”应为 compliant henan-2023/13-bus-new" in asked
        signed = second.send(f"{address}/signature", f"{address}/signature", {"proposal": number[1]})
        assert signed.headers["Location"] == f"{LIST}?signed=2"
        listed = words_of(second.open(f"{LIST}?signed=2"))
        assert "office 提请，second 签署 · 重新判定，结论或依据改变 2 辆 条文已废止" in listed
        assert "随产品提供" in listed
        second.open(f"{address}/signature", 409)
        book = words_of(bureau["owner"].open("/rulebook"))
        assert "office 提请，second 签署 · 理由：条文已废止" in book
        public = words_of(bureau.service.client().get("/rulebook").get_data(as_text=True))
        assert "起生效" in public
        assert "条文已废止" not in public  # who signed and why is for those who are signed in
        assert "second" not in public
        old = words_of(first.open(f"/rulebook?edition={shipped_book().edition}"))
        assert "这是已停用的版本，只供对照旧结论" in old
        assert "安装时随产品启用" in old
        assert acts(bureau) == [
            ("rulebook-loaded", "office"),
            ("rulebook-proposed", "office"),
            ("rulebook-activated", "second"),
        ]


def test_signatures_entered_at_the_host_are_told_as_such(owner_url: str) -> None:
    with a_bureau(owner_url, "draft_entering") as bureau:
        edition = stored(bureau, "2025-03-10")
        with bureau.service.database.transaction(OFFICE) as session:
            found, now = edition_of_hash(session, edition), clock.now()
            first, second = (AtHost("operator", name) for name in ("office", "deputy"))
            proposal, _ = activations.propose(session, found, by=first, reason="按来函", now=now)
        entered = "由 operator 在主机上代录"
        for page in (LIST, f"{LIST}/{edition}", f"{LIST}/{edition}/signature"):
            assert entered in words_of(bureau["office"].open(page)), page
        with bureau.service.database.transaction(OFFICE) as session:
            activations.sign(session, found, proposal.id or 0, by=second, now=now)
        told = "office 提请，deputy 签署 · 由 operator 在主机上代录"
        assert told in words_of(bureau["office"].open(LIST))
        assert told in words_of(bureau["dealer"].open("/rulebook"))


def test_a_draft_that_can_not_stand_beside_what_is_in_force_is_told_at_its_path(opened: Bureau) -> None:
    namesake = BOOK_TEXT.replace("\nid: henan\n", "\nid: another-policy\n", 1)
    assert namesake != BOOK_TEXT
    answer = sent(opened, namesake)
    assert answer.status_code == 303, words_of(answer.text)
    page = opened["office"].client.get(answer.headers["Location"])
    assert page.status_code == 422
    assert "name：两部规则的 name 同为“henan-2023”，不能同时生效" in words_of(page.text)
    english = opened["office"].client.get(f"{answer.headers['Location']}&lang=en")
    assert "name: two rulebooks have the name 'henan-2023'" in words_of(english.text)
    opened["office"].client.get(f"{LIST}?lang=zh")


def test_the_file_of_a_draft_with_a_name_in_chinese_is_saved_under_it(opened: Bureau) -> None:
    answer = sent(opened, BOOK_TEXT.replace("\nname: henan-2023\n", '\nname: 河南"2023\n', 1))
    assert answer.status_code == 303, words_of(answer.text)
    address = answer.headers["Location"].partition("?")[0]
    file = opened["office"].client.get(f"{address}/file.yaml")
    assert file.status_code == 200
    assert "filename*=UTF-8''%E6%B2%B3%E5%8D%97%222023-" in file.headers["Content-Disposition"]


def test_a_reason_with_a_control_character_is_refused_and_nothing_is_proposed(opened: Bureau) -> None:
    edition = stored(opened, "2027-05-05")
    browser, before = opened["office"], acts(opened)
    data = {"csrf_token": token_in(browser.open(LIST)), "reason": "因为\x1b[31m"}
    answer = browser.client.post(f"{LIST}/{edition}/proposal", data=data)
    assert (answer.status_code, "第 3 个字符是看不见的 U+001B" in words_of(answer.text)) == (422, True)
    assert acts(opened) == before
