"""Acting on cases: on one, or on up to 5,000 in one act with one reason, with what follows from it for their vehicles.

Of two who act on a case at once, the second is told how it stands since: cases are locked by their numbers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlmodel import Session

from fleetsvc.models import CaseRecord
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.cases import effects, ending_overrides
from fleetsvc.services.cases.attachments import attachments
from fleetsvc.services.cases.guards import House, NotDone, Said, SecondSignatureNeeded
from fleetsvc.services.cases.handled import Handled
from fleetsvc.services.cases.holding import Held, hold
from fleetsvc.services.cases.house import house_of
from fleetsvc.services.cases.lists import CaseUnknown, find_case
from fleetsvc.services.cases.position import Position
from fleetsvc.services.cases.steps import Moved, Step, move
from fleetsvc.services.cases.telling import note_and_tell
from fleetsvc.services.cases.transitions import find_transition
from fleetsvc.services.cases.words import CaseAction, CaseKind, Hand
from fleetsvc.services.cases.writing import write
from fleetsvc.services.common.working_days import CalendarMissing
from fleetsvc.services.uploads import current_versions
from fleetsvc.services.uploads.deliveries import UploadBusy, UploadNotOpen

REFUSALS: Final = (NotDone, CalendarMissing, UploadBusy, UploadNotOpen)
"""Why a case is passed by."""
MOST_AT_ONCE: Final = 5000
"""So many cases are acted on in one act."""


class TooManyCases(Exception):
    """More cases are named than one act may take: ``most``."""

    def __init__(self) -> None:
        super().__init__(MOST_AT_ONCE)
        self.most = MOST_AT_ONCE


@dataclass(frozen=True, slots=True)
class Acted:
    """What an act did: the cases it moved, and why it passed others by, by their number."""

    done: tuple[Handled, ...]
    passed: dict[int, Exception] = field(default_factory=dict)


def act(session: Session, number: int, said: Said, *, by: Actor, hand: Hand, now: datetime) -> CaseRecord:
    """Act on one case. Raises CaseUnknown, what ``steps.move`` and the effects raise, UploadBusy."""
    found = act_on(session, [number], said, by=by, hand=hand, now=now)
    for why in found.passed.values():
        raise why
    return find_case(session, number)


def act_on(
    session: Session, numbers: Sequence[int], said: Said, *, by: Actor, hand: Hand, now: datetime
) -> Acted:
    """Act on cases, each as far as it stands so; what does not is passed by.

    Raises TooManyCases, AttachmentUnknown.
    """
    if len(numbers) > MOST_AT_ONCE:
        raise TooManyCases
    cases = hold(session, numbers)
    passed: dict[int, Exception] = {number: CaseUnknown(number) for number in numbers if number not in cases}
    instants = _instants(session, cases.values(), said.action, hand, now)
    attachments(session, said.evidence, cities={case.city_code for case in cases.values()})
    # Asked again: what somebody else signed before the registers were held counts.
    ending = ending_overrides.approved_among(session, said, list(cases))
    acting = _Acting(session, said, by, hand, house_of(session), instants, now)
    moved: list[tuple[Held, Moved]] = []
    for number, case in cases.items():
        try:
            if number in ending and said.proposal is None:
                raise SecondSignatureNeeded
            moved.append((case, acting.moved(case)))
        except REFUSALS as why:
            passed[number] = why
    write(session, [one for one in moved if one[0].id not in acting.written])
    done = tuple(Handled.of(case, step.line["to_state"]) for case, step in moved)
    if said.action in _JUDGED:
        effects.judge_anew(session, done, instants)
    note_and_tell(session, done, said, by=by, now=now)
    return Acted(done, passed)


@dataclass(frozen=True, slots=True)
class _Acting:
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
        effect = effects.EFFECTS.get(case.position.kind) if self.said.action is CaseAction.APPROVE else None
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


def _instants(
    session: Session, cases: Iterable[Held], action: CaseAction, hand: Hand, now: datetime
) -> dict[int, datetime | None]:
    """Have the registers to oneself that an action changes; return when, by unit: None where one is being changed.

    Those of cases that do not stand so are not asked for: who comes second is told how the case stands since.
    """
    # An objection has no vehicle that is judged.
    kinds = {(c.city_code, c.position.kind, c.position.state) for c in cases} if action in _JUDGED else set()
    stands = (
        city
        for city, kind, state in kinds
        if kind is not CaseKind.OBJECTION and find_transition(kind, state, action, hand) is not None
    )
    return {city: current_versions.hold(session, city=city, now=now) for city in sorted(set(stands))}


_JUDGED: Final = frozenset(
    {
        CaseAction.APPROVE,
        CaseAction.REFUSE,
        CaseAction.APPEAL,
        CaseAction.LAPSE,
        CaseAction.EXPIRE,
        CaseAction.LIFT,
    }
)
"""Actions from which a verdict follows."""
