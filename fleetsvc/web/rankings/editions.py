"""Ranking editions as pages: all that are stored, and one whole with its bounds, counts, method and chain."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from flask import Response, request, url_for
from sqlmodel import Session
from werkzeug.exceptions import NotFound

from fleetsvc.database.transactions import PUBLISHED
from fleetsvc.edge.audience import audience_of
from fleetsvc.edge.callers import current_person
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import Json
from fleetsvc.services.rankings.audience import Audience
from fleetsvc.services.rankings.drift import count_changes, last_published
from fleetsvc.services.rankings.lists import (
    EditionMissing,
    current_edition,
    latest_of_each_period,
    revisions,
    stored_periods,
)
from fleetsvc.web.frame.access import is_office
from fleetsvc.web.frame.choices import find_category, words
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, number_of, say
from fleetsvc.web.rankings.edition_files import Form, edition_file
from fleetsvc.web.rankings.moves import Shift, shifts_between
from fleetsvc.web.rankings.open_steps import open_steps, reports
from fleetsvc.web.rankings.rows import beside_row, edition_row, is_by_proof, listed, totals, ways
from fleetsvc.web.rankings.start_view import find_period, percent
from rules.editions import EditionStatus, seal
from rules.labels import label
from rules.periods import Period, PeriodKind, parse_period
from rules.vocabulary import GOVERNED_VERDICTS, Category

rankings_pages = Pages("rankings_pages", entry=Entry.ANYONE)

LARGEST_REVISION: Final = 2**31 - 1


@rankings_pages.get("/rankings")
def show_all() -> Response:
    """Show the latest edition of each period, years before quarters before months, of a category or over all."""
    category = _category()
    with parts().database.transaction(PUBLISHED) as session:
        found = latest_of_each_period(session, category=category, audience=_audience())
    shown = [(parse_period(edition["period"]), listed(edition)) for edition in found]
    groups = [
        (say(f"rankings.kind.{kind.value}"), [one for period, one in shown if period.kind is kind])
        for kind in PeriodKind
    ]
    return rendered_beside_menu(
        "rankings.html",
        crumbs=[(say("rankings.title"), None)],
        groups=[(heading, editions) for heading, editions in groups if editions],
        **_chosen(category),
    )


@rankings_pages.get("/rankings/<text>")
def show(text: str) -> Response:
    """Show one edition whole: the latest revision of a period, or the one named by ``?revision=``.

    ``?against=``: another revision to tell the differences from; a correction is told from the one it corrects.
    """
    period, category, spoken = period_of_address(text), _category(), language()
    with parts().database.transaction(PUBLISHED) as session:
        edition = _edition(session, period, category)
        against = _against(session, period, category, edition)
        siblings = revisions(session, period, category=category, audience=_audience())
        near = _near(session, period, category)
        is_outdated = _is_outdated(session, edition, category)
        changes = _changes(session, period, edition, newest=siblings[0]["revision"])
    name = period.name.in_language(spoken)
    return rendered_beside_menu(
        "ranking_edition.html",
        crumbs=[(say("rankings.title"), _address(None, category, None)), (name, None)],
        title=name,
        edition=edition,
        **_done(edition),
        is_latest=edition["revision"] == siblings[0]["revision"],
        **open_steps(period, siblings[0]["status"]),
        is_outdated=is_outdated,
        changes=changes,
        above=edition.get("above"),
        percent=percent,
        is_sealed=seal(edition) == edition["sha256"],
        rows=[edition_row(line, ways(line["unit"], period, category)) for line in edition["lines"]],
        total=totals(edition),
        beside=[beside_row(line) for line in edition["lines"]] if is_by_proof(edition) else [],
        counted=[(verdict.value, label(verdict).in_language(spoken)) for verdict in GOVERNED_VERDICTS],
        leads=reports(),
        revisions=siblings,
        against=against,
        moved=_moved(against, edition),
        compared=_compared(edition, category),
        near=near,
        **_chosen(category),
    )


def _changes(session: Session, period: Period, edition: Json, *, newest: int) -> int:
    """Return how much of a published edition has changed since it, or since the period was last looked at."""
    if edition["status"] != EditionStatus.FINAL:
        return 0
    since = last_published(session, period) if edition["revision"] == newest else None
    return count_changes(session, period, computed_at=since or datetime.fromisoformat(edition["computed_at"]))


@rankings_pages.get("/rankings/<text>/export.csv")
def as_csv(text: str) -> Response:
    """Return one edition as a CSV file, with its seal in the last line."""
    return _file(text, "csv")


@rankings_pages.get("/rankings/<text>/export.xlsx")
def as_xlsx(text: str) -> Response:
    """Return one edition as a workbook to be handed in."""
    return _file(text, "xlsx")


def _file(text: str, form: Form) -> Response:
    period, category = period_of_address(text), _category()
    with parts().database.transaction(PUBLISHED) as session:
        edition = _edition(session, period, category)
    of = say("ranking.all") if category is None else label(category).in_language(language())
    title = say("rankings.file_title", period=period.name.in_language(language()), category=of)
    name = "-".join(("ranking", period.key, category.value if category else "all", f"r{edition['revision']}"))
    return edition_file(
        edition, form, name=name if form == "csv" else f"{title} r{edition['revision']}", title=title
    )


# --- what is asked for -------------------------------------------------------------------------------------------


def period_of_address(text: str) -> Period:
    """Return the period of an address. Raises NotFound."""
    found = find_period(text)
    if found is None:
        raise NotFound
    return found


def _category() -> Category | None:
    return find_category(request.args.get("category", ""))


def _chosen(category: Category | None) -> dict[str, Any]:
    """Return the category asked for, what it is called, and those that may be."""
    return {
        "of": category.value if category else "",
        "category_text": label(category).in_language(language()) if category else say("ranking.all"),
        "categories": words(Category, language()),
    }


def _edition(session: Session, period: Period, category: Category | None) -> dict[str, Any]:
    """Return the edition asked for. Raises NotFound."""
    asked = request.args.get("revision", "")
    revision = _revision(asked)
    if asked and revision is None:
        raise NotFound
    try:
        return current_edition(session, period, category=category, revision=revision, audience=_audience())
    except EditionMissing:
        raise NotFound from None


def _against(
    session: Session, period: Period, category: Category | None, edition: Json
) -> dict[str, Any] | None:
    """Return the revision to tell differences from, where there is one."""
    asked = _revision(request.args.get("against", ""))
    if asked is None and edition["reason"]:
        asked = edition["revision"] - 1
    if asked is None or asked == edition["revision"]:
        return None
    try:
        return current_edition(session, period, category=category, revision=asked, audience=_audience())
    except EditionMissing:
        return None


def _revision(text: str) -> int | None:
    number = number_of(text)
    return number if number is not None and number <= LARGEST_REVISION else None


# --- what is shown besides its lines -----------------------------------------------------------------------------


def _moved(against: Json | None, edition: Json) -> Sequence[Shift]:
    return shifts_between(against["lines"], edition["lines"]) if against is not None else ()


_HINDERED: Final = ("nothing", "already", "not_in_preview", "not_over", "objected", "storing")
_TOLD: Final = ("previewed", "released", *_HINDERED)
"""What became of a step of the office, as the address tells it."""


def _done(edition: Json) -> dict[str, object]:
    """Return what is said of a step that the office has taken, and whether it was done."""
    told, count = request.args.get("told"), number_of(request.args.get("corrected"))
    if told in _TOLD and is_office():
        return {"done": say(f"release.{told}"), "is_done": told not in _HINDERED}
    is_corrected = count is not None and edition["reason"] and is_office()
    return {"done": say("correct.done", count=count) if is_corrected else None, "is_done": True}


def _audience() -> Audience:
    return audience_of(current_person())


def _is_outdated(session: Session, edition: Json, category: Category | None) -> bool:
    """Return whether the edition that changes are measured against has a further revision by now."""
    compared = edition["compared_with"]
    if compared is None:
        return False
    earlier = parse_period(compared["period"])
    found = revisions(session, earlier, category=category, audience=_audience(), limit=1)
    return bool(found) and found[0]["revision"] > compared["revision"]


def _address(period: str | None, category: Category | None, revision: int | None) -> str:
    """Return the address of an edition, or of the list of all."""
    of = category.value if category else None
    if period is None:
        return url_for("rankings_pages.show_all", category=of)
    return url_for("rankings_pages.show", text=period, category=of, revision=revision)


def _near(session: Session, period: Period, category: Category | None) -> list[tuple[str, str, str]]:
    """Return the periods before and after that have an edition: what each is, its name and address."""
    both = (period.previous, period.following)
    stored = stored_periods(session, both, category=category, audience=_audience())
    sides = (("earlier", period.previous), ("later", period.following))
    return [
        (side, one.name.in_language(language()), _address(one.key, category, None))
        for side, one in sides
        if one.key in stored
    ]


def _compared(edition: Json, category: Category | None) -> tuple[str, str] | None:
    """Return what the changes are measured against: its label and address."""
    earlier = edition["compared_with"]
    if earlier is None:
        return None
    text = parse_period(earlier["period"]).name.in_language(language())
    return text, _address(earlier["period"], category, earlier["revision"])
