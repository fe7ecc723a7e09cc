"""A case as an act left it, as far as is told of it and what follows for its vehicle."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from fleetsvc.services.cases.holding import Held
from fleetsvc.services.cases.words import CaseKind, CaseState


@dataclass(frozen=True, slots=True)
class Handled:
    """Which case, its vehicle if it is about one, and the state that it stands in now."""

    city_code: int
    id: int
    vin: str | None
    registered_on: date | None
    kind: CaseKind
    state: CaseState

    @classmethod
    def of(cls, case: Held, state: str) -> Self:
        """Return a case that was held, in the state that a step led to."""
        return cls(
            case.city_code, case.id, case.vin, case.registered_on, case.position.kind, CaseState(state)
        )
