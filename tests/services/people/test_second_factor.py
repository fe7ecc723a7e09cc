"""Codes of the second factor: right at their moment, and once."""

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from fleetsvc.database.transactions import ScopedSession
from fleetsvc.models import AppUser
from fleetsvc.services.people import accounts, second_factor
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.people.sealing import SealBroken, Sealed, opened, sealed
from fleetsvc.services.people.second_factor import CodeWrong, SealedElsewhere
from tests.actors import TESTER

KEY = "of no worth " * 3
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
    first = second_factor.prepare(session, user, key=KEY)
    secret = second_factor.prepare(session, user, key=KEY)
    assert secret != first
    with pytest.raises(CodeWrong):
        second_factor.confirm(session, user, code(secret, NOW - 5 * STEP), key=KEY, by=TESTER, now=NOW)
    assert user.totp_confirmed_at is None
    second_factor.confirm(session, user, code(secret, NOW), key=KEY, by=TESTER, now=NOW)
    assert user.totp_confirmed_at == NOW


def test_a_code_may_be_one_step_off_and_is_taken_once(session: ScopedSession) -> None:
    user = a_user(session)
    secret = second_factor.prepare(session, user, key=KEY)
    assert not second_factor.passes(session, user, code(secret, NOW - 2 * STEP), key=KEY, now=NOW)
    assert not second_factor.passes(session, user, code(secret, NOW + 2 * STEP), key=KEY, now=NOW)
    assert second_factor.passes(session, user, code(secret, NOW - STEP), key=KEY, now=NOW)
    assert not second_factor.passes(session, user, code(secret, NOW - STEP), key=KEY, now=NOW)
    spaced = f" {code(secret, NOW)[:3]} {code(secret, NOW)[3:]}"
    assert second_factor.passes(session, user, spaced, key=KEY, now=NOW)
    assert not second_factor.passes(session, user, code(secret, NOW - STEP), key=KEY, now=NOW)
    assert second_factor.passes(session, user, code(secret, NOW + STEP), key=KEY, now=NOW)


@pytest.mark.parametrize("given", ["", "000000x", "１２３４５６", "\ud800", "1" * 10_000])
def test_what_is_no_code_is_wrong(session: ScopedSession, given: str) -> None:
    user = a_user(session)
    assert not second_factor.passes(session, user, given, key=KEY, now=NOW)
    second_factor.prepare(session, user, key=KEY)
    assert not second_factor.passes(session, user, given, key=KEY, now=NOW)


def test_the_address_names_the_service_and_the_account() -> None:
    assert second_factor.address_of("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "洛阳") == (
        "otpauth://totp/fleetsvc:%E6%B4%9B%E9%98%B3?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=fleetsvc"
    )


def test_the_database_keeps_no_secret_that_it_could_open_itself(session: ScopedSession) -> None:
    user = a_user(session)
    secret = second_factor.prepare(session, user, key=KEY)
    kept = user.totp_secret or ""
    assert kept.startswith("sealed:1:")
    assert secret not in kept
    assert opened(kept, key=KEY, whose=f"totp/{user.number}") == secret


@pytest.mark.parametrize(
    ("key", "whose"), [("another key of the house, as long", "totp/1"), (KEY, "totp/2"), (KEY, "key/1")]
)
def test_a_sealed_secret_opens_with_its_key_and_for_its_owner_alone(key: str, whose: str) -> None:
    with pytest.raises(SealBroken):
        opened(sealed("JBSWY3DPEHPK3PXP", key=KEY, whose="totp/1"), key=key, whose=whose)


def test_the_same_secret_is_never_sealed_alike_and_a_changed_one_opens_nothing() -> None:
    first, second = (sealed("JBSWY3DPEHPK3PXP", key=KEY, whose="totp/1") for _ in range(2))
    assert first != second
    for place in (len("sealed:1:"), len(first) // 2, len(first) - 5):
        sign = "A" if first[place] != "A" else "B"
        with pytest.raises(SealBroken):
            opened(f"{first[:place]}{sign}{first[place + 1 :]}", key=KEY, whose="totp/1")


def test_a_secret_in_clear_of_an_earlier_release_goes_on_working_until_it_is_sealed(
    session: ScopedSession,
) -> None:
    user, secret = a_user(session), pyotp.random_base32()
    user.totp_secret, user.totp_confirmed_at = secret, NOW
    assert second_factor.passes(session, user, code(secret, NOW), key=KEY, now=NOW)
    assert second_factor.seal_all(session, key=KEY, former=None) == Sealed(1, 0, 0)
    assert secret not in (user.totp_secret or "")
    later = NOW + 2 * STEP
    assert second_factor.passes(session, user, code(secret, later), key=KEY, now=later)
    assert second_factor.seal_all(session, key=KEY, former=None) == Sealed(0, 1, 0)


def test_a_change_of_the_key_takes_nobody_their_second_factor(session: ScopedSession) -> None:
    user, other = a_user(session), "another key of the house, as long"
    secret = second_factor.prepare(session, user, key=KEY)
    second_factor.confirm(session, user, code(secret, NOW), key=KEY, by=TESTER, now=NOW)
    later = NOW + 2 * STEP
    with pytest.raises(SealedElsewhere):
        second_factor.passes(session, user, code(secret, later), key=other, now=later)
    assert second_factor.seal_all(session, key=other, former=None) == Sealed(0, 0, 1)
    assert second_factor.seal_all(session, key=other, former=KEY) == Sealed(1, 0, 0)
    assert second_factor.passes(session, user, code(secret, later), key=other, now=later)
    with pytest.raises(SealedElsewhere):
        second_factor.give_up(session, user, code(secret, later), key=KEY, by=TESTER, now=later)
