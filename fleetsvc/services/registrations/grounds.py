"""What stands behind a dossier when its verdict is called into question.

Who sent what it rests on, what was found in its row, which vehicles it is linked to, what the law of its day and the
edition in force now say, and under which energy kinds it would comply.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from sqlalchemy import text
from sqlmodel import Session, col, select

from fleetsvc.models import UploadRecord, stored_id
from fleetsvc.services.registrations.dossier import Dossier
from fleetsvc.services.uploads.findings import findings_at
from importers.results import Finding
from rules.decide import decide
from rules.facts import VehicleFacts
from rules.judge import judge
from rules.rulebook import Rulebook
from rules.rulebook_parts import Rule
from rules.vocabulary import Energy, Verdict

MOST_LINKED: Final = 20
"""A vehicle replaces one and is replaced by one; more of them are an error that a few show."""


@dataclass(frozen=True, slots=True)
class Lawful:
    """The law of the day of registration, and what the edition in force now would say of the same facts.

    ``rule``: the one that decided, by the edition that decided; ``verdict_now``, ``rule_now``: by the present one.
    ``would_comply``: the energy kinds with which the vehicle would comply, all else being equal.
    """

    rule: Rule | None
    verdict_now: Verdict
    rule_now: str | None
    edition_now: str
    would_comply: tuple[Energy, ...]


def lawful(found: Dossier, *, in_force: Rulebook) -> Lawful:
    """Return both laws of a dossier's decision."""
    now = decide(in_force, found.facts)
    return Lawful(
        rule=found.book.rule(found.decision.rule or ""),
        verdict_now=now.verdict,
        rule_now=now.rule,
        edition_now=in_force.book_of(now.rule).edition,
        would_comply=_would_comply(found.book, found.facts),
    )


def _would_comply(book: Rulebook, facts: VehicleFacts) -> tuple[Energy, ...]:
    """Return the other energy kinds with which the same vehicle would be compliant, in the vocabulary's order."""
    if judge(book, facts).verdict is Verdict.COMPLIANT:
        return ()
    others = (energy for energy in Energy if energy not in (Energy.UNKNOWN, facts.energy))
    return tuple(
        energy for energy in others if judge(book, replace(facts, energy=energy)).verdict is Verdict.COMPLIANT
    )


@dataclass(frozen=True, slots=True)
class Sender:
    """What a delivery was, when it came, and who sent it."""

    name: str
    sha256: str
    received_at: datetime
    received_by: str


def senders(session: Session, found: Dossier) -> dict[int, Sender]:
    """Return the deliveries that the versions of a registration come from, by number."""
    numbers = {one.upload_id for one in found.history.versions}
    statement = select(UploadRecord).where(
        UploadRecord.city_code == found.version.city_code, col(UploadRecord.id).in_(numbers)
    )
    return {
        stored_id(one): Sender(one.name, one.sha256, one.received_at, one.received_by)
        for one in session.exec(statement)
    }


def findings_of_row(session: Session, found: Dossier) -> list[Finding]:
    """Return what was found in the row that the version comes from."""
    place = (found.version.sheet, found.version.row_number)
    return [] if found.upload is None else findings_at(session, [place], upload=found.upload)[place]


# The vehicle's own VIN and the one it replaces are found by an index; the rest is one pass over the unit's vehicles.
_LINKED: Final = text("""
SELECT r.id, r.vin, r.plate, r.category, r.event, r.energy, r.registered_on, d.verdict, d.rule,
    CASE WHEN r.vin = :vin THEN 'same'
        WHEN r.vin = :replaces_vin OR r.plate = :replaces_plate THEN 'replaces' ELSE 'replaced_by' END AS link
FROM registration r
JOIN decision d ON d.city_code = r.city_code AND d.registration_id = r.id AND d.superseded_at IS NULL
WHERE r.city_code = :city AND r.superseded_at IS NULL AND NOT (r.vin = :vin AND r.registered_on = :day)
    AND (r.vin IN (:vin, :replaces_vin) OR r.plate = :replaces_plate
        OR r.replaces_vin = :vin OR r.replaces_plate = :plate)
ORDER BY r.registered_on, r.id LIMIT :most
""")


@dataclass(frozen=True, slots=True)
class Linked:
    """Another vehicle of the unit. ``link``: replaces, replaced_by, or same for another day of the same vehicle."""

    id: int
    vin: str
    plate: str | None
    category: str
    event: str
    energy: str
    registered_on: date
    verdict: str
    rule: str | None
    link: str


def linked(session: Session, found: Dossier) -> list[Linked]:
    """Return the vehicles that this one replaces or is replaced by, and its own registrations of other days."""
    version = found.version
    values: dict[str, object] = {
        "city": version.city_code,
        "vin": version.vin,
        "plate": version.plate,
        "replaces_vin": version.replaces_vin,
        "replaces_plate": version.replaces_plate,
        "day": version.registered_on,
        "most": MOST_LINKED,
    }
    return [Linked(*row) for row in session.connection().execute(_LINKED, values)]
