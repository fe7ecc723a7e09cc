"""Receipts as they were signed, and the keys that sign them."""

from datetime import datetime

from sqlalchemy import BigInteger, LargeBinary
from sqlmodel import Field

from fleetsvc.models.base import (
    Json,
    Stored,
    city_key,
    instant,
    json_object,
    optional_instant,
    text,
    text_key,
)


class ReceiptKey(Stored, table=True):
    """A key that signs, or signed, receipts: what is published of it, and the salt it is made with.

    ``kid``: the thumbprint of what is published (RFC 7638). The key itself is stored nowhere.
    """

    __tablename__ = "receipt_key"

    kid: str = text_key()
    salt: bytes = Field(sa_type=LargeBinary)
    published: Json = json_object()
    made_at: datetime = instant()
    retired_at: datetime | None = optional_instant()


class ReceiptRecord(Stored, table=True):
    """One receipt. ``city_code``: the unit whose upload it tells of, 0 where it answers a question of law.

    ``holder``: who asked for it, ``user/7`` or ``key/5``; ``jws``: the signed document (RFC 7515, compact).
    """

    __tablename__ = "receipt"

    city_code: int = city_key()
    number: str = text_key()
    kind: str = text()
    holder: str = text()
    issued_to: str = text()
    issued_at: datetime = instant()
    upload_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    jws: str = text()
