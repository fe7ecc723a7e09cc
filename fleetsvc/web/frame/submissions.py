"""What a visitor hands in for their unit, where another person of it is to submit it: kept, and shown."""

from collections.abc import Sequence

from flask import redirect, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.database.transactions import UnitScope
from fleetsvc.models import Preparation, stored_id
from fleetsvc.services.people.second_person import SecondPersonNeeded as SecondPersonNeeded  # noqa: PLC0414
from fleetsvc.services.preparations import drafts as drafts  # noqa: PLC0414 (for whoever hands in)
from fleetsvc.services.preparations.lists import nil_reports_waiting, waiting_about
from fleetsvc.services.preparations.preparing import PreparationsWaiting as PreparationsWaiting  # noqa: PLC0414
from fleetsvc.services.preparations.preparing import prepare_if_asked
from fleetsvc.web.frame.bureau_frame import visiting


def prepared(session: Session, draft: drafts.Draft) -> int | None:
    """Keep what a visitor hands in, where two persons of the unit do; return its number, None where one suffices.

    Raises what handing it in would raise, PreparationsWaiting.
    """
    visitor, city = visiting(), own_city()
    if city is None:
        return None
    kept = prepare_if_asked(session, draft, city=city, by=visitor.actor, now=clock.now())
    return None if kept is None else stored_id(kept[0])


def waiting_for(session: Session, thing: str) -> Preparation | None:
    """Return what is prepared in the visitor's unit about a thing, such as ``case/12``, and waits; None for others."""
    city = own_city()
    return None if city is None else waiting_about(session, thing, city=city)


def nil_reports_waiting_for(session: Session, month: str) -> Sequence[Preparation]:
    """Return what is prepared of the visitor's unit as a month's nil reports, and waits; nothing for others."""
    city = own_city()
    return () if city is None else nil_reports_waiting(session, month, city=city)


def own_city() -> int | None:
    """Return the unit whose person visits; None for anybody else."""
    scope = visiting().scope
    return int(scope.code) if isinstance(scope, UnitScope) else None


def to_preparation(number: int) -> BaseResponse:
    """Lead to what was prepared."""
    return redirect(url_for("preparation_pages.show_one", number=number, told="prepared"), 303)
