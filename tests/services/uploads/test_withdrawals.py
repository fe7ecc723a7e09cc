"""What is stored is withdrawn for a reason, and what is published only if the office accepts it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from fleetsvc.database.transactions import OFFICE, PUBLISHED, Database, UnitScope
from fleetsvc.models import AuditEvent, CaseRecord, UploadRecord
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.cases.acting import act
from fleetsvc.services.cases.guards import ReasonAwaited, Said
from fleetsvc.services.cases.words import REQUESTS, CaseAction, Hand
from fleetsvc.services.rankings import publishing
from fleetsvc.services.rankings.drift import count_changes
from fleetsvc.services.uploads import steps
from fleetsvc.services.uploads.dependents import Resting, RestingUpload, resting_on
from fleetsvc.services.uploads.steps import Taken
from fleetsvc.services.uploads.withdrawals import WithdrawalUnfounded
from rules.periods import parse_period
from tests.upload_cases import a_file, a_row, a_vin, deliver, retire, send, settled, stored, with_rulebook

CITY = 410100
JULY, AUGUST = datetime(2025, 7, 5, tzinfo=UTC), datetime(2025, 8, 1, tzinfo=UTC)
CLERK = Actor("command", name="clerk", role="bureau", unit=str(CITY))
OFFICER = Actor("command", name="officer", role="office")


@pytest.fixture
def database(own_database: Database) -> Database:
    return with_rulebook(own_database)


def publish(database: Database, period: str) -> None:
    with database.transaction(OFFICE) as session:
        publishing.publish_final(session, parse_period(period), now=JULY)


def withdraw(database: Database, upload: UploadRecord, reason: str, *, by: Actor = CLERK) -> Taken:
    assert upload.id is not None
    scope = OFFICE if by is OFFICER else UnitScope(str(CITY))
    with database.transaction(scope) as session:
        return steps.withdraw(session, city=CITY, number=upload.id, by=by, reason=reason, now=AUGUST)


def cases(database: Database) -> list[CaseRecord]:
    with database.transaction(OFFICE) as session:
        return list(
            session.exec(
                select(CaseRecord).where(col(CaseRecord.kind).in_(REQUESTS)).order_by(col(CaseRecord.id))
            )
        )


def decide(database: Database, case: CaseRecord, action: CaseAction, reason: str = "") -> CaseRecord:
    assert case.id is not None
    with database.transaction(OFFICE) as session:
        return act(session, case.id, Said(action, reason), by=OFFICER, hand=Hand.OFFICE, now=AUGUST)


def noted(database: Database, act: str) -> list[dict[str, Any]]:
    with database.transaction(OFFICE) as session:
        query = select(AuditEvent.details).where(AuditEvent.act == act)
        return [dict(details) for details in session.exec(query.order_by(col(AuditEvent.number)))]


def test_what_is_stored_is_withdrawn_for_a_reason_only_which_the_log_has(database: Database) -> None:
    upload = deliver(database, a_row(1))
    with pytest.raises(WithdrawalUnfounded):
        withdraw(database, upload, "  ")
    assert stored(database, upload).status == "accepted"
    withdraw(database, upload, "sent twice")
    assert stored(database, upload).status == "withdrawn"
    assert noted(database, "upload-withdrawn") == [{"status": "withdrawn", "reason": "sent twice"}]


def resting(database: Database, upload: UploadRecord) -> Resting:
    with database.transaction(UnitScope(str(CITY))) as session:
        return resting_on(session, upload)


def test_it_is_told_what_else_rests_on_a_delivery(database: Database) -> None:
    retired = retire(database, "豫A00099")
    first = deliver(database, a_row(1), a_row(2), a_row(3), now=JULY)
    replacing = a_row(4, event="更新", replaces="豫A00099")
    second = deliver(database, a_row(1, mass="4000"), a_row(2), replacing, now=AUGUST)
    name = "登记表.csv"
    assert resting(database, first) == Resting(2, (RestingUpload(second.number, name, False, 1, 1, 0),))
    assert resting(database, second) == Resting(2, ())
    assert resting(database, retired) == Resting(1, (RestingUpload(second.number, name, False, 0, 0, 1),))
    withdraw(database, second, "mistaken")
    assert resting(database, first) == Resting(3, ())
    assert resting(database, retired) == Resting(1, ())


def test_what_was_never_stored_is_withdrawn_without_one(database: Database) -> None:
    upload = send(database, a_file(a_row(1)), confirmed=False)
    withdraw(database, upload, "")
    assert stored(database, upload).status == "withdrawn"


def test_the_withdrawal_of_what_is_published_is_a_request_and_asking_twice_is_one(database: Database) -> None:
    upload = deliver(database, a_row(1), a_row(2, day="2025-06-15"))
    publish(database, "2025-03")
    publish(database, "2025-Q1")
    assert withdraw(database, upload, "sent twice").changed
    assert not withdraw(database, upload, "sent twice, as I said").changed
    assert stored(database, upload).status == "accepted"
    (case,) = cases(database)
    assert (case.kind, case.subject, case.state, case.reason, case.opened_by, case.details) == (
        "withdrawal",
        f"upload/{CITY}/{upload.id}",
        "open",
        "sent twice",
        "clerk",
        {"published": 1, "periods": ["2025-03", "2025-Q1"], "overridden": 0},
    )
    assert noted(database, "upload-withdrawal-asked") == [
        {"status": "accepted", "reason": "sent twice", "published": 1, "overridden": 0}
    ]


def test_the_office_accepts_or_refuses_the_request(database: Database) -> None:
    first, second = deliver(database, a_row(1)), deliver(database, a_row(2))
    publish(database, "2025-03")
    for upload in (first, second):
        withdraw(database, upload, "sent twice")
    accepted, refused = cases(database)
    decide(database, accepted, CaseAction.APPROVE)
    decide(database, refused, CaseAction.REFUSE, "the list is complete")
    assert (stored(database, first).status, stored(database, second).status) == ("withdrawn", "accepted")
    assert noted(database, "upload-withdrawn") == [{"status": "withdrawn", "reason": "sent twice"}]
    assert [case.state for case in cases(database)] == ["approved", "refused"]
    withdraw(database, second, "sent twice indeed")
    assert [case.state for case in cases(database)] == ["approved", "refused", "open"]


def test_a_vehicle_that_came_after_the_publication_stands_in_no_edition(database: Database) -> None:
    publish(database, "2025-03")
    upload = deliver(database, a_row(1), now=AUGUST)
    withdraw(database, upload, "sent twice")
    assert (stored(database, upload).status, cases(database)) == ("withdrawn", [])


def test_the_office_itself_asks_nobody_and_an_open_request_is_closed_by_it(database: Database) -> None:
    upload = deliver(database, a_row(1))
    publish(database, "2025-03")
    withdraw(database, upload, "sent twice")
    withdraw(database, upload, "asked for by telephone", by=OFFICER)
    assert stored(database, upload).status == "withdrawn"
    assert [(case.state, case.decision_reason) for case in cases(database)] == [("closed", "withdrawn")]


def test_a_change_of_what_is_published_is_accepted_only_once_its_unit_has_said_why(
    database: Database,
) -> None:
    deliver(database, a_row(1))
    publish(database, "2025-03")
    deliver(database, a_row(1, energy="柴油", plate="豫A00001"), now=AUGUST)
    (case,) = cases(database)
    assert case.id is not None
    with pytest.raises(ReasonAwaited):
        decide(database, case, CaseAction.APPROVE)
    with database.transaction(UnitScope(str(CITY))) as session:
        act(
            session,
            case.id,
            Said(CaseAction.ANSWER, "the file was mixed up"),
            by=CLERK,
            hand=Hand.BUREAU,
            now=AUGUST,
        )
    assert decide(database, case, CaseAction.APPROVE).state == "approved"
    assert noted(database, "case-answered") == [
        {"action": "answer", "kind": "change_review", "state": "open", "reason": "the file was mixed up"}
    ]


def changes(database: Database, period: str, since: datetime = JULY) -> int:
    with database.transaction(PUBLISHED) as session:
        return count_changes(session, parse_period(period), computed_at=since)


def test_everybody_can_know_how_much_of_a_published_edition_has_changed_since(database: Database) -> None:
    withdrawn = deliver(database, a_row(1))
    deliver(database, a_row(2), a_row(3), a_row(4, day="2025-06-15"))
    for period in ("2025-03", "2025-Q1", "2025-06"):
        publish(database, period)
    withdraw(database, withdrawn, "sent twice")
    deliver(database, a_row(2, energy="柴油", plate="豫A00002"), now=AUGUST)
    assert [changes(database, period) for period in ("2025-03", "2025-Q1", "2025-06")] == [0, 0, 0]
    for case in cases(database):
        assert case.id is not None
        with database.transaction(UnitScope(str(CITY))) as session:
            act(session, case.id, Said(CaseAction.ANSWER, "mixed up"), by=CLERK, hand=Hand.BUREAU, now=AUGUST)
        decide(database, case, CaseAction.APPROVE)
    assert [changes(database, period) for period in ("2025-03", "2025-Q1", "2025-06")] == [2, 2, 0]
    theirs = send(database, a_file(a_row(3)), unit="410200")
    settled(database, theirs, now=AUGUST)
    # One that was added, and two that are disputed since.
    assert [changes(database, period) for period in ("2025-03", "2025-06")] == [5, 0]
    assert changes(database, "2025-03", since=datetime(2025, 9, 1, tzinfo=UTC)) == 0


def test_vehicles_that_a_late_delivery_adds_to_what_is_published_are_told_until_it_is_withdrawn(
    database: Database,
) -> None:
    """Diesel buses kept back until the month was out changed nothing that anybody saw."""
    deliver(database, a_row(1), a_row(2, day="2025-05-15"))
    for period in ("2025-03", "2025-Q1"):
        publish(database, period)
    before = changes(database, "2025-03")
    late = deliver(
        database,
        a_row(1),
        a_row(3),
        a_row(4, energy="柴油", plate="豫A00004"),
        a_row(5, day="2025-05-20"),
        now=AUGUST,
    )
    assert [changes(database, period) for period in ("2025-03", "2025-Q1", "2025-05")] == [
        before + 2,
        before + 2,
        0,
    ]
    assert changes(database, "2025-03", since=datetime(2025, 9, 1, tzinfo=UTC)) == 0
    again = deliver(database, a_row(3), a_row(4, energy="柴油", plate="豫A00044"), now=AUGUST)
    withdraw(database, late, "sent to the wrong unit", by=OFFICER)
    assert changes(database, "2025-03") == before + 2  # they stand by the other file now
    withdraw(database, again, "sent to the wrong unit", by=OFFICER)
    assert changes(database, "2025-03") == before


@pytest.mark.parametrize("plate", ["豫A00001", "豫A00011"])
def test_what_was_published_is_not_taken_away_by_way_of_another_file(database: Database, plate: str) -> None:
    """Sent again with another plate and withdrawn twice, a published violation was gone, and nobody was asked."""
    first = deliver(database, a_row(1, energy="柴油", plate="豫A00001"), a_row(2))
    publish(database, "2025-03")
    second = deliver(database, a_row(1, energy="柴油", plate=plate), a_row(2, plate="豫A00022D"), now=AUGUST)
    withdraw(database, first, "sent twice")
    withdraw(database, second, "sent twice")
    assert stored(database, second).status == "accepted"
    assert {case.kind for case in cases(database)} == {"withdrawal"}


def test_facts_of_a_published_vehicle_wait_also_after_its_plate_was_corrected(database: Database) -> None:
    deliver(database, a_row(1), a_row(2))
    publish(database, "2025-03")
    deliver(database, a_row(2, plate="豫A00022D"), now=JULY)
    deliver(database, a_row(1, category="出租车"), a_row(2, category="出租车", plate="豫A00022D"), now=AUGUST)
    assert [(case.kind, case.vin) for case in cases(database)] == [
        ("change_review", a_vin(1)),
        ("change_review", a_vin(2)),
    ]


def test_what_a_correction_published_is_as_bound_as_what_was_published_first(database: Database) -> None:
    deliver(database, a_row(1))
    publish(database, "2025-03")
    late = deliver(database, a_row(2, energy="柴油", plate="豫A00002"), now=AUGUST)
    with database.transaction(OFFICE) as session:
        period, later = parse_period("2025-03"), AUGUST + timedelta(days=1)
        assert publishing.correct(session, period, reason="reported late", by=OFFICER, now=later)
    withdraw(database, late, "sent to the wrong unit")
    assert stored(database, late).status == "accepted"
    assert [case.kind for case in cases(database)] == ["withdrawal"]
