"""Acting on cases by a form: on one with its evidence, or on many; or proposing it, where the amounts ask for that."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from fleetsvc import clock
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import CaseProposal
from fleetsvc.services.cases.acting import MOST_AT_ONCE, REFUSALS
from fleetsvc.services.cases.lists import CaseUnknown, numbers_of
from fleetsvc.services.cases.override_checks import OUTDATED, OverrideOutdated, find_outdated_proposal
from fleetsvc.services.cases.signing import decide
from fleetsvc.services.cases.steps import ActionForOthers
from fleetsvc.services.cases.words import CaseAction, Hand
from fleetsvc.web.cases.case_form import DayUnfit, asked, hand, said_in_form, wanted
from fleetsvc.web.cases.evidence import UNFIT, brought_to_case
from fleetsvc.web.frame.access import PageNotAdmitted
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.pages import language, say


class NotDecided(Exception):
    """Nothing was done; ``fault`` says why, in the language of the page."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Decided:
    """How many cases were acted on, and passed by; or the number of what was proposed instead.

    ``foreign``: a case was named that is not the visitor's, or is not there.
    """

    done: int
    passed: int
    proposal: int | None = None
    foreign: bool = False


def require_hand(by: Hand) -> None:
    """Pass where the visitor has this hand in cases. Raises PageNotAdmitted."""
    if hand() is not by:
        raise PageNotAdmitted(Entry.REPORTING)


@contextmanager
def faults_told() -> Iterator[None]:
    """Tell why nothing was done, in the language of the page. Raises NotDecided, CaseUnknown, PageNotAdmitted."""
    try:
        yield
    except CaseUnknown:
        raise
    except ActionForOthers:
        raise PageNotAdmitted(Entry.REPORTING) from None
    except (*REFUSALS, *UNFIT, DayUnfit) as why:
        raise NotDecided(fault_words(why)) from None


def fault_words(why: Exception) -> str:
    """Return why a case is passed by, in the language of the page."""
    if isinstance(why, OverrideOutdated):
        return say("cases.fault.OverrideOutdated", what=OUTDATED[why.why].in_language(language()))
    return say(f"cases.fault.{type(why).__name__}", **vars(why))


def outdated_words(session: Session, number: int) -> str:
    """Return why the override that a proposal waits to decide cannot be signed as things stand."""
    why = find_outdated_proposal(session, number)
    return "" if why is None else fault_words(OverrideOutdated(why))


def signing() -> dict[str, Any]:
    """Return who acts, as whom they would sign, and when."""
    visitor = visiting()
    return {"by": visitor.actor, "signatory": visitor.signatory, "now": clock.now()}


def decide_one(number: int, action: CaseAction) -> Decided:
    """Act on a case, with the evidence that the form brings. Raises NotDecided, CaseUnknown, PageNotAdmitted."""
    with faults_told(), parts().database.transaction(visiting().scope) as session:
        evidence = brought_to_case(session, number)
        acted = decide(session, [number], said_in_form(action, evidence=evidence), hand=hand(), **signing())
        if isinstance(acted, CaseProposal):
            return Decided(0, 0, acted.id)
        for why in acted.passed.values():
            raise why
    return Decided(1, 0)


def decide_many(numbers: Sequence[int], action: CaseAction, *, is_for_all: bool) -> Decided:
    """Act on cases, or on all that the filter finds, as far as they stand so. Raises NotDecided."""
    with faults_told(), parts().database.transaction(visiting().scope) as session:
        if is_for_all:
            filtered = wanted(asked(), today=clock.day_of(clock.now()))
            numbers = numbers_of(session, filtered, limit=MOST_AT_ONCE)
        acted = decide(session, numbers, said_in_form(action), hand=hand(), **signing())
    if isinstance(acted, CaseProposal):
        return Decided(0, 0, acted.id)
    foreign = any(isinstance(why, CaseUnknown) for why in acted.passed.values())
    return Decided(len(acted.done), len(acted.passed), foreign=foreign)
