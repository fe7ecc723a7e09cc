"""What two persons signed otherwise than the rules is shaken off by no unit, by no single officer and by no night."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE, UnitScope
from fleetsvc.models import CaseRecord
from fleetsvc.services.cases.acting import act, act_on
from fleetsvc.services.cases.guards import Said
from fleetsvc.services.cases.nightly import tend
from fleetsvc.services.cases.proposals import PersonToSign
from fleetsvc.services.cases.signing import decide
from fleetsvc.services.cases.words import CaseAction, Hand
from tests.actors import TESTER
from tests.browser import Bureau, a_bureau, words_of
from tests.overrides import (
    EXEMPT,
    a_diesel,
    accepted,
    case_of,
    decided,
    lifted,
    overridden,
    proposed,
    registration,
    replayed,
)
from tests.reporting_app import fresh_numbers
from tests.upload_cases import a_file, a_row, a_vin

CITY = "410100"
WORSE = ("non_compliant", "non_compliant", "compliant", "compliant")


@pytest.fixture(scope="module")
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "override_holds") as opened:
        yield opened


def a_false_electric(bureau: Bureau) -> tuple[int, int, bytes]:
    """Have a compliant vehicle stored, and decided that its facts are false: number, delivery, file."""
    number = fresh_numbers(1)[0]
    content = a_file(a_row(number))
    delivery = bureau.stored(content)
    overridden(bureau, registration(bureau, number), verdict="non_compliant", code="facts-false")
    assert decided(bureau, number) == WORSE
    return number, delivery, content


def withdrawn(bureau: Bureau, delivery: int, *, granted: bool = True) -> None:
    page = f"/uploads/{delivery}"
    bureau["owner"].send(page, f"{page}/withdraw", {"reason": "重复报送"})
    with bureau.service.database.transaction(OFFICE) as session:
        query = select(CaseRecord).where(
            CaseRecord.kind == "withdrawal", CaseRecord.upload_id == delivery, CaseRecord.state == "open"
        )
        request = session.exec(query).one()
    if granted:
        accepted(bureau, request)


def test_a_unit_only_asks_to_withdraw_what_was_decided_otherwise(bureau: Bureau) -> None:
    number, delivery, _ = a_false_electric(bureau)
    asked = words_of(bureau["owner"].open(f"/uploads/{delivery}/withdraw"))
    assert "其中 1 辆由省级部门另行认定：撤回须经省级部门两人签署核准" in asked
    withdrawn(bureau, delivery, granted=False)
    assert (case_of(bureau, number).state, decided(bureau, number)) == ("approved", WORSE)


def test_withdrawn_and_sent_again_it_counts_as_before(bureau: Bureau) -> None:
    number, delivery, content = a_false_electric(bureau)
    withdrawn(bureau, delivery)
    assert case_of(bureau, number).state == "approved"
    with bureau.service.database.transaction(OFFICE) as session:
        tend(session, now=clock.now())
    assert case_of(bureau, number).state == "approved"
    bureau.stored(content)
    assert (case_of(bureau, number).state, decided(bureau, number)) == ("approved", WORSE)
    assert replayed(bureau) == 0


OTHER: dict[str, dict[str, Any]] = {
    "a better energy": {"energy": "柴油", "plate": "豫A{number:05d}"},
    "another category": {"category": "出租车"},
    "another event": {"event": "更新", "replaces": "豫A99999"},
}


@pytest.mark.parametrize("facts", OTHER.values(), ids=OTHER)
@pytest.mark.parametrize("first_withdrawn", [False, True], ids=["sent over it", "withdrawn first"])
def test_other_facts_wait_for_the_office(
    bureau: Bureau, facts: dict[str, str], *, first_withdrawn: bool
) -> None:
    number, delivery, _ = a_false_electric(bureau)
    if first_withdrawn:
        withdrawn(bureau, delivery)
    told = {name: value.format(number=number) for name, value in facts.items()}
    bureau.stored(a_file(a_row(number, **told)))
    assert (case_of(bureau, number).state, decided(bureau, number)) == ("approved", WORSE)
    assert case_of(bureau, number, "change_review").state == "open"
    assert replayed(bureau) == 0


def test_an_empty_cell_filled_in_waits_for_the_office(bureau: Bureau) -> None:
    number = fresh_numbers(1)[0]
    bureau.stored(a_file(a_row(number, mass="")))
    overridden(bureau, registration(bureau, number), verdict="undetermined", code="facts-false")
    before = decided(bureau, number)
    bureau.stored(a_file(a_row(number, mass="18000")))
    assert (case_of(bureau, number).state, decided(bureau, number)) == ("approved", before)
    assert case_of(bureau, number, "change_review").state == "open"


def test_once_two_persons_accept_the_new_facts_it_is_settled(bureau: Bureau) -> None:
    number, _, _ = a_false_electric(bureau)
    bureau.stored(a_file(a_row(number, category="出租车")))
    review = case_of(bureau, number, "change_review")
    alone = {"case": [str(review.id)], "action": "approve"}
    bare = bureau["office"].send("/cases", "/cases", alone)
    assert "请写明理由" in words_of(bare.get_data(as_text=True))
    approving = Said(CaseAction.APPROVE, "已核对")
    said: dict[str, Any] = {"by": TESTER, "signatory": None, "hand": Hand.OFFICE, "now": clock.now()}
    with bureau.service.database.transaction(OFFICE) as session, pytest.raises(PersonToSign):
        decide(session, [review.id or 0], approving, **said)
    assert (case_of(bureau, number).state, decided(bureau, number)) == ("approved", WORSE)
    accepted(bureau, review)
    assert (case_of(bureau, number).state, decided(bureau, number)[2]) == ("corrected", None)
    assert replayed(bureau) == 0


def test_where_nothing_is_overridden_one_person_accepts_new_facts(bureau: Bureau) -> None:
    number, vehicle = a_diesel(bureau)
    overridden(bureau, vehicle)
    lifted(bureau, case_of(bureau, number))
    a_diesel(bureau, number, energy="纯电动", plate=f"豫A{number:05d}D")
    review = case_of(bureau, number, "change_review")
    form = {"case": [str(review.id)], "action": "approve"}
    assert "done=1" in bureau["office"].send("/cases", "/cases", form).headers["Location"]


def test_what_was_decided_on_a_justification_outlasts_it(bureau: Bureau) -> None:
    number = fresh_numbers(1)[0]
    bureau.stored(a_file(a_row(number, category="出租车", energy="汽油", plate=f"豫A{number:05d}")))
    answer = Said(CaseAction.ANSWER, "没有适用车型", ground="no-suitable-model", missing="已去函询问")
    for said, hand in ((answer, Hand.BUREAU), (Said(CaseAction.APPROVE, "属实"), Hand.OFFICE)):
        justified = case_of(bureau, number, "justification").id or 0
        with bureau.service.database.transaction(OFFICE) as session:
            act(session, justified, said, by=TESTER, hand=hand, now=clock.now())
    assert decided(bureau, number)[:2] == ("exempt", "exempt")
    overridden(bureau, registration(bureau, number), verdict="compliant")
    assert (case_of(bureau, number, "justification").state, decided(bureau, number)[1]) == (
        "approved",
        "compliant",
    )
    lifted(bureau, case_of(bureau, number))
    assert decided(bureau, number) == ("exempt", "exempt", None, None)
    assert replayed(bureau) == 0


def test_no_key_and_no_single_officer_lifts_it(bureau: Bureau) -> None:
    number, vehicle = a_diesel(bureau)
    overridden(bureau, vehicle)
    case = case_of(bureau, number)
    lifting = Said(CaseAction.LIFT, "任务结束")
    acting: dict[str, Any] = {"by": TESTER, "hand": Hand.OFFICE, "now": clock.now()}
    with bureau.service.database.transaction(OFFICE) as session:
        with pytest.raises(PersonToSign):
            decide(session, [case.id or 0], lifting, signatory=None, **acting)
        assert [*act_on(session, [case.id or 0], lifting, **acting).passed] == [case.id]
    assert decided(bureau, number) == EXEMPT
    lifted(bureau, case)
    assert case_of(bureau, number).state == "closed"


def test_a_unit_sees_nothing_of_what_is_only_proposed_and_holds_nothing_up(bureau: Bureau) -> None:
    number, vehicle = a_diesel(bureau)
    page = proposed(bureau, vehicle)
    case = case_of(bureau, number)
    assert a_vin(number) not in bureau["owner"].open("/cases?kind=override")
    assert bureau["owner"].client.get(f"/cases/{case.id}").status_code == 404
    assert bureau["owner"].send("/cases", f"/cases/{case.id}/comment", {"reason": "x"}).status_code == 404
    bureau["deputy"].send(page, f"{page}/sign")
    assert decided(bureau, number) == EXEMPT
    assert "另行认定" in words_of(bureau["owner"].open(f"/cases/{case.id}"))


def test_the_database_leaves_a_unit_to_settle_overrides_and_nothing_else(bureau: Bureau) -> None:
    number, vehicle = a_diesel(bureau)
    proposed(bureau, vehicle)
    hidden = case_of(bureau, number).id
    other, theirs = a_diesel(bureau)
    overridden(bureau, theirs)
    seen = case_of(bureau, other).id
    opening = (
        "INSERT INTO case_record (city_code, kind, subject, state, outcome, valid_from, opened_by, opened_at, details)"
        " VALUES (410100, 'override', 'x', 'approved', 'approved', '2025-01-01', '', now(), '{}')"
    )
    step = (
        "INSERT INTO case_step (city_code, case_id, action, from_state, to_state, hand, actor, evidence, details,"
        f" internal, at) VALUES (410100, {seen}, 'approve', 'open', 'approved', 'office', 'x', '{{}}', '{{}}', false,"
        " now())"
    )
    changing = f"UPDATE case_record SET valid_until = '2999-01-01' WHERE id = {seen}"
    for statement in (opening, step, changing):
        with pytest.raises(DBAPIError, match="row-level security"):
            run(bureau, statement)
    assert (
        run(bureau, f"UPDATE case_record SET state = 'corrected', outcome = 'corrected' WHERE id = {hidden}")
        == 0
    )
    bureau["office"].send("/cases", f"/cases/{hidden}/comment", {"reason": "内部核对"})
    for table, column in (("case_record", "id"), ("case_step", "case_id")):
        assert run(bureau, f"SELECT FROM {table} WHERE {column} = {hidden}") == 0
        assert run(bureau, f"SELECT FROM {table} WHERE {column} = {seen}") > 0


def run(bureau: Bureau, statement: str) -> int:
    """Run a statement as a unit; return how many rows it met."""
    with bureau.service.database.transaction(UnitScope(CITY)) as session:
        return session.connection().execute(text(statement)).rowcount
