"""One delivery of a reporting unit: the bytes, how they were read, and every row that was set aside."""

from datetime import date, datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import ARRAY, JSON, BigInteger, DateTime, Integer, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from fleetsvc.models.base import (
    Json,
    Stored,
    big_number,
    city_key,
    database_instant,
    identity_key,
    instant,
    json_object,
    json_object_or_none_said,
    optional_instant,
    optional_text,
    stored_id,
    text,
    text_key,
    word,
    word_unless_said,
)
from importers.results import FileKind


class UploadStatus(StrEnum):
    """Where an upload stands. Stored, and told outside; ``reading`` is only told, while a worker has it."""

    RECEIVED = "received"
    READING = "reading"
    IN_REVIEW = "in_review"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def is_open(self) -> bool:
        """Whether it is still to be decided: it can be mapped, confirmed, and refused by an operator."""
        return self in OPEN

    @property
    def is_ended(self) -> bool:
        """Whether nothing of it counts: it was refused or taken back, and its bytes may be sent again."""
        return self in ENDED

    @property
    def is_read(self) -> bool:
        """Whether its rows are known and are to be settled: they can be corrected and dismissed."""
        return self in READ

    @property
    def may_be_withdrawn(self) -> bool:
        """Whether its sender can take it back."""
        return self in OPEN or self is UploadStatus.ACCEPTED

    @property
    def may_be_read_again(self) -> bool:
        """Whether another attempt at reading it may be asked for."""
        return self in OPEN or self is UploadStatus.REFUSED


OPEN: Final = (UploadStatus.RECEIVED, UploadStatus.IN_REVIEW)
ENDED: Final = (UploadStatus.REFUSED, UploadStatus.WITHDRAWN)
READ: Final = (UploadStatus.IN_REVIEW, UploadStatus.ACCEPTED)


class UploadRecord(Stored, table=True):
    """An upload and where it stands.

    ``kind``: what it lists; ``report``: the report without findings, null until it was read.
    ``queued_at``: its place among its unit's waiting files; the larger the file, the later. ``prepared_by``: the person
    of the unit who handed it in or said last how it is read, null where a system did. ``corrects``: the upload whose
    held rows of sheet ``corrects_sheet`` it holds anew, each at the same number. ``corrections``: sheet -> row ->
    letters of the column -> the ``text`` that stands there by the unit's word, whose word it is (``by``) and since when
    (``at``; not known of the first ones). ``withdrawing``: as ``services.uploads.withdrawals`` writes it, where a
    worker is to take it back.
    """

    __tablename__ = "upload"

    city_code: int = city_key()
    id: int | None = identity_key()
    status: UploadStatus = word(UploadStatus)
    name: str = text()
    sha256: str = text()
    size_bytes: int = big_number()
    category: str | None = optional_text()
    event: str | None = optional_text()
    kind: FileKind = word_unless_said(FileKind.REGISTRATIONS)
    confirmed: bool = Field(default=False)
    mapping: Json = json_object()
    meanings: Json = json_object_or_none_said()
    corrections: Json = json_object_or_none_said()
    report: Json | None = Field(default=None, sa_type=JSON, nullable=True)
    received_at: datetime = instant()
    received_by: str = text()
    queued_at: datetime = database_instant()
    settled_at: datetime | None = optional_instant()
    prepared_by: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    prepared_name: str | None = optional_text()
    corrects: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    corrects_sheet: str | None = optional_text()
    withdrawing: Json | None = Field(default=None, sa_type=JSONB(none_as_null=True), nullable=True)

    @property
    def number(self) -> int:
        """The number of a stored upload."""
        return stored_id(self)

    @property
    def corrected(self) -> tuple[int, str] | None:
        """The upload and its sheet that it corrects; None where it stands for itself."""
        return None if self.corrects is None else (self.corrects, self.corrects_sheet or "")

    @property
    def is_submitted(self) -> bool:
        """Whether it is stored, or was confirmed to be and nothing has ended it."""
        return self.status is UploadStatus.ACCEPTED or (self.confirmed and self.status.is_open)

    @property
    def is_waiting(self) -> bool:
        """Whether it is to be read, to be stored as its sender confirmed, or to be taken back."""
        is_to_be_stored = self.status is UploadStatus.IN_REVIEW and self.confirmed
        return self.status is UploadStatus.RECEIVED or is_to_be_stored or self.withdrawing is not None


class TwoPersonsRule(Stored, table=True):
    """That another person of the unit submits what one has prepared, since when and by whose word."""

    __tablename__ = "two_persons_rule"

    city_code: int = city_key()
    set_by: str = text()
    set_at: datetime = instant()


class UploadContent(Stored, table=True):
    """The uploaded bytes, kept whatever became of them."""

    __tablename__ = "upload_content"

    city_code: int = city_key()
    upload_id: int = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    content: bytes = Field(sa_type=LargeBinary)


class UploadProgress(Stored, table=True):
    """How far a worker is, written on its second connection; no foreign key, so that it never waits for the upload."""

    __tablename__ = "upload_progress"

    city_code: int = city_key()
    upload_id: int = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    worker: str = text()
    backend_pid: int
    rows_done: int
    heartbeat_at: datetime = instant()


class UploadFailure(Stored, table=True):
    """The attempts at an upload that failed since it last came to be read, and what the last one failed of.

    ``file_failures``: how many of them are laid to the file; ``problem`` and ``place`` are of the program, never of
    the data. ``next_attempt_at`` is null once the upload was refused for it; ``set_aside_at``: since when it is tried
    at long intervals only.
    """

    __tablename__ = "upload_failure"

    city_code: int = city_key()
    upload_id: int = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    failures: int
    file_failures: int
    failure: str = text()
    problem: str = text()
    place: str = text()
    failed_at: datetime = instant()
    next_attempt_at: datetime | None = optional_instant()
    set_aside_at: datetime | None = optional_instant()


class UploadTurn(Stored, table=True):
    """When a file of the unit was last taken up."""

    __tablename__ = "upload_turn"

    city_code: int = city_key()
    served_at: datetime = instant()


class UploadRow(Stored, table=True):
    """A row of a file that is no new registration version: held, unchanged or ignored.

    ``registration_id``: the version that an unchanged row says once more; null where an older release stored the row.
    ``vin``: of a held row, what its VIN's column holds, where that is one.
    ``corrected_vin``: of a held row whose VIN was at fault, the one under which a later file has its vehicle.
    """

    __tablename__ = "upload_row"

    city_code: int = city_key()
    upload_id: int = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    sheet: str = text_key()
    row_number: int = Field(sa_type=Integer, primary_key=True)
    fate: str = text()
    why: str | None = optional_text()
    cells: list[str] = Field(sa_type=JSONB)
    registration_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    corrected_vin: str | None = optional_text()
    vin: str | None = optional_text()


class UploadMonth(Stored, table=True):
    """Vehicles of a month and a category that an upload stored; so many of them no upload had named before.

    ``named_at``: since when it names them: it was received, or VIN, plate or day of their rows was corrected later.
    """

    __tablename__ = "upload_month"

    city_code: int = city_key()
    upload_id: int = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    month: date = Field(primary_key=True)
    category: str = text_key()
    named_at: datetime = Field(primary_key=True, sa_type=DateTime(timezone=True))
    first_named: int = big_number()


class LateAddition(Stored, table=True):
    """A vehicle that was reported after its day was published, and did not stand when it was."""

    __tablename__ = "late_addition"

    city_code: int = city_key()
    vin: str = text_key()
    registered_on: date = Field(primary_key=True)
    recorded_at: datetime = Field(sa_type=DateTime(timezone=True), primary_key=True)


class UploadDismissal(Stored, table=True):
    """A held row that its unit will not send again: why, by whom. The row itself is then ``ignored``.

    ``reopened_by``: who of the office saw that otherwise; the row is held again then, and stays so.
    """

    __tablename__ = "upload_dismissal"

    city_code: int = city_key()
    upload_id: int = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    sheet: str = text_key()
    row_number: int = Field(sa_type=Integer, primary_key=True)
    reason: str = text()
    note: str | None = optional_text()
    dismissed_by: str = text()
    dismissed_at: datetime = instant()
    reopened_by: str | None = optional_text()
    reopened_at: datetime | None = optional_instant()
    reopened_reason: str | None = optional_text()


class FindingRecord(Stored, table=True):
    """One finding of an upload, in the order of discovery."""

    __tablename__ = "finding"

    city_code: int = city_key()
    upload_id: int = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    ordinal: int = Field(primary_key=True)
    code: str = text()
    severity: str = text()
    sheet: str | None = optional_text()
    row_number: int | None = Field(default=None)
    column_letter: str | None = optional_text()
    field: str | None = optional_text()
    value: str | None = optional_text()
    others: list[int] = Field(sa_type=ARRAY(Integer))
    fillings: Json = json_object()


class LayoutMemory(Stored, table=True):
    """A column mapping that the unit has confirmed for a layout; ``mapping``: column letter -> field, or null.

    ``meanings``: field -> word -> what the unit says that it means, or null.
    """

    __tablename__ = "layout_memory"

    city_code: int = city_key()
    fingerprint: str = text_key()
    mapping: Json = json_object()
    meanings: Json = json_object_or_none_said()
    upload_id: int = big_number()
    confirmed_at: datetime = instant()
