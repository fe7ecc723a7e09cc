"""The list of cases: the office's morning page, and a bureau's; many are handled in one act with one reason."""

from collections.abc import Sequence
from typing import Any, Final

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.cases.lists import CaseUnknown, list_cases, said_number
from fleetsvc.services.cases.words import CaseAction, Hand
from fleetsvc.web.cases.bulk import BULK, act_asked, lacks_reason, told, toolbar
from fleetsvc.web.cases.case_form import (
    NAME,
    SINCE,
    SIZES,
    asked,
    choices,
    chosen,
    faults,
    hand,
    number_in,
    usual_rows,
    wanted,
)
from fleetsvc.web.cases.case_view import case_view
from fleetsvc.web.cases.deciding import NotDecided, all_found, decide_many, require_hand
from fleetsvc.web.cases.ground_view import grounds
from fleetsvc.web.cases.side_panels import beside_cases
from fleetsvc.web.desks.desk import shelf, usual_filter
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, say

case_pages = Pages("case_pages", entry=Entry.REPORTING)
case_acts = Pages("case_acts", entry=Entry.OFFICE)

UNFIT: Final = 422


@case_pages.get("/cases")
def show() -> BaseResponse:
    """Show a page of the list; where nothing is asked, what its reader has it open with."""
    return usual_filter(NAME) or _page(UNFIT if faults() else 200)


@case_acts.post("/cases")
def act() -> BaseResponse:
    """Handle the chosen cases, as the office; one that cannot be handled holds up no other."""
    return _act(Hand.OFFICE, "done")


@case_pages.post("/cases/reason")
def say_why() -> BaseResponse:
    """Answer the chosen cases of one's unit."""
    require_hand(Hand.BUREAU)
    return _act(Hand.BUREAU, "answered")


def _act(by: Hand, outcome: str) -> BaseResponse:
    numbers, action = chosen(), act_asked(by)
    is_for_all = bool(request.form.get("all"))
    if faults():
        return _page(UNFIT, ticked=numbers)
    if action not in BULK[by] or not (numbers or is_for_all):
        return _page(UNFIT, fault=say("cases.nothing_chosen" if by is Hand.OFFICE else "cases.why_missing"))
    if lacks_reason(action):
        missing = "cases.reason_missing" if by is Hand.OFFICE else "cases.why_missing"
        return _page(UNFIT, fault=say(missing), ticked=numbers)
    try:
        decided = decide_many(all_found() if is_for_all else numbers, CaseAction(action))
    except NotDecided as why:
        return _page(UNFIT, fault=why.fault, ticked=numbers)
    if decided.waits_at:
        return redirect(decided.waits_at, 303)
    if by is Hand.BUREAU and decided.foreign:
        raise CaseUnknown
    counts: dict[str, Any] = {outcome: decided.done, "passed": decided.passed or None}
    return redirect(url_for("case_pages.show", **asked(), **counts), 303)


def _page(status: int, *, fault: str = "", ticked: Sequence[int] = ()) -> Response:
    said, now, before = asked(), clock.now(), number_in("before")
    filtered = wanted(said, today=clock.day_of(now))
    by = hand()
    decides, unfit = by is Hand.OFFICE, faults()
    rows = said.get("rows", usual_rows())
    with parts().database.transaction(visiting().scope) as session:
        total = said_number(session, filtered)
        found, following = list_cases(session, filtered, before=before, limit=rows)
        known = grounds(session, language=language())
        proposed, rivals = beside_cases(session, found, hand=by)
    picked = {case.id for case in found} if request.args.get("pick") == "all" else set(ticked)
    return rendered_beside_menu(
        "cases.html",
        status,
        crumbs=[(say("menu.cases"), None)],
        asked=said,
        unfit=unfit,
        since=[name for name in SINCE if name in said],
        desk=shelf(NAME, said, faults=bool(unfit), is_rearranged="rows" in said),
        filters=choices(by) | {"ground": [(one.ground, one.text) for one in known]},
        items=[
            case_view(case, known, language=language(), masked=decides, say=say, now=now) for case in found
        ],
        decides=decides,
        proposed=proposed,
        rivals=rivals,
        bar=toolbar(by),
        grounds=known,
        picked=picked,
        total=total,
        sizes=[(size, size == rows) for size in SIZES],
        following=following and url_for("case_pages.show", **said, before=following),
        pick={word: url_for("case_pages.show", **said, before=before, pick=word) for word in ("all", "none")},
        fault=fault,
        told=told(),
    )
