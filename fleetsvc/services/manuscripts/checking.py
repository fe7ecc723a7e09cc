"""What a manuscript would be as a rulebook: all that is wrong with it, and what it would change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from fleetsvc.books import parsed
from fleetsvc.models import Json
from fleetsvc.services.drafts import proofs
from fleetsvc.services.drafts.comparison import comparison
from fleetsvc.services.law.rulebooks import built_with_texts, clashes
from rules.cases import misses, own_cases
from rules.examination import first_misses, told
from rules.periods import Period
from rules.rulebook import Problem, Rulebook, RulebookBroken
from rules.source_checks import review_problems
from rules.wording import Language


@dataclass(frozen=True, slots=True)
class Checked:
    """A manuscript's content with the book that it makes, or with all that keeps it from being one.

    ``before_proposal``: what does not hinder that it is stored, but that it is proposed.
    """

    mapping: Mapping[str, Any]
    book: Rulebook | None
    problems: tuple[Problem, ...]
    before_proposal: tuple[Problem, ...]


def checked(session: Session, text: str) -> Checked:
    """Read a manuscript as a rulebook, with the texts on record."""
    mapping = parsed(text.encode())
    try:
        book = built_with_texts(session, mapping)
    except RulebookBroken as broken:
        return Checked(mapping, None, broken.problems, ())
    return Checked(mapping, book, (), (*review_problems(book), *clashes(session, book)))


def previewed(session: Session, found: Checked, *, period: Period, language: Language, now: datetime) -> Json:
    """Return what a manuscript that makes a book would change, as the comparison of a draft, and its cases.

    ``failing_cases``: its own ones that come out otherwise; ``changed_cases``: those of the edition in force.
    """
    assert found.book is not None  # noqa: S101 (a book with problems is not compared)
    missed = first_misses(misses(found.book, own_cases(found.mapping, found.book)))
    return comparison(session, found.book, status=None, period=period, language=language, now=now) | {
        "failing_cases": [told(miss).in_language(language) for miss in missed],
        "changed_cases": proofs.changed_cases_of(session, found.book, language),
    }
