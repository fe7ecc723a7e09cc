"""The units as they stand today, and beside them what was published of the same period where it differs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from sqlmodel import Session

from fleetsvc.services.law.ranking_method import current_method
from fleetsvc.services.rankings.audience import EVERYBODY_SEES
from fleetsvc.services.rankings.lists import EditionMissing, current_edition
from fleetsvc.web.frame.pages import language, minute, say
from fleetsvc.web.rankings.rows import totals
from fleetsvc.web.rankings.start_view import RankingRow, percent, shown_row
from rules.editions import line_document
from rules.periods import Period
from rules.ranking import Line
from rules.ranking_method import Standing
from rules.tallies import summed
from rules.vocabulary import Category


@dataclass(frozen=True, slots=True)
class Published:
    """What was published last of a period: when it was computed, where it stands, its rate, its lines by unit."""

    at: str
    said: str
    address: str
    rate: str
    lines: Mapping[str, RankingRow]


@dataclass(frozen=True, slots=True)
class StandingRow:
    """A unit today: its line, and how it is shown; ``published``: what was published, if it was otherwise."""

    line: Line
    shown: RankingRow
    published: RankingRow | None


def published_of(session: Session, period: Period, category: Category | None) -> Published | None:
    """Return what was published of a period, to stand beside its lines of today; None where nothing was."""
    try:
        edition = current_edition(session, period, category=category, audience=EVERYBODY_SEES)
    except EditionMissing:
        return None
    return Published(
        minute(edition["computed_at"]),
        say("office.published", status=say(f"ranking.{edition['status']}"), number=edition["revision"]),
        url_for("rankings_pages.show", text=period.key, category=category.value if category else None),
        totals(edition)["rate"] or "–",
        {line["unit"]: shown_row(line, language()) for line in edition["lines"]},
    )


def standing_view(lines: Sequence[Line], published: Published | None) -> dict[str, object]:
    """Return the units as they stand today, how many stand otherwise than published, and the province's sums."""
    rows = _rows(lines, published)
    differing = sum(row.published is not None for row in rows)
    return {"rows": rows, "differing": differing, "totals": _totals(lines)}


def _rows(lines: Sequence[Line], published: Published | None) -> list[StandingRow]:
    found = []
    for line in lines:
        shown = _shown(line)
        was = None if published is None else published.lines.get(line.unit)
        found.append(StandingRow(line, shown, was if _is_other(was, shown) else None))
    return found


def _totals(lines: Sequence[Line]) -> dict[str, object]:
    """Return the province's sums over its units."""
    counts = summed(line.counts for line in lines)
    return {
        **{verdict.value: count for verdict, count in counts.verdicts.items()},
        "governed": counts.governed,
        "held": counts.held,
        "rate": percent(counts.rate) or "–",
        "silent": sum(line.status is Standing.NOT_REPORTED for line in lines),
    }


def _shown(line: Line) -> RankingRow:
    return shown_row(line_document(line, method=current_method()), language())


def _is_other(was: RankingRow | None, now: RankingRow) -> bool:
    """Tell whether a unit stands otherwise than it was published: by rank, rate or number of vehicles."""
    return was is not None and any(
        getattr(was, name) != getattr(now, name) for name in ("status", "rank", "rate", "governed")
    )
