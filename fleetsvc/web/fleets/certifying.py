"""Having certificates signed: of a vehicle of an operator's, or of its fleet. Clauses are quoted in Chinese."""

from werkzeug.exceptions import NotFound

from fleetsvc import clock
from fleetsvc.database.transactions import PUBLISHED
from fleetsvc.edge.callers import Person
from fleetsvc.edge.parts import parts
from fleetsvc.edge.signing import signing_key
from fleetsvc.services.fleets import vehicles
from fleetsvc.services.fleets.certificates import certify_fleet, certify_vehicle
from fleetsvc.services.fleets.clauses import clauses_in_force, duties_with_clauses


def certified_vehicle(number: int, *, by: Person) -> str:
    """Return the number of the certificate of a vehicle. Raises NotFound for one that is none of the operator's."""
    key, now = signing_key(), clock.now()
    try:
        with parts().database.transaction(by.fleet) as session:
            row = vehicles.vehicle(session, number)
        with parts().database.transaction(PUBLISHED) as session:
            duties = duties_with_clauses(session, row, language="zh")
        with parts().database.transaction(by.fleet) as session:
            return certify_vehicle(session, number, duties, key=key, by=by.actor, now=now).number
    except vehicles.VehicleUnknown:
        raise NotFound from None


def certified_fleet(*, by: Person) -> str:
    """Return the number of the certificate of all vehicles that an operator sees. Raises FleetEmpty."""
    key, now = signing_key(), clock.now()
    with parts().database.transaction(PUBLISHED) as session:
        rules = clauses_in_force(session, language="zh")
    with parts().database.transaction(by.fleet) as session:
        return certify_fleet(session, rules, key=key, by=by.actor, now=now).number
