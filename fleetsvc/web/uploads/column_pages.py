"""What a review asks once of a whole column, answered by a button."""

from typing import Final

from flask import request
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc.edge.entry import Entry
from fleetsvc.services.uploads import column_answers
from fleetsvc.services.uploads.column_answers import Answer, AnswerUnfit
from fleetsvc.services.uploads.word_answers import WordsSaid, answer_words
from fleetsvc.web.frame.forms import written_in
from fleetsvc.web.frame.pages import Pages
from fleetsvc.web.uploads.review import back_to, take_step

LEFT: Final = "-"
"""The answer that a word is to be left as it is."""

column_pages = Pages("column_pages", entry=Entry.REPORTING)


@column_pages.post("/uploads/<id:number>/columns")
def answer(number: int) -> BaseResponse:
    """Have a column read as its sender says, and the file read again."""
    said = Answer(written_in("sheet"), written_in("column"), written_in("way"))
    try:
        return take_step(number, lambda session, **of: column_answers.answer(session, said, **of))
    except AnswerUnfit:
        return back_to(number, "changed")


@column_pages.post("/uploads/<id:number>/words")
def mean(number: int) -> BaseResponse:
    """Have the words of a column read as their unit says, and the file read again; what is not answered stays asked."""
    given = zip(request.form.getlist("word"), request.form.getlist("means"), strict=False)
    words = {word: None if means == LEFT else means for word, means in given if means}
    said = WordsSaid(written_in("sheet"), written_in("column"), words)
    try:
        return take_step(number, lambda session, **of: answer_words(session, said, **of))
    except AnswerUnfit:
        return back_to(number, "changed")
