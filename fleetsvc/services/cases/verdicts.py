"""Verdicts that follow from what is done with cases: the registers that they stand in are held before, judged after."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlmodel import Session

from fleetsvc.services.audit.events import Actor
from fleetsvc.services.cases.accepted_changes import accept_changes
from fleetsvc.services.cases.accepted_claims import accept_claims
from fleetsvc.services.cases.locks import Handled, Held
from fleetsvc.services.cases.transitions import find_transition
from fleetsvc.services.cases.words import CaseAction, CaseKind, Hand
from fleetsvc.services.law.standings import named
from fleetsvc.services.uploads import current_versions
from fleetsvc.services.uploads.shortfalls import review_shortfalls

JUDGED: Final = frozenset(
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


def instants_of(
    session: Session, cases: Iterable[Held], action: CaseAction, hand: Hand, *, now: datetime
) -> dict[int, datetime | None]:
    """Have the registers to oneself that an action changes; return when, by unit: None where one is being changed.

    Those of cases that do not stand so are not asked for: who comes second is told how the case stands since.
    """
    # An objection has no vehicle that is judged.
    kinds = {(c.city_code, c.position.kind, c.position.state) for c in cases} if action in JUDGED else set()
    stands = (
        city
        for city, kind, state in kinds
        if kind is not CaseKind.OBJECTION and find_transition(kind, state, action, hand) is not None
    )
    return {city: current_versions.hold(session, city=city, now=now) for city in sorted(set(stands))}


def judge_anew(
    session: Session, done: Sequence[Handled], instants: Mapping[int, datetime | None], *, by: Actor
) -> None:
    """Have the verdicts on the vehicles of cases follow what was decided, where that is given an instant."""
    accept_changes(session, done, instants)
    accept_claims(session, done, instants, by=by)
    vins: dict[int, set[str]] = {}
    for case in done:
        if case.vin:
            vins.setdefault(case.city_code, set()).add(case.vin)
    for city, vehicles in vins.items():
        instant = instants[city]
        if instant is not None:
            review_shortfalls(session, city=city, vehicles=named(vehicles), now=instant)
