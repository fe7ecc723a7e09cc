"""The annotated copy of an upload: asked for by whoever may have the file, made outside of any transaction."""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

import structlog
from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.models import Json
from fleetsvc.services.documents.requests import XLSX, DocumentKind, Question
from fleetsvc.services.uploads import cell_corrections, deliveries
from fleetsvc.services.uploads.batch_marks import Mark, signed
from fleetsvc.services.uploads.findings import findings_of
from importers.sandbox.annotator import Way, annotated_copy
from importers.workbooks.annotation import Annotation, HeaderPlace
from rules.wording import Language, Text

_ANNOTATED: Final = Text("（已标注）", " (annotated)")
_HELD_ROWS: Final = Text("（待更正）", " (to be corrected)")

_log = structlog.get_logger()

# Each reading of a file writes its findings, or its report where there is none, in a transaction of its own.
_STATE: Final = text("""
    SELECT concat_ws(':', u.xmin, (SELECT f.xmin FROM finding f WHERE f.city_code = u.city_code AND f.upload_id = u.id
                                   ORDER BY f.ordinal LIMIT 1))
    FROM upload u WHERE u.city_code = :city AND u.id = :number
""")


class UploadHasNoRows(Exception):
    """There is nothing to annotate: the upload was not read yet, or was refused. ``status`` says which."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True)
class Order:
    """All that a copy is made from. ``state`` names the reading it tells of."""

    content: bytes
    name: str
    annotation: Annotation
    state: str


def question(
    session: Session, *, city: int, number: int, language: Language, secret: str, personal: bool
) -> Question:
    """Return what is asked of the workers for the annotated copy of an upload; it carries the signed mark.

    ``personal``: whoever asks sees in full what others of the office see masked. Raises UploadUnknown, UploadHasNoRows.
    """
    upload = deliveries.upload(session, city=city, number=number)
    if not _places(upload.report):
        raise UploadHasNoRows(upload.status)
    mark = signed(Mark(str(city), number, upload.sha256), secret=secret)
    return Question(
        DocumentKind.ANNOTATED_COPY,
        {"unit": str(city), "upload": number, "language": language, "mark": mark},
        state=_state(session, city=city, number=number),
        name=_copy_name(upload.name, "kept", language),
        media=XLSX,
        personal=personal,
    )


def order(session: Session, asked: Json) -> Order:
    """Return what the copy of a question is made from. Raises UploadUnknown, UploadHasNoRows.

    The session must see one state of the data throughout.
    """
    city, number = int(asked["unit"]), int(asked["upload"])
    upload = deliveries.upload(session, city=city, number=number)
    places = _places(upload.report)
    if not places:
        raise UploadHasNoRows(upload.status)
    annotation = Annotation(
        sheets=places,
        findings=tuple(findings_of(session, city=city, number=number)),
        mark=asked["mark"],
        language=asked["language"],
        corrections=cell_corrections.texts_of(upload),
    )
    content = deliveries.content(session, city=city, number=number)
    return Order(content, upload.name, annotation, _state(session, city=city, number=number))


def made(order: Order) -> tuple[bytes, str]:
    """Return the annotated copy as an xlsx, and a name for it.

    It is the sender's own workbook, or its rows (above 20,000 only those in error) in the sender's layout. Takes
    seconds in a child process. Raises CopyNotMade of ``importers.sandbox.annotator``.
    """
    copy = annotated_copy(order.content, order.annotation, name=order.name)
    if copy.trouble is not None:
        _log.warning("workbook not kept, rebuilt", state=order.state, trouble=copy.trouble)
    return copy.content, _copy_name(order.name, copy.way, order.annotation.language)


def _state(session: Session, *, city: int, number: int) -> str:
    return str(session.connection().execute(_STATE, {"city": city, "number": number}).scalar_one())


def _places(report: Json | None) -> dict[str, HeaderPlace]:
    """Return where the headers of the used sheets stand, from the stored report."""
    return {
        sheet["name"]: HeaderPlace(tuple(sheet["header_rows"]), sheet["first_data_row"])
        for sheet in (report or {}).get("sheets", ())
        if sheet["used"]
    }


def _copy_name(name: str, way: Way, language: Language) -> str:
    stem = PurePath(name.replace("\\", "/")).stem
    for suffix in (_ANNOTATED, _HELD_ROWS):
        stem = stem.removesuffix(suffix.zh).removesuffix(suffix.en)
    return f"{stem}{(_HELD_ROWS if way == 'held' else _ANNOTATED).in_language(language)}.xlsx"
