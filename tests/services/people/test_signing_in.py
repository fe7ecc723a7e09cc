"""Signing in: who fails too often waits, whoever they are and from however many processes they try."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from argon2 import PasswordHasher
from sqlmodel import col, select

from fleetsvc.database.transactions import OFFICE, Database, ScopedSession
from fleetsvc.models import AppUser, AuditEvent
from fleetsvc.services.people import accounts, second_factor, sessions
from fleetsvc.services.people import sign_in as signing
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.people.passwords import MODERN
from fleetsvc.services.people.sessions import Origin, Step
from fleetsvc.services.people.sign_in import Attempt, Barred, Reason
from tests.actors import TESTER

KEY = "of no worth " * 3
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HERE = Origin("192.0.2.7", "a browser")
PASSWORD = "correct horse battery"
MINUTE = timedelta(minutes=1)


def a_user(session: ScopedSession, name: str = "luoyang") -> AppUser:
    return accounts.add_user(
        session, name, role=Role.BUREAU, unit="410300", password=PASSWORD, by=TESTER, now=NOW
    )[0]


def fail(
    session: ScopedSession, name: str = "luoyang", *, now: datetime, origin: Origin = HERE
) -> Barred | None:
    attempt = signing.begin(session, name, origin, now=now)
    assert isinstance(attempt, Attempt)
    assert not signing.is_right(attempt, "wrong")
    return signing.refuse(session, attempt, Reason.PASSWORD, now=now)


def enter(session: ScopedSession, *, now: datetime) -> str:
    attempt = signing.begin(session, "luoyang", HERE, now=now)
    assert isinstance(attempt, Attempt)
    assert signing.is_right(attempt, PASSWORD)
    return signing.admit(session, attempt, password=PASSWORD, now=now)


def told(session: ScopedSession) -> list[tuple[str, str | None, object]]:
    mine = col(AuditEvent.actor_name).is_distinct_from(TESTER.name)
    events = session.exec(select(AuditEvent).where(mine).order_by(col(AuditEvent.number)))
    return [(event.act, event.actor_name, event.details.get("reason")) for event in events]


def test_the_fifth_failure_locks_a_name_for_a_quarter_of_an_hour(session: ScopedSession) -> None:
    a_user(session)
    answers = [fail(session, now=NOW + number * MINUTE) for number in range(5)]
    until = NOW + 19 * MINUTE
    assert answers == [None, None, None, None, Barred(until, Reason.LOCKED)]
    assert signing.begin(session, "luoyang", HERE, now=until - MINUTE) == Barred(until, Reason.LOCKED)
    assert told(session) == [
        *[("sign-in-refused", None, "password")] * 5,
        ("account-locked", None, None),
        ("sign-in-refused", None, "locked"),
    ]
    enter(session, now=until)


def test_failures_long_apart_do_not_lock(session: ScopedSession) -> None:
    a_user(session)
    assert [fail(session, now=NOW + number * 4 * MINUTE) for number in range(9)] == [None] * 9


def test_a_sign_in_forgets_the_failures_and_so_does_an_administrator(session: ScopedSession) -> None:
    user = a_user(session)
    for _ in range(2):
        for _ in range(4):
            assert fail(session, now=NOW) is None
        enter(session, now=NOW)
    for _ in range(5):
        fail(session, now=NOW)
    signing.unlock(session, user, by=TESTER, now=NOW)
    enter(session, now=NOW)


def test_a_name_that_nobody_has_is_locked_like_any_other(session: ScopedSession) -> None:
    answers = [fail(session, "nobody", now=NOW) for _ in range(5)]
    assert answers == [None] * 4 + [Barred(NOW + 15 * MINUTE, Reason.LOCKED)]
    assert told(session) == [("sign-in-refused", None, "no-account")] * 5


@pytest.mark.parametrize("name", ["", "\0", "a\nb", "x" * 5000, "\ud800", "'; --"])
def test_an_odd_name_is_a_wrong_name(session: ScopedSession, name: str) -> None:
    assert fail(session, name, now=NOW) is None


def test_a_closed_account_does_not_sign_in_and_only_the_log_knows_why(session: ScopedSession) -> None:
    accounts.disable(session, a_user(session), by=TESTER, now=NOW)
    attempt = signing.begin(session, "luoyang", HERE, now=NOW)
    assert isinstance(attempt, Attempt)
    assert not signing.is_right(attempt, PASSWORD)
    signing.refuse(session, attempt, Reason.PASSWORD, now=NOW)
    assert told(session) == [("sign-in-refused", None, "disabled")]


def test_guessing_at_many_names_from_one_address_is_slowed(session: ScopedSession) -> None:
    for number in range(signing.MOST_OF_ADDRESS):
        attempt = signing.begin(session, f"name-{number}", HERE, now=NOW)
        assert isinstance(attempt, Attempt)
    assert signing.begin(session, "another", HERE, now=NOW) == Barred(NOW + 15 * MINUTE, Reason.ADDRESS)
    assert isinstance(signing.begin(session, "another", Origin("192.0.2.8", ""), now=NOW), Attempt)
    assert isinstance(signing.begin(session, "another", HERE, now=NOW + 15 * MINUTE), Attempt)


def test_a_subscriber_of_ipv6_is_one_address_however_many_it_has(session: ScopedSession) -> None:
    for number in range(signing.MOST_OF_ADDRESS):
        attempt = signing.begin(session, f"name-{number}", Origin(f"2001:db8::{number + 1:x}", ""), now=NOW)
        assert isinstance(attempt, Attempt)
    same = Origin("2001:db8:0:0:ffff::1", "")
    assert signing.begin(session, "another", same, now=NOW) == Barred(NOW + 15 * MINUTE, Reason.ADDRESS)
    other = Origin("2001:db8:0:1::1", "")
    assert isinstance(signing.begin(session, "another", other, now=NOW), Attempt)


def test_ten_at_once_get_five_attempts(own_database: Database) -> None:
    with own_database.transaction(OFFICE) as session:
        a_user(session)

    def try_once(_: int) -> bool:
        with own_database.transaction(OFFICE) as session:
            return isinstance(signing.begin(session, "luoyang", HERE, now=NOW), Attempt)

    with ThreadPoolExecutor(10) as pool:
        assert sorted(pool.map(try_once, range(10))) == [False] * 5 + [True] * 5


def test_a_hash_made_with_other_parameters_is_made_anew_at_the_sign_in(
    session: ScopedSession, costly_hashes: None
) -> None:
    user = a_user(session)
    user.password_hash = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
    session.add(user)
    session.flush()
    enter(session, now=NOW)
    assert user.password_hash.startswith("$argon2id$v=19$m=32768,t=4,p=1$")
    enter(session, now=NOW)


def test_with_a_second_factor_the_password_alone_opens_nothing(session: ScopedSession) -> None:
    user = a_user(session)
    secret = second_factor.prepare(session, user, key=KEY)
    second_factor.confirm(session, user, pyotp.TOTP(secret).at(NOW), key=KEY, by=TESTER, now=NOW)
    half = sessions.find(session, enter(session, now=NOW), policy=MODERN, now=NOW)
    assert half is not None
    assert half.step is Step.CODE
    assert told(session) == []
    later = NOW + MINUTE
    attempt = signing.begin(session, "luoyang", HERE, now=later)
    assert isinstance(attempt, Attempt)
    assert second_factor.passes(session, user, pyotp.TOTP(secret).at(later), key=KEY, now=later)
    token = signing.admit_by_code(session, attempt, half, now=later)
    whole = sessions.find(session, token, policy=MODERN, now=later)
    assert whole is not None
    assert (whole.step, whole.record.factor_at) == (None, later)
    assert half.record.ending == "renewed"
    assert told(session) == [("sign-in", "luoyang", None)]


def test_knowing_the_password_gives_no_more_than_five_guesses_at_the_code(session: ScopedSession) -> None:
    user = a_user(session)
    secret = second_factor.prepare(session, user, key=KEY)
    second_factor.confirm(session, user, pyotp.TOTP(secret).at(NOW), key=KEY, by=TESTER, now=NOW)
    for _ in range(4):
        enter(session, now=NOW)  # does not forget the failures
        attempt = signing.begin(session, "luoyang", HERE, now=NOW)
        assert isinstance(attempt, Attempt)
        assert signing.refuse(session, attempt, Reason.CODE, now=NOW) is None
    enter(session, now=NOW)
    attempt = signing.begin(session, "luoyang", HERE, now=NOW)
    assert isinstance(attempt, Attempt)
    assert signing.refuse(session, attempt, Reason.CODE, now=NOW) == Barred(NOW + 15 * MINUTE, Reason.LOCKED)
