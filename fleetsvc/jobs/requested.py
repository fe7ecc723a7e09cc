"""Do the recurring work that a person asked for.

Whatever is due goes through the ledger, as by the clock; only where nothing was due is a job that may be repeated
done again. The request stays taken until that has ended, so that one worker does it, and another if that one dies.
"""

from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.jobs import ledger
from fleetsvc.jobs.ledger import Clock, Outcome, failure_kind
from fleetsvc.jobs.schedule import CALENDAR, Job
from fleetsvc.services.operations import job_requests


def work_once(database: Database, *, worker: str, now: Clock) -> bool:
    """Do the oldest request that waits; return whether there was one."""
    with database.transaction(OFFICE) as session:
        request = job_requests.claim(session)
        if request is None:
            return False
        job = next((job for job in CALENDAR if job.name == request.job), None)
        done, stored, failure = _done(database, job, worker=worker, now=now)
        job_requests.settle(request, worker=worker, now=now(), done=done, stored=stored, failure=failure)
        session.add(request)
    return True


def _done(
    database: Database, job: Job | None, *, worker: str, now: Clock
) -> tuple[dict[str, str], int | None, str | None]:
    """Return each period with its outcome, the editions stored where they were counted, and the kind of failure."""
    if job is None:
        return {}, None, "JobUnknown"  # asked for by a later release
    periods = ledger.run_due(database, job, worker=worker, now=now)
    done = {period: outcome.value for period, outcome in periods.items()}
    failure = next((bad.value for bad in (Outcome.FAILED, Outcome.HELD) if bad in periods.values()), None)
    if done or job.again is None:
        return done, None, failure
    try:
        if job.ahead is not None:
            job.ahead(database, now)
        with database.transaction(OFFICE) as session:
            period, stored = job.again(session, now())
    except Exception as problem:  # noqa: BLE001 (the worker goes on; the kind is on record, never the message)
        return {}, None, failure_kind(problem)
    return {period: job_requests.AGAIN}, stored, None
