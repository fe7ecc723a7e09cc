"""A session ends by time, by hand or by a sign-out, and what is still to be done bars everything else."""

from datetime import UTC, datetime, timedelta

import pytest

from fleetsvc.database.transactions import ScopedSession
from fleetsvc.models import AppUser, SessionId
from fleetsvc.services.people import accounts, second_factor, sessions
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.people.passwords import MLPS3, MODERN, PasswordUnfit, Policy
from fleetsvc.services.people.sessions import Ending, Origin, SessionUnknown, SignedIn, Step
from tests.actors import TESTER
from tests.signing import account_with

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HERE = Origin("192.0.2.7", "a browser")
PASSWORD = "Correct horse battery 1"
MINUTE = timedelta(minutes=1)


def a_user(session: ScopedSession, name: str = "luoyang", unit: str = "410300") -> AppUser:
    return accounts.add_user(
        session, name, role=Role.BUREAU, unit=unit, password=PASSWORD, by=TESTER, now=NOW
    )[0]


def found(session: ScopedSession, token: str, now: datetime, policy: Policy = MODERN) -> SignedIn | None:
    return sessions.find(session, token, policy=policy, now=now)


def test_the_token_is_random_and_only_its_hash_is_kept(session: ScopedSession) -> None:
    user = a_user(session)
    tokens = [sessions.begin(session, user, HERE, factor_at=None, now=NOW)[0] for _ in range(2)]
    assert tokens[0] != tokens[1]
    assert [len(token) for token in tokens] == [43, 43]
    live = found(session, tokens[0], NOW)
    assert live is not None
    assert (live.user, live.step, live.record.address, live.record.agent) == (
        user,
        None,
        *(HERE.address, HERE.agent),
    )
    assert len(live.record.token_sha256) == 64
    assert tokens[0] not in str(live.record.model_dump())
    assert found(session, tokens[0] + "x", NOW) is None


def test_a_session_ends_after_thirty_idle_minutes(session: ScopedSession) -> None:
    token = sessions.begin(session, a_user(session), HERE, factor_at=None, now=NOW)[0]
    assert found(session, token, NOW + 29 * MINUTE) is not None
    assert found(session, token, NOW + 58 * MINUTE) is not None  # use has prolonged it
    assert found(session, token, NOW + 88 * MINUTE) is None


def test_a_session_ends_after_eight_hours_however_busy(session: ScopedSession) -> None:
    token = sessions.begin(session, a_user(session), HERE, factor_at=None, now=NOW)[0]
    for minutes in range(20, 480, 20):
        assert found(session, token, NOW + minutes * MINUTE) is not None
    assert found(session, token, NOW + 480 * MINUTE) is None


def test_a_session_that_is_ended_or_whose_account_is_closed_opens_nothing(session: ScopedSession) -> None:
    user = a_user(session)
    ended = sessions.begin(session, user, HERE, factor_at=None, now=NOW)[0]
    live = found(session, ended, NOW)
    assert live is not None
    sessions.end(session, live.record, Ending.SIGNED_OUT, now=NOW)
    assert found(session, ended, NOW) is None
    other = sessions.begin(session, user, HERE, factor_at=None, now=NOW)[0]
    accounts.disable(session, user, by=TESTER, now=NOW)
    assert found(session, other, NOW) is None
    accounts.enable(session, user, by=TESTER, now=NOW)
    assert found(session, other, NOW) is None


def test_only_the_owner_and_an_administrator_end_a_session(session: ScopedSession) -> None:
    owner, colleague = a_user(session), a_user(session, "luoyang-2")
    stranger = a_user(session, "kaifeng", "410200")
    token = sessions.begin(session, owner, HERE, factor_at=None, now=NOW)[0]
    live = found(session, token, NOW)
    assert live is not None
    for other in (colleague, stranger):
        assert sessions.list_own(session, other.number, now=NOW) == []
        with pytest.raises(SessionUnknown):
            sessions.revoke_own(session, other.number, live.record.number, by=TESTER, now=NOW)
    assert sessions.list_own(session, owner.number, now=NOW) == [(live.record, owner)]
    assert sessions.list_everybodys(session, now=NOW) == [(live.record, owner)]
    for number in (live.record.number + 1, 2**63 - 1):
        with pytest.raises(SessionUnknown):
            sessions.revoke_anybodys(session, SessionId(number), by=TESTER, now=NOW)
    sessions.revoke_anybodys(session, live.record.number, by=TESTER, now=NOW)
    assert found(session, token, NOW) is None
    with pytest.raises(SessionUnknown):
        sessions.revoke_own(session, owner.number, live.record.number, by=TESTER, now=NOW)


def test_a_new_password_ends_all_sessions_but_the_one_that_set_it(session: ScopedSession) -> None:
    user = a_user(session)
    kept, lost = (sessions.begin(session, user, HERE, factor_at=None, now=NOW)[0] for _ in range(2))
    own = found(session, kept, NOW)
    assert own is not None
    accounts.change_password(
        session,
        user,
        "Another horse battery 2",
        policy=MODERN,
        by=TESTER,
        now=NOW,
        kept_session=own.record.id,
    )
    assert found(session, kept, NOW) is not None
    assert found(session, lost, NOW) is None


def test_an_expired_or_reset_password_must_be_changed_first(session: ScopedSession) -> None:
    user, later = a_user(session), NOW + timedelta(days=90)
    token = sessions.begin(session, user, HERE, factor_at=None, now=later)[0]
    assert [
        one and one.step for one in (found(session, token, later, MLPS3), found(session, token, later))
    ] == [
        Step.PASSWORD,
        None,
    ]
    password = accounts.reset_password(session, user, password=None, policy=MODERN, by=TESTER, now=later)
    assert account_with(session, "luoyang", password) == user
    token = sessions.begin(session, user, HERE, factor_at=None, now=later)[0]
    reset = found(session, token, later)
    assert reset is not None
    assert reset.step is Step.PASSWORD
    accounts.change_password(
        session, user, PASSWORD + "!", policy=MODERN, by=TESTER, now=later, kept_session=reset.record.id
    )
    changed = found(session, token, later, MLPS3)
    assert changed is not None
    assert changed.step is None


def test_the_last_five_passwords_are_not_used_again_under_mlps3(session: ScopedSession) -> None:
    user = a_user(session)
    for number in range(2, 7):
        with pytest.raises(PasswordUnfit) as refused:
            accounts.change_password(session, user, PASSWORD, policy=MLPS3, by=TESTER, now=NOW)
        assert refused.value.faults == ("used-before",)
        accounts.change_password(session, user, f"Correct horse {number}", policy=MLPS3, by=TESTER, now=NOW)
    accounts.change_password(session, user, PASSWORD, policy=MLPS3, by=TESTER, now=NOW)


def test_a_second_factor_demanded_of_a_role_must_be_set_up_first(session: ScopedSession) -> None:
    user = a_user(session)
    token = sessions.begin(session, user, HERE, factor_at=None, now=NOW)[0]
    second_factor.require(session, Role.BUREAU, by=TESTER, now=NOW)
    barred = found(session, token, NOW)
    assert barred is not None
    assert barred.step is Step.ENROL
    second_factor.relax(session, Role.BUREAU, by=TESTER, now=NOW)
    free = found(session, token, NOW)
    assert free is not None
    assert free.step is None


def test_a_visit_goes_back_over_sessions_that_are_less_than_half_an_hour_apart(
    session: ScopedSession,
) -> None:
    user, other = a_user(session), a_user(session, "kaifeng", "410200")

    def seen(begun: int, ended: int, who: AppUser = user) -> SessionId:
        record = sessions.begin(session, who, HERE, factor_at=None, now=NOW + begun * MINUTE)[1]
        record.seen_at = NOW + ended * MINUTE
        session.add(record)
        session.flush()
        return record.number

    first = seen(0, 10)
    seen(20, 50)  # the same visit
    second = seen(80, 90)  # half an hour later
    long, short = seen(200, 400), seen(210, 215)  # two browsers
    last = seen(429, 430)
    seen(600, 700, other)

    def before(number: SessionId) -> float | None:
        at = sessions.previous_visit(session, user.number, number)
        return None if at is None else (at - NOW) / MINUTE

    assert [before(one) for one in (first, second, long, short, last)] == [None, 50, 90, 90, 90]
    assert before(SessionId(10**9)) is None
