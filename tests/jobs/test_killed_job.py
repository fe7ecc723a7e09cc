import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.jobs import ledger
from fleetsvc.jobs.ledger import Outcome
from fleetsvc.jobs.schedule import Cron, Job
from rules.wording import Text
from tests.ranking_data import register

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2025, 10, 5, tzinfo=UTC)

_HANG = """
import sys, time
from tests.jobs.test_killed_job import NOW, a_job, put_mark
from fleetsvc.database.transactions import open_database
from fleetsvc.jobs import ledger

def work(session, period, now):
    put_mark(session, period, now)
    print("working", flush=True)
    time.sleep(60)

ledger.run_period(open_database(sys.argv[1]), a_job(work), "a", worker="killed", now=lambda: NOW)
"""


def a_job(work: Callable[[Session, str, datetime], None]) -> Job:
    return Job(
        "job",
        Cron(1, 0),
        timedelta(hours=1),
        Text("工作", "work"),
        due=lambda _session, _now: ("a",),
        work=work,
    )


def put_mark(session: Session, period: str, now: datetime) -> None:
    register(session, "410100", compliant=1)


def count(database: Database, table: str) -> int:
    with database.transaction(OFFICE) as session:
        return int(session.connection().execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def test_a_worker_killed_within_a_job_leaves_neither_effect_nor_key_and_another_does_it(
    own_database: Database, own_database_url: str
) -> None:
    command = [sys.executable, "-c", _HANG, own_database_url]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "working\n"
        process.kill()
    assert (count(own_database, "decision"), count(own_database, "job_run")) == (0, 0)
    outcomes = ledger.run_due(own_database, a_job(put_mark), worker="next", now=lambda: NOW)
    assert outcomes == {"a": Outcome.DONE}
    assert (count(own_database, "decision"), count(own_database, "job_run")) == (1, 1)
