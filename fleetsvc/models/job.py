"""The ledger of scheduled work: a period's job is won by inserting its key."""

from datetime import datetime

from sqlmodel import SQLModel

from fleetsvc.models.base import instant, optional_instant, optional_text, text, text_key


class JobRun(SQLModel, table=True):
    """One run of a job for one period. ``status``: done or failed; ``failure`` names the kind of failure."""

    __tablename__ = "job_run"

    job: str = text_key()
    period: str = text_key()
    status: str = text()
    worker: str = text()
    started_at: datetime = instant()
    ended_at: datetime | None = optional_instant()
    attempts: int
    failure: str | None = optional_text()
