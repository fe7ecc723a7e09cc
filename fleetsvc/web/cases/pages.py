"""The list of cases: the office decides them, one by one or a page at a time; a bureau sees its own."""

from collections.abc import Sequence
from typing import Any, Final

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import CaseRecord
from fleetsvc.services.cases.acting import act_on
from fleetsvc.services.cases.guards import Said
from fleetsvc.services.cases.lists import CaseFilter, CaseUnknown, count_cases, list_cases
from fleetsvc.services.cases.words import CaseAction, CaseKind, CaseState, Hand
from fleetsvc.services.people.accounts import Role
from fleetsvc.web.cases.case_view import CaseView, case_view
from fleetsvc.web.frame.access import PageNotAdmitted
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.forms import written_in
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, say
from rules.units import UNITS

case_pages = Pages("case_pages", entry=Entry.REPORTING)
case_acts = Pages("case_acts", entry=Entry.OFFICE)

PAGE: Final = 100
UNFIT: Final = 422
LONGEST_REASON: Final = 500
_FILTERS: Final = {"state": tuple(CaseState), "kind": tuple(CaseKind), "unit": tuple(UNITS)}
"""What the list is filtered by, and the words of each; another word asks for all."""
_TOLD: Final = ("done", "passed", "answered")


@case_pages.get("/cases")
def show() -> Response:
    """Show a page of the list."""
    return _page(200)


@case_acts.post("/cases")
def act() -> BaseResponse:
    """Decide the chosen cases; each by itself, so that one that cannot be decided holds up no other."""
    chosen = _chosen()
    action, reason = CaseAction.APPROVE, written_in("reason").strip()[:LONGEST_REASON]
    if request.form.get("action") == CaseAction.REFUSE:
        action = CaseAction.REFUSE
    if not chosen:
        return _page(UNFIT, fault=say("cases.nothing_chosen"))
    if action is CaseAction.REFUSE and not reason:
        return _page(UNFIT, fault=say("cases.reason_missing"), chosen=chosen)
    by, now = visiting(), clock.now()
    with parts().database.transaction(by.scope) as session:
        said = Said(action, reason)
        done = len(act_on(session, chosen[:PAGE], said, by=by.actor, hand=Hand.OFFICE, now=now).done)
    return redirect(url_for("case_pages.show", **_asked(), done=done, passed=len(chosen) - done), 303)


@case_pages.post("/cases/reason")
def say_why() -> BaseResponse:
    """Say why, for the chosen cases of one's unit: the office accepts no change of what is published without it."""
    by, now, reason = visiting(), clock.now(), written_in("reason").strip()[:LONGEST_REASON]
    if by.role is Role.OFFICE:
        raise PageNotAdmitted(Entry.REPORTING)
    chosen = _chosen()
    if not chosen or not reason:
        return _page(UNFIT, fault=say("cases.why_missing"), chosen=chosen)
    with parts().database.transaction(by.scope) as session:
        said = Said(CaseAction.ANSWER, reason)
        acted = act_on(session, chosen[:PAGE], said, by=by.actor, hand=Hand.BUREAU, now=now)
    if any(isinstance(why, CaseUnknown) for why in acted.passed.values()):
        raise CaseUnknown
    return redirect(url_for("case_pages.show", **_asked(), answered=len(acted.done)), 303)


def _chosen() -> list[int]:
    return [int(text) for text in request.form.getlist("case") if text.isdecimal() and len(text) < 19]


def _asked() -> dict[str, Any]:
    given = {name: request.args.get(name, "open" if name == "state" else "") for name in _FILTERS}
    return {name: word for name, word in given.items() if word in _FILTERS[name] or name == "state"}


def _page(status: int, *, fault: str = "", chosen: Sequence[int] = ()) -> Response:
    asked = _asked()
    state = asked.get("state")
    wanted = CaseFilter(asked.get("unit"), asked.get("kind"), state if state in tuple(CaseState) else None)
    with parts().database.transaction(visiting().scope) as session:
        total = count_cases(session, wanted)
        found, following = list_cases(session, wanted, before=_number("before"), limit=PAGE)
    decides = visiting().role is Role.OFFICE
    picked = {case.id for case in found} if request.args.get("pick") == "all" else set(chosen)
    return rendered_beside_menu(
        "cases.html",
        status,
        crumbs=[(say("menu.cases"), None)],
        asked=asked,
        filters=_choices(decides=decides),
        items=[_view(case) for case in found],
        decides=decides,
        picked=picked,
        total=total,
        following=following and url_for("case_pages.show", **asked, before=following),
        pick={word: url_for("case_pages.show", **asked, before=_number("before"), pick=word)
              for word in ("all", "none")},
        fault=fault,
        told=[say(f"cases.{name}", **{name: _number(name)}) for name in _TOLD if _number(name)],
        most=LONGEST_REASON,
    )  # fmt: skip


def _view(case: CaseRecord) -> CaseView:
    return case_view(case, language=language(), masked=visiting().sees_masked, say=say)


def _choices(*, decides: bool) -> dict[str, list[tuple[str, str]]]:
    """Return the words of each filter; a bureau has one unit."""
    found = {
        name: [(word.value, say(f"cases.{name}.{word.value}")) for word in words]
        for name, words in (("state", CaseState), ("kind", CaseKind))
    }
    units = [(code, unit.name.in_language(language())) for code, unit in UNITS.items()]
    return found | ({"unit": units} if decides else {})


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 19 else None
