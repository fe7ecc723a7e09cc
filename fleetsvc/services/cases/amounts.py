"""From which amounts on a second person signs what the office decides on cases.

Administrators set them: who decides does not say what one person may decide alone.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, text
from sqlmodel import Session, col, select

from fleetsvc.clock import day_of, start_of
from fleetsvc.database.lock_numbers import LockNumber
from fleetsvc.models import CaseRecord, CaseStep, SignatureAmounts
from fleetsvc.services.audit.events import Act, Actor
from fleetsvc.services.audit.recording import record
from fleetsvc.services.cases.ending_overrides import approved_among
from fleetsvc.services.cases.guards import House, Said, term
from fleetsvc.services.cases.words import CaseAction, CaseKind, Hand
from fleetsvc.services.uploads.lists import CITIES

_HOLD: Final = text("SELECT pg_advisory_xact_lock(:lock, hashtext(:officer))")
MOST: Final = 5000
"""No amount is larger: no act is, and no approval is given for so many days."""


class AmountUnfit(Exception):
    """An amount is a whole number from 1 to ``MOST``, or none; ``field`` says which one is not."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@dataclass(frozen=True, slots=True)
class Amounts:
    """From how many cases on, of one act or of one officer on one day, a second person signs; None: never.

    ``approve_days``: approvals that last so many days or longer.
    """

    approve: int | None = None
    refuse: int | None = None
    close: int | None = None
    approve_days: int | None = None

    @property
    def asking(self) -> dict[str, int]:
        """Those that ask for a second person, by their names."""
        return {name: amount for name, amount in asdict(self).items() if amount is not None}


def latest(session: Session) -> SignatureAmounts | None:
    """Return the amounts that count, with who set them when; None while nobody has."""
    return session.exec(select(SignatureAmounts).order_by(col(SignatureAmounts.id).desc()).limit(1)).first()


def amounts_of(session: Session) -> Amounts:
    """Return the amounts that count: none while nobody has set any."""
    found = latest(session)
    return Amounts() if found is None else Amounts(*(getattr(found, name) for name in Amounts.__slots__))


def set_amounts(session: Session, amounts: Amounts, *, by: Actor, now: datetime) -> None:
    """Have these amounts count from now on. Raises AmountUnfit."""
    for name, amount in asdict(amounts).items():
        if amount is not None and not 1 <= amount <= MOST:
            raise AmountUnfit(name)
    session.add(SignatureAmounts(**asdict(amounts), set_by=by.name or by.kind, set_at=now))
    session.flush()
    record(session, by, Act.AMOUNTS_SET, "signature-amounts", asdict(amounts), now)


def needs_second(session: Session, said: Said, numbers: Sequence[int], *, by: Actor, now: datetime) -> bool:
    """Return whether a second person signs what somebody of the office does with these cases.

    To lift an override, and to approve what ends one, always: one person does not undo what two have signed. What the
    same officer has done alone on the day counts with it: amounts are not got round in small pieces, nor in many at
    the same time, since each of an officer's acts waits here for the end of the one before.
    """
    if said.action is CaseAction.LIFT or approved_among(session, said, numbers):
        return True
    amounts = amounts_of(session)
    if said.action is CaseAction.APPROVE and _lasts(session, said, numbers, amounts.approve_days, now):
        return True
    limit = {
        CaseAction.APPROVE: amounts.approve,
        CaseAction.REFUSE: amounts.refuse,
        CaseAction.CLOSE: amounts.close,
    }.get(said.action)
    if limit is None or len(numbers) >= limit:
        return limit is not None
    session.connection().execute(_HOLD, {"lock": int(LockNumber.SIGNATURES), "officer": by.name or by.kind})
    return len(numbers) + _done_today(session, said, by, now) >= limit


def _lasts(session: Session, said: Said, numbers: Sequence[int], days: int | None, now: datetime) -> bool:
    """Return whether it is an approval for so many days or longer; of justifications alone has one a term."""
    if days is None:
        return False
    since, until = term(said, House(), day_of(now))
    having = select(CaseRecord.id).where(
        col(CaseRecord.city_code).in_(CITIES),
        col(CaseRecord.id).in_(numbers),
        CaseRecord.kind == CaseKind.JUSTIFICATION,
    )
    return (until - since).days >= days and session.exec(having.limit(1)).first() is not None


def _done_today(session: Session, said: Said, by: Actor, now: datetime) -> int:
    query = select(func.count()).where(
        CaseStep.hand == Hand.OFFICE,
        CaseStep.actor == (by.name or by.kind),
        CaseStep.action == said.action,
        CaseStep.at >= start_of(day_of(now)),
        col(CaseStep.details)["proposal"].astext.is_(None),
    )
    return session.exec(query).one()
