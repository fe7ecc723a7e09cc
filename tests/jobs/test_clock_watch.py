"""While something speaks against the clock no edition becomes final; once it is right, that is made up by itself."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import select
from structlog.testing import capture_logs

from fleetsvc import clock
from fleetsvc.clock import Watch
from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.jobs import ledger, reaper, requested
from fleetsvc.jobs.clock_watch import ClockWatch
from fleetsvc.jobs.ledger import Outcome
from fleetsvc.jobs.schedule import CALENDAR
from fleetsvc.models import JobRun
from fleetsvc.services.audit.events import NOBODY, Act, Actor
from fleetsvc.services.audit.recording import record
from fleetsvc.services.operations import job_requests
from fleetsvc.services.rankings.publishing import publish_preview
from rules.periods import parse_period
from tests.ranking_data import put_rulebook_in_force, register

NOW = datetime(2025, 10, 9, 0, 0, tzinfo=UTC)
EDITIONS = next(job for job in CALENDAR if job.name == "monthly-edition")
NIGHTLY = next(job for job in CALENDAR if job.name == "nightly-ranking")


def now() -> datetime:
    return NOW


@pytest.fixture
def furnished(own_database: Database) -> Database:
    """A database with something to rank."""
    with own_database.transaction(OFFICE) as session:
        put_rulebook_in_force(session)
        register(session, "410100", compliant=10)
    return own_database


def put_on_record(database: Database, at: datetime) -> None:
    with database.transaction(OFFICE) as session:
        record(session, NOBODY, Act.SIGN_IN_REFUSED, None, {}, at)


def shown(database: Database) -> list[str]:
    with database.transaction(OFFICE) as session:
        rows = session.connection().execute(
            text(
                "SELECT period FROM ranking_edition WHERE status <> 'provisional' AND category = '' ORDER BY 1"
            )
        )
        return [period for (period,) in rows]


def runs(database: Database) -> list[str]:
    with database.transaction(OFFICE) as session:
        return sorted(f"{run.job} {run.period} {run.status}" for run in session.exec(select(JobRun)))


def test_behind_what_is_on_record_previews_are_held_and_provisional_ones_are_made(
    furnished: Database,
) -> None:
    put_on_record(furnished, NOW + timedelta(minutes=3))
    with capture_logs() as logs:
        held = ledger.run_due(furnished, EDITIONS, worker="w", now=now)
    assert held == {"2025-09": Outcome.HELD, "2025-Q3": Outcome.HELD}
    assert [(line["event"], line["period"], line["clock"]) for line in logs] == [
        ("job held", "2025-09", ["behind"]),
        ("job held", "2025-Q3", ["behind"]),
    ]
    assert shown(furnished) == []
    assert runs(furnished) == [], "no period is spent: the clock may be what makes it seem due"
    assert ledger.run_due(furnished, NIGHTLY, worker="w", now=now) == {"2025-10-09": Outcome.DONE}


def test_once_the_clock_has_caught_up_they_are_made(furnished: Database) -> None:
    put_on_record(furnished, NOW + timedelta(hours=2))
    assert set(ledger.run_due(furnished, EDITIONS, worker="w", now=now).values()) == {Outcome.HELD}
    later = ledger.run_due(furnished, EDITIONS, worker="w", now=lambda: NOW + timedelta(hours=2))
    assert set(later.values()) == {Outcome.DONE}
    assert shown(furnished) == ["2025-09", "2025-Q3"]


@pytest.mark.parametrize("name", ["nightly-cases", "nightly-notices", "daily-release"])
def test_no_time_runs_out_by_a_clock_that_was_put_back(furnished: Database, name: str) -> None:
    job = next(one for one in CALENDAR if one.name == name)
    with furnished.transaction(OFFICE) as session:
        publish_preview(session, parse_period("2025-09"), now=NOW - timedelta(days=2))
    put_on_record(furnished, NOW + timedelta(days=1))
    assert set(ledger.run_due(furnished, job, worker="w", now=now).values()) == {Outcome.HELD}
    assert runs(furnished) == [], "no night is spent"
    later = ledger.run_due(furnished, job, worker="w", now=lambda: NOW + timedelta(days=1))
    assert set(later.values()) == {Outcome.DONE}
    assert len(runs(furnished)) == len(later)


class Clocks:
    """A clock that can be set beside one that cannot."""

    def __init__(self) -> None:
        self.wall_at, self.steady_at = NOW, 100.0

    def watch(self) -> Watch:
        return Watch(lambda: self.wall_at, lambda: self.steady_at)


def test_a_clock_that_was_set_on_another_host_holds_them_too_until_it_is_set_back(
    furnished: Database,
) -> None:
    clocks = Clocks()
    watch = clocks.watch()
    with furnished.transaction(OFFICE) as session:
        clocks.wall_at = session.connection().execute(text("SELECT clock_timestamp()")).scalar_one()
    right = clocks.wall_at
    reaper.beat(furnished, worker="elsewhere", watch=watch)
    clocks.wall_at = right + timedelta(days=31)
    reaper.beat(furnished, worker="elsewhere", watch=watch)
    assert set(ledger.run_due(furnished, EDITIONS, worker="w", now=now).values()) == {Outcome.HELD}
    clocks.wall_at = right
    reaper.beat(furnished, worker="elsewhere", watch=watch)
    assert set(ledger.run_due(furnished, EDITIONS, worker="w", now=now).values()) == {Outcome.DONE}


def test_a_worker_reads_its_own_clock_before_it_makes_anything_final(
    furnished: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sign of life every few seconds would come too late for a job that a jump of the clock itself sets off."""
    clock.WATCH.read()
    monkeypatch.setattr(clock.WATCH, "wall", lambda: clock.now() + timedelta(days=31))
    assert set(ledger.run_due(furnished, EDITIONS, worker="w", now=now).values()) == {Outcome.HELD}


def test_the_log_tells_once_when_it_begins_and_when_it_ends_and_then_they_are_made_up(
    furnished: Database,
) -> None:
    at = NOW
    watch = ClockWatch(furnished, "w", lambda: at)
    told: list[Any] = []

    def look() -> bool:
        with capture_logs() as logs:
            right = watch.look()
        told.extend(
            (line["event"], line.get("fault"), line.get("seconds"))
            for line in logs
            if "clock" in line["event"]
        )
        return right

    assert look()
    put_on_record(furnished, NOW + timedelta(hours=1))
    assert not look()
    assert not look()
    assert told == [("clock not right", "behind", 3600)]
    assert shown(furnished) == []
    at = NOW + timedelta(hours=1)
    assert look()
    assert look()
    assert told[1:] == [("clock right again", None, None)]
    assert shown(furnished) == ["2025-09", "2025-Q3"]


def test_a_person_who_asks_for_them_is_told_that_they_wait(furnished: Database) -> None:
    put_on_record(furnished, NOW + timedelta(days=1))
    with furnished.transaction(OFFICE) as session:
        request, _ = job_requests.ask(session, "monthly-edition", by=Actor("command", name="root"), now=NOW)
    assert requested.work_once(furnished, worker="w", now=now)
    with furnished.transaction(OFFICE) as session:
        settled = job_requests.latest(session, ["monthly-edition"])["monthly-edition"]
    assert (settled.id, settled.failure, settled.done) == (
        request.id,
        "held",
        {"2025-09": "held", "2025-Q3": "held"},
    )
