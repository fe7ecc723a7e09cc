"""That two persons of a unit submit: what one prepared, another has stored. The office says of which units it is asked.

Who prepared an upload is who handed it in, or said last what its columns hold. Systems prepare but submit nothing: of
what a key or an address handed in, the first person who confirms counts as who prepared it, and another one submits.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from fleetsvc.clock import rfc3339
from fleetsvc.models import AppUser, Json, TwoPersonsRule, UploadRecord
from fleetsvc.services.audit.events import Act, Actor
from fleetsvc.services.audit.recording import record
from fleetsvc.services.notices.events import Event
from fleetsvc.services.notices.telling import tell
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.people.second_person import SecondPersonNeeded, is_asked, is_of_unit, require_second
from rules.units import UNITS

NOBODY_ELSE: Final = 1
"""With so many accounts nobody could submit what the one person prepared."""


@dataclass(frozen=True, slots=True)
class UnitRule:
    """A unit, whether two persons are asked for, since when and by whom, and how many accounts it has in use."""

    unit: str
    rule: TwoPersonsRule | None
    accounts: int


def list_rules(session: Session) -> list[UnitRule]:
    """Return all units in their order. Needs the office's scope."""
    rules: Mapping[int, TwoPersonsRule] = {one.city_code: one for one in session.exec(select(TwoPersonsRule))}
    counted = accounts_in_use(session)
    return [UnitRule(unit, rules.get(int(unit)), counted.get(int(unit), 0)) for unit in UNITS]


def accounts_in_use(session: Session) -> dict[int, int]:
    """Return how many people of each unit may sign in. Needs the office's scope."""
    query = (
        select(AppUser.city_code, func.count())
        .where(AppUser.role == Role.BUREAU, col(AppUser.disabled_at).is_(None))
        .group_by(col(AppUser.city_code))
    )
    return {city: count for city, count in session.exec(query) if city is not None}


def ask_for(session: Session, *, city: int, by: Actor, now: datetime) -> None:
    """Have two persons of a unit submit from now on; it is told how many accounts it has. Nothing where it is so."""
    asked = insert(TwoPersonsRule).values(city_code=city, set_by=by.name or by.kind, set_at=now)
    stored = asked.on_conflict_do_nothing().returning(col(TwoPersonsRule.city_code))
    if session.connection().execute(stored).first() is not None:
        _note(session, city, Act.TWO_PERSONS_ASKED, Event.TWO_PERSONS_ASKED, by=by, now=now)


def lift(session: Session, *, city: int, by: Actor, now: datetime) -> None:
    """Have one person of a unit submit again. Nothing where it is so."""
    lifted = delete(TwoPersonsRule).where(col(TwoPersonsRule.city_code) == city)
    if session.connection().execute(lifted.returning(col(TwoPersonsRule.city_code))).first() is not None:
        _note(session, city, Act.TWO_PERSONS_LIFTED, Event.TWO_PERSONS_LIFTED, by=by, now=now)


def _note(session: Session, city: int, act: Act, event: Event, *, by: Actor, now: datetime) -> None:
    subject, details = f"two-persons/{city}", {"accounts": accounts_in_use(session).get(city, 0)}
    tell(session, event, subject, mark=rfc3339(now), city=city, details=details, now=now)
    record(session, by, act, subject, details, now)


def prepare(upload: UploadRecord, by: Actor) -> None:
    """Note who prepared an upload last; what a system or the office changes has no person of the unit yet."""
    upload.prepared_by, upload.prepared_name = (by.number, by.name) if is_of_unit(by) else (None, None)


def submits(session: Session, upload: UploadRecord, by: Actor) -> bool:
    """Return whether somebody submits an upload; False where they prepare it so, and another one is to submit it.

    Raises SecondPersonNeeded where it is not theirs to do: it is their own, or they are no person of the unit.
    """
    if not is_asked(session, city=upload.city_code):
        return True
    if not is_of_unit(by) or by.number == upload.prepared_by:
        raise SecondPersonNeeded(upload.prepared_name or "")
    return upload.prepared_by is not None


def require_second_once_submitted(session: Session, upload: UploadRecord, by: Actor) -> None:
    """Pass where nothing of an upload is submitted, the office acts, or two persons do. Raises SecondPersonNeeded."""
    if upload.is_submitted and by.role != Role.OFFICE:
        require_second(session, city=upload.city_code, by=by)


def close_rows(session: Session, upload: UploadRecord, by: Actor) -> None:
    """Note who closes rows: that prepares an upload which nobody has submitted yet. Raises SecondPersonNeeded else."""
    require_second_once_submitted(session, upload, by)
    if not upload.is_submitted:
        prepare(upload, by)


def state_json(session: Session, upload: UploadRecord) -> Json | None:
    """Return who prepared an upload that another person submits; None where one person may do both."""
    return {"prepared_by": upload.prepared_name} if is_asked(session, city=upload.city_code) else None
