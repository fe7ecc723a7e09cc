"""Having certificates signed: of a vehicle of an operator's, or of its fleet. Clauses are quoted in Chinese.

Rulebooks are read in another scope than vehicles. So what stands is read once, in one statement; the law that it was
judged by never changes, and what was read is what is signed.
"""

from werkzeug.exceptions import NotFound

from fleetsvc import clock
from fleetsvc.database.transactions import PUBLISHED
from fleetsvc.edge.callers import Person
from fleetsvc.edge.parts import parts
from fleetsvc.edge.signing import signing_key
from fleetsvc.services.fleets import vehicles
from fleetsvc.services.fleets.certificates import certify_fleet, certify_vehicle, fleet_counts
from fleetsvc.services.fleets.clauses import law_judged_by


def certified_vehicle(number: int, *, by: Person) -> str:
    """Return the number of the certificate of a vehicle. Raises NotFound for one that is none of the operator's."""
    key, now = signing_key(), clock.now()
    try:
        with parts().database.transaction(by.fleet) as session:
            row = vehicles.vehicle(session, number)
    except vehicles.VehicleUnknown:
        raise NotFound from None
    with parts().database.transaction(PUBLISHED) as session:
        law = law_judged_by(session, {row.edition_id}, language="zh")
    with parts().database.transaction(by.fleet) as session:
        return certify_vehicle(session, row, law, key=key, by=by.actor, now=now).number


def certified_fleet(*, by: Person) -> str:
    """Return the number of the certificate of all vehicles that an operator sees. Raises FleetEmpty."""
    key, now = signing_key(), clock.now()
    with parts().database.transaction(by.fleet) as session:
        rows = fleet_counts(session)
    with parts().database.transaction(PUBLISHED) as session:
        law = law_judged_by(session, {row.edition_id for row in rows}, language="zh")
    with parts().database.transaction(by.fleet) as session:
        return certify_fleet(session, rows, law, key=key, by=by.actor, now=now).number
