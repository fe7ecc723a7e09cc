"""A person keeps a few keys for systems of their own; none outlives the account."""

from datetime import UTC, date, datetime, timedelta

import pytest

from fleetsvc.db import ScopedSession
from fleetsvc.models import AccountId, KeyId
from fleetsvc.services import accounts, own_keys
from fleetsvc.services.accounts import Role
from fleetsvc.services.own_keys import KeyState, NoKeysOfOwn, TooManyKeys

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
UNTIL = date(2026, 12, 31)
END = datetime(2026, 12, 31, 16, tzinfo=UTC)
"""Midnight in Shanghai after that day."""


def a_user(session: ScopedSession, name: str, role: Role = Role.DEALER, unit: str | None = None) -> AccountId:
    added, _ = accounts.add_user(session, name, role=role, unit=unit, password=None, now=NOW)
    return added.number


def test_a_key_has_its_holders_role_and_unit_and_ends_with_its_last_day(session: ScopedSession) -> None:
    holder = a_user(session, "luoyang", Role.BUREAU, "410300")
    record, key = own_keys.add_own(session, holder, "报送系统", until=UNTIL, now=NOW)
    assert (record.role, record.city_code, record.holder_id, record.expires_at) == (
        "bureau",
        410300,
        holder,
        END,
    )
    assert accounts.find_key(session, key, now=END - timedelta(seconds=1)) == record
    assert accounts.find_key(session, key, now=END) is None


def test_a_key_works_only_while_its_holders_account_does(session: ScopedSession) -> None:
    holder = a_user(session, "dealer")
    record, key = own_keys.add_own(session, holder, "k", until=UNTIL, now=NOW)
    user = accounts.user(session, holder)
    accounts.disable(session, user, now=NOW)
    assert accounts.find_key(session, key, now=NOW) is None
    accounts.enable(session, user)
    assert accounts.find_key(session, key, now=NOW) == record


def test_a_person_holds_five_keys_in_force_and_makes_room_by_revoking(session: ScopedSession) -> None:
    holder, other = a_user(session, "dealer"), a_user(session, "another")
    made = [own_keys.add_own(session, holder, f"k{n}", until=UNTIL, now=NOW)[0] for n in range(5)]
    with pytest.raises(TooManyKeys):
        own_keys.add_own(session, holder, "one more", until=UNTIL, now=NOW)
    assert own_keys.add_own(session, other, "theirs", until=UNTIL, now=NOW)
    own_keys.revoke_own(session, holder, made[0].number, now=NOW)
    own_keys.add_own(session, holder, "in its place", until=UNTIL, now=NOW)
    assert [key.name for key in own_keys.list_own(session, holder)] == [
        "in its place", "k4", "k3", "k2", "k1", "k0",
    ]  # fmt: skip
    assert own_keys.add_own(session, holder, "all have ended", until=UNTIL + timedelta(days=9), now=END)


@pytest.mark.parametrize("role", [Role.OFFICE, Role.AUDITOR, Role.ADMIN])
def test_an_account_whose_role_keeps_no_keys_of_its_own_makes_none(
    session: ScopedSession, role: Role
) -> None:
    holder = a_user(session, "officer", role)
    with pytest.raises(NoKeysOfOwn):
        own_keys.add_own(session, holder, "k", until=UNTIL, now=NOW)
    assert own_keys.list_own(session, holder) == []


@pytest.mark.parametrize("number_of", ["another's", "nobody's", "none"])
def test_nobody_elses_key_is_found_or_revoked(session: ScopedSession, number_of: str) -> None:
    holder, other = a_user(session, "dealer"), a_user(session, "another")
    theirs = own_keys.add_own(session, other, "k", until=UNTIL, now=NOW)[0]
    nobodys = accounts.add_key(session, "k", role=Role.DEALER, unit=None, now=NOW)[0]
    number = {"another's": theirs.number, "nobody's": nobodys.number, "none": KeyId(2**63)}[number_of]
    with pytest.raises(accounts.KeyUnknown):
        own_keys.revoke_own(session, holder, number, now=NOW)
    assert (theirs.revoked_at, nobodys.revoked_at) == (None, None)


def test_a_key_says_when_it_will_soon_end(session: ScopedSession) -> None:
    holder = a_user(session, "dealer")
    key, _ = own_keys.add_own(session, holder, "k", until=UNTIL, now=NOW)
    assert [own_keys.state_of(key, now=END - timedelta(days=days)) for days in (31, 30, 0)] == [
        KeyState.ACTIVE, KeyState.ENDING, KeyState.EXPIRED,
    ]  # fmt: skip
    revoked = own_keys.revoke_own(session, holder, key.number, now=NOW)
    assert own_keys.state_of(revoked, now=NOW) is KeyState.REVOKED
