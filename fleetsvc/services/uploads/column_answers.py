"""The answer to what is open in a whole column: the file is read again, and the layout remembered once confirmed."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from fleetsvc.services.audit.events import Actor
from fleetsvc.services.uploads import deliveries, steps
from fleetsvc.services.uploads.column_questions import column_questions, columns_of
from fleetsvc.services.uploads.steps import Taken


class AnswerUnfit(Exception):
    """Nothing of the kind is asked of that column, or it is no answer to it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How a column is meant: a way of ``WAYS``."""

    sheet: str
    column: str
    way: str


def answer(session: Session, said: Answer, *, city: int, number: int, by: Actor, now: datetime) -> Taken:
    """Have a whole column read as its sender says, and the file read again. Raises AnswerUnfit, as ``set_mapping``."""
    upload = deliveries.upload(session, city=city, number=number)
    asked = next(
        (
            one
            for one in column_questions(session, upload, now=now)
            if (one.sheet, one.column) == (said.sheet, said.column) and said.way in one.ways
        ),
        None,
    )
    if asked is None:
        raise AnswerUnfit
    columns = {use["column"]: use["field"] for sheet, use in columns_of(upload) if sheet == said.sheet}
    columns[said.column] = f"{asked.field}:{said.way}"
    mapping = {**upload.mapping, said.sheet: columns}
    return steps.set_mapping(session, mapping, city=city, number=number, by=by, now=now)
