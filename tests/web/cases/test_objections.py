"""A bureau objects to its line of a preview on a page; the office sees it where it would release."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO

import pytest
from sqlalchemy import text

from fleetsvc.database.transactions import OFFICE
from fleetsvc.services.preparations import matters
from tests.browser import Bureau, a_bureau, token_in, words_of
from tests.cases import A_PDF
from tests.preparations import two_asked
from tests.ranking_data import register, sign_nil

AUGUST, DAY = "/rankings/2025-08", date(2025, 8, 4)
PAGE = f"{AUGUST}/objection"


@pytest.fixture
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "objections") as opened:
        with opened.service.database.transaction(OFFICE) as session:
            for unit, met in (("410100", 8), ("410200", 9)):
                register(session, unit, day=DAY, compliant=met, non_compliant=10 - met)
                sign_nil(session, unit, months=("2025-08",))
        opened["office"].send("/account", f"{AUGUST}/preview", {})
        yield opened


def own_vin(bureau: Bureau) -> str:
    with bureau.service.database.transaction(OFFICE) as session:
        return register(session, "410100", day=DAY, compliant=1)[0]


def test_what_is_objected_to_is_seen_where_it_would_be_released_and_holds_it(bureau: Bureau) -> None:
    owner, office, vin = bureau["owner"], bureau["office"], own_vin(bureau)
    assert "提出异议" in words_of(owner.open(AUGUST))
    assert "提出异议" not in words_of(office.open(AUGUST))
    assert "合规率 80.00%" in words_of(owner.open(PAGE))
    sent = owner.client.post(
        PAGE,
        data={
            "csrf_token": token_in(owner.open(PAGE)),
            "reason": "两辆已转出",
            "vehicles": f" {vin.lower()}，\n",
            "files": (BytesIO(A_PDF), "证明.pdf"),
        },
        content_type="multipart/form-data",
    )
    assert sent.status_code == 303
    case = sent.headers["Location"]
    shown = words_of(owner.open(case))
    assert all(word in shown for word in ("对通报的异议", "2025年8月", "第 2 名 80.0%", vin, "证明.pdf"))
    assert "两辆已转出" in words_of(owner.open(PAGE))
    assert 'name="reason"' not in owner.open(PAGE)

    told = office.send(AUGUST, f"{AUGUST}/release", {})
    shown = office.open(told.headers["Location"])
    page = words_of(shown)
    assert '<p class="notice bad" role="alert">没有发布' in shown, "told as what it is"
    assert "没有发布：有单位对本期提出异议" in page
    assert "郑州市 未办 两辆已转出" in page
    assert vin not in office.open(case)
    assert "异议" not in words_of(bureau["stranger"].open(AUGUST)).replace("提出异议…", "")
    assert office.send(case, f"{case}/approve", {}).status_code == 303
    assert office.send(AUGUST, f"{AUGUST}/release", {}).headers["Location"].endswith("released")


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"reason": " "}, "请写明理由"),
        ({"reason": "不符", "vehicles": "LTEST00000000000X"}, "第 1 个车架号 LTEST00000000000X 不在本单位"),
        ({"reason": "不符", "vehicles": " ".join(map(str, range(201)))}, "一次至多写 200 个车架号"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(
    bureau: Bureau, form: dict[str, str], told: str
) -> None:
    answer = bureau["owner"].send(PAGE, PAGE, form)
    page = answer.get_data(as_text=True)
    assert (answer.status_code, told in words_of(page)) == (422, True)
    assert form.get("vehicles", "") in page
    assert "两" not in words_of(bureau["office"].open(AUGUST)).partition("计算方法")[0]


def test_a_second_objection_and_one_to_what_is_published_are_told(bureau: Bureau) -> None:
    owner, office = bureau["owner"], bureau["office"]
    case = owner.send(PAGE, PAGE, {"reason": "不符"}).headers["Location"]
    again = owner.send(case, PAGE, {"reason": "还有"})
    assert f"已提出异议（事项 {case.rpartition('/')[2]}）" in words_of(again.get_data(as_text=True))
    office.send(case, f"{case}/approve", {})
    office.send(AUGUST, f"{AUGUST}/release", {})
    late = owner.send(case, PAGE, {"reason": "还有"})
    assert (late.status_code, "本期已不在预览中" in words_of(late.get_data(as_text=True))) == (422, True)
    assert "本期不在预览中" in words_of(owner.open(PAGE))
    office.open(PAGE, 403)


def prepared(bureau: Bureau, who: str, reason: str, **form: str) -> str:
    """Prepare an objection where two persons hand in; the address of what waits."""
    answer = bureau[who].send(PAGE, PAGE, {"reason": reason, **form})
    assert answer.status_code == 303
    return str(answer.headers["Location"]).partition("?")[0]


def test_a_prepared_objection_to_what_is_released_meanwhile_has_lapsed_and_stops_nothing(
    bureau: Bureau,
) -> None:
    two_asked(bureau.service.database)
    waiting = prepared(bureau, "owner", "不符")
    bureau["office"].send(AUGUST, f"{AUGUST}/release", {})
    assert "所涉内容已有变动" in words_of(bureau["colleague"].open(waiting))
    nil = {"period": "2025-02", "category": "taxi"}
    assert bureau["owner"].send("/nil-reports?period=2025-02", "/nil-reports", nil).status_code == 303
    assert f"{waiting}/submit" not in bureau["colleague"].open(waiting)


def unsubmitted(bureau: Bureau, waiting: str) -> tuple[int, str]:
    """What a colleague is told who submits what cannot be submitted any more."""
    answer = bureau["colleague"].send(waiting, f"{waiting}/submit")
    return answer.status_code, words_of(answer.get_data(as_text=True))


def by_api(bureau: Bureau, waiting: str) -> tuple[int, str]:
    """What the API says to the same."""
    headers = {"X-CSRFToken": token_in(bureau["colleague"].open(waiting))}
    answer = bureau["colleague"].client.post(f"/api/v1{waiting}/submission", json={}, headers=headers)
    return answer.status_code, (answer.json or {})["code"]


def test_of_two_prepared_objections_the_second_is_told_that_it_has_lapsed(bureau: Bureau) -> None:
    two_asked(bureau.service.database)
    first, second = (prepared(bureau, "owner", reason) for reason in ("不符", "还有"))
    assert bureau["colleague"].send(first, f"{first}/submit").status_code == 303
    assert by_api(bureau, second) == (409, "preparation-lapsed")
    status, told = unsubmitted(bureau, second)
    assert (status, "没有提交：准备之后所涉内容已有变动" in told) == (409, True)


@pytest.mark.parametrize(
    ("meanwhile", "words", "code"),
    [
        ("objected", "没有提交：本单位对这一行已提出异议", "objected-already"),
        ("released", "没有提交：本期已不在预览中", "edition-final"),
    ],
)
def test_what_happens_while_a_prepared_objection_is_submitted_is_told(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch, meanwhile: str, words: str, code: str
) -> None:
    monkeypatch.setattr(matters, "line_mark", lambda *_: "as it was when it was looked at")
    two_asked(bureau.service.database)
    first, second = (prepared(bureau, "owner", reason) for reason in ("不符", "还有"))
    if meanwhile == "objected":
        bureau["colleague"].send(first, f"{first}/submit")
    else:
        bureau["office"].send(AUGUST, f"{AUGUST}/release", {})
    status, told = unsubmitted(bureau, second)
    assert (status, words in told) == (409, True), told
    assert by_api(bureau, second) == (409, code)


def test_a_vehicle_that_is_in_no_line_any_more_is_told_where_its_objection_is_submitted(
    bureau: Bureau,
) -> None:
    vin = own_vin(bureau)
    two_asked(bureau.service.database)
    waiting = prepared(bureau, "owner", "不符", vehicles=vin)
    with bureau.service.database.transaction(OFFICE) as session:
        gone = text("UPDATE registration SET superseded_at = now() WHERE vin = :vin")
        session.connection().execute(gone, {"vin": vin})
    status, told = unsubmitted(bureau, waiting)
    assert (status, "第 1 个车架号已不在本单位本期的登记里" in told) == (409, True), told
    assert by_api(bureau, waiting) == (422, "vehicle-not-in-line")
