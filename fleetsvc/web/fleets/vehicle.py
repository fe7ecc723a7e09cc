"""One vehicle of an operator's: its verdicts with their clauses, its cases, and the form to give reasons on one."""

from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.database.transactions import PUBLISHED
from fleetsvc.edge.bodies import EVIDENCE, takes
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.cases.words import CaseAction
from fleetsvc.services.fleets import explaining
from fleetsvc.web.cases.case_form import LONGEST_REASON, said_in_form
from fleetsvc.web.cases.evidence import brought
from fleetsvc.web.cases.faults import NotDecided, faults_told
from fleetsvc.web.fleets.certifying import certified_vehicle
from fleetsvc.web.fleets.vehicle_view import vehicle_view
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, say

vehicle_pages = Pages("vehicle_pages", entry=Entry.OPERATOR)


@vehicle_pages.get("/fleet/<id:number>")
def show(number: int) -> Response:
    """Show one vehicle of the operator's."""
    return _page(number, 200)


@vehicle_pages.post("/fleet/<id:number>/cases/<id:case>/explain")
@takes(EVIDENCE)
def explain(number: int, case: int) -> BaseResponse:
    """Give the operator's reasons on a case, with the evidence that the form brings; its unit is told."""
    by, now = visiting(), clock.now()
    try:
        with faults_told(), parts().database.transaction(PUBLISHED) as session:
            house = explaining.house_in_force(session)
        with faults_told(), parts().database.transaction(by.fleet) as session:
            city = explaining.find_case(session, case).city_code
            evidence = brought(session, city, operator=by.account)
            said = said_in_form(CaseAction.EXPLAIN, evidence=evidence)
            explaining.explain(session, case, said, house=house, account=by.account, by=by.actor, now=now)
    except NotDecided as why:
        return _page(number, 422, fault=why.fault)
    return redirect(url_for(".show", number=number, told="explained"), 303)


@vehicle_pages.post("/fleet/<id:number>/certificate")
def certify(number: int) -> BaseResponse:
    """Have what stands of a vehicle signed, and lead to the certificate."""
    try:
        with faults_told():
            made = certified_vehicle(number, by=visiting())
    except NotDecided as why:
        return _page(number, 429, fault=why.fault)
    return redirect(url_for("receipt_pages.show", number=made), 303)


def _page(number: int, status: int, *, fault: str = "") -> Response:
    view: dict[str, Any] = vehicle_view(number)
    return rendered_beside_menu(
        "fleet_vehicle.html",
        status,
        crumbs=[
            (say("menu.fleet"), url_for("fleet_pages.show")),
            (view["found"]["plate"] or view["found"]["vin"], None),
        ],
        **view,
        typed=request.form,
        most=LONGEST_REASON,
        fault=fault,
        told=say("fleet.explained") if request.args.get("told") == "explained" else "",
    )
