"""Nil reports: that a unit registered no vehicle of a category in a month, signed by whoever says so."""

from datetime import date, datetime

from sqlalchemy import BigInteger
from sqlmodel import Field

from fleetsvc.models.base import Stored, city_key, instant, text, text_key


class NilReport(Stored, table=True):
    """A signed statement that there is nothing to report. ``month``: its first day; ``upload_id``: the file, if any."""

    __tablename__ = "nil_report"

    city_code: int = city_key()
    category: str = text_key()
    month: date = Field(primary_key=True)
    signed_by: str = text()
    signed_at: datetime = instant()
    upload_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
