"""Workbooks that a bureau takes away: the annotated copy of an upload, the template to fill in."""

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any, Final, cast

import structlog
from sqlmodel import Session

from fleetsvc.services import uploads
from fleetsvc.services.batch_marks import Mark, signed
from fleetsvc.services.upload_findings import findings_of
from importers.annotate_sandbox import AnnotatedCopy, annotated_copy
from importers.annotation import Annotation, HeaderPlace
from importers.offered import CATEGORY_WORDS
from importers.workbooks import template
from rules.units import unit as reporting_unit
from rules.vocabulary import Category
from rules.wording import Language, Text

_ANNOTATED: Final = Text("（已标注）", " (annotated)")
_HELD_ROWS: Final = Text("（待更正）", " (to be corrected)")

_log = structlog.get_logger()


class UploadHasNoRows(Exception):
    """There is nothing to annotate: the upload was not read yet, or was refused. ``status`` says which."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


def annotated(
    session: Session, *, city: int, number: int, language: Language, secret: str
) -> tuple[bytes, str]:
    """Return the annotated copy of an upload as an xlsx, and a name for it.

    It is the sender's own workbook, or its rows (above 20,000 only those in error) in the sender's layout. Takes
    up to a minute in a child process. Raises UploadUnknown, UploadHasNoRows, and CopyNotMade of
    ``importers.annotate_sandbox``.
    """
    upload = uploads.upload(session, city=city, number=number)
    places = _places(upload.report)
    if not places:
        raise UploadHasNoRows(upload.status)
    mark = Mark(str(city), number, upload.sha256)
    annotation = Annotation(
        sheets=places,
        findings=tuple(findings_of(session, city=city, number=number)),
        mark=signed(mark, secret=secret),
        language=language,
    )
    content = uploads.content(session, city=city, number=number)
    copy = annotated_copy(content, annotation, name=upload.name)
    if copy.trouble is not None:
        _log.warning("workbook not kept, rebuilt", city=city, upload=number, trouble=copy.trouble)
    return copy.content, _copy_name(upload.name, copy, language)


def _places(report: Mapping[str, object] | None) -> dict[str, HeaderPlace]:
    """Return where the headers of the used sheets stand, from the stored report."""
    sheets = cast("Sequence[Mapping[str, Any]]", (report or {}).get("sheets", ()))
    return {
        sheet["name"]: HeaderPlace(tuple(sheet["header_rows"]), sheet["first_data_row"])
        for sheet in sheets
        if sheet["used"]
    }


def _copy_name(name: str, copy: AnnotatedCopy, language: Language) -> str:
    stem = PurePath(name.replace("\\", "/")).stem
    for text in (_ANNOTATED, _HELD_ROWS):
        stem = stem.removesuffix(text.zh).removesuffix(text.en)
    suffix = _HELD_ROWS if copy.way == "held" else _ANNOTATED
    return f"{stem}{suffix.said_in(language)}.xlsx"


def template_for(*, unit: str, category: str | None, language: Language) -> tuple[bytes, str]:
    """Return the workbook a unit fills in, and a name for it. Raises UnitUnknown, ValueError for no category."""
    known, kind = reporting_unit(unit), Category(category) if category else None
    words = CATEGORY_WORDS[kind] if kind else None
    name = Text(
        f"{known.name.zh}新登记车辆信息表" + (f"（{words.zh}）" if words else ""),
        f"Registrations {known.name.en}" + (f" ({words.en})" if words else ""),
    )
    return template(unit=known, category=kind, language=language), f"{name.said_in(language)}.xlsx"
