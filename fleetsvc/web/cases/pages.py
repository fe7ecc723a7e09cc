"""The list of cases: the office's morning page, and a bureau's; many are handled in one act with one reason."""

from collections.abc import Sequence
from typing import Any, Final

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.cases.acting import MOST_AT_ONCE, act_on
from fleetsvc.services.cases.lists import CaseUnknown, count_cases, list_cases, numbers_of
from fleetsvc.services.cases.words import ANSWERS, CaseAction, Hand
from fleetsvc.web.cases.case_form import (
    FILTERS,
    LONGEST_REASON,
    DayUnfit,
    asked,
    chosen,
    hand,
    number_in,
    said_in_form,
    wanted,
)
from fleetsvc.web.cases.case_view import case_view
from fleetsvc.web.cases.ground_view import grounds
from fleetsvc.web.frame.access import PageNotAdmitted
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, say
from rules.units import UNITS

case_pages = Pages("case_pages", entry=Entry.REPORTING)
case_acts = Pages("case_acts", entry=Entry.OFFICE)

PAGE: Final = 100
UNFIT: Final = 422
BULK: Final = {
    Hand.OFFICE: ("approve", "notify", "ask_again", "extend", "assign", "close", "refuse"),
    Hand.BUREAU: tuple(action.value for action in ANSWERS),
}
"""What is done with many at once, in the order of the toolbar."""
_WITH_REASON: Final = {"refuse", "ask_again", "extend", *BULK[Hand.BUREAU]}
_TOLD: Final = ("done", "passed", "answered")


@case_pages.get("/cases")
def show() -> Response:
    """Show a page of the list."""
    return _page(200)


@case_acts.post("/cases")
def act() -> BaseResponse:
    """Handle the chosen cases, as the office; one that cannot be handled holds up no other."""
    return _act(Hand.OFFICE, "done")


@case_pages.post("/cases/reason")
def say_why() -> BaseResponse:
    """Answer the chosen cases of one's unit."""
    if hand() is Hand.OFFICE:
        raise PageNotAdmitted(Entry.REPORTING)
    return _act(Hand.BUREAU, "answered")


def _act(by: Hand, told: str) -> BaseResponse:
    numbers, action = chosen(), request.form.get("action") or BULK[by][0]
    is_for_all = bool(request.form.get("all"))
    if action not in BULK[by] or not (numbers or is_for_all):
        return _page(UNFIT, fault=say("cases.nothing_chosen" if by is Hand.OFFICE else "cases.why_missing"))
    try:
        said = said_in_form(CaseAction(action))
    except DayUnfit:
        return _page(UNFIT, fault=say("cases.day_unfit"), ticked=numbers)
    if action in _WITH_REASON and not said.reason:
        missing = "cases.reason_missing" if by is Hand.OFFICE else "cases.why_missing"
        return _page(UNFIT, fault=say(missing), ticked=numbers)
    visitor, now = visiting(), clock.now()
    with parts().database.transaction(visitor.scope) as session:
        if is_for_all:
            filtered = wanted(asked(), today=clock.day_of(now))
            numbers = numbers_of(session, filtered, limit=MOST_AT_ONCE)
        acted = act_on(session, numbers, said, by=visitor.actor, hand=by, now=now)
    if by is Hand.BUREAU and any(isinstance(why, CaseUnknown) for why in acted.passed.values()):
        raise CaseUnknown
    counts: dict[str, Any] = {told: len(acted.done), "passed": len(acted.passed) or None}
    return redirect(url_for("case_pages.show", **asked(), **counts), 303)


def _page(status: int, *, fault: str = "", ticked: Sequence[int] = ()) -> Response:
    said, now, before = asked(), clock.now(), number_in("before")
    filtered = wanted(said, today=clock.day_of(now))
    with parts().database.transaction(visiting().scope) as session:
        total = count_cases(session, filtered)
        found, following = list_cases(session, filtered, before=before, limit=PAGE)
        known = grounds(session, language=language())
    by = hand()
    picked = {case.id for case in found} if request.args.get("pick") == "all" else set(ticked)
    return rendered_beside_menu(
        "cases.html",
        status,
        crumbs=[(say("menu.cases"), None)],
        asked=said,
        filters=_choices(by) | {"ground": [(one.ground, one.text) for one in known]},
        items=[
            case_view(case, known, language=language(), masked=by is Hand.OFFICE, say=say, now=now)
            for case in found
        ],
        decides=by is Hand.OFFICE,
        bulk=BULK[by],
        grounds=known,
        picked=picked,
        total=total,
        most_at_once=MOST_AT_ONCE,
        following=following and url_for("case_pages.show", **said, before=following),
        pick={word: url_for("case_pages.show", **said, before=before, pick=word) for word in ("all", "none")},
        fault=fault,
        told=[say(f"cases.{name}", **{name: number_in(name)}) for name in _TOLD if number_in(name)],
        typed=request.form,
        most=LONGEST_REASON,
    )


def _choices(by: Hand) -> dict[str, list[tuple[str, str]]]:
    """Return the words of each filter; a bureau has one unit, and no officers."""
    found = {
        name: [(word, say(f"cases.{name}.{word}")) for word in FILTERS[name]] for name in ("state", "kind")
    }
    views: list[Any] = [(word, say(f"cases.view.{word}")) for word in FILTERS["view"]]
    if by is Hand.BUREAU:
        return {"view": views[1:], **found}
    units = [(code, unit.name.in_language(language())) for code, unit in UNITS.items()]
    return {"view": views, **found, "unit": units}
