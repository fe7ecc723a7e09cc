"""Ranking editions as pages: all that are stored, and one whole with its bounds, counts, method and chain."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any, Final

from flask import Response, request, url_for
from sqlmodel import Session
from werkzeug.exceptions import NotFound

from fleetsvc.db import OFFICE
from fleetsvc.entry import Entry
from fleetsvc.parts import parts
from fleetsvc.services.ranking_lists import latest_of_each_period, revisions
from fleetsvc.services.rankings import EditionMissing, current_edition
from fleetsvc.web.menu import Crumb, rendered_beside_menu
from fleetsvc.web.pages import Pages, language, say
from fleetsvc.web.ranking_view import percent, period_label, shown_row
from rules.editions import seal
from rules.labels import label
from rules.periods import Period, PeriodKind, PeriodMalformed, parse_period
from rules.units import UNITS
from rules.vocabulary import Category, Verdict
from rules.wording import Language

rankings_pages = Pages("rankings_pages", entry=Entry.ANYONE)

COUNTED: Final = (
    Verdict.COMPLIANT,
    Verdict.EXEMPT,
    Verdict.NEEDS_JUSTIFICATION,
    Verdict.NON_COMPLIANT,
    Verdict.UNDETERMINED,
)
"""The verdicts that an edition counts, in the order of its columns."""


@rankings_pages.get("/rankings")
def show_all() -> Response:
    """Show the latest edition of each period, years before quarters before months, of a category or over all."""
    category = _category()
    with parts().database.transaction(OFFICE) as session:
        found = latest_of_each_period(session, category=category)
    shown = [(parse_period(edition["period"]), edition) for edition in found]
    groups = [
        (
            say(f"rankings.kind.{kind.value}"),
            [_listed(period, one) for period, one in shown if period.kind is kind],
        )
        for kind in PeriodKind
    ]
    return rendered_beside_menu(
        "rankings.html",
        crumbs=[(say("rankings.title"), None)],
        groups=[(heading, editions) for heading, editions in groups if editions],
        of=category.value if category else "",
        categories=_categories(),
    )


def _listed(period: Period, edition: Mapping[str, Any]) -> dict[str, Any]:
    return {**edition, "label": period_label(period, language())}


@rankings_pages.get("/rankings/<text>")
def show(text: str) -> Response:
    """Show one edition whole: the latest revision of a period, or the one named by ``?revision=``."""
    period, category, spoken = _period(text), _category(), language()
    with parts().database.transaction(OFFICE) as session:
        edition = _edition(session, period, category)
        siblings = revisions(session, period, category=category)
    name = period_label(period, spoken)
    crumbs: list[Crumb] = [(say("rankings.title"), _address(None, category, None)), (name, None)]
    return rendered_beside_menu(
        "ranking_edition.html",
        crumbs=crumbs,
        title=name,
        edition=edition,
        is_sealed=seal(edition) == edition["sha256"],
        rows=[(shown_row(line, spoken), line, _exact(line), _gained(line)) for line in edition["lines"]],
        total=_total(edition["lines"]),
        counted=[(verdict.value, label(verdict).said_in(spoken)) for verdict in COUNTED],
        revisions=siblings,
        compared=_compared(edition, category),
        of=category.value if category else "",
        of_said=label(category).said_in(spoken) if category else say("ranking.all"),
        categories=_categories(),
    )


@rankings_pages.get("/rankings/<text>/export.csv")
def export(text: str) -> Response:
    """Return one edition as a CSV file, with its seal in the last line."""
    period, category = _period(text), _category()
    with parts().database.transaction(OFFICE) as session:
        edition = _edition(session, period, category)
    response = Response(_csv(edition), content_type="text/csv; charset=utf-8")
    name = "-".join((period.key, category.value if category else "all", f"r{edition['revision']}"))
    response.headers["Content-Disposition"] = f'attachment; filename="ranking-{name}.csv"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _period(text: str) -> Period:
    """Return the period of an address. Raises NotFound."""
    try:
        return parse_period(text)
    except PeriodMalformed:
        raise NotFound from None


def _category() -> Category | None:
    asked = request.args.get("category", "")
    return Category(asked) if asked in tuple(Category) else None


def _categories() -> list[tuple[str, str]]:
    return [(word.value, label(word).said_in(language())) for word in Category]


def _edition(session: Session, period: Period, category: Category | None) -> dict[str, Any]:
    """Return the edition asked for. Raises NotFound."""
    asked = request.args.get("revision", "")
    if asked and not (asked.isascii() and asked.isdigit() and len(asked) < 10):
        raise NotFound
    try:
        return current_edition(session, period, category=category, revision=int(asked) if asked else None)
    except EditionMissing:
        raise NotFound from None


def _address(period: str | None, category: Category | None, revision: int | None) -> str:
    """Return the address of an edition, or of the list of all."""
    of = category.value if category else None
    if period is None:
        return url_for("rankings_pages.show_all", category=of)
    return url_for("rankings_pages.show", text=period, category=of, revision=revision)


def _compared(edition: Mapping[str, Any], category: Category | None) -> tuple[str, str] | None:
    """Return what the changes are measured against: its label and address."""
    earlier = edition["compared_with"]
    if earlier is None:
        return None
    text = period_label(parse_period(earlier["period"]), language())
    return text, _address(earlier["period"], category, earlier["revision"])


def _exact(line: Mapping[str, Any]) -> str:
    """Return a rate to two decimals: units stand in the order of exact rates, so equal-looking ones would mislead."""
    return "" if line["rate"] is None else f"{line['rate'] * 100:.2f}%"


def _gained(line: Mapping[str, Any]) -> str:
    """Return by how many percentage points the rate rose or fell, with its sign; empty where nothing is known."""
    change = line.get("rate_change")
    if change is None or line["status"] != "ranked":
        return ""
    return f"{change * 100:+.2f}" if change else "0.00"


def _total(lines: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the province's sums, and the rate that follows from them by the method of the edition."""
    kept = list(lines)
    sums = {
        verdict.value: sum(line["verdicts"].get(verdict.value, 0) for line in kept) for verdict in Verdict
    }
    governed = sum(line["governed"] for line in kept)
    decided = governed - sums["undetermined"]
    return {
        "governed": governed,
        "held": sum(line["held"] for line in kept),
        "verdicts": sums,
        "rate": percent((sums["compliant"] + sums["exempt"]) / decided) if decided else "",
        "standing": {
            name: sum(line["status"] == name for line in kept)
            for name in ("ranked", "too_few", "not_reported")
        },
    }


def _csv(edition: Mapping[str, Any]) -> bytes:
    spoken: Language = language()
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    heads = ("rank", "unit", "rate", "low", "high", "change", "rank_change", "governed", "held", "state")
    writer.writerow(
        [say("rankings.code"), *(say(f"rankings.{name}") for name in heads), *_verdict_words(spoken)]
    )
    for line in edition["lines"]:
        counts = [line["verdicts"].get(verdict.value, 0) for verdict in COUNTED]
        name = UNITS[line["unit"]].name.said_in(spoken)
        shares = [line[key] for key in ("rate", "rate_low", "rate_high", "rate_change", "rank_change")]
        standing = say(f"ranking.{line['status']}")
        writer.writerow(
            [line["unit"], line["rank"], name, *shares, line["governed"], line["held"], standing, *counts]
        )
    writer.writerow([])
    writer.writerow([say("ranking.seal"), edition["sha256"]])
    writer.writerow([say("ranking.rulebook"), edition["rulebook"]["edition"]])
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def _verdict_words(spoken: Language) -> list[str]:
    return [label(verdict).said_in(spoken) for verdict in COUNTED]
