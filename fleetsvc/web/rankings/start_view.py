"""A stored ranking edition as the start page shows it: sentences, bars and signs instead of numbers and codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from sqlmodel import Session

from fleetsvc.services.dashboards.province import last_months
from fleetsvc.services.rankings.audience import Audience
from fleetsvc.services.rankings.lists import EditionMissing, current_edition, list_editions
from fleetsvc.web.frame.pages import minute
from rules.percentages import percentage
from rules.periods import Period, PeriodKind, PeriodMalformed, parse_period, period_of
from rules.units import UNITS
from rules.vocabulary import Category
from rules.wording import Language

BAR = 100
"""Width of a bar in its own coordinates."""


@dataclass(frozen=True, slots=True)
class RankingRow:
    """One unit's line. Bars run from 0 to ``BAR``; texts are empty where there is nothing to tell."""

    name: str
    status: str
    rank: str
    governed: str
    rate: str
    bounds: str
    low: float
    high: float
    mark: float
    open: str
    change: int | None


@dataclass(frozen=True, slots=True)
class View:
    """The edition shown, the periods to choose from, and whether the one asked for was missing."""

    edition: Mapping[str, Any] | None
    title: str
    computed: str
    rows: tuple[RankingRow, ...]
    periods: tuple[tuple[str, str], ...]
    absent: str | None


def ranking_view(
    session: Session,
    *,
    period: str | None,
    category: Category | None,
    language: Language,
    audience: Audience,
) -> View:
    """Return what to show: the period asked for, else the latest year, else the latest edition of any period."""
    periods = _stored_periods(session, audience)
    choices = tuple((stored.key, stored.name.in_language(language)) for stored in periods)
    wanted = find_period(period)
    chosen = wanted if wanted in periods else _default(periods)
    absent = period if period and chosen != wanted else None
    if chosen is None:
        return View(None, "", "", (), (), absent)
    try:
        edition = current_edition(session, chosen, category=category, audience=audience)
    except EditionMissing:
        return View(None, chosen.name.in_language(language), "", (), choices, absent)
    return View(
        edition,
        chosen.name.in_language(language),
        minute(edition["computed_at"]),
        tuple(shown_row(line, language) for line in edition["lines"]),
        choices,
        absent,
    )


def recent_periods(today: date) -> tuple[Period, ...]:
    """Return the years, quarters and months that hold one of the last twelve months, the latest first."""
    days = last_months(today)[::-1]
    return tuple(dict.fromkeys(period_of(day, kind) for kind in PeriodKind for day in days))


def _stored_periods(session: Session, audience: Audience) -> tuple[Period, ...]:
    page, _ = list_editions(session, limit=500, audience=audience)
    found = {parse_period(edition["period"]) for edition in page}
    return tuple(sorted(found, key=_recency, reverse=True))


def _recency(period: Period) -> tuple[date, date]:
    return period.until_day, period.from_day


def _default(periods: Sequence[Period]) -> Period | None:
    years = [period for period in periods if period.kind is PeriodKind.YEAR]
    return next(iter(years or periods), None)


def find_period(text: str | None) -> Period | None:
    """Return the period that an address names; None for none, and for what is none."""
    try:
        return parse_period(text) if text else None
    except PeriodMalformed:
        return None


def shown_row(line: Mapping[str, Any], language: Language) -> RankingRow:
    """Return a line of an edition as the pages show it."""
    low, high, rate = (line[name] for name in ("rate_low", "rate_high", "rate"))
    is_bounded = low is not None and high is not None and line["governed"] + line["held"] > 0
    verdicts = line["verdicts"]
    waiting = line["held"] + verdicts.get("undetermined", 0) + verdicts.get("needs_justification", 0)
    return RankingRow(
        name=UNITS[line["unit"]].name.in_language(language),
        status=line["status"],
        rank=str(line["rank"]) if line["rank"] is not None else "",
        governed=f"{line['governed']:,}" if line["status"] != "not_reported" else "",
        rate=percent(rate) if line["status"] == "ranked" else "",
        bounds=_bounds(low, high) if is_bounded else "",
        low=round((low or 0) * BAR, 2) if is_bounded else 0,
        high=round((high or 0) * BAR, 2) if is_bounded else 0,
        mark=round(rate * BAR, 2) if rate is not None and line["status"] == "ranked" else -1,
        open=f"{waiting:,}" if waiting else "",
        change=line["rank_change"],
    )


def _bounds(low: float, high: float) -> str:
    least, most = percent(low), percent(high)
    return least if least == most else f"{least} – {most}"


def percent(share: float | Fraction | None) -> str:
    """Return a share as people read it, empty for none.

    >>> percent(0.98333), percent(0.99999), percent(None)
    ('98.3%', '>99.9%', '')
    """
    return "" if share is None else percentage(share)
