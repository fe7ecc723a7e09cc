"""A person keeps a few keys for systems of their own; none outlives the account."""

from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from alembic import command
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from fleetsvc.database.migrate import _config, migrate
from fleetsvc.database.transactions import OFFICE, Database, ScopedSession
from fleetsvc.models import AccountId, KeyId, SessionId
from fleetsvc.services.audit import events as audit
from fleetsvc.services.audit.events import Act
from fleetsvc.services.audit.recording import record
from fleetsvc.services.people import accounts, own_keys
from fleetsvc.services.people import keys as people_keys
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.people.keys import KeyTooLong
from fleetsvc.services.people.own_keys import KeyState, NoKeysOfOwn, TooManyKeys
from tests.actors import TESTER, noted

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
UNTIL = date(2026, 12, 31)
YEAR = timedelta(days=365)
END = datetime(2026, 12, 31, 16, tzinfo=UTC)
"""Midnight in Shanghai after that day."""


def a_user(session: ScopedSession, name: str, role: Role = Role.DEALER, unit: str | None = None) -> AccountId:
    added, _ = accounts.add_user(session, name, role=role, unit=unit, password=None, by=TESTER, now=NOW)
    return added.number


def test_a_key_has_its_holders_role_and_unit_and_ends_with_its_last_day(session: ScopedSession) -> None:
    holder = a_user(session, "luoyang", Role.BUREAU, "410300")
    record, key = own_keys.add_own(session, holder, "报送系统", until=UNTIL, longest=YEAR, by=TESTER, now=NOW)
    assert (record.role, record.city_code, record.holder_id, record.expires_at) == (
        "bureau",
        410300,
        holder,
        END,
    )
    assert people_keys.find_key(session, key, now=END - timedelta(seconds=1)) == record
    assert people_keys.find_key(session, key, now=END) is None


def test_a_key_works_no_longer_than_the_operator_allows_and_just_so_long_where_nothing_is_said() -> None:
    month = timedelta(days=30)
    last = date(2026, 4, 1)
    assert people_keys.end_of(None, longest=month, now=NOW) == people_keys.end_of(
        last, longest=month, now=NOW
    )
    with pytest.raises(KeyTooLong) as refused:
        people_keys.end_of(last + timedelta(days=1), longest=month, now=NOW)
    assert refused.value.last == last


def test_all_keys_of_a_person_and_of_nobody_else_are_revoked_at_once(session: ScopedSession) -> None:
    holder, other = a_user(session, "dealer"), a_user(session, "another")
    mine = [
        own_keys.add_own(session, one, "k", until=UNTIL, longest=YEAR, by=TESTER, now=NOW)[1]
        for one in [holder] * 2
    ]
    _, theirs = own_keys.add_own(session, other, "k", until=UNTIL, longest=YEAR, by=TESTER, now=NOW)
    assert [own_keys.revoke_all(session, holder, by=TESTER, now=NOW) for _ in range(2)] == [2, 0]
    opened = [people_keys.find_key(session, key, now=NOW) is not None for key in (*mine, theirs)]
    assert (opened, own_keys.count_in_force(session, holder, now=NOW)) == ([False, False, True], 0)


def test_a_key_works_only_while_its_holders_account_does(session: ScopedSession) -> None:
    holder = a_user(session, "dealer")
    record, key = own_keys.add_own(session, holder, "k", until=UNTIL, longest=YEAR, by=TESTER, now=NOW)
    user = accounts.user(session, holder)
    accounts.disable(session, user, by=TESTER, now=NOW)
    assert people_keys.find_key(session, key, now=NOW) is None
    accounts.enable(session, user, by=TESTER, now=NOW)
    assert people_keys.find_key(session, key, now=NOW) == record


def test_a_person_holds_five_keys_in_force_and_makes_room_by_revoking(session: ScopedSession) -> None:
    holder, other = a_user(session, "dealer"), a_user(session, "another")
    made = [
        own_keys.add_own(session, holder, f"k{n}", until=UNTIL, longest=YEAR, by=TESTER, now=NOW)[0]
        for n in range(5)
    ]
    with pytest.raises(TooManyKeys):
        own_keys.add_own(session, holder, "one more", until=UNTIL, longest=YEAR, by=TESTER, now=NOW)
    assert own_keys.add_own(session, other, "theirs", until=UNTIL, longest=YEAR, by=TESTER, now=NOW)
    own_keys.revoke_own(session, holder, made[0].number, by=TESTER, now=NOW)
    own_keys.add_own(session, holder, "in its place", until=UNTIL, longest=YEAR, by=TESTER, now=NOW)
    assert [key.name for key in own_keys.list_own(session, holder)] == [
        "in its place", "k4", "k3", "k2", "k1", "k0",
    ]  # fmt: skip
    assert own_keys.add_own(
        session, holder, "all have ended", until=UNTIL + timedelta(days=9), longest=YEAR, by=TESTER, now=END
    )


@pytest.mark.parametrize("role", [Role.OFFICE, Role.AUDITOR, Role.ADMIN])
def test_an_account_whose_role_keeps_no_keys_of_its_own_makes_none(
    session: ScopedSession, role: Role
) -> None:
    holder = a_user(session, "officer", role)
    with pytest.raises(NoKeysOfOwn):
        own_keys.add_own(session, holder, "k", until=UNTIL, longest=YEAR, by=TESTER, now=NOW)
    assert own_keys.list_own(session, holder) == []


@pytest.mark.parametrize("number_of", ["another's", "nobody's", "none"])
def test_nobody_elses_key_is_found_or_revoked(session: ScopedSession, number_of: str) -> None:
    holder, other = a_user(session, "dealer"), a_user(session, "another")
    theirs = own_keys.add_own(session, other, "k", until=UNTIL, longest=YEAR, by=TESTER, now=NOW)[0]
    nobodys = people_keys.add_key(session, "k", role=Role.DEALER, unit=None, by=TESTER, now=NOW)[0]
    number = {"another's": theirs.number, "nobody's": nobodys.number, "none": KeyId(2**63 - 1)}[number_of]
    with pytest.raises(people_keys.KeyUnknown):
        own_keys.revoke_own(session, holder, number, by=TESTER, now=NOW)
    assert (theirs.revoked_at, nobodys.revoked_at) == (None, None)


def test_a_key_says_when_it_will_soon_end(session: ScopedSession) -> None:
    holder = a_user(session, "dealer")
    key, _ = own_keys.add_own(session, holder, "k", until=UNTIL, longest=YEAR, by=TESTER, now=NOW)
    assert [own_keys.state_of(key, now=END - timedelta(days=days)) for days in (31, 30, 0)] == [
        KeyState.ACTIVE, KeyState.ENDING, KeyState.EXPIRED,
    ]  # fmt: skip
    revoked = own_keys.revoke_own(session, holder, key.number, by=TESTER, now=NOW)
    assert own_keys.state_of(revoked, now=NOW) is KeyState.REVOKED


@pytest.mark.parametrize(
    ("changed", "constraint"),
    [
        ("role = 'office', city_code = NULL", "holder"),
        ("role = 'dealer', city_code = NULL", "holder_role"),
        ("city_code = 410200", "holder_city_code"),
    ],
)
def test_the_database_itself_keeps_a_key_to_its_holders_role_and_unit(
    session: ScopedSession, changed: str, constraint: str
) -> None:
    holder = a_user(session, "luoyang", Role.BUREAU, "410300")
    key, _ = own_keys.add_own(session, holder, "k", until=UNTIL, longest=YEAR, by=TESTER, now=NOW)
    with pytest.raises(IntegrityError, match=constraint):
        session.connection().execute(text(f"UPDATE api_key SET {changed} WHERE id = {key.id}"))


def test_keys_of_the_release_before_that_no_page_should_have_made_are_put_out_of_force_and_told(
    own_database: Database, own_owner_url: str
) -> None:
    command.downgrade(_config(own_owner_url), "0012")
    later = ("app_user", "api_key")
    with psycopg.connect(own_owner_url) as owner:  # what the services of today write besides
        for table in later:
            owner.execute(f"ALTER TABLE {table} ADD COLUMN awaits_office boolean")
    system = audit.by_key(KeyId(8), name="a dealer's", role="dealer", unit=None)
    with own_database.transaction(OFFICE) as session:
        office, luoyang, dealer = (
            a_user(session, "office", Role.OFFICE),
            a_user(session, "luoyang", Role.BUREAU, "410300"),
            a_user(session, "dealer"),
        )
        made = {
            name: people_keys.add_key(session, name, role=role, unit=unit, by=TESTER, now=NOW, holder=holder)[
                0
            ].number
            for name, role, unit, holder in (
                ("the bureau's own", Role.BUREAU, "410300", luoyang),
                ("a system's", Role.OFFICE, None, None),
                ("of the office, held by a person", Role.OFFICE, None, office),
                ("of another unit than its holder's", Role.BUREAU, "410200", luoyang),
                ("of another role than its holder's", Role.BUREAU, "410300", dealer),
                ("made by a key", Role.DEALER, None, dealer),
                ("made by its holder", Role.DEALER, None, dealer),
            )
        }
        record(session, system, Act.KEY_ADDED, f"key/{made['made by a key']}", {}, NOW)
        person = audit.by_person(dealer, SessionId(1), name="dealer", role="dealer", unit=None)
        record(session, person, Act.KEY_ADDED, f"key/{made['made by its holder']}", {}, NOW)
    with psycopg.connect(own_owner_url) as owner:
        for table in later:
            owner.execute(f"ALTER TABLE {table} DROP COLUMN awaits_office")
    migrate(own_owner_url)
    bad = [name for name in made if name.startswith("of ") or name == "made by a key"]
    with own_database.transaction(OFFICE) as session:
        keys = {key.name: key for key in people_keys.list_keys(session)}
        assert [name for name, key in keys.items() if key.revoked_at is not None] == bad
        assert [keys[name].holder_id for name in bad] == [None] * len(bad)
        assert keys["made by its holder"].holder_id == dealer
        events = noted(session, act=Act.KEY_REVOKED.value)
        assert [(one.subject, one.actor_kind, one.details["reason"]) for one in reversed(events)] == [
            (f"key/{made[name]}", "service", "key-unfit") for name in bad
        ]
        assert events[-1].details == {
            "account": office,
            "reason": "key-unfit",
            "role": "office",
            "unit": None,
        }
        assert audit.verify(session).broken is None
