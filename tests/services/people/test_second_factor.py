"""Codes of the second factor: right at their moment, and once."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from fleetsvc.database.transactions import ScopedSession
from fleetsvc.models import AppUser
from fleetsvc.services.people import accounts, second_factor
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.people.second_factor import CodeWrong
from tests.actors import TESTER

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
STEP = timedelta(seconds=30)


def a_user(session: ScopedSession) -> AppUser:
    return accounts.add_user(
        session, "office", role=Role.OFFICE, unit=None, password=None, by=TESTER, now=NOW
    )[0]


def code(secret: str, at: datetime) -> str:
    return pyotp.TOTP(secret).at(at)


def test_the_first_code_puts_the_secret_in_force(session: ScopedSession) -> None:
    user = a_user(session)
    secret = second_factor.prepare(session, user)
    assert second_factor.prepare(session, user) == secret
    with pytest.raises(CodeWrong):
        second_factor.confirm(session, user, code(secret, NOW - 5 * STEP), by=TESTER, now=NOW)
    assert user.totp_confirmed_at is None
    second_factor.confirm(session, user, code(secret, NOW), by=TESTER, now=NOW)
    assert user.totp_confirmed_at == NOW


def test_a_code_may_be_one_step_off_and_is_taken_once(session: ScopedSession) -> None:
    user = a_user(session)
    secret = second_factor.prepare(session, user)
    assert not second_factor.passes(session, user, code(secret, NOW - 2 * STEP), now=NOW)
    assert not second_factor.passes(session, user, code(secret, NOW + 2 * STEP), now=NOW)
    assert second_factor.passes(session, user, code(secret, NOW - STEP), now=NOW)
    assert not second_factor.passes(session, user, code(secret, NOW - STEP), now=NOW)
    spaced = f" {code(secret, NOW)[:3]} {code(secret, NOW)[3:]}"
    assert second_factor.passes(session, user, spaced, now=NOW)
    assert not second_factor.passes(session, user, code(secret, NOW - STEP), now=NOW)
    assert second_factor.passes(session, user, code(secret, NOW + STEP), now=NOW)


@pytest.mark.parametrize("given", ["", "000000x", "１２３４５６", "\ud800", "1" * 10_000])
def test_what_is_no_code_is_wrong(session: ScopedSession, given: str) -> None:
    user = a_user(session)
    assert not second_factor.passes(session, user, given, now=NOW)
    second_factor.prepare(session, user)
    assert not second_factor.passes(session, user, given, now=NOW)


def test_the_address_names_the_service_and_the_account() -> None:
    assert second_factor.address_of("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "洛阳") == (
        "otpauth://totp/fleetsvc:%E6%B4%9B%E9%98%B3?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=fleetsvc"
    )
