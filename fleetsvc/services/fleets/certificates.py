"""Certificates of an operator's vehicle or fleet: what the verdicts are, under which clauses, as of which day; signed.

A receipt like others (``receipts``): whoever has the number reads it and anybody checks it. So it holds no more than
is needed to hold it against a vehicle: the plate, the VIN's maker and last four; of a fleet it names no vehicle.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, text
from sqlmodel import Session

from fleetsvc.clock import day_of
from fleetsvc.models import Json, ReceiptRecord
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.common.masking import mask_vin
from fleetsvc.services.fleets.vehicles import vehicle
from fleetsvc.services.receipts.issuing import ReceiptKind, sign
from fleetsvc.services.receipts.signing_keys import SigningKey

_CLAUSE: Final = ("instrument", "number", "quote", "source_sha256")
_COUNTS: Final = text("""
    SELECT r.city_code, r.owner, r.category, d.verdict, d.rule, count(*)
    FROM registration r JOIN decision d ON d.city_code = r.city_code AND d.registration_id = r.id
    GROUP BY 1, 2, 3, 4, 5
""")


class FleetEmpty(Exception):
    """There is no vehicle to certify anything of."""


def certify_vehicle(
    session: Session, number: int, duties: Sequence[Json], *, key: SigningKey, by: Actor, now: datetime
) -> ReceiptRecord:
    """Sign what stands of a vehicle of the operator's. Needs the operator's scope.

    ``duties``: as ``clauses`` tells them. Raises VehicleUnknown.
    """
    return sign(
        session,
        ReceiptKind.VEHICLE,
        _of_vehicle(vehicle(session, number), duties, now),
        key=key,
        by=by,
        now=now,
    )


def _of_vehicle(row: Row[Any], duties: Sequence[Json], now: datetime) -> Json:
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
        "duties": [_cited(one) for one in duties],
    }
    return {"as_of": day_of(now).isoformat(), "vehicle": told}


def _cited(duty: Json) -> Json:
    clause = duty["clause"]
    return duty | {"clause": None if clause is None else {name: clause[name] for name in _CLAUSE}}


def certify_fleet(
    session: Session, rules: Mapping[str, Json], *, key: SigningKey, by: Actor, now: datetime
) -> ReceiptRecord:
    """Sign the counts of all vehicles that the operator sees, by owner, category and verdict. Raises FleetEmpty.

    ``rules``: the clause of each rule that is cited, by its id.
    """
    rows = list(session.connection().execute(_COUNTS))
    if not rows:
        raise FleetEmpty
    verdicts, owners, categories, cited = Counter[str](), set(), Counter[tuple[str, str]](), Counter[str]()
    for city, owner, category, verdict, rule, number in rows:
        verdicts[verdict] += number
        owners.add((str(city), owner))
        categories[category, verdict] += number
        if rule is not None:
            cited[rule] += number
    told = {
        "owners": [{"unit": unit, "owner": owner} for unit, owner in sorted(owners)],
        "vehicles": verdicts.total(),
        "verdicts": dict(sorted(verdicts.items())),
        "categories": [
            {"category": category, "verdict": verdict, "vehicles": number}
            for (category, verdict), number in sorted(categories.items())
        ],
        "rules": [
            {"rule": rule, "vehicles": number, "clause": _clause(rules.get(rule))}
            for rule, number in sorted(cited.items())
        ],
    }
    document = {"as_of": day_of(now).isoformat(), "fleet": told}
    return sign(session, ReceiptKind.FLEET, document, key=key, by=by, now=now)


def _clause(clause: Json | None) -> Json | None:
    """Return what is cited of a clause; None where the rule is of an earlier edition."""
    return None if clause is None else {name: clause[name] for name in _CLAUSE}
