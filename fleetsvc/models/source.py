"""Addresses that a unit's workbooks are fetched from, and where fetched uploads came from."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field

from fleetsvc.models.base import (
    Stored,
    big_number,
    city_key,
    identity_key,
    instant,
    optional_instant,
    optional_text,
    text,
    text_key,
    word_unless_said,
)
from importers.results import FileKind


class UploadSource(Stored, table=True):
    """An address that gives one workbook, fetched for a unit every so many hours.

    ``credential``: what is sent along, sealed. ``failures``: times in a row that nothing usable came; ``next_at``: when
    it is asked again, while it is being asked (``pulling``) when the claim runs out. ``outcome``: what came of the last
    time, ``asked_at``; ``upload_id``: what it gave last.
    """

    __tablename__ = "upload_source"

    city_code: int = city_key()
    id: int | None = identity_key()
    name: str = text()
    url: str = text()
    kind: FileKind = word_unless_said(FileKind.REGISTRATIONS)
    every_hours: int
    credential: str | None = optional_text()
    made_by: str = text()
    made_at: datetime = instant()
    disabled_at: datetime | None = optional_instant()
    etag: str | None = optional_text()
    last_modified: str | None = optional_text()
    failures: int = Field(default=0)
    next_at: datetime = instant()
    pulling: bool = Field(default=False)
    outcome: str | None = optional_text()
    asked_at: datetime | None = optional_instant()
    upload_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)

    @property
    def shown_url(self) -> str:
        """The address without its query, which may hold what is nobody else's."""
        return self.url.partition("?")[0]


class UploadOrigin(Stored, table=True):
    """Where the bytes of an upload were fetched, and what the other side said of their version.

    ``is_known``: the unit had handed in the same bytes before, so the upload is of that time.
    """

    __tablename__ = "upload_origin"

    city_code: int = city_key()
    source_id: int = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    sha256: str = text_key()
    upload_id: int = big_number()
    is_known: bool = Field(default=False)
    url: str = text()
    fetched_at: datetime = instant()
    etag: str | None = optional_text()
    last_modified: str | None = optional_text()
