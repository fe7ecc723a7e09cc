"""Tell the log when something begins or ceases to speak against the clock, and make up then what had to wait."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.jobs import ledger
from fleetsvc.services.operations.clock_alarms import ClockAlarm, clock_alarms

_log = structlog.get_logger()


@dataclass(slots=True)
class ClockWatch:
    """One worker's view of the alarms; any number may look, since the ledger has each period done once."""

    database: Database
    worker: str
    now: Callable[[], datetime]
    _told: set[tuple[str, str | None]] = field(default_factory=set)

    def look(self) -> bool:
        """Look once; return whether the clock is right."""
        with self.database.transaction(OFFICE) as session:
            alarms = clock_alarms(session, now=self.now())
        self._tell(alarms)
        return not alarms

    def _tell(self, alarms: list[ClockAlarm]) -> None:
        before, self._told = self._told, {(alarm.fault.value, alarm.process) for alarm in alarms}
        for alarm in alarms:
            if (alarm.fault.value, alarm.process) not in before:
                _log.error(
                    "clock not right",
                    fault=alarm.fault.value,
                    seconds=round(alarm.seconds),
                    process=alarm.process,
                )
        if before and not alarms:
            _log.warning("clock right again")
            ledger.make_up(self.database, worker=self.worker, now=self.now)
