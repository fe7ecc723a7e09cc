"""Whether the clock can be trusted with what is final, by three witnesses.

What stands on record is not later than now; the clocks of all living processes agree with the database's; none of
them was set lately. While one of them speaks against it no edition becomes final: that could not be undone.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import text
from sqlmodel import Session, col, select

from fleetsvc.models import AuditEvent
from fleetsvc.services.audit.events import Act, Actor
from fleetsvc.services.audit.recording import record
from fleetsvc.services.common.liveness import ALIVE_FOR
from rules.units import UNITS
from rules.wording import Text

TOLERANCE: Final = timedelta(minutes=2)
"""Hosts that are kept by time synchronisation differ by far less, an overloaded one reads its clock a little late."""


class ClockFault(StrEnum):
    """What speaks against the clock. Never renamed: monitoring knows these words."""

    BEHIND = "behind"
    APART = "apart"
    JUMPED = "jumped"


SAID: Final[dict[ClockFault, Text]] = {
    ClockFault.BEHIND: Text(
        "时钟比库中最新记录的时间晚了 {span}", "the clock is {span} behind the newest instant on record"
    ),
    ClockFault.APART: Text(
        "进程 {process} 的时钟与数据库时钟相差 {span}",
        "the clock of process {process} and the database's differ by {span}",
    ),
    ClockFault.JUMPED: Text(
        "进程 {process} 的时钟在一天内被拨动了 {span}",
        "the clock of process {process} was set by {span} within a day",
    ),
}
REMEDY: Final = Text(
    "请校准时钟（NTP）。校准后自行解除；时钟确实无误时：被拨动的，重启该进程；记录的时间有误的，运行 fleetsvc clock --accept",
    "Set the clock right (NTP): the alarm then ends by itself. Where it is right already: restart the process whose "
    "clock was set; for records of a wrong time run fleetsvc clock --accept",
)
_UNITS_OF_TIME: Final = (
    (86400, Text("{count} 天", "{count} days")),
    (3600, Text("{count} 小时", "{count} hours")),
    (60, Text("{count} 分钟", "{count} minutes")),
)


@dataclass(frozen=True, slots=True)
class ClockAlarm:
    """One thing that speaks against the clock, and by how many seconds; ``process``: whose clock, where it is one's."""

    fault: ClockFault
    seconds: float
    process: str | None = None

    @property
    def says(self) -> Text:
        """The alarm in words."""
        return _filled(SAID[self.fault], span=_span(abs(self.seconds)), process=self.process or "")


class ClockNotRight(Exception):
    """Something speaks against the clock: nothing is made final now. ``alarms`` says what."""

    def __init__(self, alarms: list[ClockAlarm]) -> None:
        super().__init__([alarm.fault.value for alarm in alarms])
        self.alarms = alarms


# Registrations and their decisions in the order they were stored, unit by unit: that is the order of their keys.
_NEWEST: Final = text("""
    SELECT greatest(
        (SELECT max(at) FROM audit_event),
        (SELECT max(received_at) FROM upload),
        (SELECT max(settled_at) FROM upload),
        (SELECT max(computed_at) FROM ranking_edition),
        (SELECT max(last.recorded_at) FROM unnest(cast(:units AS integer[])) unit CROSS JOIN LATERAL
            (SELECT recorded_at FROM registration WHERE city_code = unit ORDER BY id DESC LIMIT 1) last),
        (SELECT max(last.recorded_at) FROM unnest(cast(:units AS integer[])) unit CROSS JOIN LATERAL
            (SELECT recorded_at FROM decision WHERE city_code = unit ORDER BY id DESC LIMIT 1) last)
    )
""")
_ODD_PROCESSES: Final = text("""
    SELECT name, clock_ahead_seconds, clock_jumped_seconds FROM running_process
    WHERE seen_at > clock_timestamp() - cast(:alive_for AS interval)
        AND (abs(clock_ahead_seconds) > :tolerance OR clock_jumped_seconds <> 0)
    ORDER BY name
""")


def clock_alarms(session: Session, *, now: datetime) -> list[ClockAlarm]:
    """Return what speaks against the clock, of which ``now`` is a reading; needs the office's scope."""
    return [*_behind(session, now), *_of_processes(session)]


def require_right_clock(session: Session, *, now: datetime) -> None:
    """See that nothing speaks against the clock. Raises ClockNotRight."""
    alarms = clock_alarms(session, now=now)
    if alarms:
        raise ClockNotRight(alarms)


def accept(session: Session, *, by: Actor, now: datetime) -> datetime | None:
    """Declare that the clock is right and the later instants on record are not; return the latest of them.

    None where there is none. It is entered in the audit log, which is also where it stands: call it last in a
    transaction. Instants that are stored later are held against the clock again.
    """
    newest = _newest(session)
    if newest is None or newest <= now:
        return None
    record(session, by, Act.CLOCK_ACCEPTED, "clock", {"until": newest.astimezone(UTC).isoformat()}, now)
    return newest


def _behind(session: Session, now: datetime) -> list[ClockAlarm]:
    newest = _newest(session)
    if newest is None or newest - now <= TOLERANCE:
        return []
    accepted = _accepted(session)
    if accepted is not None and newest <= accepted:
        return []
    return [ClockAlarm(ClockFault.BEHIND, (newest - now).total_seconds())]


def _newest(session: Session) -> datetime | None:
    found: datetime | None = (
        session.connection().execute(_NEWEST, {"units": [int(code) for code in UNITS]}).scalar_one()
    )
    return found


def _accepted(session: Session) -> datetime | None:
    statement = (
        select(AuditEvent.details)
        .where(AuditEvent.act == Act.CLOCK_ACCEPTED.value)
        .order_by(col(AuditEvent.number).desc())
        .limit(1)
    )
    details = session.exec(statement).first()
    return None if details is None else datetime.fromisoformat(str(details["until"]))


def _of_processes(session: Session) -> list[ClockAlarm]:
    tolerated = TOLERANCE.total_seconds()
    values = {"alive_for": ALIVE_FOR, "tolerance": tolerated}
    found = []
    for name, ahead, jumped in session.connection().execute(_ODD_PROCESSES, values):
        if abs(ahead) > tolerated:
            found.append(ClockAlarm(ClockFault.APART, ahead, name))
        if jumped:
            found.append(ClockAlarm(ClockFault.JUMPED, jumped, name))
    return found


def _span(seconds: float) -> Text:
    """Return a time as people tell it: in the largest unit of which there are two.

    >>> _span(121), _span(7199), _span(172800)
    (Text(zh='2 分钟', en='2 minutes'), Text(zh='119 分钟', en='119 minutes'), Text(zh='2 天', en='2 days'))
    """
    size, words = next((one for one in _UNITS_OF_TIME if seconds >= 2 * one[0]), _UNITS_OF_TIME[-1])
    return words.fill(count=int(seconds // size))


def _filled(words: Text, *, span: Text, process: str) -> Text:
    return Text(
        words.zh.format(span=span.zh, process=process), words.en.format(span=span.en, process=process)
    )
