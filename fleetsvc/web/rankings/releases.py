"""From preview to publication, by the office: show each unit its line, then release the edition for everybody."""

from collections.abc import Callable
from typing import Final

from flask import redirect, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.nil_reports.signing import PeriodNotBegun
from fleetsvc.services.operations.clock_alarms import require_right_clock
from fleetsvc.services.rankings import publishing, releasing
from fleetsvc.services.rankings.locks import VerdictsBeingStored
from fleetsvc.services.rankings.open_objections import EditionObjected
from fleetsvc.services.rankings.publishing import EditionAlreadyFinal, NothingReported, PeriodNotOver
from fleetsvc.services.rankings.releasing import NotInPreview
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.pages import Pages
from fleetsvc.web.rankings.editions import period_of_address

ranking_releases = Pages("ranking_releases", entry=Entry.OFFICE)

_TOLD: Final[dict[type[Exception], str]] = {
    NothingReported: "nothing",
    EditionAlreadyFinal: "already",
    NotInPreview: "not_in_preview",
    EditionObjected: "objected",
    PeriodNotOver: "not_over",
    PeriodNotBegun: "not_over",
    VerdictsBeingStored: "storing",
}
"""What stands in the way -> the word that the page tells it by."""


@ranking_releases.post("/rankings/<text>/preview")
def preview(text: str) -> BaseResponse:
    """Show each unit its line of a period that is over."""
    period, now = period_of_address(text), clock.now()
    return _taken(text, "previewed", lambda session: publishing.publish_preview(session, period, now=now))


@ranking_releases.post("/rankings/<text>/release")
def release(text: str) -> BaseResponse:
    """Publish a period that is in preview."""
    period, now, by = period_of_address(text), clock.now(), visiting().actor
    return _taken(text, "released", lambda session: releasing.release(session, period, by=by, now=now))


def _taken(text: str, done: str, step: Callable[[Session], object]) -> BaseResponse:
    try:
        with parts().patient_database.transaction(visiting().scope) as session:
            require_right_clock(session, now=clock.now())
            step(session)
    except tuple(_TOLD) as hindered:
        done = _TOLD[type(hindered)]
    return redirect(url_for("rankings_pages.show", text=text, told=done), 303)
