"""Telling administrators what falls short: once for each finding and day, and once when it is well again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlmodel import Session

from fleetsvc.clock import day_of
from fleetsvc.models import HealthFinding
from fleetsvc.services.notices.events import Event
from fleetsvc.services.notices.telling import tell
from fleetsvc.services.operations.checks import LEVELS, Status
from fleetsvc.services.operations.findings import list_findings

FROM: Final[Mapping[str, int]] = {"warn": 1, "fail": 2, "none": 3}
"""The setting, and from which level on people are told."""


def tell_alarms(session: Session, *, told_from: str, now: datetime) -> int:
    """Tell of what was found last; return of how many findings. Needs the office's scope."""
    told = 0
    for finding in list_findings(session):
        level = LEVELS[Status(finding.status)]
        if level >= FROM[told_from] and not _is_told_on_day(finding, now):
            _tell(session, Event.HEALTH_ALARM, finding, now=now)
            finding.told_at = now
            told += 1
        elif level == 0 and finding.told_at is not None:
            _tell(session, Event.HEALTH_WELL, finding, now=now)
            finding.told_at = None
            told += 1
    return told


def _is_told_on_day(finding: HealthFinding, now: datetime) -> bool:
    return finding.told_at is not None and day_of(finding.told_at) == day_of(now)


def _tell(session: Session, event: Event, finding: HealthFinding, *, now: datetime) -> None:
    details = {"zh": finding.says_zh, "en": finding.says_en}
    mark = f"{finding.host} {day_of(now).isoformat()}"
    tell(session, event, f"health/{finding.name}", mark=mark, details=details, now=now)
