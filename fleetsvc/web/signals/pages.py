"""Signals: one page for the office across all units, a list of each, and what was done about its items."""

from typing import Any, Final

from flask import Response, redirect, request, url_for
from sqlmodel import Session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.signals.declared import SignalName
from fleetsvc.services.signals.finding import ask_to_look, is_asked
from fleetsvc.services.signals.listing import ItemFilter, counts, last_round, list_items
from fleetsvc.services.signals.noting import ItemUnknown, note
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.choices import units
from fleetsvc.web.frame.downloads import as_file
from fleetsvc.web.frame.forms import written_in
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, say
from fleetsvc.web.signals.signal_view import COLUMNS, Row, file_of, row_of
from rules.units import UNITS

signal_pages = Pages("signal_pages", entry=Entry.OFFICE)

PAGE: Final = 100
MOST_IN_FILE: Final = 50_000
LONGEST_NOTE: Final = 500


@signal_pages.get("/signals")
def show() -> Response:
    """Show all signals with their numbers."""
    with parts().database.transaction(visiting().scope) as session:
        found, at = counts(session), last_round(session)
        waits = is_asked(session)
    return rendered_beside_menu(
        "signals.html", crumbs=[(say("menu.signals"), None)], counts=found, found_at=at, waits=waits
    )


@signal_pages.post("/signals")
def look_again() -> BaseResponse:
    """Have a worker look for all items anew."""
    by = visiting()
    with parts().database.transaction(by.scope) as session:
        ask_to_look(session, by=by.actor, now=clock.now())
    return redirect(url_for(".show"), 303)


@signal_pages.get("/signals/<name>")
def show_one(name: str) -> Response:
    """Show a page of a signal's items."""
    return _page(_named(name), 200)


@signal_pages.post("/signals/<name>")
def note_down(name: str) -> BaseResponse:
    """Note what was done about the ticked items; one that is gone meanwhile holds up no other."""
    signal, words = _named(name), written_in("note").strip()[:LONGEST_NOTE]
    chosen = [item for item in map(_item_in, request.form.getlist("item")[:PAGE]) if item is not None]
    if not chosen or not words:
        return _page(signal, 422, fault=say("signals.note_missing"))
    by, now, noted = visiting(), clock.now(), 0
    for city, subject in chosen:
        try:
            with parts().database.transaction(by.scope) as session:
                note(session, signal, subject, city=city, words=words, by=by.actor, now=now)
                noted += 1
        except ItemUnknown:
            continue
    return redirect(url_for(".show_one", name=signal, **_asked(), noted=noted), 303)


@signal_pages.get("/signals/<name>.csv")
def file(name: str) -> Response:
    """Hand out a signal's items as a file, masked as they are shown; at most 50,000."""
    signal = _named(name)
    with parts().database.transaction(visiting().scope) as session:
        rows = _rows(session, signal, _filter(limit=MOST_IN_FILE))[0]
    headers = [say(f"signals.{column}") for column in COLUMNS]
    return as_file(file_of(headers, rows), f"{say(f'signal.{signal}')}.csv", "text/csv; charset=utf-8")


def _named(name: str) -> SignalName:
    if name not in tuple(SignalName):
        raise NotFound
    return SignalName(name)


def _item_in(text: str) -> tuple[int, str] | None:
    city, _, subject = text.partition(" ")
    return (int(city), subject) if city in UNITS and subject else None


def _asked() -> dict[str, Any]:
    unit, status = request.args.get("unit", ""), request.args.get("status", "open")
    return ({"unit": unit} if unit in UNITS else {}) | {"status": "all" if status == "all" else "open"}


def _filter(*, limit: int) -> ItemFilter:
    asked, after = _asked(), request.args.get("after", "").replace("\0", "")
    return ItemFilter(asked.get("unit"), asked["status"] == "open", _item_in(after), limit)


def _rows(
    session: Session, signal: SignalName, wanted: ItemFilter
) -> tuple[list[Row], tuple[int, str] | None]:
    found, following = list_items(session, signal, wanted)
    return [row_of(signal, item, language=language(), say=say) for item in found], following


def _page(signal: SignalName, status: int, *, fault: str = "") -> Response:
    asked = _asked()
    with parts().database.transaction(visiting().scope) as session:
        total = next(one for one in counts(session) if one.name is signal)
        rows, following = _rows(session, signal, _filter(limit=PAGE))
    told = request.args.get("noted", "")
    return rendered_beside_menu(
        "signal.html",
        status,
        crumbs=[(say("menu.signals"), url_for(".show")), (say(f"signal.{signal}"), None)],
        signal=signal,
        total=total,
        rows=rows,
        asked=asked,
        units=units(language()),
        following=following
        and url_for(".show_one", name=signal, **asked, after=f"{following[0]} {following[1]}"),
        told=say("signals.noted", count=told) if told.isdecimal() else "",
        fault=fault,
        columns=COLUMNS,
        most=LONGEST_NOTE,
    )
