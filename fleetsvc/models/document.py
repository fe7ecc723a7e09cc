"""Documents made in the background: the question, its bytes, who makes it now; templates of official letters."""

from datetime import datetime

from sqlalchemy import BigInteger, Identity, LargeBinary
from sqlmodel import Field

from fleetsvc.models.base import (
    Json,
    Stored,
    city_key,
    identity_key,
    instant,
    json_object,
    optional_instant,
    optional_text,
    text,
)


class DocumentRecord(Stored, table=True):
    """A document and where it stands. ``city_code``: the unit that asked; 0 for the provincial office.

    ``data_state`` names the data it was asked of, once it is ready those it was made from; ``personal``: it is for its
    asker alone; ``failure`` is a code.
    """

    __tablename__ = "handout"

    city_code: int = city_key()
    id: int | None = identity_key()
    kind: str = text()
    question: Json = json_object()
    question_sha256: str = text()
    data_state: str = text()
    asker: str = text()
    asked_by: str = text()
    personal: bool
    asked_at: datetime = instant()
    status: str = text()
    name: str = text()
    media: str = text()
    size_bytes: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    sha256: str | None = optional_text()
    failure: str | None = optional_text()
    settled_at: datetime | None = optional_instant()
    fetched_at: datetime | None = optional_instant()
    expires_at: datetime = instant()


class DocumentPiece(Stored, table=True):
    """A piece of a document's bytes; they count from 0."""

    __tablename__ = "handout_piece"

    city_code: int = city_key()
    handout_id: int = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    content: bytes = Field(sa_type=LargeBinary)


class DocumentProgress(Stored, table=True):
    """Who makes a document and how often that was tried, written on the maker's second connection.

    No foreign key, so that it never waits for the document. ``heartbeat_at`` is null while nobody makes it.
    """

    __tablename__ = "handout_progress"

    city_code: int = city_key()
    handout_id: int = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    worker: str = text()
    backend_pid: int
    attempts: int
    heartbeat_at: datetime | None = optional_instant()
    rests_until: datetime | None = optional_instant()


class LetterTemplate(Stored, table=True):
    """A version of a template; the latest of its kind is in use. Without content: that of the service."""

    __tablename__ = "letter_template"

    id: int | None = Field(
        default=None, sa_type=BigInteger, primary_key=True, sa_column_args=(Identity(always=False),)
    )
    kind: str = text()
    name: str = text()
    content: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True)
    sha256: str = text()
    loaded_by: str = text()
    loaded_at: datetime = instant()
