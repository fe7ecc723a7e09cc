"""What the office has laid down for cases, with the grounds of the rulebook in force."""

from sqlmodel import Session

from fleetsvc.services.cases.guards import House
from fleetsvc.services.law import rulebooks
from fleetsvc.services.law.holidays import calendar_of


def house_of(session: Session) -> House:
    """Return what the office has laid down. Raises NoActiveRulebook."""
    book = rulebooks.active_book(session).book
    grounds = {one.ground: len(one.evidence) for rule in book.rules for one in rule.exceptions}
    return House(grounds=grounds, calendar=calendar_of(session))
