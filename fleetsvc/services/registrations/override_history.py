"""What the office has decided otherwise than the rules on a vehicle, also what has ended, as dossiers tell it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlmodel import Session, col, select

from fleetsvc.clock import rfc3339, rfc3339_if_any
from fleetsvc.models import CaseRecord, CaseStep, Json, stored_id
from fleetsvc.services.common.masking import mask_text

_KIND: Final = "override"
_APPROVED: Final = "approved"
ENDINGS: Final = ("lift", "expire", "settle")
"""Steps by which one ends."""


def overrides_told(
    session: Session, cases: Sequence[CaseRecord], *, known_at: datetime | None
) -> tuple[Json, ...]:
    """Return each override that was signed, the newest first: what, by which code and why, and how it ended.

    ``cases``: those of one vehicle; ``known_at``: as known at that instant, None as known now.
    """
    found = [case for case in cases if case.kind == _KIND]
    steps: dict[int, list[CaseStep]] = {}
    if found:
        query = select(CaseStep).where(
            CaseStep.city_code == found[0].city_code, col(CaseStep.case_id).in_([case.id for case in found])
        )
        for step in session.exec(query.order_by(col(CaseStep.id))):
            if known_at is None or step.at <= known_at:
                steps.setdefault(step.case_id, []).append(step)
    told = (_told(case, steps.get(stored_id(case), [])) for case in found)
    return tuple(one for one in told if one is not None)


def _told(case: CaseRecord, steps: Sequence[CaseStep]) -> Json | None:
    signed = next((step for step in steps if step.to_state == _APPROVED), None)
    if signed is None:
        return None
    ended = next((step for step in steps if step.action in ENDINGS), None)
    details: dict[str, Any] = dict(case.details)
    return {
        "case": case.id,
        **{name: details[name] for name in ("duty", "verdict", "code")},
        "ruled_duty_verdict": details["ruled"],
        "reason": mask_text(signed.reason or ""),
        "signed_at": rfc3339(signed.at),
        "valid_from": signed.details.get("valid_from"),
        "valid_until": signed.details.get("valid_until"),
        "ended": None if ended is None else ended.action,
        "ended_at": rfc3339_if_any(None if ended is None else ended.at),
        "ended_reason": None if ended is None or ended.action != "lift" else mask_text(ended.reason or ""),
    }
