import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from fleetsvc.clock import day_of, now
from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.jobs import reading_uploads, worker
from fleetsvc.services.operations import processes
from rules.periods import PeriodKind, period_of
from tests.patience import PATIENCE_SECONDS, wait_until
from tests.ranking_data import put_rulebook_in_force, register

_RUN = "from fleetsvc.jobs import worker; from fleetsvc.settings import read_settings; worker.run(read_settings())"


def stored_periods(database: Database) -> set[str]:
    with database.transaction(OFFICE) as session:
        return set(
            session.connection().execute(text("SELECT DISTINCT period FROM ranking_edition")).scalars()
        )


def test_a_worker_makes_up_what_was_missed_and_ends_cleanly_on_sigterm(
    own_database: Database, own_database_url: str, tmp_path: Path
) -> None:
    # The ranking counts up to yesterday: on the first of a month nothing of that month.
    months = [period_of(day_of(now()) - timedelta(days=days), PeriodKind.MONTH) for days in (1, 46)]
    with own_database.transaction(OFFICE) as session:
        put_rulebook_in_force(session)
        for month in months:
            register(session, "410100", day=month.from_day, compliant=10)
    environment = os.environ | {"FLEETSVC_DATABASE_URL": own_database_url, "FLEETSVC_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-c", _RUN]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            wait_until(lambda: months[0].key in stored_periods(own_database))
            process.send_signal(signal.SIGTERM)
            said, _ = process.communicate(timeout=PATIENCE_SECONDS)
        finally:
            process.kill()
    assert process.returncode == 0
    assert "worker ended" in said
    assert "failed" not in said


def test_no_two_workers_have_the_same_name() -> None:
    assert processes.process_name() != processes.process_name()


def test_a_failure_while_reading_uploads_does_not_end_the_worker(
    own_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls, stop = [], threading.Event()

    def fail(*_: object, **__: object) -> bool:
        calls.append(1)
        if len(calls) == 2:
            stop.set()
        raise LookupError

    monkeypatch.setattr(reading_uploads, "work_once", fail)
    monkeypatch.setattr(worker, "AFTER_FAILURE_SECONDS", 0.01)
    worker.work_until(stop, own_database, now=now)
    assert len(calls) == 2


def test_while_nothing_is_due_the_worker_rests_and_after_a_failure_longer() -> None:
    rests: list[float | None] = []

    class Stop(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            rests.append(timeout)
            return self.is_set()

    stop, steps = Stop(), iter([True, False, LookupError(), True, True])

    def read_one() -> bool:
        found = next(steps, None)
        if found is None:
            stop.set()
        if isinstance(found, Exception):
            raise found
        return found is not False

    worker.read_until(stop, read_one)
    assert rests == [worker.POLL_SECONDS, worker.AFTER_FAILURE_SECONDS]
