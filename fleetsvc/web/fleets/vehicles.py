"""An operator's vehicles with their verdicts."""

from datetime import date
from typing import Any, Final

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.fleets import vehicles
from fleetsvc.services.fleets.certificates import FleetEmpty
from fleetsvc.services.fleets.vehicles import FleetPlace
from fleetsvc.web.cases.faults import NotDecided, faults_told
from fleetsvc.web.fleets.certifying import certified_fleet
from fleetsvc.web.fleets.vehicle_view import said_vehicle
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, number_of, say
from rules.labels import label
from rules.vocabulary import Verdict

fleet_pages = Pages("fleet_pages", entry=Entry.OPERATOR)

PAGE: Final = 50


@fleet_pages.get("/fleet")
def show() -> Response:
    """Show a page of the operator's vehicles, the last registered first."""
    return _page(200)


def _page(status: int, *, fault: str = "") -> Response:
    asked = request.args.get("verdict", "")
    verdict = asked if asked in set(Verdict) else None
    with parts().database.transaction(visiting().fleet) as session:
        found, following = vehicles.list_vehicles(session, verdict=verdict, after=_after(), limit=PAGE)
        counts = vehicles.count_vehicles(session)
    of_verdict: dict[str, Any] = {"verdict": verdict} if verdict else {}
    more = following and url_for(
        "fleet_pages.show", **of_verdict, after=f"{following.day}.{following.number}"
    )
    return rendered_beside_menu(
        "fleet.html",
        status,
        crumbs=[(say("menu.fleet"), None)],
        items=[said_vehicle(vehicles.vehicle_json(row)) for row in found],
        counts=[(one.value, label(one).in_language(language()), counts.get(one, 0)) for one in Verdict],
        total=sum(counts.values()),
        to_do=any(counts.get(one) for one in (Verdict.NEEDS_JUSTIFICATION, Verdict.NON_COMPLIANT)),
        verdict=verdict,
        following=more,
        fault=fault,
    )


@fleet_pages.post("/fleet/certificate")
def certify() -> BaseResponse:
    """Have what stands of the fleet signed, and lead to the certificate."""
    try:
        with faults_told():
            number = certified_fleet(by=visiting())
    except NotDecided as why:
        return _page(429, fault=why.fault)
    except FleetEmpty:
        return redirect(url_for(".show"), 303)
    return redirect(url_for("receipt_pages.show", number=number), 303)


def _after() -> FleetPlace | None:
    """Return the vehicle to go on after; None where the address names none."""
    day, _, number = request.args.get("after", "").partition(".")
    found = number_of(number)
    try:
        return None if found is None else FleetPlace(date.fromisoformat(day), found)
    except ValueError:
        return None
