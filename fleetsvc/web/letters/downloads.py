"""Letters to take away, as Word documents that a worker makes."""

from typing import Final

from werkzeug.wrappers import Response as BaseResponse

from fleetsvc.edge import document_answers
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.documents import letters
from fleetsvc.services.documents.letters import Letter, LetterUnknown
from fleetsvc.services.rankings.lists import EditionMissing
from fleetsvc.web.documents.pages import handed, me
from fleetsvc.web.frame.pages import Pages
from fleetsvc.web.letters.letter_form import edition_asked
from importers.letters.fields import UNIT_LETTERS, LetterKind

letter_downloads = Pages("letter_downloads", entry=Entry.OFFICE)

_TO_UNITS: Final = {kind.value: kind for kind in UNIT_LETTERS}


@letter_downloads.get("/rankings/<text>/circular.docx")
def circular(text: str) -> BaseResponse:
    """Hand out the circular of the latest edition of a period."""
    period, category = edition_asked(text)
    return _handed(Letter(LetterKind.CIRCULAR, period, category))


@letter_downloads.get("/rankings/<text>/units/<unit>/<kind>.docx")
def to_unit(text: str, unit: str, kind: str) -> BaseResponse:
    """Hand out a letter to one unit."""
    period, category = edition_asked(text)
    if kind not in _TO_UNITS:
        raise LetterUnknown(kind)
    return _handed(Letter(_TO_UNITS[kind], period, category, unit=unit))


def _handed(letter: Letter) -> BaseResponse:
    by = me()
    with parts().database.transaction(by.scope) as session:
        try:
            question = letters.question(session, letter)
        except EditionMissing:
            raise LetterUnknown(letter.period.key) from None
        record = document_answers.ask(session, question, by=by)
    return handed(record, by=by)
