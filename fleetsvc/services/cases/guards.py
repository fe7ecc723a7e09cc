"""What has to hold for an action on a case, and what its caller is told where it does not."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from fleetsvc.clock import day_of
from fleetsvc.services.cases.position import Position, expires_soon
from fleetsvc.services.cases.transitions import Guard
from fleetsvc.services.cases.words import CaseAction
from fleetsvc.services.common.working_days import Calendar, published


class NotDone(Exception):
    """What was asked is not done with this case, as it stands."""


class ReasonNeeded(NotDone):
    """Who asks, answers, refuses or closes says why."""


class ReasonAwaited(NotDone):
    """What is published is changed for a reason only, and its unit has not given one yet."""


class GroundNeeded(NotDone):
    """A justification names one of the grounds of the rulebook in force: ``grounds``."""

    def __init__(self, grounds: Collection[str]) -> None:
        super().__init__(sorted(grounds))
        self.grounds = ", ".join(sorted(grounds))


class EvidenceNeeded(NotDone):
    """What the ground asks for is attached, or it is said why not: ``items``, counted from 1, are neither."""

    def __init__(self, items: Collection[int]) -> None:
        super().__init__(sorted(items))
        self.items = ", ".join(map(str, sorted(items)))


class NotHeard(NotDone):
    """The unit was not told of it, or not heard."""


class TimeNotOver(NotDone):
    """The time to answer or to appeal lasts until ``until``."""

    def __init__(self, until: date | None) -> None:
        super().__init__(until)
        self.until = "" if until is None else until.isoformat()


class TimeOver(NotDone):
    """The time to appeal lasted until ``until``."""

    def __init__(self, until: date | None) -> None:
        super().__init__(until)
        self.until = "" if until is None else until.isoformat()


class ExtendedAlready(NotDone):
    """The time to answer is extended once."""


class AppealedAlready(NotDone):
    """A decision is appealed once."""


class TermUnfit(NotDone):
    """An approval ends on a day after it begins, and in the future."""


class OfficerNeeded(NotDone):
    """A case is assigned to an officer by name."""


class SecondSignatureNeeded(NotDone):
    """It is done by two persons only: one proposes, another signs."""


@dataclass(frozen=True, slots=True)
class House:
    """What the office has laid down: working days to answer, of an extension, to appeal; days of an approval.

    ``objection_days``: working days to appeal where an objection is refused, since an edition waits for it.
    ``grounds``: those of the rulebook in force, with how much evidence each asks for. ``calendar`` knows the working
    days.
    """

    answer_days: int = 15
    extension_days: int = 10
    appeal_days: int = 10
    approval_days: int = 365
    objection_days: int = 3
    grounds: Mapping[str, int] = field(default_factory=dict)
    calendar: Calendar = published


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody does with a case and says of it. ``internal``: a comment that its unit does not see.

    ``brought``: which items of the ground's list the evidence is, counted from 1; ``missing``: why not the others. A
    system may say neither, as None: then nothing is held against the list, and the office is told so.
    ``proposal``: the number of what a second person signs, and who proposed it. ``duty`` and ``verdict``: what is
    decided otherwise than by the rules; kept with the proposal, so that what was signed can be told.
    """

    action: CaseAction
    reason: str = ""
    ground: str | None = None
    evidence: tuple[int, ...] = ()
    brought: tuple[int, ...] | None = ()
    missing: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    conditions: str = ""
    officer: str = ""
    internal: bool = False
    proposal: int | None = None
    proposed_by: str = ""
    duty: str = ""
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a guard looks at."""

    case: Position
    said: Said
    now: datetime
    house: House = field(default_factory=House)

    @property
    def today(self) -> date:
        """The legal day of it."""
        return day_of(self.now)


def term(said: Said, house: House, today: date) -> tuple[date, date]:
    """Return the days from and until which an approval stands: what was said, else from today for the usual time.

    No day is later than the last that there is (9999-12-31).
    """
    since = said.valid_from or today
    usual = min(since.toordinal() + house.approval_days, date.max.toordinal())
    return since, said.valid_until or date.fromordinal(usual)


def _reason(asked: Asked) -> Exception | None:
    return None if asked.said.reason.strip() else ReasonNeeded()


def _ground(asked: Asked) -> Exception | None:
    known = asked.said.ground in asked.house.grounds
    return None if known else GroundNeeded(asked.house.grounds)


def _evidence(asked: Asked) -> Exception | None:
    """What is ticked is attached, and what is not has its reason."""
    said = asked.said
    if said.brought is None:
        return None
    items = set(range(1, asked.house.grounds.get(said.ground or "", 0) + 1))
    there = items & set(said.brought) if said.evidence else set()
    left = items - there
    excused = set() if said.brought and not said.evidence else left
    return None if not left or (excused and said.missing.strip()) else EvidenceNeeded(left)


def _why(asked: Asked) -> Exception | None:
    awaited = asked.case.is_published and not asked.case.has_reason
    return ReasonAwaited() if awaited else None


def _heard(asked: Asked) -> Exception | None:
    heard = asked.case.is_told and asked.case.answer is not None
    return None if heard else NotHeard()


def _over(asked: Asked) -> Exception | None:
    due = asked.case.due_on
    return None if due is not None and due < asked.today else TimeNotOver(due)


def _first_extension(asked: Asked) -> Exception | None:
    return ExtendedAlready() if asked.case.is_extended else None


def _first_appeal(asked: Asked) -> Exception | None:
    return AppealedAlready() if asked.case.is_appealed else None


def _appeals_over(asked: Asked) -> Exception | None:
    """Who has appealed was decided on again: nothing is pending in the states that ask for this."""
    return None if asked.case.is_appealed else _over(asked)


def _in_time(asked: Asked) -> Exception | None:
    due = asked.case.due_on
    return None if due is not None and asked.today <= due else TimeOver(due)


def _term(asked: Asked) -> Exception | None:
    since, until = term(asked.said, asked.house, asked.today)
    return None if since < until and asked.today < until else TermUnfit()


def _term_over(asked: Asked) -> Exception | None:
    until = asked.case.valid_until
    return None if until is not None and until <= asked.today else TimeNotOver(until)


def _term_ends(asked: Asked) -> Exception | None:
    until = asked.case.valid_until
    return None if until is not None and expires_soon(asked.case, asked.today) else TimeNotOver(until)


def _signed(asked: Asked) -> Exception | None:
    return None if asked.said.proposal is not None else SecondSignatureNeeded()


def _term_open(asked: Asked) -> Exception | None:
    """It may have no end."""
    until = asked.said.valid_until
    return None if until is None or asked.today < until else TermUnfit()


def _officer(asked: Asked) -> Exception | None:
    return None if asked.said.officer.strip() else OfficerNeeded()


_EXAMINED: Final[dict[Guard, Callable[[Asked], Exception | None]]] = {
    Guard.REASON: _reason,
    Guard.GROUND: _ground,
    Guard.EVIDENCE: _evidence,
    Guard.WHY: _why,
    Guard.HEARD: _heard,
    Guard.OVER: _over,
    Guard.FIRST_EXTENSION: _first_extension,
    Guard.FIRST_APPEAL: _first_appeal,
    Guard.APPEALS_OVER: _appeals_over,
    Guard.IN_TIME: _in_time,
    Guard.TERM: _term,
    Guard.TERM_OVER: _term_over,
    Guard.TERM_ENDS: _term_ends,
    Guard.OFFICER: _officer,
    Guard.SIGNED: _signed,
    Guard.TWO_PERSONS: _signed,  # offered on the case: what is asked for there is proposed
    Guard.TERM_OPEN: _term_open,
}


OF_THE_CASE: Final = frozenset(
    {
        Guard.HEARD,
        Guard.FIRST_EXTENSION,
        Guard.FIRST_APPEAL,
        Guard.APPEALS_OVER,
        Guard.IN_TIME,
        Guard.TERM_OVER,
        Guard.TERM_ENDS,
        Guard.OVER,
        Guard.SIGNED,
    }
)
"""Guards that ask nothing of what is said: whether an action is open is told before."""


def refusal(guards: Collection[Guard], asked: Asked) -> Exception | None:
    """Return what stands against an action, the first of it; None where nothing does."""
    found = (_EXAMINED[guard](asked) for guard in guards)
    return next((why for why in found if why is not None), None)
