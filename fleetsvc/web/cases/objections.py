"""A unit objects to its own line of an edition in preview, with its reason, vehicles and evidence."""

from flask import Response, redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.database.transactions import UnitScope
from fleetsvc.edge.bodies import EVIDENCE, takes
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.cases.objections import object_to
from fleetsvc.web.cases.objection_form import REFUSALS, TooManyVehicles, fault_of, read_objection
from fleetsvc.web.cases.objection_view import objection_page
from fleetsvc.web.frame.access import PageNotAdmitted
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.pages import Pages
from fleetsvc.web.frame.submissions import PreparationsWaiting, drafts, prepared, to_preparation
from fleetsvc.web.rankings.editions import period_of_address

objection_pages = Pages("objection_pages", entry=Entry.REPORTING)


@objection_pages.get("/rankings/<text>/objection")
def ask(text: str) -> Response:
    """Show a unit its line of a preview, what it has objected to, and the form to do so."""
    _own_city()
    return objection_page(period_of_address(text), 200, today=clock.day_of(clock.now()))


@objection_pages.post("/rankings/<text>/objection")
@takes(EVIDENCE)
def send(text: str) -> BaseResponse:
    """Open the objection with its evidence, or say what is wrong and keep what was typed."""
    period, city, visitor, now = period_of_address(text), _own_city(), visiting(), clock.now()
    try:
        with parts().database.transaction(visitor.scope) as session:
            said = read_objection(session, period, city=city)
            kept = prepared(session, drafts.objection(said))
            if kept is not None:
                return to_preparation(kept)
            number = object_to(session, said, city=city, by=visitor.actor, now=now).id
    except (*REFUSALS, TooManyVehicles, PreparationsWaiting) as why:
        return objection_page(period, 422, today=clock.day_of(now), fault=fault_of(why))
    return redirect(url_for("case_page.show", number=number), 303)


def _own_city() -> int:
    """Return the unit that objects. Raises PageNotAdmitted: the office objects to nothing, it decides."""
    scope = visiting().scope
    if not isinstance(scope, UnitScope):
        raise PageNotAdmitted(Entry.REPORTING)
    return int(scope.code)
