"""What a review asks once of a whole column, answered by a button."""

from werkzeug.wrappers import Response as BaseResponse

from fleetsvc.edge.entry import Entry
from fleetsvc.services.uploads import column_answers
from fleetsvc.services.uploads.column_answers import Answer, AnswerUnfit
from fleetsvc.web.frame.forms import written_in
from fleetsvc.web.frame.pages import Pages
from fleetsvc.web.uploads.review import back_to, take_step

column_pages = Pages("column_pages", entry=Entry.REPORTING)


@column_pages.post("/uploads/<id:number>/columns")
def answer(number: int) -> BaseResponse:
    """Have a column read as its sender says, and the file read again."""
    said = Answer(written_in("sheet"), written_in("column"), written_in("way"))
    try:
        return take_step(number, lambda session, **of: column_answers.answer(session, said, **of))
    except AnswerUnfit:
        return back_to(number, "changed")
