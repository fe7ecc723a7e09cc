"""The correction of a published ranking, for the office: what it would change, the reason, the further revision."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from flask import Response, redirect, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.operations.clock_alarms import require_right_clock
from fleetsvc.services.rankings.dependents import correct_onwards, published_onwards
from fleetsvc.services.rankings.lists import current_edition
from fleetsvc.services.rankings.locks import VerdictsBeingStored
from fleetsvc.services.rankings.publishing import NothingToCorrect, pending_correction
from fleetsvc.services.rankings.publishing import correct as correct_alone
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.forms import written_in
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, say
from fleetsvc.web.rankings.editions import period_of_address
from fleetsvc.web.rankings.moves import ShiftTable, shifts_between
from rules.editions import (
    LONGEST_REASON,
    CorrectionReasonMissing,
    CorrectionReasonPrivate,
    Edition,
    line_document,
)
from rules.labels import label
from rules.periods import Period

ranking_corrections = Pages("ranking_corrections", entry=Entry.OFFICE)

UNFIT: Final = 422


@ranking_corrections.get("/rankings/<text>/correction")
def ask(text: str) -> Response:
    """Show what a correction would change as the data stand now, and ask for its reason."""
    return _page(period_of_address(text), 200)


@ranking_corrections.post("/rankings/<text>/correction")
def correct(text: str) -> BaseResponse:
    """Publish a further revision of each category in which something has changed."""
    period, now = period_of_address(text), clock.now()
    reason = written_in("reason").strip()
    try:
        with parts().patient_database.transaction(visiting().scope) as session:
            require_right_clock(session, now=now)
            step = correct_onwards if request.form.get("onwards") else correct_alone
            made = step(session, period, reason=reason, by=visiting().actor, now=now)
    except CorrectionReasonMissing:
        return _page(period, UNFIT, fault=say("correct.reason_missing", most=LONGEST_REASON), reason=reason)
    except CorrectionReasonPrivate:
        return _page(period, UNFIT, fault=say("correct.reason_private"), reason=reason)
    except NothingToCorrect:
        return _page(period, UNFIT)
    except VerdictsBeingStored:
        return _page(period, 503, fault=say("correct.storing"), reason=reason)
    if not made:
        return _page(period, UNFIT)
    return redirect(
        url_for("rankings_pages.show", text=period.key, category=made[0].category, corrected=len(made)), 303
    )


def _page(period: Period, status: int, **values: Any) -> Response:  # noqa: ANN401 (what the template shows)
    """Return the page; where nothing is published or nothing has changed it says so, without a form."""
    name = period.name.in_language(language())
    why, changes = None, list[ShiftTable]()
    with parts().database.transaction(visiting().scope) as session:
        try:
            changes = _changes(session, period, clock.now())
            why = None if changes else say("correct.nothing", period=name)
        except NothingToCorrect:
            why = say("correct.not_final", period=name)
        onwards = [one.name.in_language(language()) for one in published_onwards(session, period)]
    return rendered_beside_menu(
        "ranking_correction.html",
        status,
        crumbs=[
            (say("rankings.title"), url_for("rankings_pages.show_all")),
            (name, url_for("rankings_pages.show", text=period.key)),
            (say("correct.title"), None),
        ],
        title=name,
        period=period.key,
        why=why,
        changes=changes,
        onwards=onwards,
        most=LONGEST_REASON,
        **values,
    )


def _changes(session: Session, period: Period, now: datetime) -> list[ShiftTable]:
    pending: Sequence[Edition] = pending_correction(session, period, now=now)
    return [_change(session, period, edition) for edition in pending]


def _change(session: Session, period: Period, edition: Edition) -> ShiftTable:
    stored = current_edition(session, period, category=edition.category)
    lines = [line_document(line, method=edition.method) for line in edition.lines]
    moved = shifts_between(stored["lines"], lines)
    title = label(edition.category).in_language(language()) if edition.category else say("ranking.all")
    return ShiftTable(title, moved, len(lines) - len(moved))
