"""One case: what it is about, its deadline day by day, its history, and the form for what is open to the visitor."""

from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.edge.bodies import EVIDENCE, takes
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.cases.acting import REFUSALS, act
from fleetsvc.services.cases.lists import CaseUnknown, find_case
from fleetsvc.services.cases.steps import ActionForOthers
from fleetsvc.services.cases.words import CaseAction
from fleetsvc.web.cases.case_form import LONGEST_REASON, DayUnfit, hand, said_in_form
from fleetsvc.web.cases.case_view import case_page_view
from fleetsvc.web.cases.evidence import UNFIT, brought
from fleetsvc.web.frame.access import PageNotAdmitted
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, say

case_page = Pages("case_page", entry=Entry.REPORTING)


@case_page.get("/cases/<id:number>")
def show(number: int) -> Response:
    """Show a case."""
    return _page(number, 200)


@case_page.post("/cases/<id:number>/<action>")
@takes(EVIDENCE)
def act_on_one(number: int, action: str) -> BaseResponse:
    """Take a step, with the evidence that the form brings; what is refused leaves nothing behind."""
    if action not in tuple(CaseAction):
        raise CaseUnknown(number)
    visitor, now = visiting(), clock.now()
    try:
        with parts().database.transaction(visitor.scope) as session:
            evidence = brought(session, find_case(session, number).city_code)
            said = said_in_form(CaseAction(action), evidence=evidence)
            act(session, number, said, by=visitor.actor, hand=hand(), now=now)
    except CaseUnknown:
        raise
    except ActionForOthers:
        raise PageNotAdmitted(Entry.REPORTING) from None
    except (*REFUSALS, *UNFIT, DayUnfit) as why:
        name = f"cases.fault.{type(why).__name__}"
        return _page(number, 422, fault=say(name, **vars(why)))
    return redirect(url_for(".show", number=number, told=action), 303)


def _page(number: int, status: int, *, fault: str = "") -> Response:
    told = request.args.get("told", "")
    with parts().database.transaction(visiting().scope) as session:
        shown = case_page_view(session, number, hand=hand(), language=language(), say=say, now=clock.now())
    values: dict[str, Any] = {"fault": fault, "typed": request.form, "most": LONGEST_REASON}
    return rendered_beside_menu(
        "case.html",
        status,
        crumbs=[(say("menu.cases"), url_for("case_pages.show")), (str(number), None)],
        shown=shown,
        told=say("case.told", action=say(f"case.action.{told}")) if told in tuple(CaseAction) else "",
        **values,
    )
