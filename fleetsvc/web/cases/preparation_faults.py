"""Why nothing was submitted of what one person of a unit prepared, in the language of the page."""

from collections.abc import Iterator
from contextlib import contextmanager

from fleetsvc.services.cases.objections import VehicleNotInLine
from fleetsvc.services.nil_reports.signing import VehiclesRegistered
from fleetsvc.web.cases import objection_form
from fleetsvc.web.cases.faults import NotDecided, faults_told
from fleetsvc.web.frame.pages import say


@contextmanager
def submission_faults_told() -> Iterator[None]:
    """Tell why nothing was submitted, whatever the matter is. Raises NotDecided, CaseUnknown, PageNotAdmitted."""
    try:
        with faults_told():
            yield
    except VehicleNotInLine as why:
        raise NotDecided(say("prepared.fault.VehicleNotInLine", place=why.place)) from None
    except VehiclesRegistered:
        raise NotDecided(say("prepared.fault.VehiclesRegistered")) from None
    except objection_form.REFUSALS as why:
        raise NotDecided(objection_form.fault_of(why)) from None
