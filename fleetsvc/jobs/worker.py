"""The worker process: reads uploads as they come, makes documents beside that, and does the calendar's work.

Any number may run, on any number of hosts, against one database: uploads are claimed there and the periods of
the calendar are won there. SIGTERM or SIGINT ends it after the transaction under way.
"""

import signal
import threading
from collections.abc import Callable
from datetime import timedelta
from time import monotonic

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from fleetsvc import clock
from fleetsvc.clock import SHANGHAI
from fleetsvc.database.connect import connect
from fleetsvc.database.transactions import Database
from fleetsvc.jobs import (
    delivering_webhooks,
    keeping_counts,
    ledger,
    looking_after,
    making_documents,
    proving,
    pulling_uploads,
    reading_uploads,
    reaper,
    requested,
    sending_mail,
    telling_people,
)
from fleetsvc.jobs.clock_watch import ClockWatch
from fleetsvc.jobs.delivering_webhooks import AT_ONCE, Hooks, Sender
from fleetsvc.jobs.ledger import Clock, failure_kind, failure_place
from fleetsvc.jobs.making_documents import Maker, Terms, terms_of
from fleetsvc.jobs.reading_uploads import Policy, policy_of
from fleetsvc.jobs.schedule import CALENDAR, MAKE_UP
from fleetsvc.services.operations.processes import process_name
from fleetsvc.settings import Settings

POLL_SECONDS = 0.1
"""A sender waits for the preview: looking costs one query along an index of what waits."""
AFTER_FAILURE_SECONDS = 5.0
"""What cannot even be put on record, such as a database that is away, is not tried ten times a second."""
BEAT_SECONDS = 5.0
REAP_SECONDS = 30
CLOCK_SECONDS = 15
PROOF_SECONDS = 10
"""A machine that is short of memory is not asked for a process more often."""
ASKED_SECONDS = 2
"""Somebody waits before the page of the schedule."""
COUNT_SECONDS = 20
"""Until a changed unit is counted again its decisions are counted by whoever asks: that only takes longer."""
HEALTH_SECONDS = 60
"""What is found stands on a page that says when it was found."""
PULL_SECONDS = 15
"""Addresses are asked every hour at most; looking costs one query along an index of what is due."""
TELL_SECONDS = 2
"""Somebody may wait for what they are told of; looking costs one query along an index of what waits."""
_POOL_SIZE = 15 + AT_ONCE
"""Connections: upload, progress, heartbeat, reaper, proof, counts, notices, mail, fetching, 2 jobs, a request, its job,
2 that look after the service, hooks."""
_LAST_DOCUMENTS_SECONDS = 20.0
"""So long a worker that is to end waits for what it makes: a document or proof that is not done is made by another."""

_log = structlog.get_logger()


def run(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT; call it in the main thread. Raises DatabaseAbsent, EmbeddedUnavailable."""
    terms = terms_of(settings)
    database = connect(settings, pool_size=_POOL_SIZE + making_documents.CONNECTIONS * terms.at_once)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        work_until(
            stop,
            database,
            now=clock.now,
            policy=policy_of(settings),
            terms=terms,
            hooks=delivering_webhooks.hooks_of(settings),
            post=sending_mail.post_of(settings),
            puller=pulling_uploads.puller_of(settings),
        )
    finally:
        database.close()


def work_until(
    stop: threading.Event,
    database: Database,
    *,
    now: Clock,
    policy: Policy = reading_uploads.USUAL,
    terms: Terms = making_documents.USUAL,
    hooks: Hooks | None = None,
    post: sending_mail.Post | None = None,
    puller: pulling_uploads.Puller | None = None,
) -> None:
    """Work until ``stop`` is set; the transaction under way is finished first.

    Without ``hooks`` no system is told, without ``post`` nothing is mailed, without ``puller`` nothing is fetched.
    """
    worker = process_name()
    _log.info("worker started", worker=worker)
    scheduler = _scheduler(database, worker=worker, now=now)
    rounds = _rounds(stop, database, worker=worker, now=now, hooks=hooks, post=post, puller=puller)
    scheduler.start()
    makers = Maker(database, worker, now, terms).start(stop)
    try:
        read_until(stop, lambda: reading_uploads.work_once(database, worker=worker, now=now, policy=policy))
    finally:
        stop.set()
        scheduler.shutdown(wait=True)
        until = monotonic() + _LAST_DOCUMENTS_SECONDS
        for each in (*makers, *rounds):
            each.join(max(0.0, until - monotonic()))
        _kept_running("last sign of life", lambda: reaper.end(database, worker=worker))
        _log.info("worker ended", worker=worker)


def read_until(stop: threading.Event, read_one: Callable[[], bool]) -> None:
    """Read one upload after another until ``stop`` is set, resting while none is due."""
    while not stop.is_set():
        found = _kept_running("reading uploads", read_one)
        if not found:
            stop.wait(AFTER_FAILURE_SECONDS if found is None else POLL_SECONDS)


def _scheduler(database: Database, *, worker: str, now: Clock) -> BackgroundScheduler:
    # Tasks and schedule live in this process's memory: what must happen once is settled in the database.
    scheduler = BackgroundScheduler(
        timezone=SHANGHAI,
        job_defaults={
            "coalesce": True,
            "max_instances": 1,
            "misfire_grace_time": int(timedelta(hours=6).total_seconds()),
        },
    )
    for job in CALENDAR:
        scheduler.add_job(
            ledger.run_due,
            job.when.trigger(),
            args=(database, job),
            kwargs={"worker": worker, "now": now},
            id=job.name,
            misfire_grace_time=int(job.grace.total_seconds()),
        )
    making_up = {"worker": worker, "now": now}
    scheduler.add_job(ledger.make_up, args=(database,), kwargs=making_up, id="make-up-at-start")
    scheduler.add_job(ledger.make_up, MAKE_UP.trigger(), args=(database,), kwargs=making_up, id="make-up")
    return scheduler


def _rounds(
    stop: threading.Event,
    database: Database,
    *,
    worker: str,
    now: Clock,
    hooks: Hooks | None,
    post: sending_mail.Post | None,
    puller: pulling_uploads.Puller | None,
) -> list[threading.Thread]:
    """Start what is done again and again.

    Not by the scheduler: it waits for an instant, which comes later by as much as the clock is set back.
    """
    watch = ClockWatch(database, worker, now)
    steps: tuple[tuple[str, float, Callable[[], object]], ...] = (
        ("heartbeat", BEAT_SECONDS, lambda: reaper.beat(database, worker=worker)),
        ("asked work", ASKED_SECONDS, lambda: requested.work_once(database, worker=worker, now=now)),
        ("notices", TELL_SECONDS, lambda: telling_people.work_once(database, now=now)),
        ("proofs", PROOF_SECONDS, lambda: proving.work_once(database, now=now)),
        ("counts", COUNT_SECONDS, lambda: keeping_counts.work_once(database, now=now)),
        ("clock", CLOCK_SECONDS, watch.look),
        ("health", HEALTH_SECONDS, lambda: looking_after.work_once(database, now=now)),
        ("reaping", REAP_SECONDS, lambda: reaper.reap(database)),
    )
    if hooks is not None:
        sender = Sender(database, hooks, now)
        steps += (("webhooks", TELL_SECONDS, sender.work_once),) * AT_ONCE
    if post is not None:
        steps += (("mail", TELL_SECONDS, lambda: sending_mail.work_once(database, post, now=now, stop=stop)),)
    if puller is not None:
        steps += (("addresses", PULL_SECONDS, lambda: pulling_uploads.work_once(database, puller, now=now)),)
    rounds = [
        threading.Thread(target=_round, args=(stop, *step), name=step[0], daemon=True) for step in steps
    ]
    for each in rounds:
        each.start()
    return rounds


def _round(stop: threading.Event, what: str, seconds: float, step: Callable[[], object]) -> None:
    def take() -> bool:
        return bool(step())

    _kept_running(what, take)  # whoever looks just now is not told that nobody works
    while not stop.wait(seconds):
        _kept_running(what, take)


def _kept_running(what: str, step: Callable[[], bool]) -> bool | None:
    """Do one step of a loop; a failure is logged by kind and place, never by its data: None, and the loop goes on."""
    try:
        return step()
    except Exception as problem:  # noqa: BLE001 (a worker outlives one bad file and one lost connection)
        _log.error("worker step failed", step=what, failure=failure_kind(problem), at=failure_place(problem))
        return None
