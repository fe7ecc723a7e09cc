"""The unit's answer to what the words of a column mean: kept with the upload, entered in its history, read again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from fleetsvc.services.audit.events import Actor
from fleetsvc.services.uploads import deliveries, steps
from fleetsvc.services.uploads.column_answers import AnswerUnfit
from fleetsvc.services.uploads.steps import Taken
from fleetsvc.services.uploads.word_questions import word_questions
from importers.rows.meanings import MEANABLE, key_of


@dataclass(frozen=True, slots=True)
class WordsSaid:
    """What words of a column mean: a value of the field's vocabulary, or None for a word that is left as it is."""

    sheet: str
    column: str
    words: Mapping[str, str | None]


def answer_words(
    session: Session, said: WordsSaid, *, city: int, number: int, by: Actor, now: datetime
) -> Taken:
    """Have words of a column read as their unit says, and the file read again. Raises AnswerUnfit, as ``set_meanings``.

    Whole or not at all: a word that is not asked about, one that the reader knows among them, refuses the answer.
    """
    upload = deliveries.upload(session, city=city, number=number)
    place = said.sheet, said.column
    asked = next((one for one in word_questions(session, upload) if (one.sheet, one.column) == place), None)
    words = {key_of(word): means for word, means in said.words.items()}
    if asked is None or not words or not words.keys() <= asked.words.keys():
        raise AnswerUnfit
    if any(means is not None and means not in MEANABLE[asked.field] for means in words.values()):
        raise AnswerUnfit
    of_sheet = upload.meanings.get(said.sheet, {})
    of_column = {**of_sheet.get(asked.field, {}), **words}
    meanings = {**upload.meanings, said.sheet: {**of_sheet, asked.field: of_column}}
    told = {"column": said.column, "field": asked.field, "words": json.dumps(words, ensure_ascii=False)}
    return steps.set_meanings(session, meanings, told, city=city, number=number, by=by, now=now)
