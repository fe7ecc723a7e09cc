"""Corrections of a stored upload's rows that are not stored themselves yet: a row is in one of them at a time."""

import csv
import io
from collections.abc import Iterator

from sqlmodel import Session, col, select

from fleetsvc.models import UploadContent, UploadRecord
from fleetsvc.models.upload import OPEN


def sent_first(upload: UploadRecord, sheet: str) -> tuple[int, str]:
    """Return the upload and the sheet in which rows were sent first: what corrects them corrects that one."""
    if upload.corrects is not None and upload.corrects_sheet is not None:
        return upload.corrects, upload.corrects_sheet
    return upload.number, sheet


def rows_in_correction(
    session: Session, upload: UploadRecord, sheet: str, *, but_sha256: str
) -> dict[int, int]:
    """Return which rows of a sheet are in a correction that is not stored yet, and in which upload.

    ``but_sha256``: the same bytes are the same correction, sent once more.
    """
    first, of_sheet = sent_first(upload, sheet)
    query = (
        select(UploadRecord.id, UploadContent.content)
        .join(
            UploadContent,
            (col(UploadContent.city_code) == col(UploadRecord.city_code))
            & (col(UploadContent.upload_id) == col(UploadRecord.id)),
        )
        .where(
            UploadRecord.city_code == upload.city_code,
            UploadRecord.corrects == first,
            UploadRecord.corrects_sheet == of_sheet,
            UploadRecord.sha256 != but_sha256,
            UploadRecord.id != upload.id,
            col(UploadRecord.status).in_(OPEN),
        )
    )
    found = session.exec(query).all()
    return {row: number for number, content in found if number for row in _rows_of(content)}


def _rows_of(content: bytes) -> Iterator[int]:
    """Yield the numbers of the rows that a correction holds, each of which stands at its own number."""
    lines = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    return (at for at, cells in enumerate(lines, 1) if cells and at > 1)
