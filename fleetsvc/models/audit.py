"""The audit log: one row an event, each holding the hash of the one before it."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field

from fleetsvc.models.base import Json, Stored, instant, json_object, optional_text, text


class AuditEvent(Stored, table=True):
    """Who did what, when, to what, and whether it succeeded. Written by ``services.audit`` only.

    ``credential``: the session or key that a person or system showed; null for others, and in older releases' events.
    """

    __tablename__ = "audit_event"

    number: int = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = instant()
    actor_kind: str = text()
    actor_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    actor_name: str | None = optional_text()
    role: str | None = optional_text()
    unit: str | None = optional_text()
    act: str = text()
    outcome: str = text()
    subject: str | None = optional_text()
    details: Json = json_object()
    previous_sha256: str = text()
    sha256: str = text()
    credential: str | None = optional_text()
