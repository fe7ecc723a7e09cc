"""Where the office asks for it, another person of the unit submits what one has prepared; no way leads around."""

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from fleetsvc.database.transactions import OFFICE, Database, UnitScope
from fleetsvc.models import TwoPersonsRule, UploadRecord, UploadStatus
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.notices.events import Event
from fleetsvc.services.people import second_person
from fleetsvc.services.people.second_person import SecondPersonNeeded
from fleetsvc.services.uploads import deliveries, layout_memory, steps, two_persons
from fleetsvc.services.uploads.history import history
from fleetsvc.services.uploads.lists import upload_document
from fleetsvc.services.uploads.steps import Taken
from tests.actors import SETTINGS, TESTER, noted
from tests.notices import occurrences, peopled, tell_all, told_by_name
from tests.preparations import ANNA, BOB, CITY, HOST, KEY, OFFICER
from tests.upload_cases import NOW, a_file, a_row, settled, stored, with_rulebook


@pytest.fixture
def database(own_database: Database) -> Database:
    with_rulebook(own_database)
    with own_database.transaction(OFFICE) as session:
        two_persons.ask_for(session, city=CITY, by=OFFICER, now=NOW)
    return own_database


def sent_by(database: Database, by: Actor, *, confirmed: bool = False, number: int = 1) -> UploadRecord:
    delivery = deliveries.Delivery(a_file(a_row(number)), "登记表.csv", by.name or "", confirmed=confirmed)
    with database.transaction(UnitScope("410100")) as session:
        upload, _ = deliveries.deliver(session, delivery, city=CITY, by=by, settings=SETTINGS, now=NOW)
    settled(database, upload)
    return upload


def confirm(database: Database, upload: UploadRecord, by: Actor) -> Taken:
    with database.transaction(UnitScope("410100")) as session:
        return steps.confirm(session, city=CITY, number=upload.number, by=by, now=NOW)


def refused(database: Database, upload: UploadRecord, by: Actor) -> str:
    with pytest.raises(SecondPersonNeeded) as told:
        confirm(database, upload, by)
    return told.value.prepared_by


def is_stored(database: Database, upload: UploadRecord) -> bool:
    if stored(database, upload).is_waiting:
        settled(database, upload)
    return stored(database, upload).status is UploadStatus.ACCEPTED


def test_what_one_sent_another_of_the_unit_submits_and_the_history_names_both(database: Database) -> None:
    upload = sent_by(database, ANNA)
    assert refused(database, upload, ANNA) == "anna"
    assert not is_stored(database, upload)
    confirm(database, upload, BOB)
    assert is_stored(database, upload)
    with database.transaction(UnitScope("410100")) as session:
        steps_taken = [(one.act, one.by, one.details.get("prepared_by")) for one in history(session, upload)]
        document = upload_document(session, upload, language="zh", now=NOW)
    assert ("upload-confirmed", "bob", "anna") in steps_taken
    assert document["two_persons"] == {"prepared_by": "anna"}


@pytest.mark.parametrize("by", [OFFICER, KEY, HOST, TESTER], ids=lambda actor: actor.kind)
def test_nobody_but_a_person_of_the_unit_submits(database: Database, by: Actor) -> None:
    upload = sent_by(database, ANNA)
    assert refused(database, upload, by) == "anna"
    assert not is_stored(database, upload)


@pytest.mark.parametrize("by", [KEY, TESTER], ids=lambda actor: actor.kind)
def test_what_a_system_sent_one_person_prepares_and_another_submits(database: Database, by: Actor) -> None:
    upload = sent_by(database, by)
    confirm(database, upload, ANNA)
    assert not stored(database, upload).confirmed
    assert refused(database, upload, ANNA) == "anna"
    confirm(database, upload, BOB)
    assert is_stored(database, upload)
    with database.transaction(UnitScope("410100")) as session:
        acts = [(one.act, one.by) for one in history(session, upload)]
    assert ("upload-prepared", "anna") in acts
    assert ("upload-confirmed", "bob") in acts


def test_nothing_is_confirmed_by_being_sent(database: Database) -> None:
    upload = sent_by(database, ANNA, confirmed=True)
    assert stored(database, upload).status is UploadStatus.IN_REVIEW
    assert refused(database, upload, ANNA) == "anna"


def test_who_says_last_how_it_is_read_prepared_it(database: Database) -> None:
    upload = sent_by(database, ANNA)
    with database.transaction(UnitScope("410100")) as session:
        steps.set_mapping(session, {}, city=CITY, number=upload.number, by=BOB, now=NOW)
    settled(database, upload)
    assert refused(database, upload, BOB) == "bob"
    confirm(database, upload, ANNA)
    assert is_stored(database, upload)


def test_who_has_what_is_remembered_of_a_layout_forgotten_says_how_it_is_read(database: Database) -> None:
    upload = sent_by(database, ANNA)
    with database.transaction(UnitScope("410100")) as session:
        (layout,) = (stored(database, upload).report or {})["layouts"].values()
        layout_memory.remember(session, {layout: {"A": "vin"}}, city=CITY, upload=upload.number, now=NOW)
        of = {"city": CITY, "number": upload.number, "by": BOB, "now": NOW}
        assert steps.forget_layout(session, layout, **of).changed  # type: ignore[arg-type]
    settled(database, upload)
    assert refused(database, upload, BOB) == "bob"
    confirm(database, upload, ANNA)
    assert is_stored(database, upload)


def test_what_was_submitted_and_is_then_read_otherwise_is_submitted_anew(database: Database) -> None:
    upload = sent_by(database, ANNA)
    confirm(database, upload, BOB)
    with database.transaction(UnitScope("410100")) as session:
        steps.set_mapping(session, {}, city=CITY, number=upload.number, by=ANNA, now=NOW)
    assert not is_stored(database, upload)
    assert refused(database, upload, ANNA) == "anna"


def test_without_the_rule_one_person_does_both_and_so_again_once_it_is_lifted(database: Database) -> None:
    upload = sent_by(database, ANNA)
    with database.transaction(OFFICE) as session:
        two_persons.lift(session, city=CITY, by=OFFICER, now=NOW)
    with database.transaction(UnitScope("410100")) as session:
        assert upload_document(session, upload, language="zh", now=NOW)["two_persons"] is None
    confirm(database, upload, ANNA)
    assert is_stored(database, upload)


def test_the_unit_is_told_with_its_accounts_and_the_log_says_who_asked(own_database: Database) -> None:
    people = peopled(own_database)
    with own_database.transaction(OFFICE) as session:
        for _ in range(2):  # the second time nothing changes
            two_persons.ask_for(session, city=CITY, by=OFFICER, now=NOW)
        assert [one.accounts for one in two_persons.list_rules(session)][:2] == [2, 1]
        two_persons.lift(session, city=CITY, by=OFFICER, now=NOW)
        two_persons.lift(session, city=CITY, by=OFFICER, now=NOW)
        acts = [(event.act, event.actor_name, event.details) for event in noted(session)]
    assert [one for one in acts if one[0].startswith("two-")] == [
        ("two-persons-lifted", "officer", {"accounts": 2}),
        ("two-persons-asked", "officer", {"accounts": 2}),
    ]
    assert [one[0] for one in occurrences(own_database)] == [
        Event.TWO_PERSONS_ASKED,
        Event.TWO_PERSONS_LIFTED,
    ]
    tell_all(own_database)
    said = told_by_name(own_database, people)
    assert set(said) == {"owner", "colleague"}
    assert "郑州市的批次、零报告、事项答复等由一人准备、另一人提交；本单位在用账户 2 个" in said["owner"][1]


def test_a_unit_cannot_switch_it_itself(database: Database) -> None:
    def switch(session: Session) -> None:
        two_persons.lift(session, city=CITY, by=ANNA, now=NOW)

    with (
        pytest.raises(DBAPIError, match="permission denied"),
        database.transaction(UnitScope("410100")) as session,
    ):
        switch(session)
    with database.transaction(OFFICE) as session:
        assert session.get(TwoPersonsRule, CITY) is not None


def test_what_was_asked_for_and_lifted_meanwhile_is_noted_once(database: Database) -> None:
    with database.transaction(OFFICE) as mine:
        second_person.is_asked(mine, city=CITY)
        with database.transaction(OFFICE) as theirs:
            two_persons.lift(theirs, city=CITY, by=OFFICER, now=NOW)
        two_persons.lift(mine, city=CITY, by=OFFICER, now=NOW)
    with database.transaction(OFFICE) as mine:
        second_person.is_asked(mine, city=CITY)
        with database.transaction(OFFICE) as theirs:
            two_persons.ask_for(theirs, city=CITY, by=OFFICER, now=NOW)
        two_persons.ask_for(mine, city=CITY, by=OFFICER, now=NOW)
    with database.transaction(OFFICE) as session:
        assert len(noted(session, act="two-persons-lifted")) == 1
