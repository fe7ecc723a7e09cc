"""Who else claims the vehicles of claims: for the office, which decides whose counts. No unit is told."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from fleetsvc.models import CaseRecord, stored_id
from fleetsvc.services.cases.words import CaseKind, CaseState
from fleetsvc.services.uploads.lists import CITIES


def rival_units(session: Session, cases: Sequence[CaseRecord]) -> dict[int, list[str]]:
    """Return the units of the other claims to the vehicles of those that are claims, by the cases' numbers.

    A unit that claims one with two days of first registration is its own rival. Needs the office's scope.
    """
    claims = [case for case in cases if case.kind == CaseKind.VIN_CONFLICT]
    if not claims:
        return {}
    query = select(CaseRecord.vin, CaseRecord.id, CaseRecord.city_code).where(
        col(CaseRecord.city_code).in_(CITIES),
        col(CaseRecord.vin).in_({case.vin for case in claims}),
        CaseRecord.kind == CaseKind.VIN_CONFLICT,
        CaseRecord.state != CaseState.CLOSED,
    )
    by_vin: dict[str | None, list[tuple[int | None, int]]] = {}
    for vin, number, city in session.exec(query):
        by_vin.setdefault(vin, []).append((number, city))
    return {
        stored_id(case): sorted({str(city) for number, city in by_vin.get(case.vin, ()) if number != case.id})
        for case in claims
    }
