"""An operator's vehicles with their verdicts, and one of them with the clauses that its verdicts rest on."""

from datetime import date
from typing import Any, Final

from flask import Response, request, url_for
from werkzeug.exceptions import NotFound

from fleetsvc.database.transactions import PUBLISHED
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import Json
from fleetsvc.services.fleets import vehicles
from fleetsvc.services.fleets.clauses import duties_with_clauses
from fleetsvc.services.fleets.vehicles import FleetPlace, VehicleUnknown
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, number_of, say
from fleetsvc.web.law.rules_view import anchor
from rules.labels import duty_label, label
from rules.units import UNITS
from rules.vocabulary import Category, Duty, Energy, Verdict

fleet_pages = Pages("fleet_pages", entry=Entry.OPERATOR)

PAGE: Final = 50


@fleet_pages.get("/fleet")
def show() -> Response:
    """Show a page of the operator's vehicles, the last registered first."""
    asked = request.args.get("verdict", "")
    verdict = asked if asked in set(Verdict) else None
    with parts().database.transaction(visiting().fleet) as session:
        found, following = vehicles.list_vehicles(session, verdict=verdict, after=_after(), limit=PAGE)
        counts = vehicles.count_vehicles(session)
    of_verdict: dict[str, Any] = {"verdict": verdict} if verdict else {}
    more = following and url_for(".show", **of_verdict, after=f"{following.day}.{following.number}")
    return rendered_beside_menu(
        "fleet.html",
        crumbs=[(say("menu.fleet"), None)],
        items=[said_vehicle(vehicles.vehicle_json(row)) for row in found],
        counts=[(one.value, label(one).in_language(language()), counts.get(one, 0)) for one in Verdict],
        total=sum(counts.values()),
        verdict=verdict,
        following=more,
    )


def _after() -> FleetPlace | None:
    """Return the vehicle to go on after; None where the address names none."""
    day, _, number = request.args.get("after", "").partition(".")
    found = number_of(number)
    try:
        return None if found is None else FleetPlace(date.fromisoformat(day), found)
    except ValueError:
        return None


def said_vehicle(found: Json) -> Json:
    """Return a vehicle with its words in the page's language."""
    spoken = language()
    words = {
        "unit": UNITS[found["unit"]].name,
        "category": label(Category(found["category"])),
        "energy": label(Energy(found["energy"])),
        "verdict": label(Verdict(found["verdict"])),
    }
    return found | {f"said_{name}": text.in_language(spoken) for name, text in words.items()}


@fleet_pages.get("/fleet/<id:number>")
def show_vehicle(number: int) -> Response:
    """Show one vehicle of the operator's."""
    try:
        with parts().database.transaction(visiting().fleet) as session:
            row = vehicles.vehicle(session, number)
    except VehicleUnknown:
        raise NotFound from None
    with parts().database.transaction(PUBLISHED) as session:
        duties = duties_with_clauses(session, row, language=language())
    found = vehicles.vehicle_json(row)
    return rendered_beside_menu(
        "fleet_vehicle.html",
        crumbs=[(say("menu.fleet"), url_for(".show")), (found["plate"] or found["vin"], None)],
        found=said_vehicle(found),
        duties=[_said_duty(one) for one in duties],
    )


def _said_duty(told: Json) -> tuple[str, Json | None]:
    """Return the verdict on a duty in words, and the clause that it rests on, if any."""
    words = duty_label(Duty(told["duty"]), Verdict(told["verdict"])).in_language(language())
    clause = told["clause"]
    return words, None if clause is None else clause | {"anchor": anchor(told["rule"])}
