"""What the caller sees of ranking editions, by their role."""

from fleetsvc.edge.callers import Caller
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.rankings.audience import EVERYBODY_SEES, OFFICE_SEES, Audience, unit_sees


def audience_of(caller: Caller | None) -> Audience:
    """Return what a caller sees; None: somebody unknown."""
    if caller is None:
        return EVERYBODY_SEES
    if caller.role is Role.OFFICE:
        return OFFICE_SEES
    return unit_sees(caller.unit) if caller.unit is not None else EVERYBODY_SEES
