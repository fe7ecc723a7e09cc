"""Telling administrators what falls short: once for each finding and day, and once when it is well again."""

from collections.abc import Mapping
from datetime import datetime, timedelta
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
STANDS_FOR: Final = timedelta(minutes=10)
"""What ends by itself within minutes, such as while a service starts, is shown but nobody is told."""


def tell_alarms(session: Session, *, told_from: str, now: datetime) -> int:
    """Tell of what was found last; return of how many findings. Needs the office's scope."""
    told = 0
    for finding in list_findings(session):
        level = LEVELS[Status(finding.status)]
        if level >= FROM[told_from] and _is_to_be_told(finding, now):
            _tell(session, Event.HEALTH_ALARM, finding, now=now)
            finding.told_at = now
            told += 1
        elif level == 0 and finding.told_at is not None:
            _tell(session, Event.HEALTH_WELL, finding, now=now)
            finding.told_at = None
            told += 1
    return told


def _is_to_be_told(finding: HealthFinding, now: datetime) -> bool:
    is_told = finding.told_at is not None and day_of(finding.told_at) == day_of(now)
    return not is_told and now - finding.since >= STANDS_FOR


def _tell(session: Session, event: Event, finding: HealthFinding, *, now: datetime) -> None:
    details = {"zh": finding.says_zh, "en": finding.says_en}
    mark = f"{finding.host} {day_of(now).isoformat()}"
    tell(session, event, f"health/{finding.name}", mark=mark, details=details, now=now)
