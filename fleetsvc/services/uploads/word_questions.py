"""What the words of a column mean that the reader does not know: asked once, answered by the unit, read again.

An answer is the unit's own word: it explains what the reader cannot read, and never what it can
(``importers.rows.meanings``). Those of this upload are shown with the question, so that they can be changed.
"""

from dataclasses import dataclass
from dataclasses import field as attribute
from typing import Final

from sqlalchemy import func, select  # noqa: TID251 (sums of cells, no entities)
from sqlmodel import Session, col

from fleetsvc.models import FindingRecord, Json, LayoutMemory, UploadRecord, UploadStatus
from fleetsvc.services.uploads.column_questions import columns_of
from importers.rows.meanings import LONGEST_WORD, MEANABLE, MOST_WORDS, UNREAD, is_open, key_of

_MOST_LOOKED_AT: Final = 2000
"""Distinct cells of an upload from which questions are made."""


@dataclass(slots=True)
class WordQuestion:
    """A column with words that the reader does not know, or that were answered in this upload, by their key."""

    sheet: str
    column: str
    field: str
    header: str
    words: dict[str, Json] = attribute(default_factory=dict)

    @property
    def json(self) -> Json:
        """The question as the API tells it; ``choices`` are what POST …/meanings takes for each word."""
        return {
            "sheet": self.sheet,
            "column": self.column,
            "field": self.field,
            "header": self.header,
            "choices": list(MEANABLE[self.field]),
            "words": list(self.words.values()),
        }


def word_questions(session: Session, upload: UploadRecord) -> list[WordQuestion]:
    """Return what is asked of the words of an upload in review; at most ``MOST_WORDS`` a column."""
    if upload.status is not UploadStatus.IN_REVIEW or upload.confirmed:
        return []
    asked: dict[tuple[str, str], WordQuestion] = {}
    for sheet, use in columns_of(upload):
        if use["field"] in MEANABLE:
            one = WordQuestion(sheet, use["column"], use["field"], use["header"])
            asked[sheet, use["column"]] = one
            for word, means in sorted(upload.meanings.get(sheet, {}).get(one.field, {}).items()):
                one.words[word] = {"word": word, "count": 0, "row": None, "answered": True, "means": means}
    left = _left_before(session, upload)
    for where, letters, value, count, row in _unread(session, upload):
        found = asked.get((where or "", letters or ""))
        if found is not None and value and (found.sheet, found.field, key_of(value)) not in left:
            _add(found, value, count, row)
    return [one for one in asked.values() if one.words]


def _add(one: WordQuestion, value: str, count: int, row: int | None) -> None:
    key = key_of(value)
    known = one.words.get(key)
    if known is not None:
        known["count"] += count
        known["row"] = known["row"] or row
    elif len(one.words) < MOST_WORDS and is_open(one.field, value, header=one.header):
        one.words[key] = {"word": key, "count": count, "row": row, "answered": False, "means": None}


def _left_before(session: Session, upload: UploadRecord) -> set[tuple[str, str, str]]:
    """Return the words that the unit said to leave as they are in an earlier file of the layout."""
    left: set[tuple[str, str, str]] = set()
    for sheet, fingerprint in (upload.report or {}).get("layouts", {}).items():
        known = session.get(LayoutMemory, (upload.city_code, fingerprint))
        for name, words in (known.meanings if known else {}).items():
            left |= {(sheet, name, word) for word, means in words.items() if means is None}
        for name, words in upload.meanings.get(sheet, {}).items():
            left -= {(sheet, name, word) for word in words}
    return left


def _unread(
    session: Session, upload: UploadRecord
) -> list[tuple[str | None, str | None, str | None, int, int | None]]:
    row, value = col(FindingRecord.row_number), col(FindingRecord.value)
    places = (col(FindingRecord.sheet), col(FindingRecord.column_letter), value)
    query = (
        select(*places, func.count(), func.min(row))
        .where(
            col(FindingRecord.city_code) == upload.city_code,
            col(FindingRecord.upload_id) == upload.number,
            col(FindingRecord.code).in_(UNREAD),
            func.length(value) <= 2 * LONGEST_WORD,
        )
        .group_by(*places)
        .order_by(func.min(col(FindingRecord.ordinal)))
        .limit(_MOST_LOOKED_AT)
    )
    return [
        (sheet, column, said, count, first)
        for sheet, column, said, count, first in session.connection().execute(query)
    ]
