"""What an act makes of cases: reckoned once for each way in which some of them stand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlmodel import Session

from fleetsvc.services.audit.events import Actor
from fleetsvc.services.cases.effects import EFFECTS
from fleetsvc.services.cases.guards import House, NotDone, Said
from fleetsvc.services.cases.lists import find_case
from fleetsvc.services.cases.locks import Held
from fleetsvc.services.cases.position import Position
from fleetsvc.services.cases.steps import Moved, Step, move
from fleetsvc.services.cases.words import CaseAction, Hand
from fleetsvc.services.cases.writing import write
from fleetsvc.services.common.working_days import CalendarMissing
from fleetsvc.services.uploads.deliveries import UploadBusy, UploadNotOpen

REFUSALS: Final = (NotDone, CalendarMissing, UploadBusy, UploadNotOpen)
"""Why a case is passed by."""


@dataclass(frozen=True, slots=True)
class Acting:
    """An act: what each way of standing leads to is reckoned once; what has an effect of its own is written at once."""

    session: Session
    said: Said
    by: Actor
    hand: Hand
    house: House
    instants: Mapping[int, datetime | None]
    now: datetime
    reckoned: dict[tuple[datetime, Position], Moved | Exception] = field(default_factory=dict)
    written: set[int] = field(default_factory=set)

    def moved(self, case: Held) -> Moved:
        """Return what the act makes of a case. Raises UploadBusy where its unit's register is in use, REFUSALS."""
        instant = self.instants.get(case.city_code, self.now)
        if instant is None:
            raise UploadBusy
        found = self._reckoned(case.position, instant)
        effect = EFFECTS.get(case.position.kind) if self.said.action is CaseAction.APPROVE else None
        if effect is not None:
            with self.session.begin_nested():
                write(self.session, [(case, found)])
                effect(self.session, find_case(self.session, case.id), by=self.by, now=instant)
            self.written.add(case.id)
        return found

    def _reckoned(self, position: Position, instant: datetime) -> Moved:
        found = self.reckoned.get((instant, position))
        if found is None:
            try:
                found = move(position, Step(self.said, self.by, self.hand, instant, self.house))
            except REFUSALS as why:
                found = why
            self.reckoned[instant, position] = found
        if isinstance(found, Exception):
            raise found
        return found
