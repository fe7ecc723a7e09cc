"""What the form of an objection says, and what is wrong with it."""

import re
from typing import Final

from flask import request

from fleetsvc.database.transactions import ScopedSession
from fleetsvc.services.cases.guards import ReasonNeeded
from fleetsvc.services.cases.objections import (
    MOST_VEHICLES,
    ObjectedAlready,
    Objection,
    VehicleNotInLine,
)
from fleetsvc.services.preparations.preparing import PreparationsWaiting
from fleetsvc.services.rankings.publishing import EditionAlreadyFinal
from fleetsvc.services.rankings.releasing import NotInPreview
from fleetsvc.web.cases.case_form import reason
from fleetsvc.web.cases.evidence import UNFIT, brought
from fleetsvc.web.frame.choices import find_category
from fleetsvc.web.frame.forms import written_in
from fleetsvc.web.frame.pages import say
from rules.identifiers import vin
from rules.periods import Period

_BETWEEN: Final = re.compile(r"[\s,，、;；]+")
REFUSALS: Final = (
    ReasonNeeded,
    NotInPreview,
    EditionAlreadyFinal,
    VehicleNotInLine,
    ObjectedAlready,
    *UNFIT,
)
"""Why an objection is not taken; ``fault_of`` says it."""


class TooManyVehicles(Exception):
    """The form names more vehicles than one objection may: ``most``."""

    def __init__(self) -> None:
        super().__init__(MOST_VEHICLES)
        self.most = MOST_VEHICLES


def read_objection(session: ScopedSession, period: Period, *, city: int) -> Objection:
    """Return what the form says, its evidence kept. Raises TooManyVehicles, and what ``UNFIT`` names."""
    vehicles = _vehicles()
    if len(vehicles) > MOST_VEHICLES:
        raise TooManyVehicles
    return Objection(
        period,
        reason(),
        category=find_category(request.form.get("category", "")),
        vehicles=vehicles,
        evidence=brought(session, city),
    )


def fault_of(why: Exception) -> str:
    """Return what a visitor is told of a refusal."""
    if isinstance(why, (ReasonNeeded, PreparationsWaiting, *UNFIT)):
        return say(f"cases.fault.{type(why).__name__}", **vars(why))
    if isinstance(why, VehicleNotInLine):
        return say("objection.fault.VehicleNotInLine", place=why.place, vin=_vehicles()[why.place - 1])
    return say(f"objection.fault.{type(why).__name__}", **vars(why))


def _vehicles() -> tuple[str, ...]:
    written = filter(None, _BETWEEN.split(written_in("vehicles")))
    return tuple(dict.fromkeys(vin.compact(one) for one in written))
