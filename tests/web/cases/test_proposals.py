"""Above the amounts one person of the office proposes and another one signs; until then nothing is decided."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.models import CaseRecord, CaseStep, Occurrence, stored_id
from fleetsvc.services.cases import signing
from fleetsvc.services.cases.amounts import Amounts, amounts_of, needs_second, set_amounts
from fleetsvc.services.cases.guards import Asked, House, Said, TermUnfit, refusal, term
from fleetsvc.services.cases.position import position_of
from fleetsvc.services.cases.transitions import Guard
from fleetsvc.services.cases.words import CaseAction, Hand
from tests.actors import TESTER, noted
from tests.browser import Bureau, a_bureau, words_of
from tests.cases import an_open_case

LIST = "/cases/proposals"


@pytest.fixture(scope="module")
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "proposal_pages") as opened:
        yield opened


@pytest.fixture(autouse=True)
def amounts(bureau: Bureau) -> Iterator[None]:
    """Three approvals, refusals or closings and more ask for a second signature."""
    demand(bureau, Amounts(3, 3, 3))
    yield
    demand(bureau, Amounts())


def demand(bureau: Bureau, amounts: Amounts) -> None:
    with bureau.service.database.transaction(OFFICE) as session:
        set_amounts(session, amounts, by=TESTER, now=clock.now())


def some_cases(bureau: Bureau, count: int) -> list[int]:
    return [an_open_case(bureau.service.database, unit="410100") for _ in range(count)]


def states(bureau: Bureau, numbers: list[int]) -> list[str]:
    with bureau.service.database.transaction(OFFICE) as session:
        found = session.exec(
            select(CaseRecord).where(col(CaseRecord.id).in_(numbers)).order_by(col(CaseRecord.id))
        )
        return [case.state for case in found]


def sent(bureau: Bureau, who: str, numbers: list[int], action: str = "approve", **form: Any) -> Any:
    ticked = {"case": [str(one) for one in numbers], "action": action, "reason": "合格证已核对"}
    return bureau[who].send("/cases", "/cases", ticked | form)


def proposed(bureau: Bureau, numbers: list[int], who: str = "office", **form: Any) -> str:
    """Have some cases decided; the address of the proposal that comes of it."""
    answer = sent(bureau, who, numbers, **form)
    assert re.fullmatch(rf"{LIST}/\d+", answer.headers["Location"])
    return str(answer.headers["Location"])


def test_what_is_proposed_is_done_once_somebody_else_has_signed(bureau: Bureau) -> None:
    numbers = some_cases(bureau, 3)
    page = proposed(bureau, numbers)
    assert states(bureau, numbers) == ["open"] * 3
    for shown in (bureau["deputy"].open(LIST), bureau["deputy"].open(page)):
        assert "合格证已核对" in words_of(shown)
    assert "待签署" in words_of(bureau["office"].open("/cases?kind=change_review"))
    of_case = words_of(bureau["office"].open(f"/cases/{numbers[0]}"))
    assert "提请：批准（合格证已核对），待另一人签署" in of_case
    assert "提请" not in words_of(bureau["owner"].open(f"/cases/{numbers[0]}"))
    own = words_of(bureau["office"].open(page))
    assert ("须由您以外的人签署" in own, "签署并办理" in own) == (True, False)
    refused = bureau["office"].send(page, f"{page}/sign")
    assert (refused.status_code, "须由提请人以外的人签署" in words_of(refused.get_data(as_text=True))) == (
        422,
        True,
    )
    assert sent(bureau, "deputy", numbers).status_code == 422  # they are proposed already
    signed = bureau["deputy"].send(page, f"{page}/sign")
    assert "已签署，办理 3 件" in words_of(bureau["deputy"].open(signed.headers["Location"]))
    assert states(bureau, numbers) == ["approved"] * 3
    assert "省级部门 deputy（office提请）" in words_of(bureau["office"].open(f"/cases/{numbers[0]}"))
    again = bureau["deputy"].send(page, f"{page}/sign")
    assert (again.status_code, "已了结" in words_of(again.get_data(as_text=True))) == (422, True)
    with bureau.service.database.transaction(OFFICE) as session:
        told = session.exec(
            select(Occurrence.details).where(Occurrence.subject == f"case-proposal/{page.rpartition('/')[2]}")
        )
        assert told.all() == [{"name": "office", "count": 3}]
        assert [one.actor_name for one in noted(session, limit=2, act="cases-signed")][:1] == ["deputy"]
        assert [one.actor_name for one in noted(session, limit=2, act="cases-proposed")][:1] == ["office"]


def test_a_case_that_has_gone_on_since_is_passed_by_and_told_before(bureau: Bureau) -> None:
    numbers = some_cases(bureau, 3)
    page = proposed(bureau, numbers)
    bureau["deputy"].send("/cases", f"/cases/{numbers[1]}/comment", {"reason": "单位来电"})
    assert f"提请后有 1 件已有变动，签署时跳过：{numbers[1]}" in words_of(bureau["deputy"].open(page))
    signed = bureau["deputy"].send(page, f"{page}/sign")
    assert "办理 2 件。 跳过 1 件" in words_of(bureau["deputy"].open(signed.headers["Location"]))
    assert states(bureau, numbers) == ["approved", "open", "approved"]


def test_what_a_unit_remarks_or_the_service_reminds_of_holds_no_signature_up_and_what_it_answers_does(
    bureau: Bureau,
) -> None:
    numbers = some_cases(bureau, 3)
    page = proposed(bureau, numbers)
    bureau["owner"].send("/cases", f"/cases/{numbers[0]}/comment", {"reason": "请尽快"})
    bureau["owner"].send("/cases", f"/cases/{numbers[1]}/answer", {"reason": "录入有误"})
    with bureau.service.database.transaction(OFFICE) as session:
        reminder = CaseStep(
            city_code=410100,
            case_id=numbers[2],
            action="remind",
            from_state="open",
            to_state="open",
            hand="service",
            actor="nightly-cases",
            details={},
            at=clock.now(),
        )
        session.add(reminder)
    assert f"签署时跳过：{numbers[1]}" in words_of(bureau["deputy"].open(page))
    bureau["deputy"].send(page, f"{page}/sign")
    assert states(bureau, numbers) == ["approved", "open", "approved"]


def test_where_all_have_gone_on_nothing_is_signed(bureau: Bureau) -> None:
    numbers = some_cases(bureau, 3)
    page = proposed(bureau, numbers)
    for number in numbers:
        bureau["deputy"].send("/cases", f"/cases/{number}/comment", {"reason": "单位来电"})
    signed = bureau["deputy"].send(page, f"{page}/sign")
    assert (signed.status_code, "均已有变动" in words_of(signed.get_data(as_text=True))) == (422, True)
    assert "待签署" in words_of(bureau["deputy"].open(page))


@pytest.mark.parametrize(("who", "state"), [("deputy", "不同意"), ("office", "已收回")])
def test_it_is_refused_or_taken_back_for_a_reason_and_the_cases_stay(
    bureau: Bureau, who: str, state: str
) -> None:
    numbers = some_cases(bureau, 3)
    page = proposed(bureau, numbers)
    bare = bureau[who].send(page, f"{page}/drop", {"reason": " "})
    assert (bare.status_code, "请写明理由" in words_of(bare.get_data(as_text=True))) == (422, True)
    assert bureau[who].send(page, f"{page}/drop", {"reason": "材料不全"}).status_code == 303
    assert f"{state} {who}" in words_of(bureau["office"].open(page))
    assert states(bureau, numbers) == ["open"] * 3
    assert proposed(bureau, numbers) != page


def test_amounts_are_not_got_round_in_small_pieces_and_each_officer_has_their_own(bureau: Bureau) -> None:
    demand(bureau, Amounts(refuse=2))
    first, second, third = some_cases(bureau, 3)
    assert "done=1" in sent(bureau, "office", [first], "refuse").headers["Location"]
    assert LIST in sent(bureau, "office", [second], "refuse").headers["Location"]
    one = bureau["office"].send("/cases", f"/cases/{third}/refuse", {"reason": "没有合格证"})
    assert LIST in one.headers["Location"]
    page = one.headers["Location"]
    bureau["deputy"].send(page, f"{page}/sign")
    # What was signed for another counts for nobody alone.
    (fourth,) = some_cases(bureau, 1)
    assert "done=1" in sent(bureau, "deputy", [fourth], "refuse").headers["Location"]
    assert states(bureau, [first, second, third, fourth]) == ["refused", "open", "refused", "refused"]


def test_amounts_are_not_got_round_by_acts_at_the_same_time(bureau: Bureau) -> None:
    demand(bureau, Amounts(refuse=2))
    (first, second), database = some_cases(bureau, 2), bureau.service.database
    said, now = Said(CaseAction.REFUSE, "why"), clock.now()
    by, other = (replace(TESTER, name=f"{name}-{first}") for name in ("at-once", "another"))
    with database.transaction(OFFICE) as running:
        signing.decide(running, [first], said, by=by, signatory=None, hand=Hand.OFFICE, now=now)
        with database.transaction(OFFICE) as session:
            session.connection().execute(text("SET LOCAL lock_timeout = '100ms'"))
            assert not needs_second(session, said, [second], by=other, now=now)
            with pytest.raises(DBAPIError, match="lock timeout"):
                needs_second(session, said, [second], by=by, now=now)
            session.rollback()
    with database.transaction(OFFICE) as session:
        assert needs_second(session, said, [second], by=by, now=now)


def test_how_long_an_approval_lasts_is_asked_only_of_what_has_a_term(bureau: Bureau) -> None:
    demand(bureau, Amounts(approve_days=365))
    numbers = some_cases(bureau, 2)
    assert "done=2" in sent(bureau, "office", numbers).headers["Location"]
    assert states(bureau, numbers) == ["approved"] * 2


@pytest.mark.parametrize("kind", ["withdrawal", "objection", "change_review", "undetermined", "vin_conflict"])
def test_no_other_kind_has_a_term(bureau: Bureau, kind: str) -> None:
    demand(bureau, Amounts(approve_days=1))
    (number,) = some_cases(bureau, 1)
    with bureau.service.database.transaction(OFFICE) as session:
        case = session.exec(select(CaseRecord).where(CaseRecord.id == number)).one()
        said = Said(CaseAction.APPROVE, "why")
        for tried, asked in ((kind, False), ("justification", True)):
            other = case.model_dump(exclude={"id"}) | {"kind": tried, "subject": f"{case.subject}/{tried}"}
            made = CaseRecord(**other)
            session.add(made)
            session.flush()
            assert needs_second(session, said, [stored_id(made)], by=TESTER, now=clock.now()) is asked
        session.rollback()


@pytest.mark.parametrize("days", [None, 30])
@pytest.mark.parametrize("since", ["9999-12-31", "9999-01-02", "0001-01-01"])
def test_no_day_is_too_far_away_to_be_told_of(since: str, days: int | None) -> None:
    said = Said(CaseAction.APPROVE, "why", valid_from=date.fromisoformat(since))
    begins, ends = term(said, House() if days is None else House(approval_days=days), date(2026, 3, 2))
    assert begins <= ends


def test_an_approval_from_the_last_day_of_all_is_refused_and_no_failure(bureau: Bureau) -> None:
    demand(bureau, Amounts(approve_days=30))
    with bureau.service.database.transaction(OFFICE) as session:
        case = session.exec(select(CaseRecord).where(CaseRecord.id == some_cases(bureau, 1)[0])).one()
        said = Said(CaseAction.APPROVE, "why", valid_from=date(9999, 12, 31))
        asked = Asked(position_of(case), said, clock.now())
        assert isinstance(refusal([Guard.TERM], asked), TermUnfit)


def test_who_proposes_says_why(bureau: Bureau) -> None:
    numbers = some_cases(bureau, 3)
    answer = sent(bureau, "office", numbers, reason="")
    assert (answer.status_code, "请写明理由" in words_of(answer.get_data(as_text=True))) == (422, True)
    assert states(bureau, numbers) == ["open"] * 3


def test_the_database_holds_that_two_accounts_sign(bureau: Bureau) -> None:
    page = proposed(bureau, some_cases(bureau, 3))
    own = text(
        "UPDATE case_proposal SET status = 'signed', settled_by = proposed_by, settler_id = proposer_id,"
        " settler_session_id = session_id, settled_at = now() WHERE id = :number"
    )
    with (
        pytest.raises(DBAPIError, match="ck_case_proposal_status"),
        bureau.service.database.transaction(OFFICE) as session,
    ):
        session.connection().execute(own, {"number": page.rpartition("/")[2]})


def test_administrators_set_the_amounts_and_who_decides_does_not(bureau: Bureau) -> None:
    admin = bureau["admin"]
    assert bureau["office"].client.get("/amounts").status_code == 403
    for typed in ("0", "x", "5001", "-1", "１", "1.5"):
        bare = admin.send("/amounts", "/amounts", {"approve": typed})
        assert (bare.status_code, "请填 1 至 5000 的整数" in words_of(bare.get_data(as_text=True))) == (
            422,
            True,
        )
    assert admin.send("/amounts", "/amounts", {"approve": "50", "approve_days": " 1100 "}).status_code == 303
    assert "admin 于" in words_of(admin.open("/amounts?done=1"))
    with bureau.service.database.transaction(OFFICE) as session:
        assert amounts_of(session) == Amounts(approve=50, approve_days=1100)
        assert noted(session, act="signature-amounts-set", limit=1)[0].actor_name == "admin"
    assert "批准 50 件以上；批准 1100 天以上" in words_of(bureau["office"].open(LIST))


def test_nothing_asks_for_a_second_signature_unless_it_is_set(bureau: Bureau) -> None:
    demand(bureau, Amounts())
    numbers = some_cases(bureau, 5)
    assert "done=5" in sent(bureau, "office", numbers, reason="").headers["Location"]
    assert "没有设定数额" in words_of(bureau["office"].open(LIST))


def test_a_proposal_that_is_none_is_not_there(bureau: Bureau) -> None:
    for address in (f"{LIST}/99999", f"{LIST}/99999/sign"):
        assert bureau["deputy"].send(LIST, address).status_code in (404, 405)
    assert bureau["deputy"].client.get(f"{LIST}/99999").status_code == 404
    page = proposed(bureau, some_cases(bureau, 3))
    assert bureau["deputy"].send(page, f"{page}/explode").status_code == 404
    assert "To be signed" in words_of(bureau["deputy"].open(f"{LIST}?lang=en"))
    assert "Sign, and have it done" in words_of(bureau["deputy"].open(f"{page}?lang=en"))
    bureau["deputy"].open(f"{LIST}?lang=zh")


def test_steps_say_of_which_proposal_they_are(bureau: Bureau) -> None:
    numbers = some_cases(bureau, 3)
    page = proposed(bureau, numbers)
    bureau["deputy"].send(page, f"{page}/sign")
    with bureau.service.database.transaction(OFFICE) as session:
        query = select(CaseStep.details).where(CaseStep.case_id == numbers[0], CaseStep.action == "approve")
        assert session.exec(query).one() == {
            "proposal": int(page.rpartition("/")[2]),
            "proposed_by": "office",
        }
