"""Ways to begin a manuscript: as an edition, as an empty book, or as the edition in force with an answer confirmed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlmodel import Session

from fleetsvc.books import parsed
from fleetsvc.models import RulebookEdition
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.drafts.edition_files import file_of
from fleetsvc.services.law.book_cache import book_of
from fleetsvc.services.law.editions import edition_of_hash
from fleetsvc.services.law.rulebooks import editions_in_force
from fleetsvc.services.manuscripts import manuscripts
from fleetsvc.services.manuscripts.book_edits import Put, changes, rewritten
from fleetsvc.services.manuscripts.manuscripts import Manuscript
from fleetsvc.services.manuscripts.quoting import place_of
from rules.law import own_name

_EMPTY: Final = "id: ''\nname: ''\ntitle: {zh: '', en: ''}\n"


class AnswerUnknown(Exception):
    """No edition in force has an interpretation of that id."""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The document that confirms an interpretation: its number, its day, and which office gave it.

    ``answer``: the interpretation's id, after its book's name and a slash as in the law of several books, or alone.
    """

    answer: str
    number: str
    dated: date
    by: Mapping[str, str]


def begin_as(session: Session, name: str, *, by: Actor, now: datetime) -> Manuscript:
    """Begin a manuscript as the file of an edition. Raises EditionUnknown, TooManyManuscripts."""
    edition = edition_of_hash(session, name)
    return manuscripts.begin(session, file_of(session, edition), origin=edition.edition, by=by, now=now)


def begin_empty(session: Session, names: Mapping[str, Any], *, by: Actor, now: datetime) -> Manuscript:
    """Begin a manuscript that holds ``id``, ``name`` and ``title`` alone. Raises TooManyManuscripts, RulebookBroken."""
    text = rewritten(_EMPTY, [Put((key,), names[key]) for key in ("id", "name", "title")])
    return manuscripts.begin(session, text, origin=None, by=by, now=now)


def begin_confirmed(session: Session, given: Confirmation, *, by: Actor, now: datetime) -> Manuscript:
    """Begin a manuscript as the edition in force that has an answer, in which that alone is confirmed.

    Raises AnswerUnknown, TooManyManuscripts, RulebookBroken.
    """
    edition = _edition_with(session, given.answer)
    text = file_of(session, edition)
    mapping = parsed(text.encode())
    at = place_of(mapping, "interpretations", own_name(given.answer))
    if at is None:
        raise AnswerUnknown(given.answer)
    old = mapping["interpretations"][at]
    letter = {"number": given.number, "dated": given.dated}
    new = old | {"status": "confirmed", "by": dict(given.by), "letter": letter}
    text = rewritten(text, list(changes(old, new, ("interpretations", at))))
    return manuscripts.begin(session, text, origin=edition.edition, by=by, now=now)


def _edition_with(session: Session, answer: str) -> RulebookEdition:
    """Return the edition in force that has an interpretation. Raises AnswerUnknown."""
    for edition in editions_in_force(session):
        names = book_of(edition).interpretations
        if own_name(answer) in names and answer in (own_name(answer), f"{edition.name}/{own_name(answer)}"):
            return edition
    raise AnswerUnknown(answer)
