"""What stands behind a dossier when its verdict is called into question.

Who sent what it rests on, what was found in its row, which vehicles it is linked to, what the law of its day and the
edition in force now say, and under which energy kinds it would comply.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import text
from sqlmodel import Session, col, select

from fleetsvc.clock import told
from fleetsvc.models import DecisionRecord, UploadRecord
from fleetsvc.services.common.masked_documents import masked_finding, masked_registration
from fleetsvc.services.law.requirements import Json, rule_json
from fleetsvc.services.uploads.findings import findings_at
from fleetsvc.services.uploads.report import finding_json
from rules.decide import decide
from rules.facts import VehicleFacts, unpack_case
from rules.judge import judge
from rules.rulebook import Rulebook
from rules.vocabulary import Energy, Verdict
from rules.wording import Language

MOST_LINKED: Final = 20
"""A vehicle replaces one and is replaced by one; more of them are an error that a few show."""


@dataclass(frozen=True, slots=True)
class Lawful:
    """The law of the day of registration, and what the edition in force now would say of the same facts.

    ``rule``: the one that decided, by the edition that decided; ``verdict_now``, ``rule_now``: by the present one.
    ``would_comply``: the energy kinds with which the vehicle would comply, all else being equal.
    """

    rule: Json | None
    verdict_now: str
    rule_now: str | None
    edition_now: str
    would_comply: tuple[Energy, ...]


def lawful(
    session: Session, found: Json, *, decided_by: Rulebook, in_force: Rulebook, language: Language
) -> Lawful:
    """Return both laws of a dossier's decision."""
    facts = _facts(session, found)
    rule = decided_by.rule(str(found["rule"]))
    now = decide(in_force, facts)
    return Lawful(
        rule=None
        if rule is None
        else rule_json(decided_by, rule, category=facts.category, language=language),
        verdict_now=now.verdict.value,
        rule_now=now.rule,
        edition_now=in_force.edition,
        would_comply=_would_comply(decided_by, facts),
    )


def _facts(session: Session, found: Json) -> VehicleFacts:
    """Return the facts that the told decision was made on."""
    city, decision = int(str(found["unit"])), found["decision"]
    statement = select(DecisionRecord).where(
        DecisionRecord.city_code == city, DecisionRecord.registration_id == found["id"]
    )
    decided_at = decision["decided_at"] if isinstance(decision, dict) else None
    records = session.exec(statement.order_by(col(DecisionRecord.recorded_at), col(DecisionRecord.id))).all()
    record = next(one for one in reversed(records) if told(one.recorded_at) == decided_at)
    return unpack_case(record.case_key, unit=str(found["unit"]), registered_on=record.registered_on)


def _would_comply(book: Rulebook, facts: VehicleFacts) -> tuple[Energy, ...]:
    """Return the other energy kinds with which the same vehicle would be compliant, in the vocabulary's order."""
    if judge(book, facts).verdict is Verdict.COMPLIANT:
        return ()
    others = (energy for energy in Energy if energy not in (Energy.UNKNOWN, facts.energy))
    return tuple(
        energy for energy in others if judge(book, replace(facts, energy=energy)).verdict is Verdict.COMPLIANT
    )


def senders(session: Session, unit: str, numbers: Iterable[int]) -> dict[int, Json]:
    """Return the deliveries of these numbers: what was sent, when and by whom, by number."""
    statement = select(UploadRecord).where(
        UploadRecord.city_code == int(unit), col(UploadRecord.id).in_(set(numbers))
    )
    return {
        upload.id: {
            "name": upload.name,
            "sha256": upload.sha256,
            "received_at": told(upload.received_at),
            "received_by": upload.received_by,
        }
        for upload in session.exec(statement)
        if upload.id is not None
    }


def findings_of_row(session: Session, found: Json, *, masked: bool, language: Language) -> list[Json]:
    """Return what was found in the row that the told version comes from."""
    upload = session.get(UploadRecord, (int(str(found["unit"])), found["upload"]))
    place = (str(found["sheet"]), int(str(found["row"])))
    if upload is None:
        return []
    findings = findings_at(session, [place], upload=upload)[place]
    return [finding_json(masked_finding(one) if masked else one, language) for one in findings]


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


def linked(session: Session, found: Json, *, masked: bool) -> list[Json]:
    """Return the unit's vehicles that this one replaces or is replaced by, and its own registrations of other days.

    ``link`` is replaces, replaced_by or same.
    """
    values: dict[str, Any] = {
        name: found[name] for name in ("vin", "plate", "replaces_vin", "replaces_plate")
    }
    values |= {
        "city": int(str(found["unit"])),
        "day": date.fromisoformat(str(found["registered_on"])),
        "most": MOST_LINKED,
    }
    rows = session.connection().execute(_LINKED, values).mappings()
    documents: list[Json] = [
        {**row, "registered_on": row["registered_on"].isoformat(), "unit": found["unit"]} for row in rows
    ]
    return [masked_registration(one) for one in documents] if masked else documents
