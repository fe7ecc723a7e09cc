"""What an address says of a letter: the period of its edition, and its category if it is of one."""

from flask import request

from fleetsvc.services.documents.letters import LetterUnknown
from fleetsvc.web.frame.choices import find_category
from fleetsvc.web.rankings.start_view import find_period
from rules.periods import Period
from rules.vocabulary import Category


def edition_asked(text: str) -> tuple[Period, Category | None]:
    """Return the period and the category of an address. Raises LetterUnknown."""
    period = find_period(text)
    if period is None:
        raise LetterUnknown(text)
    return period, find_category(request.args.get("category", ""))
