"""Whether an edition can come into force, or out of it: what is in force after that must go together."""

from dataclasses import asdict

from sqlmodel import Session

from fleetsvc.models import RulebookEdition
from fleetsvc.services.drafts.proofs import DraftFaulty, plain_problems
from fleetsvc.services.law import rulebooks
from fleetsvc.services.law.book_cache import book_of
from fleetsvc.services.law.rulebooks import Aim, BookStatus, EditionInForce, EditionNotInForce
from rules.proof import prove_together
from rules.rulebook import RulebookBroken
from rules.table import Table


def require_possible(session: Session, edition: RulebookEdition, aim: Aim) -> None:
    """Make sure that an act can be done as things stand.

    Raises EditionInForce, EditionNotInForce, NothingElseInForce, DraftFaulty, NoActiveRulebook.
    """
    rulebooks.law_in_force(session)
    is_active = edition.status == BookStatus.ACTIVE
    if aim is Aim.TAKE_OUT:
        if not is_active:
            raise EditionNotInForce(edition.edition)
        rulebooks.law_without(session, book_of(edition))
    elif is_active:
        raise EditionInForce(edition.edition)
    else:
        require_together(session, edition)


def require_together(session: Session, edition: RulebookEdition) -> None:
    """Make sure that an edition and those of other books in force can be met together. Raises DraftFaulty."""
    try:
        law = rulebooks.law_with(session, book_of(edition))
    except RulebookBroken as broken:
        raise DraftFaulty(plain_problems(broken.problems)) from None
    found = prove_together(Table(law)) if law.parts else ()
    if found:
        raise DraftFaulty([{"path": "rules", **asdict(fault)} for fault in found])
