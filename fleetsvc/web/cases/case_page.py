"""One case: what it is about, its deadline day by day, its history, and the form for what is open to the visitor."""

from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.edge.bodies import EVIDENCE, takes
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import CaseStep
from fleetsvc.services.cases.lists import CaseUnknown
from fleetsvc.services.cases.words import CaseAction
from fleetsvc.web.cases.case_form import LONGEST_REASON, hand
from fleetsvc.web.cases.case_view import case_page_view
from fleetsvc.web.cases.deciding import NotDecided, decide_one
from fleetsvc.web.cases.side_panels import beside_case
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
    try:
        decided = decide_one(number, CaseAction(action))
    except NotDecided as why:
        return _page(number, 422, fault=why.fault)
    if decided.waits_at:
        return redirect(decided.waits_at, 303)
    return redirect(url_for(".show", number=number, told=action), 303)


def _handed_on(said: CaseStep) -> MultiDict[str, str]:
    """Return the form filled in with what the vehicle's operator said."""
    typed = MultiDict({"reason": said.reason or "", "ground": said.ground or ""})
    typed["missing"] = said.details.get("missing", "")
    typed.setlist("brought", [f"{said.ground}:{item}" for item in said.details.get("brought", ())])
    return typed


def _page(number: int, status: int, *, fault: str = "") -> Response:
    told = request.args.get("told", "")
    with parts().database.transaction(visiting().scope) as session:
        shown = case_page_view(session, number, hand=hand(), language=language(), say=say, now=clock.now())
        beside = beside_case(session, shown.case, hand=hand())
    said = beside.explained if {CaseAction.ANSWER, CaseAction.APPEAL} & set(shown.actions) else None
    typed = _handed_on(said) if said is not None and request.method == "GET" else request.form
    values: dict[str, Any] = {
        "fault": fault,
        "typed": typed,
        "most": LONGEST_REASON,
        "explained": said,
        "prepared": beside.prepared,
    }
    return rendered_beside_menu(
        "case.html",
        status,
        crumbs=[(say("menu.cases"), url_for("case_pages.show")), (str(number), None)],
        shown=shown,
        proposal=beside.proposal,
        told=say("case.told", action=say(f"case.action.{told}")) if told in tuple(CaseAction) else "",
        **values,
    )
