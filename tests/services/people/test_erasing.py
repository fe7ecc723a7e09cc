"""What is kept of people for a while only goes in time, and what stands for something stays."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session, col, select

from fleetsvc.models import SessionRecord
from fleetsvc.services.people.accounts import Role, add_user
from fleetsvc.services.people.erasing import SIGNED_BY, Erased, erase
from fleetsvc.settings import SettingUnusable, read_settings
from tests.actors import TESTER

NOW = datetime(2026, 7, 1, tzinfo=UTC)
KEEP = timedelta(days=190)


def a_session(session: Session, user: int, *, days_ago: int, ended: bool = True) -> int:
    at = NOW - timedelta(days=days_ago)
    statement = text(
        "INSERT INTO session (user_id, token_sha256, started_at, seen_at, ended_at, ending, address, agent) VALUES"
        " (:user, md5(random()::text) || md5(random()::text), :at, :at, CASE WHEN :ended THEN :at END,"
        " CASE WHEN :ended THEN 'signed_out' END, '10.0.0.1', 'Firefox') RETURNING id"
    )
    return int(session.connection().execute(statement, {"user": user, "at": at, "ended": ended}).scalar_one())


def test_old_sessions_go_but_those_that_signed_and_everybodys_last_lose_only_their_place(
    session: Session,
) -> None:
    one = add_user(session, "one", role=Role.OFFICE, unit=None, password=None, by=TESTER, now=NOW)[0]
    two = add_user(session, "two", role=Role.OFFICE, unit=None, password=None, by=TESTER, now=NOW)[0]
    a_session(session, one.number, days_ago=300)
    a_session(session, one.number, days_ago=250, ended=False)  # it ran out, and nobody ended it
    signed = a_session(session, one.number, days_ago=220)
    young = a_session(session, one.number, days_ago=189)
    last = a_session(session, two.number, days_ago=400)
    session.connection().execute(
        text(
            "INSERT INTO case_proposal (action, said, reason, cases, proposed_by, proposer_id, session_id,"
            " proposed_at)"
            " VALUES ('approve', '{}', 'r', 1, 'one', :one, :signed, :now)"
        ),
        {"one": one.number, "signed": signed, "now": NOW},
    )
    assert erase(session, keep=KEEP, now=NOW) == Erased(sessions=2, places=2, forms=0, requests=0, attempts=0)
    left = session.exec(select(SessionRecord).order_by(col(SessionRecord.id))).all()
    assert [(one.id, one.address) for one in left] == [(signed, None), (young, "10.0.0.1"), (last, None)]
    assert erase(session, keep=KEEP, now=NOW) == Erased(0, 0, 0, 0, 0)


def test_what_was_of_use_for_hours_or_days_goes_with_them(session: Session) -> None:
    person = add_user(session, "one", role=Role.OFFICE, unit=None, password=None, by=TESTER, now=NOW)[0]
    connection = session.connection()
    for hours, days in ((7, 6), (9, 8)):
        values = {
            "user": person.number,
            "form": NOW - timedelta(hours=hours),
            "name": NOW - timedelta(days=days),
        }
        connection.execute(
            text("INSERT INTO unfinished_form (user_id, typed, kept_at) VALUES (:user, '{}', :form)"), values
        )
        connection.execute(
            text(
                "INSERT INTO idempotency_key (city_code, sender, key, request_sha256, created_at)"
                f" VALUES (410100, 's', 'k{days}', repeat('0', 64), :name)"
            ),
            values,
        )
        connection.execute(
            text(
                "INSERT INTO sign_in_attempt (name_sha256, address, tried_at)"
                " VALUES (repeat('0', 64), 'a', :form - interval '16 hours')"
            ),
            values,
        )
    assert erase(session, keep=KEEP, now=NOW) == Erased(sessions=0, places=0, forms=1, requests=1, attempts=1)


def test_every_table_that_holds_a_session_is_looked_at(session: Session) -> None:
    held = session.connection().execute(
        text(
            "SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c JOIN pg_attribute a"
            " ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]"
            " WHERE c.contype = 'f' AND c.confrelid = 'session'::regclass ORDER BY 1, 2"
        )
    )
    assert [tuple(row) for row in held] == list(SIGNED_BY)


def test_less_than_the_law_asks_for_is_no_setting() -> None:
    with pytest.raises(SettingUnusable, match="six months"):
        read_settings({"FLEETSVC_SESSION_DAYS": "183"})
