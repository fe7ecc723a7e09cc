"""Recurring work asked for by a person: kept until a worker has done it, and told with what became of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlmodel import Session, col, select

from fleetsvc.models import JobRequest
from fleetsvc.services.audit.events import Act, Actor
from fleetsvc.services.audit.recording import record

HELD: Final = "held"
"""What became of a period, and of a request, that waits for a right clock."""
AGAIN: Final = "again"
"""What became of a period that was done already and is done anew."""


def ask(session: Session, job: str, *, by: Actor, now: datetime) -> tuple[JobRequest, bool]:
    """Ask that a job be done now; return the request that waits, and whether it is a new one.

    Needs the office's scope.
    """
    values = {"job": job, "asked_by": by.name or by.kind, "asked_at": now}
    made = insert(JobRequest).values(**values).on_conflict_do_nothing().returning(col(JobRequest.id))
    new = session.connection().execute(made).first() is not None
    waiting = select(JobRequest).where(JobRequest.job == job, col(JobRequest.ended_at).is_(None))
    found = session.exec(waiting).one()
    if new:
        record(session, by, Act.JOB_ASKED, f"job/{job}", {"request": found.id}, now)
    return found, new


def is_waiting(session: Session, job: str) -> bool:
    """Say whether somebody has asked for a job that has not ended yet."""
    waiting = select(JobRequest.id).where(JobRequest.job == job, col(JobRequest.ended_at).is_(None))
    return session.exec(waiting).first() is not None


def latest(session: Session, jobs: Sequence[str]) -> dict[str, JobRequest]:
    """Return the latest request of each job that was ever asked for."""
    statement = (
        select(JobRequest)
        .where(col(JobRequest.job).in_(jobs))
        .ext(distinct_on(col(JobRequest.job)))
        .order_by(col(JobRequest.job), col(JobRequest.id).desc())
    )
    return {request.job: request for request in session.exec(statement)}


def claim(session: Session) -> JobRequest | None:
    """Take the oldest request that waits and that no other worker has taken; it is free again if this one dies."""
    statement = text("""
        SELECT id FROM job_request WHERE ended_at IS NULL ORDER BY id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
    """)
    found = session.connection().execute(statement).scalar()
    return session.get(JobRequest, found) if found is not None else None


def settle(
    request: JobRequest,
    *,
    worker: str,
    now: datetime,
    done: Mapping[str, str],
    stored: int | None,
    failure: str | None,
) -> None:
    """Note what became of a request: each period with its outcome, the editions stored, the kind of failure."""
    request.worker, request.ended_at = worker, now
    request.done, request.stored, request.failure = dict(done), stored, failure
