"""The audit log is only added to, holds together, and shows where it does not."""

import threading
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from alembic import command
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from fleetsvc.database.migrate import _config, migrate
from fleetsvc.database.transactions import OFFICE, Database, ScopedSession, UnitScope
from fleetsvc.models import AccountId, AuditEvent, KeyId, SessionId
from fleetsvc.services.audit import events
from fleetsvc.services.audit.events import NOBODY, Act, Actor, Broken, Verified
from fleetsvc.services.audit.log import Wanted, all_events
from fleetsvc.services.audit.recording import record
from tests.vehicle_texts import NAMING, NAMING_NONE

NOW = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=UTC)
LUOYANG = events.by_person(AccountId(7), SessionId(17), name="洛阳", role="bureau", unit="410300")
SYSTEM = events.by_key(KeyId(5), name="报送系统", role="bureau", unit="410300")


def three_events(database: Database) -> str:
    with database.transaction(UnitScope("410300")) as session:
        record(session, LUOYANG, Act.UPLOAD_RECEIVED, "upload/410300/1", {"bytes": 12, "sha256": "ab"}, NOW)
    with database.transaction(OFFICE) as session:
        record(session, NOBODY, Act.SIGN_IN_REFUSED, None, {"reason": "no-account"}, NOW)
        record(session, LUOYANG, Act.SIGN_OUT, "session/3", {}, NOW + timedelta(seconds=1))
        return events.verify(session).head


def test_an_event_says_who_did_what_when_to_what_and_how_it_ended(session: ScopedSession) -> None:
    number = record(session, LUOYANG, Act.SIGN_IN, "account/7", {"factors": 2, "unit": None}, NOW)
    event = session.exec(select(AuditEvent)).one()
    assert event.model_dump(exclude={"sha256"}) == {
        "number": number,
        "at": NOW,
        "actor_kind": "user",
        "actor_id": 7,
        "actor_name": "洛阳",
        "role": "bureau",
        "unit": "410300",
        "act": "sign-in",
        "outcome": "success",
        "subject": "account/7",
        "details": {"factors": 2, "unit": None},
        "previous_sha256": "",
        "credential": "session/17",
    }
    record(session, NOBODY, Act.SIGN_IN_REFUSED, "account/7", {}, NOW)
    refused = session.exec(select(AuditEvent).where(AuditEvent.number == number + 1)).one()
    assert (refused.outcome, refused.previous_sha256) == ("failure", event.sha256)


def test_an_event_names_the_session_of_a_person_and_the_key_of_a_system(session: ScopedSession) -> None:
    for actor in (LUOYANG, SYSTEM, NOBODY, Actor("command", name="root")):
        record(session, actor, Act.UPLOAD_CONFIRMED, "upload/410300/1", {}, NOW)
    told = session.exec(select(AuditEvent).order_by(col(AuditEvent.number))).all()
    assert [(one.actor_kind, one.actor_id, one.credential) for one in told] == [
        ("user", 7, "session/17"),
        ("key", 5, "key/5"),
        ("nobody", None, None),
        ("command", None, None),
    ]
    assert events.verify(session).broken is None


@pytest.mark.parametrize("kind", ["user", "key"])
def test_no_person_and_no_system_acts_without_a_credential(kind: str) -> None:
    with pytest.raises(ValueError, match=kind):
        Actor(kind, 7, "洛阳", "bureau", "410300")


@pytest.mark.parametrize("kind", ["nobody", "command", "service"])
def test_nobody_else_acts_by_a_credential(kind: str) -> None:
    with pytest.raises(ValueError, match=kind):
        Actor(kind, name="root", credential="session/17")


def test_a_log_of_the_release_before_verifies_still_and_goes_on(
    own_database: Database, own_owner_url: str
) -> None:
    command.downgrade(_config(own_owner_url), "0011")
    old = {
        "at": "2026-03-02T09:00:00.123456+00:00",
        "actor_kind": "user",
        "actor_id": 7,
        "actor_name": "洛阳",
        "role": "bureau",
        "unit": "410300",
        "act": "sign-out",
        "outcome": "success",
        "subject": "session/3",
        "details": {},
    }
    with psycopg.connect(own_owner_url, autocommit=True) as owner:
        owner.execute("SELECT append_audit_event(%s)", (events.canonical(old),))
    migrate(own_owner_url)
    three_events(own_database)
    with own_database.transaction(OFFICE) as session:
        told = session.exec(select(AuditEvent).order_by(col(AuditEvent.number))).all()
        found = events.verify(session)
    assert [one.credential for one in told] == [None, "session/17", None, "session/17"]
    assert (found.events, found.broken) == (4, None)
    with pytest.raises(DBAPIError, match="names credentials"):
        command.downgrade(_config(own_owner_url), "0011")


def test_what_looks_like_a_vin_or_a_plate_is_not_written_down(session: ScopedSession) -> None:
    details = {"vin": "LZYTABGW0P1000001", "plates": "豫A12345 和 豫AD12345", "sha256": "a" * 64}
    record(session, LUOYANG, Act.REVEALED, "豫C·D1234", details, NOW)
    event = session.exec(select(AuditEvent)).one()
    assert (event.subject, event.details) == (
        "***",
        {"vin": "***", "plates": "*** 和 ***", "sha256": "a" * 64},
    )


def test_no_form_of_a_number_is_written_down_and_nothing_else_is_lost(session: ScopedSession) -> None:
    named = {str(place): text for place, text in enumerate(NAMING)}
    others = {f"other {place}": text for place, text in enumerate(NAMING_NONE)}
    record(session, LUOYANG, Act.REVEALED, None, named | others, NOW)
    hidden = {str(place): text.replace(number, "***") for place, (text, number) in enumerate(NAMING.items())}
    assert session.exec(select(AuditEvent)).one().details == hidden | others


def test_an_event_that_an_older_release_left_unmasked_still_holds(own_database: Database) -> None:
    old = {
        "at": "2026-03-02T09:00:00.123456+00:00",
        "actor_kind": "nobody",
        "actor_id": None,
        "actor_name": None,
        "role": None,
        "unit": None,
        "act": "revealed",
        "outcome": "success",
        "subject": "豫A1234领",
        "details": {"vin": "lzytabgwxp1000001", "plate": "使123456"},
    }
    with own_database.transaction(OFFICE) as session:
        session.connection().execute(
            text("SELECT append_audit_event(:content)"), {"content": events.canonical(old)}
        )
    three_events(own_database)
    with own_database.transaction(OFFICE) as session:
        found = events.verify(session)
    assert (found.events, found.broken) == (4, None)


def test_a_whole_chain_is_verified_from_any_scope_that_wrote(own_database: Database) -> None:
    head = three_events(own_database)
    with own_database.transaction(OFFICE) as session:
        assert events.verify(session) == Verified(3, head, None)
        assert events.is_in_chain(session, head)
        assert not events.is_in_chain(session, "0" * 64)


@pytest.mark.parametrize(
    ("tampering", "broken"),
    [
        ("UPDATE audit_event SET outcome = 'success' WHERE number = 2", Broken(2, "altered")),
        ("UPDATE audit_event SET at = at - interval '1 hour' WHERE number = 1", Broken(1, "altered")),
        ("UPDATE audit_event SET details = '{\"bytes\": 13}' WHERE number = 1", Broken(1, "altered")),
        ("UPDATE audit_event SET credential = NULL WHERE number = 1", Broken(1, "altered")),
        ("UPDATE audit_event SET credential = 'session/18' WHERE number = 1", Broken(1, "altered")),
        (
            "UPDATE audit_event SET actor_kind = 'user', credential = 'session/1' WHERE number = 2",
            Broken(2, "altered"),
        ),
        ("DELETE FROM audit_event WHERE number = 2", Broken(3, "missing")),
        ("DELETE FROM audit_event WHERE number = 1", Broken(2, "missing")),
        (
            "DELETE FROM audit_event WHERE number = 2; UPDATE audit_event SET number = 2 WHERE number = 3",
            Broken(2, "unlinked"),
        ),
    ],
)
def test_the_database_owner_cannot_change_it_unseen(
    own_database: Database, own_owner_url: str, tampering: str, broken: Broken
) -> None:
    three_events(own_database)
    with psycopg.connect(own_owner_url) as owner:
        owner.execute(tampering)
    with own_database.transaction(OFFICE) as session:
        assert events.verify(session).broken == broken


def test_a_cut_end_is_seen_by_a_head_noted_earlier(own_database: Database, own_owner_url: str) -> None:
    head = three_events(own_database)
    with psycopg.connect(own_owner_url) as owner:
        owner.execute("DELETE FROM audit_event WHERE number = 3")
    with own_database.transaction(OFFICE) as session:
        assert events.verify(session).broken is None
        assert not events.is_in_chain(session, head)


@pytest.mark.parametrize(
    "act",
    [
        "UPDATE audit_event SET outcome = 'success'",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event",
        "INSERT INTO audit_event SELECT * FROM audit_event",
    ],
)
def test_the_service_itself_can_only_append(session: ScopedSession, act: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        session.connection().execute(text(act))


def test_a_unit_writes_to_the_log_but_does_not_read_it(own_database: Database) -> None:
    three_events(own_database)
    with (
        pytest.raises(DBAPIError, match="permission denied"),
        own_database.transaction(UnitScope("410300")) as session,
    ):
        session.exec(select(AuditEvent)).all()


def test_events_written_at_once_form_one_chain(own_database: Database) -> None:
    def write(city: str) -> None:
        for _ in range(10):
            with own_database.transaction(UnitScope(city)) as session:
                record(session, NOBODY, Act.UPLOAD_RECEIVED, f"upload/{city}/1", {}, NOW)

    threads = [threading.Thread(target=write, args=(city,)) for city in ("410100", "410200", "410300")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with own_database.transaction(OFFICE) as session:
        found = events.verify(session)
    assert (found.events, found.broken) == (30, None)


def test_what_is_rolled_back_is_not_told(own_database: Database) -> None:
    def write_and_fail() -> None:
        with own_database.transaction(OFFICE) as session:
            record(session, NOBODY, Act.SIGN_OUT, None, {}, NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    with own_database.transaction(OFFICE) as session:
        assert events.verify(session) == Verified(0, "", None)


def test_the_log_is_listed_newest_first_by_what_is_asked(own_database: Database) -> None:
    three_events(own_database)

    def numbers(wanted: Wanted) -> list[int]:
        with own_database.transaction(OFFICE) as session:
            return [event.number for event in all_events(session, wanted)]

    assert numbers(Wanted()) == [3, 2, 1]
    assert numbers(Wanted(outcome="failure")) == [2]
    assert numbers(Wanted(name="洛阳")) == [3, 1]
    assert numbers(Wanted(act="sign-out")) == [3]
    assert numbers(Wanted(from_at=NOW + timedelta(seconds=1))) == [3]
    assert numbers(Wanted(until_at=NOW + timedelta(seconds=1))) == [2, 1]
