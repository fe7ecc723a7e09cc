"""The log of measures: a page of what was done with each unit, and the form by which the office notes more."""

from datetime import date
from typing import Any, Final

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.letters.measures import (
    LONGEST_SAID,
    MeasureInFuture,
    MeasureKind,
    MeasureUnsaid,
    list_measures,
    note_measure,
)
from fleetsvc.services.people.accounts import Role
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.forms import written_in
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, number_of, say
from rules.periods import PeriodMalformed
from rules.units import UNITS, UnitUnknown

measure_pages = Pages("measure_pages", entry=Entry.REPORTING)
measure_notes = Pages("measure_notes", entry=Entry.OFFICE)

PAGE: Final = 50


@measure_pages.get("/measures")
def show() -> Response:
    """Show a page of the log: a bureau's own, the office's of all units or of one."""
    return _page(200)


@measure_notes.post("/measures")
def note() -> BaseResponse:
    """Note a measure."""
    by, unit = visiting(), written_in("unit")
    try:
        with parts().database.transaction(by.scope) as session:
            note_measure(
                session,
                unit,
                MeasureKind(written_in("kind")),
                happened_on=date.fromisoformat(written_in("happened_on").strip()),
                said=written_in("said"),
                period=written_in("period").strip() or None,
                by=by.actor,
                now=clock.now(),
            )
    except (
        MeasureUnsaid,
        MeasureInFuture,
        PeriodMalformed,
        UnitUnknown,
        ValueError,
    ):  # a kind or a day that there is not
        return _page(422, fault=say("measures.fault"))
    return redirect(url_for("measure_pages.show", unit=unit, noted=1), 303)


def _page(status: int, *, fault: str = "") -> Response:
    asked, before, spoken = request.values.get("unit", ""), number_of(request.args.get("before")), language()
    unit = asked if asked in UNITS else None
    with parts().database.transaction(visiting().scope) as session:
        found, following = list_measures(session, unit=unit, before=before, limit=PAGE)
    of_unit: dict[str, Any] = {"unit": unit} if unit else {}
    return rendered_beside_menu(
        "measures.html",
        status,
        crumbs=[(say("menu.measures"), None)],
        items=[(one, UNITS[str(one.city_code)].name.in_language(spoken)) for one in found],
        following=following and url_for("measure_pages.show", **of_unit, before=following),
        notes=visiting().role is Role.OFFICE,
        units=[(code, one.name.in_language(spoken)) for code, one in UNITS.items()],
        kinds=tuple(MeasureKind),
        unit=unit or "",
        today=clock.day_of(clock.now()).isoformat(),
        most=LONGEST_SAID,
        written=request.form,
        fault=fault,
        done="noted" in request.args,
    )
