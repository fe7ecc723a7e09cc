"""What the checks found last, kept so that pages and monitoring need not look again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import text
from sqlmodel import Session, col, select

from fleetsvc.models import HealthFinding
from fleetsvc.services.operations import processes
from fleetsvc.services.operations.checks import LEVELS, Check, Status
from rules.wording import Text

OF_THE_DATABASE: Final = ""
"""Stands for a host where a finding is the same for all."""

_KEEP: Final = text("""
    INSERT INTO health_finding (host, name, status, says_zh, says_en, remedy_zh, remedy_en, since, seen_at)
    VALUES (:host, :name, :status, :says_zh, :says_en, :remedy_zh, :remedy_en, :now, :now)
    ON CONFLICT (host, name) DO UPDATE SET status = excluded.status, says_zh = excluded.says_zh,
        says_en = excluded.says_en, remedy_zh = excluded.remedy_zh, remedy_en = excluded.remedy_en,
        since = CASE WHEN health_finding.status = excluded.status THEN health_finding.since ELSE excluded.since END,
        seen_at = excluded.seen_at
""")
_FORGET: Final = text("""
    DELETE FROM health_finding WHERE host = :host AND seen_at < :now OR seen_at < :gone
""")
GONE_AFTER: Final = timedelta(hours=1)
"""A host at which nobody has looked for so long is not there any more, as a container that another one replaced."""
_LEVELS: Final = text("SELECT host, name, status FROM health_finding ORDER BY host, name")


@dataclass(frozen=True, slots=True)
class Standing:
    """How the service stands: whether a worker is at work, and what falls short, the worst first."""

    is_worked: bool
    alarms: Sequence[Text]


def keep(session: Session, checks: Iterable[Check], *, host: str, now: datetime) -> None:
    """Keep what was found, of a host or of the database; what is not looked at any more is forgotten.

    So are hosts that are gone. Of checks of one name, such as of two disks, the worst is kept.
    """
    worst: dict[str, Check] = {}
    for check in checks:
        if check.name not in worst or LEVELS[check.status] > LEVELS[worst[check.name].status]:
            worst[check.name] = check
    rows = [_row(worst[name]) | {"host": host, "now": now} for name in sorted(worst)]
    if rows:
        session.connection().execute(_KEEP, rows)
    session.connection().execute(_FORGET, {"host": host, "now": now, "gone": now - GONE_AFTER})


def _row(check: Check) -> dict[str, str | None]:
    remedy = check.remedy
    return {
        "name": check.name,
        "status": check.status.value,
        "says_zh": check.says.zh,
        "says_en": check.says.en,
        "remedy_zh": None if remedy is None else remedy.zh,
        "remedy_en": None if remedy is None else remedy.en,
    }


def list_findings(session: Session) -> Sequence[HealthFinding]:
    """Return all that was found last; needs the office's scope."""
    return session.exec(
        select(HealthFinding).order_by(col(HealthFinding.host), col(HealthFinding.name))
    ).all()


def standing(session: Session) -> Standing:
    """Return what an administrator is told first; needs the office's scope."""
    found = [one for one in list_findings(session) if LEVELS[Status(one.status)]]
    worst_first = sorted(found, key=lambda one: -LEVELS[Status(one.status)])
    return Standing(
        processes.count_alive(session, kind=processes.WORKER) > 0,
        [Text(one.says_zh, one.says_en) for one in worst_first],
    )


def levels(session: Session) -> dict[tuple[str, str], int]:
    """Return by host and check what monitoring is told: 0, 1 to look at, 2 failed."""
    return {
        (host, name): LEVELS[Status(status)]
        for host, name, status in session.connection().execute(_LEVELS).all()
    }
