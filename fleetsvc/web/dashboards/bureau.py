"""A bureau's first page in the morning: what is in this month, what is late, what is open, where it stands."""

from datetime import date
from typing import Final

from flask import Response, url_for

from fleetsvc import clock
from fleetsvc.database.transactions import PUBLISHED
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.dashboards.unit import unit_month
from fleetsvc.services.operations.timetable import next_edition
from fleetsvc.services.rankings.audience import unit_sees
from fleetsvc.services.rankings.trend import monthly_places
from fleetsvc.services.uploads.lists import UploadFilter, list_uploads
from fleetsvc.web.dashboards.since_view import since_view
from fleetsvc.web.frame.bureau_frame import UnitNotChosen, chosen_unit, frame, rendered_in_frame, unit_scope
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, say
from fleetsvc.web.rankings.start_view import ranking_view
from rules.labels import label
from rules.periods import Period, PeriodKind, parse_period, period_of
from rules.units import UNITS

bureau_home = Pages("bureau_home", entry=Entry.REPORTING)

_MONTHS: Final = 6
"""So many months of places are shown."""


@bureau_home.get("/bureau")
def show() -> Response:
    """Show the month of the unit; the office is first asked which unit."""
    try:
        unit = chosen_unit()
    except UnitNotChosen:
        return _choose()
    spoken, now = language(), clock.now()
    with parts().database.transaction(unit_scope()) as session:
        month = unit_month(session, city=int(unit), now=now)
        edition, at = next_edition(session, now=now)
        sent, _ = list_uploads(session, UploadFilter(unit, limit=1), now=now)
    with parts().database.transaction(PUBLISHED) as session:
        ranking = ranking_view(session, period=None, category=None, language=spoken, audience=unit_sees(unit))
        places = monthly_places(session, city=int(unit), most=_MONTHS)
    name = frame().unit_name
    return rendered_in_frame(
        "bureau.html",
        place="home",
        month=month,
        since=since_view(unit),
        month_name=period_of(month.first_day, PeriodKind.MONTH).name.in_language(spoken),
        words={one.category: label(one.category).in_language(spoken) for one in month.categories},
        verdict_words={verdict: label(verdict).in_language(spoken) for verdict in month.verdicts},
        late=[label(one.category).in_language(spoken) for one in month.categories if one.is_late],
        held=sum(one.count for one in month.held),
        ranking=ranking,
        units=len(UNITS),
        line=next((row for row in ranking.rows if row.name == name), None),
        places=[(parse_period(one.period).name.in_language(spoken), one) for one in places],
        deadline=_deadline(edition, clock.day_of(at), clock.day_of(now)),
        is_new=not sent,
    )


def _deadline(month: Period, day: date, today: date) -> str:
    """Return when the ranking of a month is shown to the units next, and of which month."""
    left, name = (day - today).days, month.name.in_language(language())
    said = f"{day.month}月{day.day}日" if language() == "zh" else day.isoformat()
    return (
        say("month.deadline", month=name, day=said, days=left)
        if left
        else say("month.today", month=name, day=said)
    )


def _choose() -> Response:
    units = [(url_for(".show", unit=unit.code), unit.name.in_language(language())) for unit in UNITS.values()]
    return rendered_beside_menu("choose_unit.html", crumbs=[(say("unit.title"), None)], units=units)
