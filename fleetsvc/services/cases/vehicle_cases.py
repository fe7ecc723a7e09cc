"""Which cases are about what falls short of vehicles that somebody has chosen from a list of them."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.services.cases.words import CaseKind, CaseState

Vehicle = tuple[int, str, date]
"""A stored vehicle: its unit, its VIN and its day of registration."""

_KINDS: Final = (CaseKind.JUSTIFICATION, CaseKind.NON_COMPLIANCE, CaseKind.UNDETERMINED)
_OVER: Final = (CaseState.CORRECTED, CaseState.CLOSED)
# LATERAL: as a plain join the planner, who cannot know how many are chosen, would read all cases.
_CASES: Final = text(
    """
    SELECT v.place, c.id
    FROM unnest(CAST(:units AS integer[]), CAST(:vins AS text[]), CAST(:days AS date[]))
        WITH ORDINALITY AS v (city_code, vin, registered_on, place)
    CROSS JOIN LATERAL (SELECT id FROM case_record c WHERE c.city_code = v.city_code AND c.vin = v.vin
        AND c.registered_on = v.registered_on AND c.kind = ANY (:kinds) AND NOT c.state = ANY (:over)) c
    """
)


def cases_of_vehicles(session: Session, vehicles: Sequence[Vehicle]) -> tuple[list[int], int]:
    """Return the cases of what falls short of vehicles that are not over, and how many vehicles have none."""
    values = {
        "units": [unit for unit, _, _ in vehicles],
        "vins": [vin for _, vin, _ in vehicles],
        "days": [day for _, _, day in vehicles],
        "kinds": list(_KINDS),
        "over": list(_OVER),
    }
    found = session.connection().execute(_CASES, values).all()
    return [number for _, number in found], len(vehicles) - len({place for place, _ in found})
