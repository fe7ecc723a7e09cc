"""The vehicles of an operator, with the verdicts that stand: what the database shows of them in its scope.

Nothing here says whose they are: the policies of ``registration`` and ``decision`` do, in each statement.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Row, text
from sqlmodel import Session

from fleetsvc.clock import rfc3339
from fleetsvc.models import Json
from fleetsvc.services.common.paging import first_of
from fleetsvc.services.law.duties import duties_json, duties_of, outcome_columns
from fleetsvc.services.registrations.facts import facts_json

_SEEN: Final = f"""
    SELECT r.*, {outcome_columns("d")}, d.disputed, d.override_id, d.edition_id, d.case_key AS decided_key
    FROM registration r JOIN standing_decision d ON d.city_code = r.city_code AND d.registration_id = r.id
"""  # noqa: S608 (constants)
_PAGE: Final = text(f"""
    SELECT * FROM ({_SEEN}) AS seen
    WHERE (CAST(:verdict AS text) IS NULL OR verdict = :verdict)
        AND (CAST(:day AS date) IS NULL OR (registered_on, id) < (:day, :number))
    ORDER BY registered_on DESC, id DESC LIMIT :limit
""")  # noqa: S608 (constants)
_ONE: Final = text(f"""
    SELECT r.*, {outcome_columns("d")}, d.disputed, d.override_id, d.edition_id, d.case_key AS decided_key,
        d.ruled_duty_verdict, o.duty AS decided_duty, o.code AS decided_code, o.since AS decided_since,
        o.until AS decided_until
    FROM registration r JOIN standing_decision d ON d.city_code = r.city_code AND d.registration_id = r.id
    LEFT JOIN LATERAL office_decision(d.city_code, d.override_id) o ON true
    WHERE r.id = :number
""")  # noqa: S608 (constants)
_COUNTS: Final = text(f"SELECT verdict, count(*) FROM ({_SEEN}) AS seen GROUP BY 1")  # noqa: S608 (constants)


_OF_ANOTHER: Final = ("replaces_vin", "replaces_plate")


class VehicleUnknown(Exception):
    """There is no such vehicle, or it is none of the operator's."""


@dataclass(frozen=True, slots=True)
class FleetPlace:
    """The vehicle to go on after."""

    day: date
    number: int


def list_vehicles(
    session: Session, *, verdict: str | None, after: FleetPlace | None, limit: int
) -> tuple[list[Row[Any]], FleetPlace | None]:
    """Return a page of the operator's vehicles, the last registered first, and the place to go on from."""
    values: dict[str, object] = {"verdict": verdict, "limit": limit + 1, "day": None, "number": None}
    if after is not None:
        values |= {"day": after.day, "number": after.number}
    found = session.connection().execute(_PAGE, values).all()
    return first_of(found, limit, lambda row: FleetPlace(row.registered_on, row.id))


def count_vehicles(session: Session) -> dict[str, int]:
    """Return how many vehicles the operator has, by verdict."""
    return {str(verdict): int(count) for verdict, count in session.connection().execute(_COUNTS)}


def vehicle(session: Session, number: int) -> Row[Any]:
    """Return one vehicle by the number of the version that stands, with what the office decided. Raises VehicleUnknown.

    ``decided_``: the duty, the code, and from when until when (exclusive); None where the rules decide.
    """
    found = session.connection().execute(_ONE, {"number": number}).first()
    if found is None:
        raise VehicleUnknown(number)
    return found


def vehicle_json(row: Row[Any]) -> Json:
    """Return a vehicle as its operator is shown it: its facts and verdicts, nothing of the file it came by.

    The vehicle that it replaces is left out: that may have been somebody else's.
    """
    facts = {name: value for name, value in facts_json(row).items() if name not in _OF_ANOTHER}
    return {
        "id": row.id,
        "unit": str(row.city_code),
        **facts,
        "verdict": row.verdict,
        "rule": row.rule,
        "duties": duties_json(duties_of(row)),
        "disputed": row.disputed,
        "overridden": row.override_id is not None,
        "recorded_at": rfc3339(row.recorded_at),
    }
