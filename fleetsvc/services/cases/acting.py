"""Acting on cases: on one, or on up to 5,000 in one act with one reason, with what follows from it for their vehicles.

Of two who act on a case at once, the second is told how it stands since: cases are locked by their numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlmodel import Session

from fleetsvc.models import CaseRecord
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.cases.approval_blockers import barred
from fleetsvc.services.cases.attachments import attachments
from fleetsvc.services.cases.guards import Said
from fleetsvc.services.cases.lists import CaseUnknown, find_case
from fleetsvc.services.cases.locks import Handled, Held, hold_as
from fleetsvc.services.cases.office_settings import house_of
from fleetsvc.services.cases.outcomes import REFUSALS, Acting
from fleetsvc.services.cases.steps import Moved
from fleetsvc.services.cases.telling import note_and_tell
from fleetsvc.services.cases.verdicts import JUDGED, instants_of, judge_anew
from fleetsvc.services.cases.words import Hand
from fleetsvc.services.cases.writing import write

__all__ = ["MOST_AT_ONCE", "REFUSALS", "Acted", "TooManyCases", "act", "act_on"]

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

    Raises TooManyCases, AttachmentUnknown, SecondPersonNeeded.
    """
    if len(numbers) > MOST_AT_ONCE:
        raise TooManyCases
    cases = hold_as(session, numbers, by=by, hand=hand)
    passed: dict[int, Exception] = {number: CaseUnknown(number) for number in numbers if number not in cases}
    instants = instants_of(session, cases.values(), said.action, hand, now=now)
    attachments(session, said.evidence, cities={case.city_code for case in cases.values()})
    passed |= barred(session, said, cases)
    acting = Acting(session, said, by, hand, house_of(session), instants, now)
    moved: list[tuple[Held, Moved]] = []
    for number, case in cases.items():
        if number in passed:
            continue
        try:
            moved.append((case, acting.moved(case)))
        except REFUSALS as why:
            passed[number] = why
    write(session, [one for one in moved if one[0].id not in acting.written])
    done = tuple(Handled.of(case, step.line["to_state"]) for case, step in moved)
    if said.action in JUDGED:
        judge_anew(session, done, instants, by=by)
    note_and_tell(session, done, said, by=by, now=now)
    return Acted(done, passed)
