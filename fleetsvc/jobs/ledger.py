"""Run the periods of a job, each exactly once whatever the number of workers.

A period is won by inserting its key into ``job_run`` in the same transaction as its effect: another worker
waits at the key and then finds it taken, and a worker that dies leaves neither. A failure is recorded by its kind
(never by its message, which may hold a vehicle's data) and can be won again. Of a job that does most of its work in
transactions of their own, ahead, what is done stays done, and whoever comes next goes on from there.
"""

import traceback
from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path

import structlog
from sqlalchemy import text
from sqlmodel import Session, col, select

from fleetsvc.database.states import sqlstate_of
from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.jobs import reaper
from fleetsvc.jobs.schedule import CALENDAR, Job
from fleetsvc.models import JobRun
from fleetsvc.services.operations import job_requests
from fleetsvc.services.operations.clock_alarms import ClockNotRight

Clock = Callable[[], datetime]

_ROOT = Path(__file__).resolve().parents[1]

_log = structlog.get_logger()

_WIN = text("""
    INSERT INTO job_run (job, period, status, worker, started_at, attempts)
    VALUES (:job, :period, 'done', :worker, :now, 1)
    ON CONFLICT (job, period) DO UPDATE SET status = 'done', worker = excluded.worker,
        started_at = excluded.started_at, ended_at = NULL, failure = NULL, place = NULL, attempts = job_run.attempts + 1
    WHERE job_run.status = 'failed'
    RETURNING attempts
""")
_END = text("UPDATE job_run SET ended_at = :now WHERE job = :job AND period = :period")
_FAIL = text("""
    INSERT INTO job_run (job, period, status, worker, started_at, ended_at, attempts, failure, place)
    VALUES (:job, :period, 'failed', :worker, :started, :now, 1, :failure, :place)
    ON CONFLICT (job, period) DO UPDATE SET worker = excluded.worker, started_at = excluded.started_at,
        ended_at = excluded.ended_at, failure = excluded.failure, place = excluded.place,
        attempts = job_run.attempts + 1
    WHERE job_run.status = 'failed'
""")


class Outcome(StrEnum):
    """What became of a period: done here, done by another worker, failed, or held until the clock is right."""

    DONE = "done"
    ELSEWHERE = "elsewhere"
    FAILED = "failed"
    HELD = job_requests.HELD


def run_due(database: Database, job: Job, *, worker: str, now: Clock) -> dict[str, Outcome]:
    """Do all periods of a job that are due and not done; return what became of each.

    One that fails does not stop the others. A sign of life goes ahead: what this worker's own clock shows counts
    for what is made final.
    """
    try:
        reaper.beat(database, worker=worker)
        with database.transaction(OFFICE) as session:
            periods = _not_done(session, job, job.due(session, now()))
    except Exception as problem:  # noqa: BLE001 (a job must not take the worker down; its kind is on record)
        _log.error("job not started", job=job.name, failure=failure_kind(problem), at=failure_place(problem))
        return {}
    return {period: run_period(database, job, period, worker=worker, now=now) for period in periods}


def run_period(database: Database, job: Job, period: str, *, worker: str, now: Clock) -> Outcome:
    """Do one period of a job in one transaction, if no other worker has done it."""
    started = now()
    try:
        outcome = _win_and_work(database, job, period, worker=worker, now=now)
    except ClockNotRight as problem:
        # No failure of the period: whether it is due at all is what the clock says.
        faults = [alarm.fault.value for alarm in problem.alarms]
        _log.warning("job held", job=job.name, period=period, clock=faults)
        return Outcome.HELD
    except Exception as problem:  # noqa: BLE001 (as above)
        kind, at = failure_kind(problem), failure_place(problem)
        _log.error("job failed", job=job.name, period=period, failure=kind, at=at)
        with database.transaction(OFFICE) as session:
            key = {"job": job.name, "period": period, "worker": worker, "place": " < ".join(reversed(at))}
            session.connection().execute(_FAIL, key | {"started": started, "now": now(), "failure": kind})
        return Outcome.FAILED
    _log.info("job ended", job=job.name, period=period, outcome=outcome.value)
    return outcome


def make_up(database: Database, *, worker: str, now: Clock) -> None:
    """Do whatever of the calendar is due and not done: missed periods and failures."""
    for job in CALENDAR:
        run_due(database, job, worker=worker, now=now)


def failure_kind(problem: BaseException) -> str:
    """Name the kind of a failure; of the database's with its SQLSTATE."""
    state = sqlstate_of(problem)
    return f"{type(problem).__name__} {state}" if state else type(problem).__name__


def failure_place(problem: BaseException) -> list[str]:
    """Return where a failure arose, innermost last, without any value of the data: places of ours, and the last one."""
    frames = traceback.extract_tb(problem.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(_ROOT)]
    shown = ours[-5:] + [frame for frame in frames[-1:] if frame not in ours]
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in shown]


def _short(path: str) -> str:
    return str(Path(path).relative_to(_ROOT)) if Path(path).is_relative_to(_ROOT) else Path(path).name


def _win_and_work(database: Database, job: Job, period: str, *, worker: str, now: Clock) -> Outcome:
    key = {"job": job.name, "period": period}
    with database.transaction(OFFICE) as session:
        won = session.connection().execute(_WIN, key | {"worker": worker, "now": now()}).first()
        if won is None:
            return Outcome.ELSEWHERE
        if job.ahead is not None:
            job.ahead(database, now)  # while this transaction stands nobody else does the period
        job.work(session, period, now())
        session.connection().execute(_END, key | {"now": now()})
    return Outcome.DONE


def _not_done(session: Session, job: Job, periods: Sequence[str]) -> list[str]:
    done = set(
        session.exec(
            select(JobRun.period).where(
                JobRun.job == job.name, JobRun.status == "done", col(JobRun.period).in_(periods)
            )
        )
    )
    return [period for period in periods if period not in done]
