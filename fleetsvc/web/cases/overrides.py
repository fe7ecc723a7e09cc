"""The form by which the office proposes another verdict than the rules' on one vehicle."""

from typing import Any

from flask import Response, redirect, request, url_for
from sqlmodel import Session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc.edge.bodies import EVIDENCE, takes
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.cases.override_checks import VehicleUnknown, standing
from fleetsvc.services.cases.overrides import propose_override
from fleetsvc.services.common.masking import mask_vin
from fleetsvc.web.cases.case_form import LONGEST_REASON, signing
from fleetsvc.web.cases.evidence import brought
from fleetsvc.web.cases.faults import NotDecided, faults_told
from fleetsvc.web.cases.override_form import codes, duties, override_in_form, verdicts
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, say

override_pages = Pages("override_pages", entry=Entry.OFFICE)


@override_pages.get("/registrations/<id:number>/override")
def show(number: int) -> Response:
    """Show the form."""
    return _page(number, 200)


@override_pages.post("/registrations/<id:number>/override")
@takes(EVIDENCE)
def propose(number: int) -> BaseResponse:
    """Propose what the form says, with the evidence that it brings."""
    by = visiting()
    try:
        with faults_told(), parts().database.transaction(by.scope) as session:
            evidence = brought(session, standing(session, number)[0].city_code)
            said = override_in_form(number, evidence)
            proposal = propose_override(session, said, **signing())
    except VehicleUnknown:
        raise NotFound from None
    except NotDecided as why:
        return _page(number, 422, fault=why.fault)
    return redirect(url_for("proposal_pages.show_one", number=proposal.id), 303)


def _page(number: int, status: int, *, fault: str = "") -> Response:
    try:
        with parts().database.transaction(visiting().scope) as session:
            values = _values(session, number)
    except VehicleUnknown:
        raise NotFound from None
    return rendered_beside_menu(
        "override.html",
        status,
        crumbs=[(values["vin"], values["back"]), (say("override.title"), None)],
        verdicts=verdicts(),
        codes=codes(),
        fault=fault,
        typed=request.form,
        most=LONGEST_REASON,
        **values,
    )


def _values(session: Session, number: int) -> dict[str, Any]:
    """Return what the page shows of the vehicle. Raises VehicleUnknown."""
    vehicle, decision = standing(session, number)
    return {
        "number": number,
        "vin": mask_vin(vehicle.vin),
        "back": url_for("dossier_pages.show", number=number, unit=str(vehicle.city_code)),
        "duties": duties(decision),
    }
