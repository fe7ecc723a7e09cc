"""Official letters about a ranking edition as documents that a worker makes: circular, notice, invitation to a talk."""

from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from fleetsvc.models import Json
from fleetsvc.services.documents.requests import DocumentKind, Question
from fleetsvc.services.letters.contents import EditionProvisional, letter_content
from fleetsvc.services.letters.templates import template_in_use
from fleetsvc.services.rankings.lists import current_edition
from importers.letters.content import Content
from importers.letters.fields import TITLES, UNIT_LETTERS, LetterKind
from importers.sandbox.letter_writer import filled
from rules.editions import EditionStatus
from rules.periods import Period, parse_period
from rules.units import UNITS
from rules.vocabulary import Category

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_DRAFT: Final = "（征求意见稿）"


class LetterUnknown(Exception):
    """There is no such letter, or no such unit to write it to."""


@dataclass(frozen=True, slots=True)
class Letter:
    """Which letter about which edition; ``unit``: to whom, None for a circular. ``revision`` None: the latest."""

    kind: LetterKind
    period: Period
    category: Category | None = None
    revision: int | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """All that a letter is made from; ``template`` None: the one that comes with the service."""

    kind: LetterKind
    template: bytes | None
    content: Content
    name: str
    state: str


def question(session: Session, letter: Letter) -> Question:
    """Return what is asked of the workers. Needs the office's scope.

    Raises EditionMissing, EditionProvisional, LetterUnknown.
    """
    edition = _edition(session, letter)
    if edition["status"] == EditionStatus.PROVISIONAL:
        raise EditionProvisional(letter.period.key)
    if letter.kind in UNIT_LETTERS and letter.unit not in UNITS:
        raise LetterUnknown(letter.unit)
    asked = {
        "letter": letter.kind,
        "period": letter.period.key,
        "category": letter.category,
        "revision": edition["revision"],
        "unit": letter.unit,
    }
    state = _state(session, letter.kind, edition)
    return Question(DocumentKind.LETTER, asked, state, _name(letter, edition), DOCX, personal=False)


def order(session: Session, asked: Json) -> Order:
    """Return what the letter of a question is made from. The session must see one state of the data throughout."""
    category = Category(asked["category"]) if asked["category"] else None
    kind = LetterKind(asked["letter"])
    letter = Letter(kind, parse_period(asked["period"]), category, asked["revision"], asked["unit"])
    edition = _edition(session, letter)
    content = letter_content(session, edition, kind, unit=letter.unit)
    template = template_in_use(session, kind)
    return Order(
        kind,
        None if template is None else template.content,
        content,
        _name(letter, edition),
        _state(session, kind, edition),
    )


def made(order: Order) -> bytes:
    """Return the letter. Takes less than a second of a child process. Raises TemplateRefused, LetterNotMade."""
    return filled(order.template, order.kind, order.content)


def _edition(session: Session, letter: Letter) -> Json:
    return current_edition(session, letter.period, category=letter.category, revision=letter.revision)


def _state(session: Session, kind: LetterKind, edition: Json) -> str:
    """Name the edition, whether a later one has taken its place, and the template."""
    template = template_in_use(session, kind)
    latest = current_edition(
        session,
        parse_period(edition["period"]),
        category=Category(edition["category"]) if edition["category"] else None,
    )
    return ":".join((edition["sha256"], latest["sha256"], "" if template is None else template.sha256))


def _name(letter: Letter, edition: Json) -> str:
    unit = "" if letter.unit is None else UNITS[letter.unit].name.zh
    draft = _DRAFT if edition["status"] == EditionStatus.PREVIEW else ""
    return f"{letter.period.name.zh}{unit}新能源要求落实情况{TITLES[letter.kind].zh}{draft}.docx"
