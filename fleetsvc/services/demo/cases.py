"""Cases of the demonstration: all units are told, one has answered some, and the office has decided some of those."""

from datetime import datetime
from typing import Final

from sqlmodel import Session

from fleetsvc.services.audit.events import Actor
from fleetsvc.services.cases.acting import act_on
from fleetsvc.services.cases.guards import Said
from fleetsvc.services.cases.lists import CaseFilter, numbers_of
from fleetsvc.services.cases.nightly import tend
from fleetsvc.services.cases.words import CaseAction, CaseKind, Hand

UNIT: Final = "410100"
ANSWERED: Final = 9
APPROVED: Final = 4
REFUSED: Final = 2
_ANSWER: Final = Said(
    CaseAction.ANSWER,
    "（示例）目录中暂无所需车型",
    ground="no-suitable-model",
    missing="（示例）厂商答复和工况说明另行报送",
)
_APPROVAL: Final = Said(CaseAction.APPROVE, "（示例）材料齐全", conditions="（示例）有适用车型后更换")
_REFUSAL: Final = Said(CaseAction.REFUSE, "（示例）目录中已有同级车型")


def handle_some(session: Session, *, by: Actor, now: datetime) -> int:
    """Tell all units, have one answer its latest cases, and decide some; return how many were decided.

    The latest are neither answered nor decided. Needs the office's scope.
    """
    tend(session, now=now)
    wanted = CaseFilter(UNIT, CaseKind.JUSTIFICATION)
    latest = numbers_of(session, wanted, limit=3 * ANSWERED)[-ANSWERED:]
    act_on(session, latest, _ANSWER, by=by, hand=Hand.BUREAU, now=now)
    approved, refused = latest[:APPROVED], latest[APPROVED : APPROVED + REFUSED]
    done = act_on(session, approved, _APPROVAL, by=by, hand=Hand.OFFICE, now=now).done
    return len(done) + len(act_on(session, refused, _REFUSAL, by=by, hand=Hand.OFFICE, now=now).done)
