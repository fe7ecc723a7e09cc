"""The year of a province by the API alone: reported, explained, decided by two, previewed, released, talked about."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from werkzeug.test import TestResponse

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.services.cases.amounts import set_amounts
from rules.edition_check import flaws_of
from tests import the_year as told
from tests.actors import TESTER
from tests.browser import token_in
from tests.cases import A_PDF
from tests.making import make_all, nobody_waiting
from tests.the_year import KAIFENG, MONTH, ZHENGZHOU, Year, a_year
from tests.upload_cases import a_vin

pytestmark = pytest.mark.slow(20)

BASE = "/api/v1"


@dataclass(frozen=True)
class Asking:
    """Systems that call with their key, and people who call in their session."""

    year: Year

    def call(self, who: str, method: str, path: str, **more: Any) -> TestResponse:
        """Ask with a key; nobody has none."""
        headers = {"Accept-Language": "zh-CN"} | more.pop("headers", {})
        if who in self.year.keys:
            headers["Authorization"] = f"Bearer {self.year.keys[who]}"
        return self.year.bureau.service.client().open(BASE + path, method=method, headers=headers, **more)

    def read(self, who: str, path: str) -> Any:
        """The JSON of an answer that must be 200."""
        answer = self.call(who, "GET", path)
        assert answer.status_code == 200, answer.json
        return answer.json

    def done(self, who: str, path: str, status: int = 200, /, **body: Any) -> Any:
        """Do something that must succeed."""
        answer = self.call(who, "POST", path, json=body)
        assert answer.status_code == status, answer.json
        return answer.json

    def in_person(self, who: str, method: str, path: str, status: int = 200, **body: Any) -> Any:
        """Do something as a person who is signed in: no key stands for one."""
        browser = self.year.bureau[who]
        token = token_in(browser.open("/account"))
        more: dict[str, Any] = {"json": body} if body else {}
        answer = browser.client.open(BASE + path, method=method, headers={"X-CSRFToken": token}, **more)
        assert answer.status_code == status, answer.json
        return answer.json

    def send(self, who: str, content: bytes, name: str) -> Any:
        """Send a list and confirm it in one call; what came of it."""
        unit = ZHENGZHOU if who == "owner" else KAIFENG
        data = {"unit": unit, "confirm": "true", "file": (BytesIO(content), name)}
        sent = self.call(who, "POST", "/uploads", data=data)
        assert sent.status_code == 202, sent.json
        self.year.bureau.work()
        return self.read(who, sent.headers["Location"].removeprefix(BASE))

    def cases(self, who: str, query: str) -> dict[str, Any]:
        """The cases that a question finds, by the last six figures of their VIN."""
        return {(one["vin"] or "")[-4:]: one for one in self.read(who, f"/cases?{query}")["items"]}

    def line(self, who: str, unit: str, period: str = MONTH) -> tuple[Any, ...]:
        """What a ranking says of a unit: its revision, status, rank, rate."""
        edition = self.read(who, f"/rankings/{period}")
        (line,) = [one for one in edition["lines"] if one["unit"] == unit]
        return edition["revision"], edition["status"], line["rank"], line["rate"]

    def verdict(self, number: int, who: str = "owner") -> str:
        """How a vehicle is judged now."""
        found = self.read(who, f"/registrations?unit={ZHENGZHOU if who == 'owner' else KAIFENG}")["items"]
        (one,) = [one for one in found if one["vin"] == a_vin(number)]
        return str(one["verdict"])

    def inbox(self, who: str) -> list[str]:
        """What a person is told and has not read, the oldest first; it is read then."""
        self.year.tell()
        told = self.in_person(who, "GET", "/notices?status=unread&limit=100")["items"]
        if told:
            self.in_person(who, "POST", "/notices/read", upto=told[0]["id"])
        return [one["said"]["zh"] for one in reversed(told)]

    def letter(self, path: str) -> str:
        """The text of a letter, made by a worker."""
        with nobody_waiting():
            self.call("office", "GET", path)
            make_all(self.year.bureau.service.database)
            given = self.call("office", "GET", path)
        assert given.status_code == 200, given.json
        letter = Document(BytesIO(given.data))
        cells = [cell.text for table in letter.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(line.text for line in letter.paragraphs), *cells])


@pytest.fixture
def api(owner_url: str, tmp_path: Path) -> Iterator[Asking]:
    with a_year(owner_url, "year_api", tmp_path) as year:
        yield Asking(year)


def last(number: int) -> str:
    return a_vin(number)[-4:]


def test_the_year_of_a_province(api: Asking) -> None:
    _reported(api)
    _told(api)
    cases = {number: one["id"] for number, one in api.cases("owner", "status=notified").items()}
    _answered(api, cases)
    _decided_by_two(api, cases)
    _overdue_and_appealed(api, cases)
    _previewed_and_objected(api)
    _released(api)
    _talked(api)
    _corrected(api)
    _closed(api, cases)
    _expired(api, cases)
    _a_year_later(api)


def _reported(api: Asking) -> None:
    sent = api.send("owner", told.zhengzhous_list(), "郑州十一月.csv")
    assert sent["status"] == "accepted"
    assert sent["report"]["rows"] == {"read": 10, "accepted": 10, "held": 0, "unchanged": 0, "ignored": 0}
    assert sent["report"]["verdicts"] == {"compliant": 6, "needs_justification": 3, "non_compliant": 1}
    assert api.send("stranger", told.kaifengs_list(), "开封十一月.csv")["report"]["rows"]["accepted"] == 9
    for who, unit, nothing in (
        ("owner", ZHENGZHOU, told.NOTHING_OF),
        ("stranger", KAIFENG, (*told.NOTHING_OF, "taxi")),
    ):
        for category in nothing:
            api.done(who, "/nil-reports", 201, unit=unit, category=category, period=MONTH)


def _told(api: Asking) -> None:
    api.year.morning(told.NOTIFIED)
    found = api.cases("owner", "status=notified")
    assert {number: (one["kind"], one["due_on"]) for number, one in found.items()} == {
        last(told.DIESEL_BUS): ("non_compliance", "2025-12-02"),
        **{last(taxi): ("justification", "2025-12-02") for taxi in (told.EXCUSED, told.REFUSED, told.SILENT)},
    }
    assert list(api.cases("stranger", "status=notified")) == [last(told.SLIP)]
    assert api.inbox("owner") == [
        "“郑州十一月.csv”已入库：共 10 行，待更正 0 行",
        "4 项事项请贵单位说明或更正",
    ]
    assert api.inbox("stranger") == [
        "“开封十一月.csv”已入库：共 9 行，待更正 0 行",
        "1 项事项请贵单位说明或更正",
    ]
    assert api.inbox("office") == ["新立事项 5 项"]
    assert (api.line("office", KAIFENG), api.line("office", ZHENGZHOU)) == (
        (0, "provisional", 1, 0.8889),
        (0, "provisional", 2, 0.6),
    )
    for who in ("owner", "nobody"):
        assert api.call(who, "GET", f"/rankings/{MONTH}").status_code == 404


def _answered(api: Asking, cases: dict[str, int]) -> None:
    """Two taxis are explained with evidence; whoever explains nothing is still asked."""
    api.year.morning(told.ANSWERED)
    brought = api.call("owner", "POST", "/attachments", data={"file": (BytesIO(A_PDF), "厂家说明.pdf")})
    assert brought.status_code == 201, brought.json
    number = (brought.json or {})["id"]
    said: dict[str, Any] = {
        "reason": told.REASON,
        "ground": told.GROUND,
        "evidence": [number],
        "brought": [1],
    }
    for taxi in (told.EXCUSED, told.REFUSED):
        address = f"/cases/{cases[last(taxi)]}/answer"
        short = api.call("owner", "POST", address, json=said)
        assert (short.status_code, (short.json or {})["code"]) == (422, "evidence-missing")
        assert api.done("owner", address, **said, missing="其余材料厂家未出具")["status"] == "answered"
    correcting: dict[str, Any] = {"reason": told.PROMISE}
    assert (
        api.done("owner", f"/cases/{cases[last(told.DIESEL_BUS)]}/correct", **correcting)["status"]
        == "answered"
    )
    assert api.inbox("office") == ["郑州市答复了 1 项事项，待审定"] * 3
    assert api.call("office", "GET", f"/attachments/{number}").data == A_PDF
    assert api.call("stranger", "GET", f"/attachments/{number}").status_code == 404


def _decided_by_two(api: Asking, cases: dict[str, int]) -> None:
    """What is approved for a quarter and longer is signed by a second person; what is refused is not."""
    api.year.morning(told.PROPOSED)
    with api.year.bureau.service.database.transaction(OFFICE) as session:
        set_amounts(session, told.AMOUNTS, by=TESTER, now=clock.now())
    excused, refused = cases[last(told.EXCUSED)], cases[last(told.REFUSED)]
    assert api.done("office", f"/cases/{excused}/assign", officer=told.ASSIGNED)["officer"] == told.ASSIGNED
    approval = {"reason": told.REASON, "valid_until": told.EXPIRED.isoformat(), "conditions": told.CONDITIONS}
    alone = api.call("office", "POST", f"/cases/{excused}/approve", json=approval)
    assert (alone.status_code, (alone.json or {})["code"]) == (403, "signature-by-person")
    proposal = api.in_person("office", "POST", f"/cases/{excused}/approve", 202, **approval)["proposal"]
    assert (proposal["status"], api.verdict(told.EXCUSED)) == ("proposed", "needs_justification")
    assert api.inbox("deputy")[-1] == "office提请处理 1 项事项，待另一人签署"
    address = f"/case-proposals/{proposal['id']}/signature"
    assert api.in_person("office", "POST", address, 409)["code"] == "case-proposed-by-you"
    assert api.in_person("deputy", "POST", address)["done"] == [excused]
    again = api.in_person("deputy", "POST", address, 409)
    assert again["code"] == "case-proposal-settled"
    assert api.done("office", f"/cases/{refused}/refuse", reason=told.NOT_ENOUGH)["status"] == "refused"
    assert (api.verdict(told.EXCUSED), api.verdict(told.REFUSED)) == ("exempt", "non_compliant")
    assert api.inbox("owner") == ["1 项事项已审定或有新进展"] * 2
    seen = api.read("owner", f"/cases/{excused}")
    assert (seen["valid_until"], seen["conditions"]) == (told.EXPIRED.isoformat(), told.CONDITIONS)


def _overdue_and_appealed(api: Asking, cases: dict[str, int]) -> None:
    refused, silent = cases[last(told.REFUSED)], cases[last(told.SILENT)]
    assert api.done("owner", f"/cases/{refused}/appeal", reason=told.APPEAL)["status"] == "answered"
    assert api.verdict(told.REFUSED) == "needs_justification", "while it is heard again nothing stands"
    assert api.done("office", f"/cases/{refused}/refuse", reason=told.UPHELD)["status"] == "refused"
    assert "appeal" not in api.read("owner", f"/cases/{refused}")["actions"], "once"
    api.inbox("owner")
    api.year.morning(told.REMINDED)
    assert api.inbox("owner") == ["1 项事项须在 2025-12-02 前（还有 5 个工作日）说明"]
    api.year.morning(told.DUE)
    assert api.read("owner", f"/cases/{silent}")["status"] == "notified", "the day itself is in time"
    api.year.morning(told.LAPSED)
    assert api.read("owner", f"/cases/{silent}")["status"] == "overdue"
    assert api.inbox("owner") == ["郑州市有 1 项事项逾期未说明"]
    assert api.verdict(told.SILENT) == "non_compliant"


def _previewed_and_objected(api: Asking) -> None:
    api.year.morning(told.PREVIEWED)
    assert api.line("owner", ZHENGZHOU) == (3, "preview", 2, 0.7)
    edition = api.read("stranger", f"/rankings/{MONTH}")
    assert [line["unit"] for line in edition["lines"]] == [KAIFENG], "each unit sees its own line"
    assert api.call("nobody", "GET", f"/rankings/{MONTH}").status_code == 404
    assert api.inbox("stranger")[-1] == "2025年11月排名开始预览，正式发布前可核对"
    api.year.morning(told.OBJECTED)
    objection = {"reason": told.SLIPPED, "vehicles": [a_vin(told.SLIP)]}
    case = api.done("stranger", f"/rankings/{MONTH}/objections", 201, **objection)
    changed = api.send("stranger", told.kaifengs_list_put_right(), "开封更正.csv")
    assert changed["report"]["rows"] == {"read": 9, "accepted": 1, "held": 0, "unchanged": 8, "ignored": 0}
    hindered = api.call("office", "POST", f"/rankings/{MONTH}/release")
    assert (hindered.status_code, (hindered.json or {})["code"]) == (409, "edition-objected")
    assert str(case["id"]) in (hindered.json or {})["detail"]
    api.year.morning(told.HELD_BACK)
    assert api.line("stranger", KAIFENG)[1] == "preview", "what is objected to is not released by itself"
    review = api.cases("office", "kind=change_review&status=open")[last(told.SLIP)]
    assert api.done("office", f"/cases/{review['id']}/approve", reason=told.PUT_RIGHT)["status"] == "approved"
    assert api.verdict(told.SLIP, "stranger") == "compliant"
    assert api.done("office", f"/cases/{case['id']}/approve", reason=told.SETTLED)["status"] == "approved"
    assert api.cases("stranger", "kind=non_compliance")[last(told.SLIP)]["status"] == "corrected"


def _released(api: Asking) -> None:
    api.year.set(told.RELEASED, 9)
    assert api.line("stranger", KAIFENG)[1:] == ("preview", 1, 1.0), "corrected before it is released"
    assert api.done("office", f"/rankings/{MONTH}/preview") == {"editions": []}, "shown as it stands already"
    made = api.done("office", f"/rankings/{MONTH}/release", 201)["editions"]
    assert {one["status"] for one in made} == {"final"}
    taken = api.call("office", "POST", f"/rankings/{MONTH}/release")
    assert (taken.status_code, (taken.json or {})["code"]) == (409, "edition-final")
    assert (api.line("nobody", KAIFENG)[1:], api.line("nobody", ZHENGZHOU)[1:]) == (
        ("final", 1, 1.0),
        ("final", 2, 0.7),
    )
    for who in ("owner", "stranger", "office"):
        assert api.inbox(who)[-1] == "2025年11月排名已正式发布"


def _talked(api: Asking) -> None:
    words = api.letter(f"/rankings/{MONTH}/circular.docx")
    assert "关于2025年11月新增和更新车辆" in words
    assert told.masked(told.DIESEL_BUS) in words
    assert a_vin(told.DIESEL_BUS) not in words
    proposed = api.read("office", f"/rankings/{MONTH}/talks")
    assert proposed["items"] == [
        {"unit": ZHENGZHOU, "grounds": ["strict_violations"], "strict_violations": 1}
    ]
    assert "约谈函" in api.letter(f"/rankings/{MONTH}/units/{ZHENGZHOU}/talk.docx")
    api.year.set(told.TALKED, 9)
    for kind, said in (("talk", told.TOLD), ("promise", told.PROMISE)):
        body = {"unit": ZHENGZHOU, "kind": kind, "happened_on": told.TALKED.isoformat(), "period": MONTH}
        api.done("office", "/measures", 201, **body, said=said)
    seen = [(one["kind"], one["said"], one["period"]) for one in api.read("owner", "/measures")["items"]]
    assert seen == [("promise", told.PROMISE, MONTH), ("talk", told.TOLD, MONTH)]
    assert api.read("stranger", "/measures")["items"] == []


def _corrected(api: Asking) -> None:
    """A late list changes what was published only by a correction that says why."""
    api.year.set(told.REPORTED_LATE, 9)
    assert api.send("owner", told.zhengzhous_late_list(), "补报.csv")["report"]["rows"]["accepted"] == 2
    assert api.line("nobody", ZHENGZHOU)[1:] == ("final", 2, 0.7)
    pending = api.read("office", f"/rankings/{MONTH}/corrections")
    assert pending["categories"] == [None, "bus"]
    released = api.read("nobody", f"/rankings/{MONTH}")["revision"]
    api.done("office", f"/rankings/{MONTH}/corrections", 201, reason=told.CORRECTION)
    assert api.line("nobody", ZHENGZHOU) == (released + 1, "final", 2, 0.75)
    assert api.read("nobody", f"/rankings/{MONTH}")["reason"] == told.CORRECTION
    before = api.read("nobody", f"/rankings/{MONTH}?revision={released}")
    assert before["sha256"] == api.read("nobody", f"/rankings/{MONTH}")["previous_sha256"]
    assert api.inbox("stranger")[-1] == "2025年11月排名已更正"


def _closed(api: Asking, cases: dict[str, int]) -> None:
    """Once the time to appeal is over the office closes what stands; the verdict stays.

    The quarter and the year are released by themselves: nobody objects.
    """
    api.year.morning(told.YEAR_OVER)
    assert [api.line("office", ZHENGZHOU, period)[1] for period in (told.QUARTER, told.WHOLE)] == [
        "preview"
    ] * 2
    api.year.morning(told.CLOSED)
    for period in (told.QUARTER, told.WHOLE):
        assert api.line("nobody", ZHENGZHOU, period)[1:] == ("final", None, 0.75), (
            "without a place: incomplete"
        )
    left = [cases[last(number)] for number in (told.REFUSED, told.SILENT)]
    closed = api.done("office", "/cases/acts", action="close", cases=left, reason=told.UPHELD)
    assert (closed["done"], closed["passed"]) == (left, [])
    assert (api.verdict(told.REFUSED), api.verdict(told.SILENT)) == ("non_compliant", "non_compliant")


def _expired(api: Asking, cases: dict[str, int]) -> None:
    api.year.morning(told.EXPIRING)
    for who in ("owner", "office"):
        assert api.inbox(who)[-1] == "郑州市有 1 项批准将于 2026-03-31 到期"
    assert api.verdict(told.EXCUSED) == "exempt"
    (told_to_all,) = [
        one
        for one in api.read("nobody", "/exceptions?category=taxi")["items"]
        if one["ground"] == told.GROUND
    ]
    assert (told_to_all["as_of"], told_to_all["province"]["standing"]) == (
        "2026-03-01",
        {"least": 0, "most": 4},
    )
    api.year.morning(told.EXPIRED)
    assert api.read("owner", f"/cases/{cases[last(told.EXCUSED)]}")["status"] == "closed"
    assert api.verdict(told.EXCUSED) == "needs_justification"
    (anew,) = api.cases("owner", "kind=justification&status=notified").values()
    assert (anew["vin"], anew["id"] != cases[last(told.EXCUSED)]) == (a_vin(told.EXCUSED), True)
    assert api.line("nobody", ZHENGZHOU)[1:] == ("final", 2, 0.75), "what is published does not move"


def _a_year_later(api: Asking) -> None:
    api.year.morning(told.YEAR_LATER)
    assert api.year.failed() == [], "no night's work has failed, neither seals nor replays"
    (last_night, *_) = api.read("nobody", "/replays")["items"]
    assert (last_night["decisions"], last_night["differ"]) == (30, 0)
    assert api.year.log_is_whole()
    taxis = "unit=410100&category=taxi&event=new"
    followed, feed = (
        api.read("nobody", f"/changes?{taxis}"),
        api.call("nobody", "GET", f"/changes.atom?{taxis}"),
    )
    assert 0 < len(followed["items"]) == feed.get_data(as_text=True).count("<entry>"), "what dealers follow"
    assert {one["category"] for one in followed["items"]} == {"taxi"}
    told_of = api.read("office", "/rankings?limit=500")["items"]
    chain = [api.read("office", f"/rankings/{one['period']}?revision={one['revision']}") for one in told_of]
    assert {one["period"] for one in chain if one["status"] == "final"} > {MONTH, told.QUARTER, told.WHOLE}
    assert flaws_of(chain) == [[]] * len(chain)
