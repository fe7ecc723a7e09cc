"""What units attain of the shares that rules demand: all of them for the office, its own for a bureau."""

from flask import Response, request

from fleetsvc import clock
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.law.rulebooks import active_book
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.rankings.shares import attainments
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, say
from fleetsvc.web.rankings.rows import share_row
from fleetsvc.web.rankings.start_view import find_period, recent_periods
from rules.periods import PeriodKind, period_of
from rules.units import UNITS

share_pages = Pages("share_pages", entry=Entry.REPORTING)


@share_pages.get("/shares")
def show() -> Response:
    """Show the shares of a period, this year's unless one is named, as the registrations stand now."""
    asker, today = visiting(), clock.day_of(clock.now())
    period = find_period(request.args.get("period")) or period_of(today, PeriodKind.YEAR)
    units = [unit for unit in UNITS if asker.role is Role.OFFICE or unit == asker.unit]
    with parts().database.transaction(asker.scope) as session:
        book = active_book(session).book
        found = attainments(session, period, book=book, units=units, language=language())
    offered = dict.fromkeys((*recent_periods(today), period))
    return rendered_beside_menu(
        "shares.html",
        crumbs=[(say("shares.title"), None)],
        period=period.key,
        periods=[(one.key, one.name.in_language(language())) for one in offered],
        rows=[one | share_row(one) for one in found],
    )
