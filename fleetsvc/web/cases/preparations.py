"""What one person of a unit prepared, for another one to check and submit, or to send back."""

from typing import Any, Final

from flask import Response, redirect, request, url_for
from sqlmodel import Session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import PreparationStatus
from fleetsvc.services.people import second_person
from fleetsvc.services.preparations import lists, preparing
from fleetsvc.web.cases.case_form import LONGEST_REASON, number_in, reason
from fleetsvc.web.cases.faults import NotDecided
from fleetsvc.web.cases.preparation_faults import submission_faults_told
from fleetsvc.web.cases.preparation_view import Reader, outcome_words, shown_of, title_of
from fleetsvc.web.frame.access import PageNotAdmitted
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, say
from fleetsvc.web.frame.submissions import SecondPersonNeeded, own_city

preparation_pages = Pages("preparation_pages", entry=Entry.BUREAU)

PAGE: Final = 50
_TOLD: Final = ("prepared", "checked", *(status.value for status in PreparationStatus))
_ACTS: Final = ("submit", "drop")


@preparation_pages.get("/preparations")
def show_all() -> Response:
    """Show what waits for a colleague, and what was settled lately."""
    city = _city()
    with parts().database.transaction(visiting().scope) as session:
        asked = second_person.is_asked(session, city=city)
        page, following = lists.list_preparations(
            session, city=city, waiting_only=False, before=number_in("before"), limit=PAGE
        )
        waiting, _ = lists.list_preparations(
            session, city=city, waiting_only=True, before=None, limit=preparing.MOST_WAITING
        )
    settled = [one for one in page if one.status is not PreparationStatus.WAITING]
    return rendered_beside_menu(
        "preparations.html",
        crumbs=[(say("menu.preparations"), None)],
        is_asked=asked,
        groups=[("waiting", waiting), ("settled", settled)],
        title_of=lambda one: title_of(one, say),
        own=visiting().account,
        following=following and url_for(".show_all", before=following),
    )


@preparation_pages.get("/preparations/<id:number>")
def show_one(number: int) -> Response:
    """Show exactly what will be handed in."""
    return _page(number, 200)


@preparation_pages.post("/preparations/<id:number>/<action>")
def settle(number: int, action: str) -> BaseResponse:
    """Submit what a colleague prepared (``submit``), or send it back or take back one's own (``drop``)."""
    if action not in _ACTS:
        raise NotFound
    visitor, city, now = visiting(), _city(), clock.now()
    try:
        with submission_faults_told(), parts().database.transaction(visitor.scope) as session:
            if action == "submit":
                found = preparing.submit(session, number, city=city, by=visitor.actor, now=now)
            else:
                found = preparing.drop(session, number, reason(), city=city, by=visitor.actor, now=now)
            told = "checked" if found.status is PreparationStatus.WAITING else found.status.value
    except lists.PreparationUnknown:
        raise NotFound from None
    except SecondPersonNeeded:
        return _page(number, 409, fault=say("prepared.fault.own"))
    except NotDecided as why:
        return _page(number, 409, fault=why.fault)
    return redirect(url_for(".show_one", number=number, told=told), 303)


def _page(number: int, status: int, *, fault: str = "") -> Response:
    try:
        with parts().database.transaction(visiting().scope) as session:
            values = _values(session, number)
    except lists.PreparationUnknown:
        raise NotFound from None
    told = request.args.get("told", "")
    return rendered_beside_menu(
        "preparation.html",
        status,
        crumbs=[(say("menu.preparations"), url_for(".show_all")), (str(number), None)],
        fault=fault,
        told=say(f"prepared.told.{told}") if told in _TOLD else "",
        typed=request.form,
        most=LONGEST_REASON,
        **values,
    )


def _values(session: Session, number: int) -> dict[str, Any]:
    """Return what the page shows. Raises PreparationUnknown."""
    found = lists.find_preparation(session, number, city=_city())
    waits = found.status is PreparationStatus.WAITING
    changed = lists.changed_since(session, found) if waits else set()
    return {
        "one": found,
        "title": title_of(found, say),
        "shown": shown_of(session, found, Reader(language(), say, clock.now())),
        "is_open": waits,
        "is_own": found.prepared_by == visiting().account,
        "is_checked": found.prepared_by is not None,
        "has_lapsed": waits and lists.has_lapsed(found, changed),
        "changed": len(changed),
        "outcome": outcome_words(found.outcome, say),
    }


def _city() -> int:
    """Return the unit whose person visits. Raises PageNotAdmitted."""
    city = own_city()
    if city is None:
        raise PageNotAdmitted(Entry.BUREAU)
    return city
