"""The page of holidays: what is known of which year, and the form by which the office adds a notice."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.cases.deadlines import announce_holidays
from fleetsvc.services.common.working_days import CalendarMissing
from fleetsvc.services.law.holidays import Announced, NoticeUnfit, missing_years, notices
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.forms import written_in
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, say

holiday_pages = Pages("holiday_pages", entry=Entry.OFFICE)
_DAY: Final = r"(\d{4}-\d{2}-\d{2})"
_SPAN: Final = re.compile(rf"{_DAY}(?:\s*(?:~|至|-|—)\s*{_DAY})?").fullmatch
_LONGEST_SPAN: Final = timedelta(days=31)


@holiday_pages.get("/holidays")
def show() -> Response:
    """Show the notices, and which years are missing."""
    return _page(200)


@holiday_pages.post("/holidays")
def add() -> BaseResponse:
    """Keep a notice; open deadlines move with it."""
    by, now, year = visiting(), clock.now(), written_in("year").strip()
    try:
        days_off, days_worked = (frozenset(_days(written_in(name))) for name in ("days_off", "days_worked"))
        source = " ".join(written_in("source").split())[:200]
        numbered = int(year) if year.isascii() and year.isdecimal() and len(year) == 4 else 0
        notice = Announced(numbered, source, days_off, days_worked)
        with parts().database.transaction(visiting().scope) as session:
            moved = announce_holidays(session, notice, by=by.actor, now=now)[1]
    except NoticeUnfit as unfit:
        return _page(422, fault=say(f"holidays.unfit.{unfit.why}"))
    except CalendarMissing as missing:
        return _page(422, fault=say("cases.fault.CalendarMissing", year=missing.year))
    return redirect(url_for(".show", year=year, moved=moved), 303)


def _days(text: str) -> Iterator[date]:
    """Yield the days that a field names, one by one or as spans. Raises NoticeUnfit."""
    for word in re.split(r"[,，、;；\n]+", text):
        if not word.strip():
            continue
        found = _SPAN(word.strip())
        if found is None:
            raise NoticeUnfit("unread")
        try:
            first, last = date.fromisoformat(found[1]), date.fromisoformat(found[2] or found[1])
        except ValueError:
            raise NoticeUnfit("unread") from None
        if not timedelta() <= last - first <= _LONGEST_SPAN:
            raise NoticeUnfit("unread")
        yield from (first + timedelta(days=number) for number in range((last - first).days + 1))


def _page(status: int, *, fault: str = "") -> Response:
    today = clock.day_of(clock.now())
    with parts().database.transaction(visiting().scope) as session:
        found = notices(session)
        missing = missing_years(session, {today.year, (today + timedelta(days=90)).year})
    moved, year = request.args.get("moved", ""), request.args.get("year", "")
    is_told = moved.isdecimal() and year.isdecimal()
    return rendered_beside_menu(
        "holidays.html",
        status,
        crumbs=[(say("menu.holidays"), None)],
        notices=found,
        missing=missing,
        fault=fault,
        told=say("holidays.added", year=year[:4], moved=moved[:9]) if is_told else "",
        typed=request.form,
    )
