"""One way for whatever a unit hands in: prepared, shown, submitted or sent back; outdated by what happens meanwhile."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from fleetsvc.database.transactions import OFFICE, Database, UnitScope
from fleetsvc.models import CaseRecord, Json, Preparation, stored_id
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.cases.acting import act
from fleetsvc.services.cases.guards import NotDone, ReasonNeeded, Said
from fleetsvc.services.cases.lists import find_case, history
from fleetsvc.services.cases.objections import Objection
from fleetsvc.services.cases.words import CaseAction, Hand
from fleetsvc.services.nil_reports.signing import PeriodNotBegun, VehiclesRegistered
from fleetsvc.services.people.second_person import SecondPersonNeeded
from fleetsvc.services.preparations import drafts, lists, preparing
from fleetsvc.services.preparations.drafts import Draft
from fleetsvc.services.preparations.lists import PreparationUnknown
from fleetsvc.services.preparations.preparing import (
    PreparationLapsed,
    PreparationSettled,
    PreparationsWaiting,
)
from fleetsvc.services.rankings import publishing
from rules.periods import parse_period
from rules.vocabulary import Category
from tests.actors import TESTER, noted
from tests.notices import occurrences, peopled, tell_all, told_by_name
from tests.preparations import ANNA, BOB, CITY, KEY, NOW, a_preparation, two_asked, two_no_more
from tests.ranking_data import put_rulebook_in_force, register, sign_nil
from tests.upload_cases import a_vin

MAY = parse_period("2025-05")
OWN = UnitScope("410100")
REASON = Said(CaseAction.ANSWER, "查过")


@pytest.fixture
def database(own_database: Database) -> Database:
    with own_database.transaction(OFFICE) as session:
        put_rulebook_in_force(session)
    two_asked(own_database)
    return own_database


def cases(database: Database, count: int = 1) -> list[int]:
    made = [
        CaseRecord(
            city_code=CITY,
            kind="undetermined",
            subject=f"vehicle/410100/{a_vin(number)}/2025-03-01",
            vin=a_vin(number),
            registered_on=date(2025, 3, 1),
            state="notified",
            details={},
            opened_by="",
            opened_at=NOW,
            notified_at=NOW,
            due_on=date(2025, 7, 21),
        )
        for number in range(count)
    ]
    with database.transaction(OFFICE) as session:
        session.add_all(made)
        session.flush()
        return [stored_id(case) for case in made]


def prepared(database: Database, draft: Draft, by: Actor = ANNA) -> int:
    with database.transaction(OWN) as session:
        kept = preparing.prepare_if_asked(session, draft, city=CITY, by=by, now=NOW)
        assert kept is not None
        return stored_id(kept[0])


def submitted(database: Database, number: int, by: Actor = BOB) -> Json:
    with database.transaction(OWN) as session:
        found = preparing.submit(session, number, city=CITY, by=by, now=NOW)
        return lists.preparation_json(found)


def dropped(database: Database, number: int, reason: str, by: Actor) -> Json:
    with database.transaction(OWN) as session:
        found = preparing.drop(session, number, reason, city=CITY, by=by, now=NOW)
        return lists.preparation_json(found)


def standing(database: Database, number: int) -> tuple[str, list[str]]:
    with database.transaction(OWN) as session:
        found = lists.find_preparation(session, number, city=CITY)
        told = lists.preparation_json(found, lists.changed_since(session, found))
    return told["status"], told["changed"]


def lists_as(database: Database, number: int) -> str:
    with database.transaction(OWN) as session:
        return lists.find_preparation(session, number, city=CITY).status.value


def answered(database: Database, case: int) -> tuple[str, str | None]:
    with database.transaction(OFFICE) as session:
        found = find_case(session, case)
        return found.state, found.reason


def test_an_answer_is_handed_in_word_for_word_and_all_places_name_both(database: Database) -> None:
    (case,) = cases(database)
    number = prepared(database, drafts.act_on_cases([case], REASON))
    assert answered(database, case) == ("notified", None)
    told = submitted(database, number)
    assert (told["status"], told["prepared_by"], told["settled_by"]) == ("submitted", "anna", "bob")
    assert answered(database, case) == ("answered", "查过")
    with database.transaction(OFFICE) as session:
        steps = [
            (one.actor, one.details["prepared_by"]) for one in history(session, find_case(session, case))
        ]
        log = [(one.act, one.actor_name, one.details.get("prepared_by")) for one in noted(session)]
    assert steps == [("bob", "anna")]
    assert log[:3] == [
        ("act-submitted", "bob", "anna"),
        ("case-answered", "bob", "anna"),
        ("act-prepared", "anna", None),
    ]
    with pytest.raises(PreparationSettled):
        submitted(database, number)


def test_nothing_is_left_of_the_trial_by_which_a_draft_is_checked(database: Database) -> None:
    (case,) = cases(database)
    prepared(database, drafts.act_on_cases([case], REASON))
    with database.transaction(OFFICE) as session:
        assert history(session, find_case(session, case)) == []
        assert next(one.act for one in noted(session)) == "act-prepared"
        assert not noted(session, act="case-answered")
    assert [one[0] for one in occurrences(database)] == ["two-persons-asked", "act-prepared"]


def test_a_unit_of_one_person_prepares_nothing(own_database: Database) -> None:
    with own_database.transaction(OWN) as session:
        draft = drafts.nil_reports(MAY, [Category.TAXI])
        assert preparing.prepare_if_asked(session, draft, city=CITY, by=ANNA, now=NOW) is None


@pytest.mark.parametrize(
    ("draft", "why"),
    [
        (drafts.act_on_cases([1], Said(CaseAction.ANSWER, " ")), ReasonNeeded),
        (drafts.act_on_cases([999], REASON), Exception),
        (drafts.nil_reports(MAY, [Category.BUS]), VehiclesRegistered),
        (drafts.nil_reports(parse_period("2999-01"), [Category.TAXI]), PeriodNotBegun),
        (drafts.objection(Objection(MAY, "不符")), Exception),
        (drafts.withdrawal(999, "x"), Exception),
    ],
)
def test_what_could_not_be_handed_in_is_told_to_who_prepares_it_and_not_kept(
    database: Database, draft: Draft, why: type[Exception]
) -> None:
    cases(database)
    with database.transaction(OFFICE) as session:
        register(session, "410100", day=date(2025, 5, 4), compliant=1)
    with pytest.raises(why):
        prepared(database, draft)
    with database.transaction(OWN) as session:
        assert lists.count_waiting(session, city=CITY) == 0


def test_what_the_office_has_decided_meanwhile_is_not_answered(database: Database) -> None:
    (case,) = cases(database)
    number = prepared(database, drafts.act_on_cases([case], REASON))
    with database.transaction(OFFICE) as session:
        late = NOW + timedelta(days=60)
        act(session, case, Said(CaseAction.LAPSE), by=TESTER, hand=Hand.SERVICE, now=late)
    assert standing(database, number) == ("lapsed", [f"case/{case}"])
    with pytest.raises(PreparationLapsed):
        submitted(database, number)
    assert answered(database, case)[1] is None


@pytest.mark.parametrize("action", [CaseAction.ASSIGN, CaseAction.COMMENT, CaseAction.EXTEND])
def test_what_changes_nothing_about_a_case_holds_up_no_answer(database: Database, action: CaseAction) -> None:
    (case,) = cases(database)
    number = prepared(database, drafts.act_on_cases([case], REASON))
    with database.transaction(OFFICE) as session:
        said = Said(action, "请办", officer="office")
        act(session, case, said, by=TESTER, hand=Hand.OFFICE, now=NOW)
    assert standing(database, number) == ("waiting", [])
    assert submitted(database, number)["status"] == "submitted"


def test_of_many_cases_those_that_have_changed_are_passed_by(database: Database) -> None:
    first, second = cases(database, 2)
    number = prepared(database, drafts.act_on_cases([first, second], REASON))
    rival = prepared(database, drafts.act_on_cases([first], Said(CaseAction.CORRECT, "已改")), by=BOB)
    submitted(database, rival, by=ANNA)
    assert standing(database, number) == ("waiting", [f"case/{first}"])
    assert submitted(database, number)["outcome"] == {"done": 1, "passed": 1}
    assert [answered(database, case)[1] for case in (first, second)] == ["已改", "查过"]


def test_a_nil_report_lapses_where_vehicles_were_registered_meanwhile(database: Database) -> None:
    number = prepared(database, drafts.nil_reports(MAY, [Category.TAXI, Category.BUS]))
    with database.transaction(OFFICE) as session:
        register(session, "410100", day=date(2025, 5, 4), compliant=1)
    assert standing(database, number) == ("lapsed", ["nil/bus"])
    with pytest.raises(PreparationLapsed):
        submitted(database, number)


def test_an_objection_lapses_where_the_line_says_something_else_and_holds_nothing_before(
    database: Database,
) -> None:
    with database.transaction(OFFICE) as session:
        register(session, "410100", day=date(2025, 5, 4), compliant=8, non_compliant=2)
        sign_nil(session, "410100", months=("2025-05",))
        publishing.publish_preview(session, MAY, now=NOW)
    number = prepared(database, drafts.objection(Objection(MAY, "不符")))
    with database.transaction(OFFICE) as session:
        query = "SELECT count(*) FROM case_record WHERE kind = 'objection'"
        assert session.connection().execute(text(query)).scalar_one() == 0
        register(session, "410100", day=date(2025, 5, 5), compliant=3)
        publishing.publish_preview(session, MAY, now=NOW + timedelta(hours=1))
    assert standing(database, number)[0] == "lapsed"
    again = prepared(database, drafts.objection(Objection(MAY, "不符")))
    assert submitted(database, again)["outcome"].keys() == {"case"}


def in_preview(database: Database) -> None:
    with database.transaction(OFFICE) as session:
        register(session, "410100", day=date(2025, 5, 4), compliant=8, non_compliant=2)
        sign_nil(session, "410100", months=("2025-05",))
        publishing.publish_preview(session, MAY, now=NOW)


@pytest.mark.parametrize("category", [None, Category.BUS])
def test_an_objection_lapses_once_its_period_is_released_and_stops_nothing_else(
    database: Database, category: Category | None
) -> None:
    in_preview(database)
    (case,) = cases(database)
    number = prepared(database, drafts.objection(Objection(MAY, "不符", category=category)))
    other = prepared(database, drafts.act_on_cases([case], REASON))
    with database.transaction(OFFICE) as session:
        publishing.publish_final(session, MAY, now=NOW)
    assert standing(database, number) == ("lapsed", ["ranking/2025-05"])
    with pytest.raises(PreparationLapsed):
        submitted(database, number)
    assert submitted(database, other)["status"] == "submitted"
    prepared(database, drafts.nil_reports(MAY, [Category.POSTAL]))
    assert lists_as(database, number) == "lapsed"


@pytest.mark.parametrize("category", [None, Category.BUS])
def test_of_two_objections_to_a_period_the_first_that_is_submitted_outdates_the_other(
    database: Database, category: Category | None
) -> None:
    in_preview(database)
    first = prepared(database, drafts.objection(Objection(MAY, "不符")))
    second = prepared(database, drafts.objection(Objection(MAY, "还有", category=category)))
    assert submitted(database, first)["status"] == "submitted"
    assert standing(database, second) == ("lapsed", ["ranking/2025-05"])
    with pytest.raises(PreparationLapsed):
        submitted(database, second)


def test_what_is_sent_back_needs_a_reason_and_its_preparer_alone_is_told(own_database: Database) -> None:
    people = peopled(own_database, now=NOW - timedelta(days=1))
    two_asked(own_database)
    anna = replace(ANNA, number=people["owner"], name="owner")
    number = prepared(own_database, drafts.nil_reports(MAY, [Category.TAXI]), by=anna)
    with pytest.raises(ReasonNeeded):
        dropped(own_database, number, " ", BOB)
    told = dropped(own_database, number, "月份不对", BOB)
    assert (told["status"], told["settled_by"], told["settled_reason"]) == ("sent_back", "bob", "月份不对")
    tell_all(own_database)
    said = told_by_name(own_database, people)
    assert "bob退回了您准备的一项：月份不对" in "".join(said["owner"])
    assert all("退回了" not in one for one in said["colleague"])
    assert any("owner准备了一项" in one for one in said["colleague"])


def test_who_prepared_it_takes_it_back_without_a_reason(database: Database) -> None:
    number = prepared(database, drafts.nil_reports(MAY, [Category.TAXI]))
    assert dropped(database, number, "", ANNA)["status"] == "taken_back"
    with pytest.raises(PreparationSettled):
        submitted(database, number)


def test_what_has_lapsed_is_settled_and_told_when_something_else_is_prepared(database: Database) -> None:
    (case,) = cases(database)
    stale = prepared(database, drafts.act_on_cases([case], REASON))
    fresh = prepared(database, drafts.nil_reports(MAY, [Category.TAXI]))
    with database.transaction(OFFICE) as session:
        late = NOW + timedelta(days=60)
        act(session, case, Said(CaseAction.LAPSE), by=TESTER, hand=Hand.SERVICE, now=late)
    assert [lists_as(database, number) for number in (stale, fresh)] == ["waiting", "waiting"]
    prepared(database, drafts.nil_reports(MAY, [Category.POSTAL]))
    assert [lists_as(database, number) for number in (stale, fresh)] == ["lapsed", "waiting"]
    assert [one[0] for one in occurrences(database)][-2:] == ["act-lapsed", "act-prepared"]


def test_so_many_wait_and_no_more(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparing, "MOST_WAITING", 2)
    (case,) = cases(database)
    prepared(database, drafts.act_on_cases([case], REASON))
    prepared(database, drafts.nil_reports(MAY, [Category.TAXI]))
    with pytest.raises(PreparationsWaiting):
        prepared(database, drafts.nil_reports(MAY, [Category.POSTAL]))
    with database.transaction(OFFICE) as session:  # what is outdated makes room
        late = NOW + timedelta(days=60)
        act(session, case, Said(CaseAction.LAPSE), by=TESTER, hand=Hand.SERVICE, now=late)
    prepared(database, drafts.nil_reports(MAY, [Category.POSTAL]))


def test_once_the_rule_is_lifted_what_waits_still_takes_two(database: Database) -> None:
    number = prepared(database, drafts.nil_reports(MAY, [Category.TAXI]))
    two_no_more(database)
    with pytest.raises(SecondPersonNeeded):
        submitted(database, number, by=ANNA)
    assert submitted(database, number)["status"] == "submitted"


@pytest.mark.parametrize("by", [KEY, TESTER], ids=["key", "service"])
def test_a_system_neither_submits_nor_sends_back(database: Database, by: Actor) -> None:
    number = prepared(database, drafts.nil_reports(MAY, [Category.TAXI]))
    with pytest.raises(SecondPersonNeeded):
        submitted(database, number, by)
    with pytest.raises(SecondPersonNeeded):
        dropped(database, number, "x", by)


def test_the_database_holds_that_two_submit_and_nobody_outside_the_unit_sees_it(database: Database) -> None:
    number = a_preparation(database, unit="410100")
    with pytest.raises(PreparationUnknown), database.transaction(UnitScope("410200")) as session:
        lists.find_preparation(session, number, city=CITY)
    with pytest.raises(DBAPIError, match="permission denied"), database.transaction(OFFICE) as session:
        session.get(Preparation, (CITY, number))
    alone = "UPDATE preparation SET status = 'submitted', settled_by = prepared_by, settled_at = now()"
    with pytest.raises(DBAPIError, match="ck_preparation_two_persons"), database.transaction(OWN) as session:
        session.connection().execute(text(alone))


def test_every_refusal_of_a_preparation_is_one_that_pages_and_api_tell() -> None:
    for refusal in (PreparationLapsed, PreparationSettled, PreparationsWaiting):
        assert issubclass(refusal, NotDone)
