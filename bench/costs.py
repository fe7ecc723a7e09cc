"""What work costs: on the wall, and of the processors, told apart by whose."""

from collections.abc import Callable
from time import perf_counter, process_time
from typing import TypeVar

from bench.statements import worked_by
from fleetsvc.database.transactions import OFFICE, Database, ScopedSession

Result = TypeVar("Result")


class Costs:
    """Seconds that a session's work took: on the wall, and of the processor in its PostgreSQL process and in ours.

    On a machine that is shared the wall tells of the neighbours too; the processor's seconds are the work's own.
    """

    def __init__(self) -> None:
        self.wall: list[float] = []
        self.backend: list[float] = []
        self.own: list[float] = []

    def of(self, session: ScopedSession, work: Callable[[], Result]) -> Result:
        """Do a piece of work and keep what it cost."""
        pid = int(session.connection().exec_driver_sql("SELECT pg_backend_pid()").scalar_one())
        before, own, began = worked_by(pid), process_time(), perf_counter()
        found = work()
        session.flush()
        self.wall.append(perf_counter() - began)
        self.own.append(process_time() - own)
        self.backend.append(worked_by(pid) - before)
        return found

    def of_all(self, database: Database, work: Callable[[], Result]) -> Result:
        """The same of work in several transactions, whatever connections they take."""
        before, own, began = _of_backends(database), process_time(), perf_counter()
        found = work()
        self.wall.append(perf_counter() - began)
        self.own.append(process_time() - own)
        spent = _of_backends(database)
        self.backend.append(sum(seconds - before.get(pid, 0.0) for pid, seconds in spent.items()))
        return found


def _of_backends(database: Database) -> dict[int, float]:
    """Return the seconds of a processor of every process that works for a database now."""
    query = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
    with database.transaction(OFFICE) as session:
        found = list(session.connection().exec_driver_sql(query).scalars())
    return {pid: worked_by(pid) for pid in found}
