"""A unit objects to its own line of a period in preview: to the line, or to vehicles in it, once as it stands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, select

from fleetsvc.clock import day_of
from fleetsvc.models import CaseRecord, Json, RegistrationRecord, stored_id
from fleetsvc.services.audit.events import Act, Actor
from fleetsvc.services.audit.recording import record
from fleetsvc.services.cases.acting import act
from fleetsvc.services.cases.guards import Said
from fleetsvc.services.cases.words import CaseAction, CaseKind, CaseState, Hand
from fleetsvc.services.rankings import publishing
from fleetsvc.services.rankings.audience import unit_sees
from fleetsvc.services.rankings.lists import EditionMissing, current_edition
from fleetsvc.services.rankings.open_objections import holds, objections
from fleetsvc.services.rankings.releasing import NotInPreview
from rules.editions import EditionStatus, digest
from rules.periods import Period
from rules.vocabulary import Category

MOST_VEHICLES: Final = 200
MOST_OBJECTIONS: Final = 3
"""So many objections of a unit to a period are heard, to whatever line: none may hold a period back for ever."""
_OF_OTHERS: Final = ("rank", "rank_low", "rank_high", "rank_change", "compared_with", "quality")
"""What of a line also moves where other units' vehicles do."""
_TOLD: Final = ("status", "rank", "governed", "verdicts", "held", "rate")
"""What an objection keeps of the line as it stood."""


class ObjectedAlready(Exception):
    """The line is objected to, and as it stands now nothing further is heard of it: ``case`` was."""

    def __init__(self, case: int) -> None:
        super().__init__(case)
        self.case = case


class VehicleNotInLine(Exception):
    """A vehicle that is named stands in no line of the unit in that period: ``place``, counted from 1."""

    def __init__(self, place: int) -> None:
        super().__init__(place)
        self.place = place


@dataclass(frozen=True, slots=True)
class Objection:
    """What a unit says against its line of a period; ``vehicles``: VINs in it; ``evidence``: attachments."""

    period: Period
    reason: str
    category: Category | None = None
    vehicles: tuple[str, ...] = ()
    evidence: tuple[int, ...] = ()


def object_to(session: Session, said: Objection, *, city: int, by: Actor, now: datetime) -> CaseRecord:
    """Open a unit's objection: until it is decided its period is not released.

    Raises NotInPreview, EditionAlreadyFinal, ObjectedAlready, VehicleNotInLine, ReasonNeeded, AttachmentUnknown.
    """
    if publishing.hold(session, said.period) is not EditionStatus.PREVIEW:
        raise NotInPreview(said.period.key)
    line = _own_line(session, said, city)
    _require_unheard(session, said, line, city=city, now=now)
    case = CaseRecord(
        city_code=city,
        kind=CaseKind.OBJECTION.value,
        subject=f"ranking/{city}/{said.period.key}/{said.category or ''}",
        state=CaseState.OPEN.value,
        details={
            "period": said.period.key,
            "category": said.category,
            "line": line,
            "registrations": _registrations(session, said, city),
        },
        opened_by=by.name or by.kind,
        opened_at=now,
    )
    session.add(case)
    session.flush()
    record(session, by, Act.RANKING_OBJECTED, f"ranking/{said.period.key}", {"case": case.id}, now)
    spoken = Said(CaseAction.ANSWER, said.reason, evidence=said.evidence)
    return act(session, stored_id(case), spoken, by=by, hand=Hand.BUREAU, now=now)


def _own_line(session: Session, said: Objection, city: int) -> Json:
    """Return what is kept of the unit's line. Raises EditionMissing, NotInPreview: in a preview it is the only one."""
    edition = current_edition(session, said.period, category=said.category, audience=unit_sees(str(city)))
    if edition["status"] != EditionStatus.PREVIEW:
        raise NotInPreview(said.period.key)
    (line,) = edition["lines"]
    own = {name: value for name, value in line.items() if name not in _OF_OTHERS}
    return {name: line[name] for name in _TOLD} | {"sha256": digest(own), "revision": edition["revision"]}


def line_mark(session: Session, said: Objection, city: int) -> str:
    """Return what tells the line that an objection is to from the same line once it says something else of the unit.

    With it the unit's objections to the period: a further one may be heard of it or not. Empty where the period is in
    preview no longer.
    """
    try:
        line = _own_line(session, said, city)
    except (EditionMissing, NotInPreview):
        return ""
    return " ".join([line["sha256"], *(str(case.id) for case in _heard(session, said, city))])


def _heard(session: Session, said: Objection, city: int) -> list[CaseRecord]:
    return [case for case in objections(session, said.period) if case.city_code == city]


def _require_unheard(session: Session, said: Objection, line: Json, *, city: int, now: datetime) -> None:
    """Refuse a second objection while one is open, one to a line decided on as it stands, and one too many."""
    heard = _heard(session, said, city)
    if len(heard) >= MOST_OBJECTIONS:
        raise ObjectedAlready(stored_id(heard[-1]))
    for case in heard:
        same = case.details["category"] == said.category
        if holds(case, today=day_of(now)) or (same and case.details["line"]["sha256"] == line["sha256"]):
            raise ObjectedAlready(stored_id(case))


def _registrations(session: Session, said: Objection, city: int) -> list[int]:
    """Return the numbers of the vehicles that are named: the office sees their VINs masked, as everywhere."""
    query = select(RegistrationRecord.vin, RegistrationRecord.id).where(
        RegistrationRecord.city_code == city,
        col(RegistrationRecord.vin).in_(said.vehicles),
        col(RegistrationRecord.superseded_at).is_(None),
        RegistrationRecord.registered_on >= said.period.from_day,
        RegistrationRecord.registered_on < said.period.until_day,
    )
    found = dict(session.exec(query).all())
    for place, vin in enumerate(said.vehicles, 1):
        if vin not in found:
            raise VehicleNotInLine(place)
    return sorted(number for number in found.values() if number is not None)


def objected_vehicles(session: Session, case: CaseRecord) -> list[tuple[int, str]]:
    """Return the vehicles that a case's objection names: the numbers of their registrations, and their VINs."""
    query = select(RegistrationRecord.id, RegistrationRecord.vin).where(
        RegistrationRecord.city_code == case.city_code,
        col(RegistrationRecord.id).in_(case.details.get("registrations", ())),
    )
    return [
        (number, vin) for number, vin in session.exec(query.order_by(col(RegistrationRecord.id))) if number
    ]
