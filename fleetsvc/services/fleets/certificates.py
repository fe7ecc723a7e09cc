"""Certificates of an operator's vehicle or fleet: what the verdicts are, under which clauses, as of which day; signed.

A receipt like others (``receipts``): whoever has the number reads it and anybody checks it. So it holds no more than
is needed to hold it against a vehicle: the plate, the VIN's maker and last four; of a fleet it names no vehicle.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, func, text
from sqlmodel import Session, col, select

from fleetsvc.clock import day_of
from fleetsvc.models import Json, ReceiptRecord
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.cases.guards import NotDone
from fleetsvc.services.common.masking import mask_vin
from fleetsvc.services.fleets.clauses import LawJudgedBy, decision_json, duties_with_clauses
from fleetsvc.services.receipts.issuing import ReceiptKind, holder_of, sign
from fleetsvc.services.receipts.signing_keys import SigningKey

_CLAUSE: Final = ("instrument", "number", "quote", "source_sha256")
_COUNTS: Final = text("""
    SELECT r.city_code, r.owner, r.category, d.verdict, d.rule, d.edition_id, d.disputed,
        d.override_id IS NOT NULL AS overridden, count(*) AS number
    FROM registration r JOIN standing_decision d ON d.city_code = r.city_code AND d.registration_id = r.id
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
""")


MOST_A_DAY: Final = 200
"""Certificates that one operator gets in 24 hours: each is signed, and kept for good."""
_KINDS: Final = (ReceiptKind.VEHICLE.value, ReceiptKind.FLEET.value)


class CertificatesUsedUp(NotDone):
    """The operator has got as many certificates as one may in a day: ``most``."""

    def __init__(self) -> None:
        super().__init__(MOST_A_DAY)
        self.most = MOST_A_DAY


def _require_room(session: Session, *, by: Actor, now: datetime) -> None:
    query = select(func.count()).where(
        ReceiptRecord.holder == holder_of(by),
        col(ReceiptRecord.kind).in_(_KINDS),
        col(ReceiptRecord.issued_at) > now - timedelta(days=1),
    )
    if session.exec(query).one() >= MOST_A_DAY:
        raise CertificatesUsedUp


class FleetEmpty(Exception):
    """There is no vehicle to certify anything of."""


@dataclass(frozen=True, slots=True)
class _Standing:
    """How a verdict stands: nothing beside it, another claim to the vehicle, or by the office's decision."""

    verdict: str
    disputed: bool
    overridden: bool


def certify_vehicle(
    session: Session, row: Row[Any], law: LawJudgedBy, *, key: SigningKey, by: Actor, now: datetime
) -> ReceiptRecord:
    """Sign what was read of a vehicle of the operator's. Needs the operator's scope.

    ``row``: as ``vehicles.vehicle`` reads it, in one statement; all that is signed comes of it. Raises
    CertificatesUsedUp.
    """
    _require_room(session, by=by, now=now)
    return sign(session, ReceiptKind.VEHICLE, _of_vehicle(row, law, now), key=key, by=by, now=now)


def _of_vehicle(row: Row[Any], law: LawJudgedBy, now: datetime) -> Json:
    told = {
        "unit": str(row.city_code),
        "owner": row.owner,
        "plate": row.plate,
        "vin": mask_vin(row.vin),
        "category": row.category,
        "event": row.event,
        "energy": row.energy,
        "registered_on": row.registered_on.isoformat(),
        "verdict": row.verdict,
        "disputed": row.disputed,
        "overridden": row.override_id is not None,
        "decision": decision_json(row),
        "duties": [_cited(one) for one in duties_with_clauses(row, law)],
    }
    return {"as_of": day_of(now).isoformat(), "rulebooks": list(law.rulebooks), "vehicle": told}


def _cited(duty: Json) -> Json:
    return duty | {"clause": _clause(duty["clause"])}


def fleet_counts(session: Session) -> Sequence[Row[Any]]:
    """Return how many vehicles of the operator's stand alike, in one statement. Raises FleetEmpty."""
    rows = session.connection().execute(_COUNTS).all()
    if not rows:
        raise FleetEmpty
    return rows


def certify_fleet(
    session: Session, rows: Sequence[Row[Any]], law: LawJudgedBy, *, key: SigningKey, by: Actor, now: datetime
) -> ReceiptRecord:
    """Sign the counts of all vehicles that the operator sees, by owner, category and verdict.

    ``rows``: as ``fleet_counts`` reads them; all that is signed comes of them. Raises CertificatesUsedUp.
    """
    _require_room(session, by=by, now=now)
    document = {
        "as_of": day_of(now).isoformat(),
        "rulebooks": list(law.rulebooks),
        "fleet": _of_fleet(rows, law),
    }
    return sign(session, ReceiptKind.FLEET, document, key=key, by=by, now=now)


def _of_fleet(rows: Sequence[Row[Any]], law: LawJudgedBy) -> Json:
    """Return the counts: ``verdicts`` of the rules, undisputed; apart what is disputed, and what the office decided."""
    standings, categories = Counter[_Standing](), Counter[tuple[str, _Standing]]()
    for row in rows:
        standing = _Standing(row.verdict, row.disputed, row.overridden and not row.disputed)
        standings[standing] += row.number
        categories[row.category, standing] += row.number
    owners = sorted({(str(row.city_code), row.owner) for row in rows})
    return {
        "owners": [{"unit": unit, "owner": owner} for unit, owner in owners],
        "vehicles": standings.total(),
        "verdicts": _verdicts(standings, disputed=False, overridden=False),
        "overridden": _verdicts(standings, disputed=False, overridden=True),
        "disputed": _verdicts(standings, disputed=True, overridden=False),
        "categories": [
            {"category": category, **asdict(standing), "vehicles": number}
            for (category, standing), number in sorted(categories.items(), key=_in_order)
        ],
        "rules": _rules(rows, law),
    }


def _in_order(item: tuple[tuple[str, _Standing], int]) -> tuple[str, ...]:
    (category, standing), _ = item
    return (category, *(str(value) for value in asdict(standing).values()))


def _verdicts(standings: Counter[_Standing], *, disputed: bool, overridden: bool) -> dict[str, int]:
    return {
        one.verdict: number
        for one, number in sorted(standings.items(), key=lambda item: item[0].verdict)
        if (one.disputed, one.overridden) == (disputed, overridden)
    }


def _rules(rows: Sequence[Row[Any]], law: LawJudgedBy) -> list[Json]:
    """Return on how many vehicles each rule decides, with its clause; those that the office decided rest on none."""
    cited, clauses = Counter[tuple[str, str]](), dict[str, Json | None]()
    for row in rows:
        if row.rule is not None and not row.overridden:
            clause = _clause(law.clauses.get((row.edition_id, row.rule)))
            said = "" if clause is None else "\n".join(str(value) for value in clause.values())
            clauses[said] = clause
            cited[row.rule, said] += row.number
    return [
        {"rule": rule, "vehicles": number, "clause": clauses[said]}
        for (rule, said), number in sorted(cited.items())
    ]


def _clause(clause: Json | None) -> Json | None:
    """Return what is cited of a clause."""
    return None if clause is None else {name: clause[name] for name in _CLAUSE}
