"""What the office of the demonstration has done by now: nil reports, cases, signals, and drafts to look at."""

from datetime import date, datetime

from sqlmodel import Session

from fleetsvc.services.audit.events import Actor
from fleetsvc.services.demo.cases import handle_some
from fleetsvc.services.demo.nil_reports import sign_the_rest
from fleetsvc.services.drafts import acts
from fleetsvc.services.signals.finding import find_signals


def act_as_office(session: Session, *, first: date, until: date, by: Actor, now: datetime) -> None:
    """Sign what nobody reported from ``first`` to before ``until``, handle cases, find signals, store drafts."""
    sign_the_rest(session, first=first, until=until, by=by.name or by.kind, now=now)
    handle_some(session, by=by, now=now)
    find_signals(session, now=now)
    acts.load_shipped(session, by=by, now=now)
