"""Acting on cases by a form: on one with its evidence, or on many; or proposing it, where the amounts ask for that."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from fleetsvc import clock
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import CaseProposal
from fleetsvc.services.cases.acting import MOST_AT_ONCE
from fleetsvc.services.cases.lists import CaseUnknown, numbers_of
from fleetsvc.services.cases.signing import decide
from fleetsvc.services.cases.words import CaseAction, Hand
from fleetsvc.web.cases.case_form import asked, hand, said_in_form, signing, wanted
from fleetsvc.web.cases.evidence import brought_to_case
from fleetsvc.web.cases.faults import NotDecided as NotDecided  # noqa: PLC0414 (for whoever decides)
from fleetsvc.web.cases.faults import faults_told
from fleetsvc.web.frame.access import PageNotAdmitted
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.submissions import drafts, prepared


@dataclass(frozen=True, slots=True)
class Decided:
    """How many cases were acted on, and passed by; or the number of what was proposed or prepared instead.

    ``foreign``: a case was named that is not the visitor's, or is not there.
    """

    done: int
    passed: int
    proposal: int | None = None
    foreign: bool = False
    preparation: int | None = None

    @property
    def waits_at(self) -> str:
        """The page where it waits for a second person; empty for what was done."""
        if self.proposal is not None:
            return url_for("proposal_pages.show_one", number=self.proposal)
        if self.preparation is not None:
            return url_for("preparation_pages.show_one", number=self.preparation, told="prepared")
        return ""


def require_hand(by: Hand) -> None:
    """Pass where the visitor has this hand in cases. Raises PageNotAdmitted."""
    if hand() is not by:
        raise PageNotAdmitted(Entry.REPORTING)


def decide_one(number: int, action: CaseAction) -> Decided:
    """Act on a case, with the evidence that the form brings. Raises NotDecided, CaseUnknown, PageNotAdmitted."""
    with faults_told(), parts().database.transaction(visiting().scope) as session:
        evidence = brought_to_case(session, number)
        said = said_in_form(action, evidence=evidence)
        kept = prepared(session, drafts.act_on_cases([number], said))
        if kept is not None:
            return Decided(0, 0, preparation=kept)
        acted = decide(session, [number], said, hand=hand(), **signing())
        if isinstance(acted, CaseProposal):
            return Decided(0, 0, acted.id)
        for why in acted.passed.values():
            raise why
    return Decided(1, 0)


def all_found() -> list[int]:
    """Return the cases that the filter of the list finds, as many as one act takes."""
    filtered = wanted(asked(), today=clock.day_of(clock.now()))
    with parts().database.transaction(visiting().scope) as session:
        return numbers_of(session, filtered, limit=MOST_AT_ONCE)


def decide_many(numbers: Sequence[int], action: CaseAction) -> Decided:
    """Act on cases, as far as they stand so. Raises NotDecided."""
    with faults_told(), parts().database.transaction(visiting().scope) as session:
        said = said_in_form(action)
        kept = prepared(session, drafts.act_on_cases(numbers, said))
        if kept is not None:
            return Decided(0, 0, preparation=kept)
        acted = decide(session, numbers, said, hand=hand(), **signing())
    if isinstance(acted, CaseProposal):
        return Decided(0, 0, acted.id)
    foreign = any(isinstance(why, CaseUnknown) for why in acted.passed.values())
    return Decided(len(acted.done), len(acted.passed), foreign=foreign)
