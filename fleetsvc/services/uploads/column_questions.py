"""What one answer settles for a whole column of an upload in review: the order of its days, the unit of its masses.

The answer is a way in which the column is meant (``importers.fields.WAYS``): it goes into the upload's mapping, has the
file read again, and is remembered for the layout once the upload is confirmed, as all that is said of columns.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlmodel import Session, col, select

from fleetsvc.clock import day_of
from fleetsvc.models import FindingRecord, Json, UploadRecord, UploadStatus
from importers.cells.days import Calendar, DayOrder, is_loose, parse_day
from importers.cells.identifiers import CellProblem
from importers.cells.masses import parse_mass
from importers.fields import DAY_FIELDS, WAYS

_CODES: Final = ("date-ambiguous", "mass-doubtful")
_MOST_LOOKED_AT: Final = 2000
"""Findings of an upload from which questions are made; each column asks once, whatever their number."""


@dataclass(frozen=True, slots=True)
class ColumnQuestion:
    """A column whose cells can be meant in several ways: how many, one of them, and how each way reads it."""

    sheet: str
    column: str
    field: str
    header: str
    count: int
    row: int
    value: str
    ways: Mapping[str, str]

    @property
    def json(self) -> Json:
        """The question as the API tells it; ``choice`` is what POST …/mapping takes for the column."""
        choices = [{"choice": f"{self.field}:{way}", "read": read} for way, read in self.ways.items()]
        return {
            "sheet": self.sheet,
            "column": self.column,
            "field": self.field,
            "header": self.header,
            "count": self.count,
            "row": self.row,
            "value": self.value,
            "choices": choices,
        }


def column_questions(session: Session, upload: UploadRecord, *, now: datetime) -> list[ColumnQuestion]:
    """Return what is to be answered once for a column of an upload in review, in the order of the file."""
    if upload.status is not UploadStatus.IN_REVIEW or upload.confirmed:
        return []
    query = (
        select(FindingRecord)
        .where(
            FindingRecord.city_code == upload.city_code,
            FindingRecord.upload_id == upload.number,
            col(FindingRecord.code).in_(_CODES),
            col(FindingRecord.field).in_(WAYS),
        )
        .order_by(col(FindingRecord.ordinal))
        .limit(_MOST_LOOKED_AT)
    )
    columns: dict[tuple[str, str, str], list[FindingRecord]] = {}
    for one in session.exec(query):
        if one.sheet is not None and one.column_letter and one.field and one.row_number and one.value:
            columns.setdefault((one.sheet, one.column_letter, one.field), []).append(one)
    headers = {(sheet, use["column"]): use["header"] for sheet, use in columns_of(upload)}
    asked = (
        _question(place, found, headers.get(place[:2], ""), today=day_of(now))
        for place, found in columns.items()
    )
    return [one for one in asked if one is not None]


def columns_of(upload: UploadRecord) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the columns of the used sheets as they were read, each with the name of its sheet."""
    for sheet in (upload.report or {}).get("sheets", ()):
        for use in sheet["columns"] if sheet["used"] else ():
            yield sheet["name"], use


def _question(
    place: tuple[str, str, str], found: Sequence[FindingRecord], header: str, *, today: date
) -> ColumnQuestion | None:
    """Return the question of a column by its first cell that can be meant in more than one way."""
    sheet, column, field = place
    for one in found:
        value = one.value or ""
        ways = _readings(field, value, today=today)
        if ways:
            return ColumnQuestion(sheet, column, field, header, len(found), one.row_number or 0, value, ways)
    return None


def _readings(field: str, value: str, *, today: date) -> dict[str, str]:
    """Return how each way reads a cell; none where it is a cell that no way explains."""
    ways: dict[str, str] = {}
    if field in DAY_FIELDS and not is_loose(value):
        return ways
    for way in WAYS[field]:
        try:
            ways[way] = (
                _day(value, way, today).isoformat()
                if field in DAY_FIELDS
                else f"{parse_mass(value, unit=way)} kg"
            )
        except CellProblem:
            continue
    return ways


def _day(value: str, way: str, today: date) -> date:
    return parse_day(value, Calendar(today), DayOrder(long=None if way == "ymd" else way, short=way))
