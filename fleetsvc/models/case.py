"""Matters that somebody has to decide: requests of units, reviews of changes, claims that exclude each other."""

from datetime import date, datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from fleetsvc.models.base import (
    Json,
    city_key,
    identity_key,
    instant,
    json_object,
    optional_instant,
    optional_text,
    text,
)


class CaseRecord(SQLModel, table=True):
    """One matter of a unit. ``subject``: ``upload/unit/number`` or ``vehicle/unit/VIN/day``, open once of each kind.

    ``vin`` and ``registered_on`` name the vehicle where it is about one; ``upload_id`` the delivery it came of;
    ``reason``: why it was asked for; ``details`` by kind. ``opened_by`` is empty for what the service opened.
    """

    __tablename__ = "case_record"

    city_code: int = city_key()
    id: int | None = identity_key()
    kind: str = text()
    subject: str = text()
    vin: str | None = optional_text()
    registered_on: date | None = Field(default=None)
    upload_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    state: str = text()
    reason: str | None = optional_text()
    details: Json = json_object()
    opened_by: str = text()
    opened_at: datetime = instant()
    decided_by: str | None = optional_text()
    decided_at: datetime | None = optional_instant()
    decision_reason: str | None = optional_text()
