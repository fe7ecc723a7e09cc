"""Ways to begin a manuscript: as an edition, as an empty book, or as the edition in force with an answer confirmed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlmodel import Session

from fleetsvc.books import parsed
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.drafts.edition_files import file_of
from fleetsvc.services.law.editions import edition_of_hash
from fleetsvc.services.law.rulebooks import editions_in_force
from fleetsvc.services.manuscripts import manuscripts
from fleetsvc.services.manuscripts.book_edits import Put, changes, rewritten
from fleetsvc.services.manuscripts.manuscripts import Manuscript
from fleetsvc.services.manuscripts.quoting import place_of

_EMPTY: Final = "id: ''\nname: ''\ntitle: {zh: '', en: ''}\n"


class AnswerUnknown(Exception):
    """The edition in force has no interpretation of that id."""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The document that confirms an interpretation: its number, its day, and which office gave it."""

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
    """Begin a manuscript as the edition in force in which one answer alone is confirmed.

    Raises AnswerUnknown, TooManyManuscripts, RulebookBroken.
    """
    edition = editions_in_force(session)[0]
    text = file_of(session, edition)
    mapping = parsed(text.encode())
    at = place_of(mapping, "interpretations", given.answer)
    if at is None:
        raise AnswerUnknown(given.answer)
    old = mapping["interpretations"][at]
    letter = {"number": given.number, "dated": given.dated}
    new = old | {"status": "confirmed", "by": dict(given.by), "letter": letter}
    text = rewritten(text, list(changes(old, new, ("interpretations", at))))
    return manuscripts.begin(session, text, origin=edition.edition, by=by, now=now)
