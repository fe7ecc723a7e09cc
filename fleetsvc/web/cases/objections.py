"""A unit objects to its own line of an edition in preview, with its reason, vehicles and evidence."""

import re
from typing import Final

from flask import Response, redirect, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.edge.audience import audience_of
from fleetsvc.edge.bodies import EVIDENCE, takes
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import Json
from fleetsvc.services.cases.guards import ReasonNeeded
from fleetsvc.services.cases.objections import (
    MOST_VEHICLES,
    ObjectedAlready,
    Objection,
    VehicleNotInLine,
    object_to,
)
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.rankings.lists import EditionMissing, current_edition
from fleetsvc.services.rankings.objected import holds, objections
from fleetsvc.services.rankings.publishing import EditionAlreadyFinal
from fleetsvc.services.rankings.releasing import NotInPreview
from fleetsvc.web.cases.case_form import LONGEST_REASON
from fleetsvc.web.cases.evidence import UNFIT, brought
from fleetsvc.web.frame.access import PageNotAdmitted
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.choices import find_category, words
from fleetsvc.web.frame.forms import written_in
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, say
from fleetsvc.web.rankings.editions import period_of_address
from fleetsvc.web.rankings.rows import edition_row
from rules.editions import EditionStatus
from rules.identifiers import vin
from rules.periods import Period
from rules.vocabulary import Category

objection_pages = Pages("objection_pages", entry=Entry.REPORTING)

_REFUSED: Final = 422
_BETWEEN: Final = re.compile(r"[\s,，、;；]+")


@objection_pages.get("/rankings/<text>/objection")
def ask(text: str) -> Response:
    """Show a unit its line of a preview, what it has objected to, and the form to do so."""
    return _page(period_of_address(text), 200)


@objection_pages.post("/rankings/<text>/objection")
@takes(EVIDENCE)
def send(text: str) -> BaseResponse:
    """Open the objection with its evidence, or say what is wrong and keep what was typed."""
    period, city, visitor = period_of_address(text), _city(), visiting()
    vehicles = _vehicles()
    if len(vehicles) > MOST_VEHICLES:
        return _page(period, _REFUSED, fault=say("objection.fault.many", most=MOST_VEHICLES))
    try:
        with parts().database.transaction(visitor.scope) as session:
            said = Objection(
                period,
                " ".join(written_in("reason").split())[:LONGEST_REASON],
                category=find_category(request.form.get("category", "")),
                vehicles=vehicles,
                evidence=brought(session, city),
            )
            case = object_to(session, said, city=city, by=visitor.actor, now=clock.now())
            number = case.id
    except ReasonNeeded:
        return _page(period, _REFUSED, fault=say("cases.fault.ReasonNeeded"))
    except (NotInPreview, EditionAlreadyFinal):
        return _page(period, _REFUSED, fault=say("objection.fault.closed"))
    except VehicleNotInLine as why:
        fault = say("objection.fault.vehicle", place=why.place, vin=vehicles[why.place - 1])
        return _page(period, _REFUSED, fault=fault)
    except ObjectedAlready as why:
        return _page(period, _REFUSED, fault=say("objection.fault.already", case=why.case))
    except UNFIT as why:
        return _page(period, _REFUSED, fault=say(f"cases.fault.{type(why).__name__}", **vars(why)))
    return redirect(url_for("case_page.show", number=number), 303)


def _city() -> int:
    """Return the unit that objects. Raises PageNotAdmitted: the office objects to nothing, it decides."""
    visitor = visiting()
    if visitor.role is not Role.BUREAU or visitor.unit is None:
        raise PageNotAdmitted(Entry.REPORTING)
    return int(visitor.unit)


def _vehicles() -> tuple[str, ...]:
    written = filter(None, _BETWEEN.split(written_in("vehicles")))
    return tuple(dict.fromkeys(vin.compact(one) for one in written))


def _page(period: Period, status: int, *, fault: str = "") -> Response:
    """Return the page; of a period that is not in preview it says so, without a form."""
    _city()
    name, today = period.name.in_language(language()), clock.day_of(clock.now())
    with parts().database.transaction(visiting().scope) as session:
        line = _own_line(session, period)
        made = objections(session, period)
    return rendered_beside_menu(
        "objection.html",
        status,
        crumbs=[
            (say("rankings.title"), url_for("rankings_pages.show_all")),
            (name, url_for("rankings_pages.show", text=period.key)),
            (say("objection.title"), None),
        ],
        title=name,
        period=period.key,
        row=None if line is None else edition_row(line, {}),
        objections=made,
        is_open=any(holds(case, today=today) for case in made),
        categories=words(Category, language()),
        fault=fault,
        typed=request.form,
        most=LONGEST_REASON,
        most_vehicles=MOST_VEHICLES,
    )


def _own_line(session: Session, period: Period) -> Json | None:
    try:
        edition = current_edition(session, period, audience=audience_of(visiting()))
    except EditionMissing:
        return None
    return edition["lines"][0] if edition["status"] == EditionStatus.PREVIEW else None
