"""The ledger of scheduled work: a period's job is won by inserting its key."""

from datetime import datetime

from sqlalchemy import BigInteger, Identity
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from fleetsvc.models.base import Json, Stored, instant, optional_instant, optional_text, text, text_key


class JobRun(Stored, table=True):
    """One run of a job for one period.

    ``status``: done or failed; ``failure`` names the kind of failure, ``place`` where in the program it arose.
    """

    __tablename__ = "job_run"

    job: str = text_key()
    period: str = text_key()
    status: str = text()
    worker: str = text()
    started_at: datetime = instant()
    ended_at: datetime | None = optional_instant()
    attempts: int
    failure: str | None = optional_text()
    place: str | None = optional_text()


class JobRequest(Stored, table=True):
    """A job that a person asked for; it waits until it has ended.

    ``done``: what became of each period that was due, and of the one done again; ``stored``: how many ranking
    editions that made; ``failure`` names the kind of failure.
    """

    __tablename__ = "job_request"

    id: int | None = Field(
        default=None, sa_type=BigInteger, primary_key=True, sa_column_args=(Identity(always=False),)
    )
    job: str = text()
    asked_by: str = text()
    asked_at: datetime = instant()
    worker: str | None = optional_text()
    ended_at: datetime | None = optional_instant()
    done: Json | None = Field(default=None, sa_type=JSONB(none_as_null=True), nullable=True)
    stored: int | None = Field(default=None)
    failure: str | None = optional_text()
