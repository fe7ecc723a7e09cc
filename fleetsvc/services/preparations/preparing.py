"""Where two persons of a unit hand in: one prepares, another submits or sends back. One way for every matter.

What is prepared is tried at once and undone, so that what cannot be handed in is told to who prepares it. Nothing of
it is seen outside the unit, and it holds nothing back, until it is submitted; then it is done just so, unless what it
is about has changed since. A system prepares nothing alone: the first person who submits it counts as who prepared it.
"""

from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, select

from fleetsvc.models import AccountId, Json, Matter, Preparation, PreparationStatus, stored_id
from fleetsvc.services.audit.events import Act, Actor, Preparer, Value
from fleetsvc.services.audit.recording import record
from fleetsvc.services.cases.guards import NotDone, ReasonNeeded
from fleetsvc.services.notices.events import Event
from fleetsvc.services.notices.telling import tell
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.people.second_person import SecondPersonNeeded, is_asked, is_of_unit
from fleetsvc.services.preparations.drafts import Draft
from fleetsvc.services.preparations.lists import (
    changed_since,
    count_waiting,
    find_preparation,
    has_lapsed,
)
from fleetsvc.services.preparations.matters import MATTERS, Done

MOST_WAITING: Final = 200
"""So many preparations of a unit wait at a time."""


class PreparationSettled(NotDone):
    """It was submitted, sent back or taken back already: ``status``."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


class PreparationLapsed(NotDone):
    """What it is about has changed since it was prepared: nothing is handed in."""


class PreparationsWaiting(NotDone):
    """So many wait that no more is prepared: ``most``."""

    def __init__(self) -> None:
        super().__init__(MOST_WAITING)
        self.most = MOST_WAITING


def prepare_if_asked(
    session: Session, draft: Draft, *, city: int, by: Actor, now: datetime
) -> tuple[Preparation, Done] | None:
    """Keep what a unit hands in for another person to submit, where the office asks for two; None where one suffices.

    What waits and is outdated is settled first, and who prepared it told: a night, in the office's scope, sees none.

    Raises what handing it in would raise, PreparationsWaiting. ``Done``: what would come of it as things stand.
    """
    if by.role != Role.BUREAU or not is_asked(session, city=city):
        return None
    lapse(session, city=city, now=now)
    if count_waiting(session, city=city) >= MOST_WAITING:
        raise PreparationsWaiting
    done = _rehearsed(session, draft, city=city, now=now)
    prepared = Preparation(
        city_code=city,
        matter=draft.matter,
        request=done.fit,
        marks=MATTERS[draft.matter].marks(session, done.fit, city),
        prepared_by=by.number if is_of_unit(by) else None,
        prepared_name=by.name or by.kind,
        prepared_at=now,
    )
    session.add(prepared)
    session.flush()
    _note(session, prepared, Act.ACT_PREPARED, by=by, now=now)
    return prepared, done


def _rehearsed(session: Session, draft: Draft, *, city: int, now: datetime) -> Done:
    """Hand in as two persons would, and undo it."""
    by = Actor("user", 0, "rehearsal", Role.BUREAU.value, str(city), "session/1", Preparer(-1, ""))
    rehearsal = session.begin_nested()
    try:
        return MATTERS[draft.matter].perform(session, draft.request, city=city, by=by, now=now)
    finally:
        rehearsal.rollback()


def submit(session: Session, number: int, *, city: int, by: Actor, now: datetime) -> Preparation:
    """Hand in what another person of the unit prepared; of what a system sent, note who has checked it first.

    Raises PreparationUnknown, PreparationSettled, SecondPersonNeeded, PreparationLapsed, what the matter raises.
    """
    found = _waiting(session, number, city=city)
    if not is_of_unit(by) or by.number == found.prepared_by:
        raise SecondPersonNeeded(found.prepared_name)
    handling = MATTERS[found.matter]
    handling.hold(session, found.request, city)
    changed = changed_since(session, found)
    if has_lapsed(found, changed):
        raise PreparationLapsed
    if found.prepared_by is None:
        found.prepared_by, found.prepared_name = by.number, by.name or by.kind
        session.add(found)
        session.flush()
        _note(session, found, Act.ACT_PREPARED, by=by, now=now)
        return found
    request = found.request if handling.without is None else handling.without(found.request, changed)
    acting = replace(by, prepared=Preparer(found.prepared_by, found.prepared_name))
    done = handling.perform(session, request, city=city, by=acting, now=now)
    found.outcome = _outcome(done, len(changed))
    return _settled(session, found, PreparationStatus.SUBMITTED, by=acting, now=now)


def _outcome(done: Done, changed: int) -> Json:
    """Return what came of it; what had changed meanwhile was passed by."""
    return done.told | {"passed": done.told["passed"] + changed} if "passed" in done.told else done.told


def drop(session: Session, number: int, reason: str, *, city: int, by: Actor, now: datetime) -> Preparation:
    """Take back what one prepared, or send back for a reason what another did: nothing is handed in.

    Raises PreparationUnknown, PreparationSettled, ReasonNeeded, SecondPersonNeeded where no person of the unit asks.
    """
    found = _waiting(session, number, city=city)
    if not is_of_unit(by):
        raise SecondPersonNeeded(found.prepared_name)
    is_own = by.number == found.prepared_by
    found.settled_reason = reason.strip() or None
    if found.settled_reason is None and not is_own:
        raise ReasonNeeded
    status = PreparationStatus.TAKEN_BACK if is_own else PreparationStatus.SENT_BACK
    return _settled(session, found, status, by=by, now=now)


def lapse(session: Session, *, city: int, now: datetime) -> int:
    """Settle what waits in a unit and is outdated; who prepared it is told. Return how many."""
    query = select(Preparation).where(
        Preparation.city_code == city, Preparation.status == PreparationStatus.WAITING
    )
    by, count = Actor("service", name="preparations", unit=str(city)), 0
    for found in session.exec(query.with_for_update(skip_locked=True).order_by(col(Preparation.id))).all():
        if has_lapsed(found, changed_since(session, found)):
            _settled(session, found, PreparationStatus.LAPSED, by=by, now=now)
            count += 1
    return count


def _waiting(session: Session, number: int, *, city: int) -> Preparation:
    found = find_preparation(session, number, city=city, locked=True)
    if found.status is not PreparationStatus.WAITING:
        raise PreparationSettled(found.status.value)
    return found


_ACTS: Final = {
    PreparationStatus.SUBMITTED: Act.ACT_SUBMITTED,
    PreparationStatus.SENT_BACK: Act.ACT_SENT_BACK,
    PreparationStatus.TAKEN_BACK: Act.ACT_TAKEN_BACK,
    PreparationStatus.LAPSED: Act.ACT_SENT_BACK,
}
_TOLD: Final = {
    PreparationStatus.SENT_BACK: Event.PREPARATION_SENT_BACK,
    PreparationStatus.LAPSED: Event.PREPARATION_LAPSED,
}


def _settled(
    session: Session, found: Preparation, status: PreparationStatus, *, by: Actor, now: datetime
) -> Preparation:
    found.status, found.settled_by, found.settled_name, found.settled_at = status, by.number, by.name, now
    session.add(found)
    session.flush()
    event = _TOLD.get(status)
    if event is not None and found.prepared_by is not None:
        subject = f"preparation/{found.city_code}/{stored_id(found)}"
        told = {"name": by.name or "", "reason": found.settled_reason or ""}
        account = AccountId(found.prepared_by)
        tell(session, event, subject, mark="", city=found.city_code, account=account, details=told, now=now)
    _note(session, found, _ACTS[status], by=by, now=now)
    return found


def _note(session: Session, found: Preparation, act: Act, *, by: Actor, now: datetime) -> None:
    """Enter an act in the audit log; of what waits for a colleague the unit is told."""
    subject = f"preparation/{found.city_code}/{stored_id(found)}"
    if act is Act.ACT_PREPARED:
        told = {"name": found.prepared_name}
        mark = "" if found.prepared_by is None else "person"
        tell(session, Event.PREPARED, subject, mark=mark, city=found.city_code, details=told, now=now)
    known: dict[str, Value] = {
        "matter": Matter(found.matter).value,
        "status": found.status.value,
        "reason": found.settled_reason,
    }
    record(session, by, act, subject, known, now)
