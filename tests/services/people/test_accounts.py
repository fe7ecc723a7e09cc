"""Accounts and keys are kept as hashes, and only those in force open anything."""

from datetime import UTC, datetime, timedelta

import pytest

from fleetsvc.database.transactions import ScopedSession
from fleetsvc.services.people import accounts, keys
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.people.passwords import PasswordUnfit
from rules.units import UnitUnknown
from tests.actors import TESTER
from tests.signing import account_with

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PASSWORD = "correct horse battery"


def test_a_password_is_generated_where_none_is_given(session: ScopedSession) -> None:
    added, password = accounts.add_user(
        session, "office-1", role=Role.OFFICE, unit=None, password=None, by=TESTER, now=NOW
    )
    assert len(password) == 20
    assert (added.name, added.role, added.city_code) == ("office-1", "office", None)
    assert added.password_hash.startswith("$argon2id$")
    assert password not in added.password_hash


def test_a_bureau_has_its_unit_and_the_password_that_was_given(session: ScopedSession) -> None:
    added, _ = accounts.add_user(
        session, "luoyang", role=Role.BUREAU, unit="410300", password=PASSWORD, by=TESTER, now=NOW
    )
    assert (added.city_code, added.id) == (410300, account_with(session, "luoyang", PASSWORD).id)


def test_names_of_people_are_unique_and_the_session_stays_usable(session: ScopedSession) -> None:
    accounts.add_user(session, "same", role=Role.OFFICE, unit=None, password=None, by=TESTER, now=NOW)
    with pytest.raises(accounts.NameTaken):
        accounts.add_user(session, "same", role=Role.ADMIN, unit=None, password=None, by=TESTER, now=NOW)
    accounts.add_user(session, "other", role=Role.OFFICE, unit=None, password=None, by=TESTER, now=NOW)


@pytest.mark.parametrize("password", ["", "short", "x" * 1025])
def test_a_password_too_short_or_too_long_is_refused(session: ScopedSession, password: str) -> None:
    with pytest.raises(PasswordUnfit):
        accounts.add_user(session, "a", role=Role.OFFICE, unit=None, password=password, by=TESTER, now=NOW)


def test_a_bureau_belongs_to_a_unit_and_nobody_else_does(session: ScopedSession) -> None:
    with pytest.raises(accounts.UnitMissing):
        keys.add_key(session, "k", role=Role.BUREAU, unit=None, by=TESTER, now=NOW)
    with pytest.raises(accounts.UnitOutOfPlace):
        keys.add_key(session, "k", role=Role.DEALER, unit="410300", by=TESTER, now=NOW)
    with pytest.raises(UnitUnknown):
        keys.add_key(session, "k", role=Role.BUREAU, unit="110000", by=TESTER, now=NOW)


def test_a_key_is_found_by_itself_and_kept_as_its_hash(session: ScopedSession) -> None:
    added, key = keys.add_key(session, "dealer 1", role=Role.DEALER, unit=None, by=TESTER, now=NOW)
    assert key.startswith("fsk_")
    assert len(key) == 47
    assert (added.prefix, len(added.key_sha256)) == (key[:12], 64)
    assert keys.find_key(session, key, now=NOW) == added
    assert keys.find_key(session, key[:-1] + ("a" if key[-1] != "a" else "b"), now=NOW) is None
    assert keys.find_key(session, key.removeprefix("fsk_"), now=NOW) is None


def test_an_expired_or_revoked_key_opens_nothing(session: ScopedSession) -> None:
    later = NOW + timedelta(days=1)
    added, key = keys.add_key(session, "k", role=Role.DEALER, unit=None, by=TESTER, now=NOW, expires_at=later)
    assert keys.find_key(session, key, now=NOW) == added
    assert keys.find_key(session, key, now=later) is None
    added.revoked_at = NOW
    session.add(added)
    session.flush()
    assert keys.find_key(session, key, now=NOW) is None
