"""Why nothing was done with cases, in the language of the page."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlmodel import Session

from fleetsvc.edge.entry import Entry
from fleetsvc.services.cases.acting import REFUSALS
from fleetsvc.services.cases.lists import CaseUnknown
from fleetsvc.services.cases.override_checks import OUTDATED, OverrideOutdated, find_outdated_proposal
from fleetsvc.services.cases.steps import ActionForOthers
from fleetsvc.web.cases.case_form import DayUnfit
from fleetsvc.web.cases.evidence import UNFIT
from fleetsvc.web.frame.access import PageNotAdmitted
from fleetsvc.web.frame.pages import language, say


class NotDecided(Exception):
    """Nothing was done; ``fault`` says why, in the language of the page."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


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
