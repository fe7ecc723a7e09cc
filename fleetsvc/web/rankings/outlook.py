"""The outlook to the year's end: an estimate with its range, and what the next vehicles must be; never published."""

from fractions import Fraction
from typing import Any, Final

from flask import Response, request, url_for

from fleetsvc import clock
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.rankings import emissions as estimates
from fleetsvc.services.rankings.outlook import NEXT, TARGET, Asked, UnitOutlook, outlook_json, outlooks
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.choices import find_category, words
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, number_of, say
from fleetsvc.web.rankings import emissions
from rules.labels import label
from rules.units import UNITS
from rules.vocabulary import Category

outlook_pages = Pages("outlook_pages", entry=Entry.REPORTING)

MOST_NEXT: Final = 10_000


@outlook_pages.get("/outlook")
def show() -> Response:
    """Show the outlook: the office's of all units in one category or all, a bureau's own of each category."""
    asker, today = visiting(), clock.day_of(clock.now())
    is_office = asker.role is Role.OFFICE
    category = find_category(request.args.get("category", ""))
    percent, following = number_of(request.args.get("target")), number_of(request.args.get("next"))
    asked = Asked(
        units=tuple(UNITS) if is_office else (asker.unit or "",),
        categories=(category,) if is_office else (None, *Category),
        target=Fraction(percent, 100) if percent is not None and 0 < percent <= 100 else TARGET,
        of_next=following if following is not None and 0 < following <= MOST_NEXT else NEXT,
    )
    with parts().database.transaction(asker.scope) as session:
        found = outlooks(session, asked, today=today)
    return rendered_beside_menu(
        "outlook.html",
        crumbs=[(say("menu.outlook"), None)],
        rows=[_row(one, is_office=is_office) for one in found if is_office or one.seen.counted],
        is_office=is_office,
        categories=words(Category, language()),
        category=category or "",
        target=round(asked.target * 100),
        following=asked.of_next,
        year=today.year,
        months=today.month - 1,
    )


@outlook_pages.get("/outlook/emissions")
def show_emissions() -> Response:
    """Show what is avoided and forgone: the office's of all units in one category or all, a bureau's own of each."""
    asker, today = visiting(), clock.day_of(clock.now())
    is_office = asker.role is Role.OFFICE
    category = find_category(request.args.get("category", ""))
    asked = estimates.Asked(
        units=(None, *UNITS) if is_office else (asker.unit,),
        categories=(category,) if is_office else (None, *Category),
    )
    with parts().database.transaction(asker.scope) as session:
        found = estimates.emissions(session, asked, today=today)
    rows = [one for one in found if one.avoided.vehicles or one.forgone.vehicles or one.plug_in]
    return rendered_beside_menu(
        "emissions.html",
        crumbs=[(say("menu.outlook"), url_for("outlook_pages.show")), (say("emissions.link"), None)],
        rows=[emissions.row(one, is_office=is_office) for one in rows],
        plug_in=found[0].plug_in,
        baselines=emissions.bases(category),
        is_office=is_office,
        categories=words(Category, language()),
        category=category or "",
        year=today.year,
    )


def _row(one: UnitOutlook, *, is_office: bool) -> dict[str, Any]:
    told, spoken = outlook_json(one), language()
    of_unit = UNITS[one.unit].name
    name = of_unit if is_office else None if one.category is None else label(one.category)
    return told | {
        "name": say("outlook.all") if name is None else name.in_language(spoken),
        "reached": one.least == 0,
    }
