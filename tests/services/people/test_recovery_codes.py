"""Codes for a lost telephone: each once, kept as passwords are, gone with the factor that they stand in for."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from sqlmodel import select

from fleetsvc.database.transactions import OFFICE, Database, ScopedSession
from fleetsvc.models import AppUser, RecoveryCode
from fleetsvc.services.people import accounts, recovery_codes, second_factor
from fleetsvc.services.people.accounts import Role
from tests.actors import TESTER, noted

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
KEY = "of no worth " * 3


def a_user(session: ScopedSession, name: str) -> AppUser:
    return accounts.add_user(session, name, role=Role.OFFICE, unit=None, password=None, by=TESTER, now=NOW)[0]


def takes(session: ScopedSession, user: AppUser, code: str) -> bool:
    return recovery_codes.use(session, user, code, by=TESTER, now=NOW)


def test_each_is_taken_once_of_its_own_person_however_it_is_typed(session: ScopedSession) -> None:
    user, other = a_user(session, "one"), a_user(session, "other")
    first, second = recovery_codes.drawn(), recovery_codes.drawn()
    recovery_codes.replace(session, user, first, by=TESTER, now=NOW)
    recovery_codes.replace(session, other, second, by=TESTER, now=NOW)
    assert len(set(first.shown)) == recovery_codes.MANY
    kept = "".join(session.exec(select(RecoveryCode.code_hash)))
    assert not [code for code in first.shown if code[2:7] in kept or code[8:] in kept]
    typed = first.shown[4].lower().replace("-", " － ")
    wrong = ("", "123456", "\0", "4" * 11, "x" * 10_000, second.shown[4], f"5{first.shown[4][1:]}")
    assert [takes(session, user, code) for code in (*wrong, typed, typed)] == [False] * 7 + [True, False]
    assert [recovery_codes.left(session, one.number) for one in (user, other)] == [9, 10]
    event = noted(session, act="recovery-code-used", limit=5)
    assert [(one.subject, one.details) for one in event] == [(f"account/{user.number}", {"left": 9})]


def test_a_new_set_and_a_dropped_factor_end_the_codes_before(session: ScopedSession) -> None:
    user = a_user(session, "one")
    first, second = recovery_codes.drawn(), recovery_codes.drawn()
    recovery_codes.replace(session, user, first, by=TESTER, now=NOW)
    recovery_codes.replace(session, user, second, by=TESTER, now=NOW)
    assert [takes(session, user, made.shown[0]) for made in (first, second)] == [False, True]
    second_factor.prepare(session, user, key=KEY)
    user.totp_confirmed_at = NOW
    second_factor.drop(session, user, by=TESTER, now=NOW)
    assert (recovery_codes.left(session, user.number), takes(session, user, second.shown[1])) == (0, False)


def test_of_several_who_use_one_at_once_a_single_one_comes_in(own_database: Database) -> None:
    made = recovery_codes.drawn()
    with own_database.transaction(OFFICE) as session:
        user = a_user(session, "one")
        recovery_codes.replace(session, user, made, by=TESTER, now=NOW)

    def enter(_: int) -> bool:
        with own_database.transaction(OFFICE) as session:
            return takes(session, user, made.shown[7])

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(enter, range(4))) == [False, False, False, True]
