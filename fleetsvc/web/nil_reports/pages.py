"""A unit's month by category: what is registered, what was signed as nil, and the form to sign the rest."""

from datetime import datetime, timedelta
from typing import Final

from flask import Response, redirect, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import Preparation, stored_id
from fleetsvc.services.law.ranking_method import current_method
from fleetsvc.services.nil_reports.reported import reported_months
from fleetsvc.services.nil_reports.signing import PeriodNotBegun, VehiclesRegistered, sign
from fleetsvc.web.frame.access import PageNotAdmitted
from fleetsvc.web.frame.bureau_frame import (
    chosen_unit,
    is_masked,
    rendered_in_frame,
    unit_scope,
    visiting,
)
from fleetsvc.web.frame.pages import Pages, language, say
from fleetsvc.web.frame.submissions import (
    PreparationsWaiting,
    drafts,
    nil_reports_waiting_for,
    prepared,
    to_preparation,
)
from fleetsvc.web.rankings.start_view import find_period
from rules.labels import label, listed
from rules.periods import Period, PeriodKind, period_of
from rules.vocabulary import Category

nil_pages = Pages("nil_pages", entry=Entry.REPORTING)

_MONTHS: Final = 12
"""So many months may be chosen."""


@nil_pages.get("/nil-reports")
def show() -> Response:
    """Show what the unit has reported of a month, by category: the last month unless one is named."""
    return _page(200)


@nil_pages.post("/nil-reports")
def send() -> BaseResponse:
    """Sign the ticked categories of a month as nil."""
    if is_masked():
        raise PageNotAdmitted
    month, unit, now = _month(request.form.get("period")), chosen_unit(), clock.now()
    ticked = [category for category in Category if category.value in request.form.getlist("category")]
    if not ticked:
        return _page(422, fault=say("nil.none_ticked"))
    try:
        with parts().database.transaction(unit_scope()) as session:
            kept = prepared(session, drafts.nil_reports(month, ticked))
            if kept is not None:
                return to_preparation(kept)
            for category in ticked:
                sign(session, month, city=int(unit), category=category, by=visiting().actor, now=now)
    except VehiclesRegistered:
        return _page(422, fault=say("nil.registered"))
    except PeriodNotBegun:
        return _page(422, fault=say("nil.not_begun"))
    except PreparationsWaiting as why:
        return _page(409, fault=say("cases.fault.PreparationsWaiting", most=why.most))
    return redirect(url_for("nil_pages.show", period=month.key, signed=len(ticked)), 303)


def _page(status: int, *, fault: str | None = None) -> Response:
    month, spoken = _month(request.values.get("period")), language()
    with parts().database.transaction(unit_scope()) as session:
        rows = _rows(session, month, chosen_unit())
        waiting = [_named(one) for one in nil_reports_waiting_for(session, month.key)]
    return rendered_in_frame(
        "nil_reports.html",
        status,
        place="home",
        below=[(say("nil.title"), None)],
        month=month.key,
        month_name=month.name.in_language(spoken),
        months=[(one.key, one.name.in_language(spoken)) for one in _months()],
        rows=rows,
        waiting=waiting,
        may_sign=not is_masked(),
        fault=fault,
        done="signed" in request.args,
    )


def _named(prepared: Preparation) -> tuple[int, str, datetime, str]:
    """Return the number of what is prepared, by whom and when, and its categories in words."""
    categories = listed(map(Category, prepared.request["categories"])).in_language(language())
    return stored_id(prepared), prepared.prepared_name, prepared.prepared_at, categories


def _rows(session: Session, month: Period, unit: str) -> list[tuple[str, str, str, int]]:
    """Return each category that must be reported: its word, its name, how it stands, and its vehicles."""
    found = reported_months(session, first=month.from_day, until=month.until_day)
    rows = []
    for category in current_method().required:
        place = (unit, category, month.from_day)
        vehicles = found.vehicles.get(place, 0)
        state = "received" if vehicles else "nil" if place in found.nil else "missing"
        rows.append((category.value, label(category).in_language(language()), state, vehicles))
    return rows


def _months() -> list[Period]:
    month = period_of(clock.day_of(clock.now()), PeriodKind.MONTH)
    found = [month]
    while len(found) < _MONTHS:
        found.append(found[-1].previous)
    return found


def _month(text: str | None) -> Period:
    """Return the month asked for; the one before the present one where none is."""
    asked = find_period(text)
    if asked is not None and asked.kind is PeriodKind.MONTH:
        return asked
    first = clock.day_of(clock.now()).replace(day=1)
    return period_of(first - timedelta(days=1), PeriodKind.MONTH)
