"""Acting on cases: on one, or on up to 5,000 in one act with one reason, with what follows from it for their vehicles.

Of two who act on a case at once, the second is told how it stands since: cases are locked by their numbers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import insert
from sqlmodel import Session

from fleetsvc.models import CaseRecord, CaseStep
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.cases import effects, ending_overrides
from fleetsvc.services.cases.attachments import attachments
from fleetsvc.services.cases.guards import NotDone, Said, SecondSignatureNeeded
from fleetsvc.services.cases.holding import hold
from fleetsvc.services.cases.house import house_of
from fleetsvc.services.cases.lists import CaseUnknown
from fleetsvc.services.cases.steps import Step, step
from fleetsvc.services.cases.telling import note_and_tell
from fleetsvc.services.cases.transitions import find_transition
from fleetsvc.services.cases.words import CaseAction, CaseKind, CaseState, Hand
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

    done: tuple[CaseRecord, ...]
    passed: dict[int, Exception] = field(default_factory=dict)


def act(session: Session, number: int, said: Said, *, by: Actor, hand: Hand, now: datetime) -> CaseRecord:
    """Act on one case. Raises CaseUnknown, what ``steps.step`` and the effects raise, UploadBusy."""
    found = act_on(session, [number], said, by=by, hand=hand, now=now)
    for why in found.passed.values():
        raise why
    return found.done[0]


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
    instants, house = _instants(session, cases.values(), said.action, hand, now), house_of(session)
    attachments(session, said.evidence, cities={case.city_code for case in cases.values()})
    lines: list[CaseStep] = []
    # Asked again: what somebody else signed before the registers were held counts.
    ending = ending_overrides.approved_among(session, said, list(cases))
    for number, case in cases.items():
        try:
            if number in ending and said.proposal is None:
                raise SecondSignatureNeeded
            instant = instants.get(case.city_code, now)
            taken = None if instant is None else Step(said, by, hand, instant, house)
            lines.append(_taken(session, case, taken))
        except REFUSALS as why:
            passed[number] = why
    session.flush()
    if lines:
        # Not as objects: of those each would be asked for its number, in a statement of its own.
        session.connection().execute(insert(CaseStep), [line.model_dump(exclude={"id"}) for line in lines])
    done = tuple(case for number, case in cases.items() if number not in passed)
    if said.action in _JUDGED:
        effects.judge_anew(session, done, instants)
    note_and_tell(session, done, said, by=by, now=now)
    return Acted(done, passed)


def _instants(
    session: Session, cases: Iterable[CaseRecord], action: CaseAction, hand: Hand, now: datetime
) -> dict[int, datetime | None]:
    """Have the registers to oneself that an action changes; return when, by unit: None where one is being changed.

    Those of cases that do not stand so are not asked for: who comes second is told how the case stands since.
    """
    stands = (c for c in cases if find_transition(CaseKind(c.kind), CaseState(c.state), action, hand))
    # An objection has no vehicle that is judged.
    cities = sorted({case.city_code for case in stands if case.kind != CaseKind.OBJECTION})
    if action not in _JUDGED:
        return dict.fromkeys(cities, now)
    return {city: current_versions.hold(session, city=city, now=now) for city in cities}


def _taken(session: Session, case: CaseRecord, taken: Step | None) -> CaseStep:
    """Take a step with what follows from it, or neither. Raises UploadBusy where its unit's register is in use."""
    if taken is None:
        raise UploadBusy
    effect = effects.EFFECTS.get(CaseKind(case.kind)) if taken.said.action is CaseAction.APPROVE else None
    if effect is None:
        return step(case, taken)
    with session.begin_nested():
        line = step(case, taken)
        effect(session, case, by=taken.by, now=taken.now)
    return line


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
