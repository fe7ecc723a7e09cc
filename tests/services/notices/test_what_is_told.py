"""What brings something about tells of it, in the same transaction: once for each act, whatever it did."""

from datetime import UTC, datetime, timedelta

import pytest

from fleetsvc.books import book_mapping
from fleetsvc.database.transactions import OFFICE, Database, ScopedSession, UnitScope
from fleetsvc.models import DocumentRecord, Occurrence
from fleetsvc.services.cases.acting import act_on
from fleetsvc.services.cases.guards import Said
from fleetsvc.services.cases.lists import CaseFilter, numbers_of
from fleetsvc.services.cases.nightly import tend
from fleetsvc.services.cases.words import CaseAction, Hand
from fleetsvc.services.documents.lifecycle import Made, store
from fleetsvc.services.drafts import acts
from fleetsvc.services.law.signatories import AtHost
from fleetsvc.services.notices.events import Event
from fleetsvc.services.notices.inbox import said
from fleetsvc.services.people.accounts import Role, add_user
from fleetsvc.services.rankings import publishing, releasing
from fleetsvc.services.uploads import attempts, steps
from fleetsvc.services.uploads.failures import Failure
from rules.periods import parse_period
from rules.wording import Text
from tests.actors import TESTER
from tests.notices import occurrences
from tests.ranking_data import put_rulebook_in_force, register, sign_nil
from tests.upload_cases import NOW, a_file, a_row, deliver, send, settled, with_rulebook

SEPTEMBER = parse_period("2025-09")
ON_THE_5TH = datetime(2025, 10, 4, 18, 30, tzinfo=UTC)


@pytest.fixture
def database(own_database: Database) -> Database:
    return with_rulebook(own_database)


def test_a_delivery_is_told_when_read_when_stored_and_when_refused(database: Database) -> None:
    upload = send(database, a_file(a_row(1), a_row(2, day="x")), confirmed=False)
    settled(database, upload)
    with database.transaction(UnitScope("410100")) as session:
        steps.confirm(session, city=410100, number=upload.number, by=TESTER, now=NOW)
    settled(database, upload)
    refused = send(database, b"\x89PNG\r\n\x1a\n", name="豫A12345.png")
    settled(database, refused)
    subject = f"upload/410100/{upload.number}"
    rows = {"name": "登记表.csv", "read": 2, "held": 1}
    assert occurrences(database) == [
        ("upload-read", subject, rows),
        ("upload-accepted", subject, rows),
        ("upload-refused", f"upload/410100/{refused.number}", {"name": "***.png", "read": 0, "held": 0}),
    ]


def test_cases_are_told_once_an_act_with_how_many_they_are(database: Database) -> None:
    deliver(database, *(a_row(n, energy="汽油", plate=f"豫A{n:05d}", category="出租车") for n in range(1, 4)))
    before = len(occurrences(database))
    with database.transaction(OFFICE) as session:
        tend(session, now=NOW)
        tend(session, now=NOW + timedelta(days=1))
        numbers = numbers_of(session, CaseFilter("410100"), limit=10)
        for said, hand in (
            (
                Said(CaseAction.ANSWER, "none is sold", ground="no-suitable-model", missing="to follow"),
                Hand.BUREAU,
            ),
            (Said(CaseAction.COMMENT, "looked at"), Hand.OFFICE),
            (Said(CaseAction.REFUSE, "some are"), Hand.OFFICE),
        ):
            act_on(session, numbers, said, by=TESTER, hand=hand, now=NOW)
        tend(session, now=NOW + timedelta(days=60))
    three = {"count": 3}
    assert occurrences(database)[before:] == [
        ("cases-asked", "cases/410100", three),
        ("cases-opened", "cases/0", three),
        ("cases-answered", "cases/410100", three),
        ("cases-decided", "cases/410100", three),
    ]


def test_one_case_leads_to_itself_and_what_runs_out_is_told(database: Database) -> None:
    deliver(database, a_row(1, energy="汽油", plate="豫A00001", category="出租车"))
    with database.transaction(OFFICE) as session:
        tend(session, now=NOW)
        (number,) = numbers_of(session, CaseFilter("410100"), limit=10)
        tend(session, now=NOW + timedelta(days=60))
    told = [one for one in occurrences(database) if one[0] in ("cases-asked", "cases-overdue")]
    assert told == [
        ("cases-asked", f"case/410100/{number}", {"count": 1}),
        ("cases-overdue", f"case/410100/{number}", {"count": 1}),
    ]


def test_an_edition_is_told_in_preview_once_when_released_and_when_corrected(own_database: Database) -> None:
    with own_database.transaction(OFFICE) as session:
        put_rulebook_in_force(session)
        register(session, "410100", compliant=9, non_compliant=1)
        sign_nil(session, "410100")
        publishing.publish_preview(session, SEPTEMBER, now=ON_THE_5TH)
        register(session, "410100", compliant=1)
        publishing.publish_preview(session, SEPTEMBER, now=ON_THE_5TH + timedelta(days=1))
        releasing.release(session, SEPTEMBER, by=TESTER, now=ON_THE_5TH + timedelta(days=2))
        for reason in ("a row was wrong", "nothing has changed"):
            register(session, "410100", compliant=len(reason) % 2)
            publishing.correct(
                session, SEPTEMBER, reason=reason, by=TESTER, now=ON_THE_5TH + timedelta(days=3)
            )
    period = {"period": "2025-09"}
    told = occurrences(own_database)
    late = [one for one in told if one[0] == "report-late"]
    assert [one for one in told if one[0] == "reports-late"] == [
        ("reports-late", "ranking/2025-09", period | {"count": 18})
    ]
    told = [one for one in told if one[0] != "reports-late"]
    assert [one for one in told if one not in late] == [
        (event, "ranking/2025-09", period)
        for event in ("edition-preview", "edition-released", "edition-corrected")
    ]
    assert (len(late), late[0]) == (18, ("report-late", "report/410200/2025-09", period | {"count": 9}))


def test_a_rulebook_is_told_when_proposed_and_when_in_force(database: Database) -> None:
    with database.transaction(OFFICE) as session:
        for name in ("first", "second"):
            add_user(session, name, role=Role.OFFICE, unit=None, password=None, by=TESTER, now=NOW)
        edition, _ = acts.load(session, {**book_mapping(), "name": "河南（修改稿）"}, by=TESTER, now=NOW)
        first, second = AtHost("root", "first"), AtHost("root", "second")
        number, again = (
            acts.propose(session, edition, by=first, actor=TESTER, reason="a letter", now=NOW)[0].id
            for _ in range(2)
        )
        assert number is not None
        assert number == again
        for _ in range(2):
            acts.sign(session, edition, number, by=second, actor=TESTER, now=NOW)
    assert [one for one in occurrences(database) if one[0].startswith("rulebook")] == [
        ("rulebook-proposed", f"draft/{edition.edition}", {"name": edition.name}),
        ("rulebook-in-force", f"rulebook/{edition.edition}", {"name": edition.name}),
    ]


@pytest.mark.parametrize(
    ("asker", "seconds", "events"),
    [("user:7", 11, ["document-ready"]), ("user:7", 10, []), ("key:7", 11, [])],
)
def test_whoever_waited_long_for_a_document_is_told_and_no_system_is(
    own_database: Database, asker: str, seconds: int, events: list[str]
) -> None:
    with own_database.transaction(UnitScope("410100")) as session:
        record = a_document(session, asker)
        made = Made("车辆清单.csv", "state", [b"x"])
        store(session, record, made, keep=timedelta(hours=1), now=NOW + timedelta(seconds=seconds))
    assert [one[0] for one in occurrences(own_database)] == events


def a_document(session: ScopedSession, asker: str) -> DocumentRecord:
    record = DocumentRecord(
        city_code=410100,
        kind="registrations",
        question={},
        question_sha256="x",
        data_state="",
        asker=asker,
        asked_by="owner",
        personal=False,
        asked_at=NOW,
        status="waiting",
        name="车辆清单.csv",
        media="text/csv",
        expires_at=NOW,
    )
    session.add(record)
    session.flush()
    return record


def test_a_delivery_that_fails_again_and_again_through_no_fault_of_its_own_is_told_once(
    database: Database,
) -> None:
    upload = send(database, a_file(a_row(1)))
    with database.transaction(UnitScope("410100")) as session:
        for _ in range(4):
            attempt = attempts.Attempt(410100, upload.number, "worker")
            attempts.begin(session, attempt, pid=1)
            attempts.fail(session, attempt, attempts.Cause(Failure.DATABASE, "gone"))
    assert occurrences(database) == [
        ("upload-set-aside", f"upload/410100/{upload.number}", {"number": upload.number})
    ]


def test_a_period_and_a_unit_are_told_by_their_names() -> None:
    here = Occurrence(city_code=410300, kind="", subject="", mark="", details={"count": 2}, at=NOW)
    assert said(Event.CASES_OVERDUE, here).zh == "洛阳市有 2 项事项逾期未说明"
    quarter = Occurrence(city_code=0, kind="", subject="", mark="", details={"period": "2025-Q3"}, at=NOW)
    assert said(Event.EDITION_RELEASED, quarter) == Text(
        "2025年第3季度排名已正式发布", "The ranking of 2025-Q3 is released"
    )
