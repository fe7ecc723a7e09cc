"""What a person keeps of their lists: filters under names of their own, columns and rows; kept, changed, forgotten."""

from collections.abc import Callable
from typing import Final
from urllib.parse import parse_qs, parse_qsl, urlencode

from flask import Response, redirect, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.database.transactions import ScopedSession
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.desks import filters, layouts
from fleetsvc.services.people.accounts import Role
from fleetsvc.web.desks.desk import LISTS, PLAIN, address_of, desk_of, kept_query, of_unit
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.forms import without_controls, written_in
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, number_of, say

desk_pages = Pages("desk_pages", entry=Entry.REPORTING)

_FAULTS: Final = {
    filters.NameMissing: "desk.name_missing",
    filters.NameTooLong: "desk.name_too_long",
    filters.NameTaken: "desk.name_taken",
    filters.FiltersFull: "desk.full",
    filters.QueryTooLong: "desk.too_long",
}
_LAYOUT: Final = ("col", "rows")
"""What of an address says how a list looks."""
_MOST_ROWS: Final = 1000
"""No list has a larger page; which sizes there are, each list says."""
_LIMITS: Final = {"most": filters.MOST_KEPT, "longest": filters.LONGEST_NAME}


@desk_pages.get("/desk/<word:of>")
def show(of: str) -> Response:
    """Show what is kept of a list."""
    return _page(_known(of))


@desk_pages.post("/desk/<word:of>")
def save(of: str) -> BaseResponse:
    """Keep what is asked of a list under a name, and go there."""
    name, person = _known(of), visiting()
    try:
        with parts().database.transaction(person.own) as session:
            query = kept_query(name, written_in("asked"))
            number = filters.save(
                session, name, written_in("name"), query, holder=person.account, now=clock.now()
            )
            if request.form.get("default"):
                filters.make_default(session, name, number)
            kept = filters.find_filter(session, name, number)
    except tuple(_FAULTS) as fault:
        return _page(name, 422, fault=_said(fault))
    return redirect(address_of(name, kept), 303)


@desk_pages.post("/desk/<word:of>/filters/<id:number>/<action>")
def change(of: str, number: int, action: str) -> BaseResponse:
    """Rename a filter, let the list open with it or not, or forget it."""
    name = _known(of)
    acts: dict[str, Callable[[ScopedSession], None]] = {
        "rename": lambda session: filters.rename(session, name, number, written_in("name")),
        "default": lambda session: filters.make_default(session, name, number),
        "plain": lambda session: filters.open_plain(session, name),
        "forget": lambda session: filters.forget(session, name, number),
    }
    if action not in acts:
        raise NotFound
    try:
        with parts().database.transaction(visiting().own) as session:
            filters.find_filter(session, name, number)
            acts[action](session)
    except filters.FilterUnknown:
        raise NotFound from None
    except tuple(_FAULTS) as fault:
        return _page(name, 422, fault=_said(fault))
    return redirect(url_for(".show", of=name, **of_unit(name)), 303)


@desk_pages.post("/desk/<word:of>/layout")
def arrange(of: str) -> BaseResponse:
    """Remember the columns and the rows of a page that a list has now, or have them as everybody has."""
    name, person, asked = _known(of), visiting(), written_in("asked")
    had, said = desk_of(name), parse_qs(asked[: filters.LONGEST_QUERY])
    with parts().database.transaction(person.own) as session:
        if request.form.get("forget"):
            layouts.forget_layout(session, name)
        else:
            rows = min(number_of(said.get("rows", [""])[0]) or had.rows or 0, _MOST_ROWS)
            columns = [without_controls(one) for one in said["col"]] if "col" in said else had.columns
            layouts.remember(session, name, holder=person.account, columns=columns, rows=rows or None)
    rest = [
        *of_unit(name).items(),
        *((key, value) for key, value in parse_qsl(asked, keep_blank_values=True) if key not in _LAYOUT),
    ]
    return redirect(f"{url_for(LISTS[name].endpoint)}?{urlencode(rest or [(PLAIN, 1)])}", 303)


def _known(name: str) -> str:
    """Return a list by its name. Raises NotFound for none, and for one that the visitor has not."""
    if name not in LISTS or (name == "noncompliance" and visiting().role is not Role.OFFICE):
        raise NotFound
    return name


def _said(fault: Exception) -> str:
    return say(_FAULTS[type(fault)], **_LIMITS)


def _page(name: str, status: int = 200, *, fault: str = "") -> Response:
    around, title = of_unit(name), say(LISTS[name].title)
    back = url_for(LISTS[name].endpoint, **around, plain=1)
    desk = desk_of(name)
    return rendered_beside_menu(
        "desk.html",
        status,
        crumbs=[(title, back), (say("desk.title"), None)],
        name=name,
        title=title,
        around=around,
        back=back,
        fault=fault,
        filters=[(one, address_of(name, one)) for one in desk.filters],
        is_arranged=desk.columns is not None or desk.rows is not None,
        asked=written_in("asked"),
        typed=written_in("name"),
        limits=_LIMITS,
    )
