"""Whether the clock can be trusted with what is final: given clocks, and what stands in the database."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from fleetsvc.clock import Reading, Watch
from fleetsvc.database.transactions import ScopedSession
from fleetsvc.services.audit import events
from fleetsvc.services.audit.events import NOBODY, Act, Actor
from fleetsvc.services.audit.recording import record
from fleetsvc.services.operations import processes
from fleetsvc.services.operations.clock_alarms import (
    ClockAlarm,
    ClockFault,
    ClockNotRight,
    accept,
    clock_alarms,
    require_right_clock,
)
from fleetsvc.services.rankings.publishing import publish_final
from rules.periods import parse_period
from tests.actors import noted
from tests.ranking_data import an_upload, put_rulebook_in_force, register

NOW = datetime(2025, 11, 5, 2, 30, tzinfo=UTC)
SOME = timedelta(minutes=2)
HOUR, DAY = 3600.0, 86400.0


# --- one process's own clock ------------------------------------------------------------------------------------


class Clocks:
    """A clock that can be set, and one that cannot."""

    def __init__(self) -> None:
        self.wall_at, self.steady_at = NOW, 5000.0

    def wall(self) -> datetime:
        return self.wall_at

    def steady(self) -> float:
        return self.steady_at

    def run(self, seconds: float) -> None:
        self.wall_at += timedelta(seconds=seconds)
        self.steady_at += seconds

    def set_by(self, seconds: float) -> None:
        self.wall_at += timedelta(seconds=seconds)


def jumped(*steps: tuple[float, float]) -> list[float]:
    """What is read after each step: so many seconds passed, then the clock was set by so many."""
    clocks = Clocks()
    watch = Watch(clocks.wall, clocks.steady)
    found = [watch.read().jumped_seconds]
    for seconds, by in steps:
        clocks.run(seconds)
        clocks.set_by(by)
        found.append(watch.read().jumped_seconds)
    return found


@pytest.mark.parametrize(
    ("steps", "found"),
    [
        ([(5, 0), (DAY * 90, 0), (0, 0)], [0, 0, 0, 0]),
        ([(5, HOUR), (5, 0)], [0, HOUR, HOUR]),
        ([(5, -HOUR), (5, 0)], [0, -HOUR, -HOUR]),
        ([(5, DAY * 30), (60, -DAY * 30)], [0, DAY * 30, 0]),  # set back right: it clears itself
        ([(5, HOUR), (5, HOUR), (5, -HOUR)], [0, HOUR, 2 * HOUR, HOUR]),
        ([(5, 119), (5, -119)], [0, 0, 0]),  # time synchronisation steps by less
        ([(5, 121)], [0, 121]),
        ([(5, HOUR), (DAY - 1, 0), (2, 0)], [0, HOUR, HOUR, 0]),  # kept for a day, it is taken for right
        ([(5, HOUR), (DAY - 1, HOUR), (DAY - 1, 0)], [0, HOUR, 2 * HOUR, 2 * HOUR]),
    ],
)
def test_a_clock_that_is_set_is_noticed_and_forgiven(
    steps: list[tuple[float, float]], found: list[float]
) -> None:
    assert jumped(*steps) == pytest.approx(found)


def test_a_reading_tells_the_clock_that_was_read() -> None:
    clocks = Clocks()
    assert Watch(clocks.wall, clocks.steady).read() == Reading(NOW, 0.0)


# --- what all processes and the database say --------------------------------------------------------------------


def sign_in_at(session: ScopedSession, at: datetime) -> None:
    record(session, NOBODY, Act.SIGN_IN_REFUSED, None, {}, at)


def alarms(session: ScopedSession, now: datetime = NOW) -> list[tuple[str, float]]:
    return [(alarm.fault.value, alarm.seconds) for alarm in clock_alarms(session, now=now)]


def test_nothing_on_record_is_no_alarm(session: ScopedSession) -> None:
    assert alarms(session) == []


def test_a_clock_behind_what_is_on_record_is_an_alarm_until_it_has_caught_up(session: ScopedSession) -> None:
    sign_in_at(session, NOW + timedelta(days=1))
    sign_in_at(session, NOW)  # not only the latest event counts
    assert alarms(session) == [("behind", 86400)]
    assert alarms(session, NOW + timedelta(days=1) - SOME) == []
    assert alarms(session, NOW + timedelta(days=1)) == []


def test_hosts_may_differ_by_two_minutes(session: ScopedSession) -> None:
    sign_in_at(session, NOW)
    assert alarms(session, NOW - SOME) == []
    assert alarms(session, NOW - SOME - timedelta(seconds=1)) == [("behind", 121)]


LATER = NOW + timedelta(hours=1)


def settle_later(session: ScopedSession) -> None:
    number = an_upload(session, "410100")
    statement = text("UPDATE upload SET settled_at = :at WHERE city_code = 410100 AND id = :number")
    session.connection().execute(statement, {"at": LATER, "number": number})


def judge_again_later(session: ScopedSession) -> None:
    statement = text(
        "INSERT INTO decision (city_code, registration_id, edition_id, case_key, verdict, energy_verdict,"
        " emission_stage_verdict, category, event, energy, registered_on, recorded_at)"
        " SELECT city_code, id, 1, case_key, 'compliant', 'compliant', 'not_governed', category, event, energy,"
        " registered_on, :at FROM registration WHERE city_code = 411700"
    )
    session.connection().execute(text("UPDATE decision SET superseded_at = :at"), {"at": LATER})
    session.connection().execute(statement, {"at": LATER})


@pytest.mark.parametrize(
    "record",
    [
        lambda session: an_upload(session, "410100", received_at=LATER),
        settle_later,
        lambda session: register(session, "410200", compliant=1, recorded_at=LATER),
        judge_again_later,
        lambda session: publish_final(session, parse_period("2025-09"), now=LATER),
    ],
    ids=["received", "settled", "registration", "decision", "edition"],
)
def test_every_record_of_legal_weight_counts(
    session: ScopedSession, record: Callable[[ScopedSession], object]
) -> None:
    put_rulebook_in_force(session)
    register(session, "411700", compliant=1)
    assert alarms(session) == []
    record(session)
    assert alarms(session) == [("behind", 3600)]


def beat(session: ScopedSession, name: str, *, ahead: float = 0, jumped: float = 0) -> None:
    at: datetime = session.connection().execute(text("SELECT clock_timestamp()")).scalar_one()
    reading = Reading(at + timedelta(seconds=ahead), jumped)
    processes.beat(session, name, kind=processes.WORKER, reading=reading)


@pytest.mark.parametrize("ahead", [300, -300])
def test_a_process_whose_clock_differs_from_the_databases_is_an_alarm_while_it_lives(
    session: ScopedSession, ahead: float
) -> None:
    beat(session, "host-a:1:x", ahead=60)
    beat(session, "host-b:2:y", ahead=ahead)
    (alarm,) = clock_alarms(session, now=NOW)
    assert (alarm.fault, alarm.process) == (ClockFault.APART, "host-b:2:y")
    assert alarm.seconds == pytest.approx(ahead, abs=60)
    beat(session, "host-b:2:y", ahead=1)
    assert alarms(session) == []
    beat(session, "host-b:2:y", ahead=ahead)
    session.connection().execute(text("UPDATE running_process SET seen_at = seen_at - interval '1 minute'"))
    assert alarms(session) == []


def test_a_process_whose_clock_was_set_is_an_alarm(session: ScopedSession) -> None:
    beat(session, "host-a:1:x")
    beat(session, "host-b:2:y", jumped=-7200)
    assert clock_alarms(session, now=NOW) == [ClockAlarm(ClockFault.JUMPED, -7200, "host-b:2:y")]


def test_an_alarm_is_told_in_both_languages_with_how_much() -> None:
    behind, jumped = ClockAlarm(ClockFault.BEHIND, 86400), ClockAlarm(ClockFault.JUMPED, -172800, "a:1:x")
    assert (behind.says.zh, behind.says.en) == (
        "时钟比库中最新记录的时间晚了 24 小时",
        "the clock is 24 hours behind the newest instant on record",
    )
    assert (jumped.says.zh, jumped.says.en) == (
        "进程 a:1:x 的时钟在一天内被拨动了 2 天",
        "the clock of process a:1:x was set by 2 days within a day",
    )


def test_what_is_final_asks_for_a_right_clock(session: ScopedSession) -> None:
    require_right_clock(session, now=NOW)
    sign_in_at(session, NOW + timedelta(days=1))
    with pytest.raises(ClockNotRight) as refused:
        require_right_clock(session, now=NOW)
    assert refused.value.alarms == [ClockAlarm(ClockFault.BEHIND, 86400)]


# --- records that are wrong, not the clock ----------------------------------------------------------------------


def test_records_of_a_wrong_clock_can_be_accepted_which_is_entered_in_the_audit_log(
    session: ScopedSession,
) -> None:
    sign_in_at(session, NOW + timedelta(days=30))
    assert accept(session, by=Actor("command", name="root"), now=NOW) == NOW + timedelta(days=30)
    assert alarms(session) == []
    event = noted(session, limit=1)[0]
    assert (event.act, event.at, event.actor_name) == ("clock-accepted", NOW, "root")
    assert event.details == {"until": "2025-12-05T02:30:00+00:00"}
    sign_in_at(session, NOW + timedelta(days=31))
    assert alarms(session) == [("behind", 31 * 86400)], "only what stood there then"
    assert events.verify(session).broken is None


def test_where_no_record_is_later_there_is_nothing_to_accept(session: ScopedSession) -> None:
    sign_in_at(session, NOW)
    assert accept(session, by=Actor("command", name="root"), now=NOW) is None
    assert [event.act for event in noted(session)] == ["sign-in-refused"]
