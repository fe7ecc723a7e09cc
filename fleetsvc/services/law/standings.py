"""Where the justification of each vehicle stands is an input of its verdict: approved, refused, overdue, or none.

The decision on a justification stands in its case (``outcome``), an approval from its first day until its last. A
decision on record that was made by another standing is closed, and the verdict by the right one is appended: what was
known before stays known.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.services.law import rejudging
from fleetsvc.services.law.deciding import decide_anew
from rules.vocabulary import Justification

IN_A_KEY: Final = 8
"""The justification's place in a case key: the rest of it are the facts of the vehicle."""
_PLACE: Final = {standing.value: place for place, standing in enumerate(Justification)}


@dataclass(frozen=True, slots=True)
class Vehicles:
    """Which vehicles of a unit are meant, by their VINs: a query that yields these, with its values; ``""``: all.

    ``perhaps_short``: one that yields fewer of them, with all that may fall short, where that is known before.
    """

    query: str = ""
    vins: Collection[str] = ()
    perhaps_short: str = ""

    def among(self, column: str) -> str:
        """Return the condition that a column holds one of these VINs, as SQL."""
        return f"AND {column} IN ({self.query})" if self.query else ""

    def among_few(self, column: str) -> str:
        """Return the same condition for few rows: not a join, so that without any the VINs are not even listed."""
        return f"AND ({column} IN ({self.query})) IS TRUE" if self.query else ""

    @property
    def values(self) -> dict[str, object]:
        """What the query needs to know."""
        return {"vins": sorted(self.vins)} if self.vins else {}


EVERY_VEHICLE: Final = Vehicles()


def named(vins: Collection[str]) -> Vehicles:
    """Return the vehicles with these VINs."""
    return Vehicles("SELECT unnest(cast(:vins AS text[]))", vins) if vins else Vehicles("SELECT ''")


def _standing(vehicles: Vehicles) -> str:
    """Return the decisions of a unit that were made by another standing than that of today, with the right key."""
    return f"""
    CREATE TEMP TABLE standing ON COMMIT DROP AS
    WITH latest AS (
        SELECT DISTINCT ON (k.vin, k.registered_on) k.city_code, k.vin, k.registered_on, CASE
            WHEN k.outcome = 'approved' AND k.valid_from <= :today AND k.valid_until > :today
                THEN {_PLACE["approved"]}
            WHEN k.outcome = 'refused' THEN {_PLACE["refused"]}
            WHEN k.outcome = 'overdue' THEN {_PLACE["overdue"]}
            ELSE {_PLACE["none"]} END AS place
        FROM case_record k
        WHERE k.city_code = :city AND k.kind = 'justification' {vehicles.among("k.vin")}
        ORDER BY k.vin, k.registered_on, k.id DESC
    )
    SELECT d.id, d.case_key / {IN_A_KEY} * {IN_A_KEY} + l.place AS case_key
    FROM latest l
    CROSS JOIN LATERAL (SELECT * FROM registration r WHERE r.city_code = l.city_code AND r.vin = l.vin
        AND r.registered_on = l.registered_on AND r.superseded_at IS NULL LIMIT 1) r
    CROSS JOIN LATERAL (SELECT * FROM decision d WHERE d.city_code = r.city_code AND d.registration_id = r.id
        AND d.superseded_at IS NULL LIMIT 1) d
    WHERE NOT d.disputed AND d.case_key % {IN_A_KEY} <> l.place
    """  # noqa: S608 (constants only)


def apply_standings(
    session: Session, *, city: int, vehicles: Vehicles = EVERY_VEHICLE, today: date, now: datetime
) -> int:
    """Judge anew the vehicles of a unit of which the justification stands otherwise; return how many.

    Needs the unit's register to itself, and an instant that ``current_versions.hold`` returned.
    """
    rejudging.hold_edition(session)
    connection = session.connection()
    connection.exec_driver_sql("DROP TABLE IF EXISTS pg_temp.standing")
    found = connection.execute(
        text(_standing(vehicles)), {"city": city, "today": today} | vehicles.values
    ).rowcount
    if not found:
        return 0
    decide_anew(session, "standing", city=city, now=now)
    return found
