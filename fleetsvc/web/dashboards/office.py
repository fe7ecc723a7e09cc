"""The office's dashboard: the province by tiles or map and table, its months, what each unit sent, what is open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from flask import Response, request, url_for

from fleetsvc import clock
from fleetsvc.database.transactions import ScopedSession
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.dashboards import province
from fleetsvc.services.dashboards.province import Cell, Month
from fleetsvc.services.operations.clock_alarms import REMEDY, clock_alarms
from fleetsvc.services.uploads import failing as failing_uploads
from fleetsvc.services.uploads.failures import SAID
from fleetsvc.settings import SettingUnusable
from fleetsvc.web.dashboards.areas import outlines
from fleetsvc.web.dashboards.map import WIDTH as MAP_WIDTH
from fleetsvc.web.dashboards.map import drawn
from fleetsvc.web.dashboards.since_view import since_view
from fleetsvc.web.dashboards.standing_view import published_of, standing_view
from fleetsvc.web.dashboards.tiles import DRAWING, HEIGHT, WIDTH, legend, tiles
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.choices import find_category, words
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, say
from fleetsvc.web.frame.phrases import minute_text
from fleetsvc.web.rankings.start_view import (
    find_period,
    percent,
    recent_periods,
)
from rules.periods import Period, PeriodKind, period_of
from rules.ranking import Line
from rules.ranking_method import Standing
from rules.rulebook_parts import Status
from rules.units import UNITS
from rules.vocabulary import Category, Verdict

office_home = Pages("office_home", entry=Entry.OFFICE)

MOST_FAILING = 10
"""So many files that keep failing are named on the page."""
BAR_STEP, BAR_HEIGHT = 50, 210
"""Of the chart of months, in its own units."""


View = Literal["tiles", "map"]


@dataclass(frozen=True, slots=True)
class DashboardQuery:
    """What the page is about.

    ``month``: the one whose categories the matrix shows; None for all months. ``view``: how the units are drawn.
    """

    period: Period
    category: Category | None
    month: date | None
    view: View


@dataclass(frozen=True, slots=True)
class Bar:
    """A month of the chart: where its bar stands, and how high its parts are."""

    x: int
    label: str
    rate: str
    good: float
    open: float
    bad: float
    month: Month


@office_home.get("/office")
def show() -> Response:
    """Show the province for a period and a category: by default this year, over all categories."""
    now = clock.now()
    today = clock.day_of(now)
    asked, days = _asked(today), province.last_months(today)
    with parts().database.transaction(visiting().scope) as session:
        lines = province.standings(session, asked.period, category=asked.category, now=now)
        found = province.months(session, days, category=asked.category, now=now)
        cells = None if asked.month is None else province.categories_of_month(session, asked.month, now=now)
        published = published_of(session, asked.period, asked.category)
        matters = province.open_matters(session)
        failing = _failing(session)
        alarms = clock_alarms(session, now=now)
    spoken = language()
    scale = BAR_HEIGHT / (max((month.counts.governed for month in found.months), default=0) or 1)
    return rendered_beside_menu(
        "office.html",
        crumbs=[(say("menu.dashboard"), None)],
        asked=asked,
        since=since_view(None),
        of=asked.category.value if asked.category else "",
        title=asked.period.name.in_language(spoken),
        until=asked.period.last_day,
        periods=[(period.key, period.name.in_language(spoken)) for period in recent_periods(today)],
        categories=words(Category, spoken),
        drawing=_drawing(lines, asked.view),
        legend=legend(),
        published=published,
        **standing_view(lines, published),
        now=minute_text(now),
        bars=[_bar(place, month, scale) for place, month in enumerate(found.months)],
        chart=BAR_HEIGHT,
        matrix=_by_month(found.cells, days) if cells is None else _by_category(cells),
        matters=matters,
        failing=failing,
        alarms=[alarm.says.in_language(spoken) for alarm in alarms],
        remedy=REMEDY.in_language(spoken),
        assumed=_assumed(),
    )


def _failing(session: ScopedSession) -> dict[str, object]:
    """Return the files whose reading keeps failing: how many, and the first of them with what they fail of."""
    found = failing_uploads.list_failing(session, most=MOST_FAILING)
    return {
        "tally": failing_uploads.tally(session),
        "listed": [(one, _name(str(one.city)), SAID[one.failure].in_language(language())) for one in found],
    }


def _asked(today: date) -> DashboardQuery:
    """Return what is asked for; what is none is taken as not asked."""
    month = find_period(request.args.get("month"))
    return DashboardQuery(
        find_period(request.args.get("period")) or period_of(today, PeriodKind.YEAR),
        find_category(request.args.get("category", "")),
        month.from_day if month is not None and month.kind is PeriodKind.MONTH else None,
        _view(request.args.get("view", "")),
    )


def _view(text: str) -> View:
    """Return the view asked for: without an approval number the map is shown to those only who choose it."""
    if text == "map" or (text != "tiles" and parts().settings.map_approval_number):
        return "map"
    return "tiles"


def _drawing(lines: Sequence[Line], view: View) -> dict[str, object]:
    """Return what draws the units: tiles, or the map with what must be said of it.

    Tiles too where the operator's boundaries are unusable by now; ``is_broken`` then.
    """
    told = tiles(
        lines,
        standing={standing.value: say(f"ranking.{standing.value}") for standing in Standing},
        language=language(),
    )
    as_tiles: dict[str, object] = {"view": "tiles", "tiles": told, "size": DRAWING, "tile": (WIDTH, HEIGHT)}
    if view == "tiles":
        return as_tiles
    settings = parts().settings
    try:
        found = outlines(settings)
    except SettingUnusable:
        return as_tiles | {"is_broken": True}
    approval = settings.map_approval_number
    drawing = {"view": "map", "map": drawn(told, found), "width": MAP_WIDTH}
    return drawing | {"approval": approval, "is_ours": found.is_ours}


def _bar(place: int, month: Month, scale: float) -> Bar:
    counts = month.counts
    bad = counts.verdicts.get(Verdict.NON_COMPLIANT, 0)
    return Bar(
        x=place * BAR_STEP,
        label=f"{month.first_day.month}月" if language() == "zh" else f"{month.first_day:%m}",
        rate=percent(counts.rate),
        good=round(counts.good * scale, 1),
        open=round((counts.governed - counts.good - bad) * scale, 1),
        bad=round(bad * scale, 1),
        month=month,
    )


MatrixRow = tuple[str, str, list[Cell]]
Matrix = tuple[list[tuple[str, str | None]], list[MatrixRow]]
"""The heads of the columns with where they lead, and a row for each unit: its code, its name, its cells."""


def _by_month(cells: Mapping[tuple[str, date], Cell], days: Sequence[date]) -> Matrix:
    heads: list[tuple[str, str | None]] = [(f"{day:%Y-%m}", _month_address(day)) for day in days]
    return heads, [(unit, _name(unit), [cells[unit, day] for day in days]) for unit in UNITS]


def _month_address(day: date) -> str:
    kept: dict[str, Any] = {name: request.args.get(name) for name in ("period", "category", "view")}
    return url_for("office_home.show", **kept, month=f"{day:%Y-%m}", _anchor="reporting")


def _by_category(cells: Mapping[tuple[str, str], Cell]) -> Matrix:
    heads: list[tuple[str, str | None]] = [(said, None) for _, said in words(Category, language())]
    return heads, [(unit, _name(unit), [cells[unit, word.value] for word in Category]) for unit in UNITS]


def _name(unit: str) -> str:
    return UNITS[unit].name.in_language(language())


def _assumed() -> int:
    """Return how many interpretations of the rulebook in force are still to be confirmed."""
    book = parts().in_force.find()
    return sum(entry.status is Status.ASSUMED for entry in book.interpretations.values()) if book else 0
