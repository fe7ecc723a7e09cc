"""Holding the passages of a draft against the printed act: who did, by which document and on which day.

The words of the law are answered for in the book that two people sign, and nowhere beside it. So what comes of it is
another draft, whose passages say who held them against what; that one is proposed and signed.
"""

import copy
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from fleetsvc.clock import day_of
from fleetsvc.models import RulebookEdition
from fleetsvc.services.drafts.activations import officer
from fleetsvc.services.law import rulebooks
from fleetsvc.services.law.book_cache import book_of
from fleetsvc.services.law.signatories import InSession
from rules.rulebook import Rulebook
from rules.sources import Passage, ReviewStatus

LONGEST_DOCUMENT = 100


class NothingToReview(Exception):
    """Somebody answers for each passage of the edition already."""


class ReviewIncomplete(Exception):
    """A review says against which document the passages were held, and on which day, not one to come."""


def unreviewed(book: Rulebook) -> Sequence[Passage]:
    """Return the passages of which the book says that nobody has held them against the act yet."""
    return [one for one in book.passages if one.review is not None and not one.is_reviewed]


def review(
    session: Session,
    edition: RulebookEdition,
    *,
    document: str,
    held_on: date,
    by: InSession,
    now: datetime,
) -> tuple[RulebookEdition, bool]:
    """Store the draft whose passages this person answers for; return it, and whether it is a new one.

    ``document``: the number of the printed act. Raises NotOfOffice, NothingToReview, ReviewIncomplete, RulebookBroken.
    """
    name, document = officer(session, by).name, document.strip()
    if not unreviewed(book_of(edition)):
        raise NothingToReview(edition.edition)
    if not document or len(document) > LONGEST_DOCUMENT or held_on > day_of(now):
        raise ReviewIncomplete(document)
    return rulebooks.load(session, _answered(edition.content, document, held_on, name), now=now)


def _answered(content: Mapping[str, Any], document: str, held_on: date, name: str) -> Mapping[str, Any]:
    answered = copy.deepcopy(dict(content))
    for passage in answered["passages"]:
        stated = passage.get("review")
        if stated is not None and stated["status"] == ReviewStatus.UNREVIEWED:
            passage["review"] = {
                "status": ReviewStatus.REVIEWED.value,
                "day": held_on.isoformat(),
                "by": {
                    "zh": f"{name}：已与印发件（{document}）逐字核对",
                    "en": f"{name}: held against the printed act ({document}), word by word",
                },
            }
    return answered
