"""Requests that their sender named (Idempotency-Key), so that sending one again does nothing twice."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from fleetsvc.models.base import city_key, instant, text, text_key


class IdempotencyKey(SQLModel, table=True):
    """One named request of one sender: the hash of what was asked, and the upload that came of it."""

    __tablename__ = "idempotency_key"

    city_code: int = city_key()
    sender: str = text_key()
    key: str = text_key()
    request_sha256: str = text()
    upload_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    created_at: datetime = instant()
