import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import text
from sqlmodel import Session, select
from structlog.testing import capture_logs

from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.jobs import ledger, monthly_edition
from fleetsvc.jobs.ledger import Outcome
from fleetsvc.jobs.schedule import Cron, Job
from fleetsvc.models import JobRun
from rules.wording import Text
from tests.patience import PATIENCE_SECONDS
from tests.ranking_data import put_rulebook_in_force, register

NOW = datetime(2025, 10, 9, 0, 0, tzinfo=UTC)


def clock() -> datetime:
    return NOW


def a_job(
    work: Callable[[Session, str, datetime], None], *, due: tuple[str, ...] = ("a", "b"), name: str = "job"
) -> Job:
    when, grace = Cron(hour=1, minute=0), timedelta(hours=1)
    return Job(name, when, grace, Text("工作", "work"), due=lambda _session, _now: due, work=work)


def put_mark(session: Session, period: str, now: datetime) -> None:
    register(session, "410100", compliant=1)


def marks(database: Database) -> int:
    with database.transaction(OFFICE) as session:
        return int(session.connection().execute(text("SELECT count(*) FROM decision")).scalar_one())


def runs(database: Database) -> dict[str, JobRun]:
    with database.transaction(OFFICE) as session:
        return {run.period: run for run in session.exec(select(JobRun))}


def editions(database: Database) -> list[tuple[str, int]]:
    with database.transaction(OFFICE) as session:
        rows = session.connection().execute(
            text("SELECT period, revision FROM ranking_edition WHERE category = '' ORDER BY 1, 2")
        )
        return [(period, revision) for period, revision in rows]


def test_a_period_is_done_once_and_on_record(own_database: Database) -> None:
    job = a_job(put_mark)
    first = ledger.run_due(own_database, job, worker="one", now=clock)
    assert first == {"a": Outcome.DONE, "b": Outcome.DONE}
    assert ledger.run_due(own_database, job, worker="two", now=clock) == {}
    assert ledger.run_period(own_database, job, "a", worker="two", now=clock) is Outcome.ELSEWHERE
    assert marks(own_database) == 2
    assert runs(own_database)["a"].model_dump() == {
        "job": "job",
        "period": "a",
        "status": "done",
        "worker": "one",
        "started_at": NOW,
        "ended_at": NOW,
        "attempts": 1,
        "failure": None,
        "place": None,
    }


def test_a_failure_is_on_record_leaves_no_trace_and_does_not_stop_the_others(own_database: Database) -> None:
    def fail_on_a(session: Session, period: str, now: datetime) -> None:
        put_mark(session, period, now)
        if period == "a":
            raise LookupError("LSVAA49J2B2123456")

    with capture_logs() as logs:
        outcomes = ledger.run_due(own_database, a_job(fail_on_a), worker="one", now=clock)
    assert outcomes == {"a": Outcome.FAILED, "b": Outcome.DONE}
    assert marks(own_database) == 1
    failed = runs(own_database)["a"]
    assert (failed.status, failed.failure, failed.attempts) == ("failed", "LookupError", 1)
    assert [log["failure"] for log in logs if log["event"] == "job failed"] == ["LookupError"]
    assert "LSVAA49J2B2123456" not in str(logs)


def test_a_failure_of_the_database_is_named_by_its_state_and_without_its_values(
    own_database: Database,
) -> None:
    def divide(session: Session, period: str, now: datetime) -> None:
        session.connection().execute(text("SELECT 1 / cast(:secret AS integer) * 0"), {"secret": 0})

    with capture_logs() as logs:
        ledger.run_due(own_database, a_job(divide, due=("a",)), worker="one", now=clock)
    assert runs(own_database)["a"].failure == "DataError 22012"
    assert "secret" not in str(logs)


def test_a_failed_period_is_won_again_and_its_attempts_are_counted(own_database: Database) -> None:
    def fail(session: Session, period: str, now: datetime) -> None:
        raise LookupError

    for _ in range(2):
        ledger.run_due(own_database, a_job(fail, due=("a",)), worker="one", now=clock)
    assert runs(own_database)["a"].attempts == 2
    outcome = ledger.run_due(own_database, a_job(put_mark, due=("a",)), worker="two", now=clock)
    mended = runs(own_database)["a"]
    assert outcome == {"a": Outcome.DONE}
    assert (mended.status, mended.failure, mended.attempts, mended.worker) == ("done", None, 3, "two")


def test_a_job_that_cannot_say_what_is_due_does_not_stop_its_worker(own_database: Database) -> None:
    def not_to_be_told(session: Session, now: datetime) -> tuple[str, ...]:
        raise LookupError

    job = Job("job", Cron(1, 0), timedelta(hours=1), Text("工作", "work"), due=not_to_be_told, work=put_mark)
    with capture_logs() as logs:
        assert ledger.run_due(own_database, job, worker="one", now=clock) == {}
    assert [log["event"] for log in logs] == ["job not started"]


def test_a_worker_that_comes_second_waits_and_finds_the_period_taken(own_database: Database) -> None:
    working, go_on = threading.Event(), threading.Event()
    outcomes: dict[str, Outcome] = {}

    def slow(session: Session, period: str, now: datetime) -> None:
        put_mark(session, period, now)
        working.set()
        assert go_on.wait(PATIENCE_SECONDS)

    def run_as(worker: str, job: Job) -> None:
        outcomes[worker] = ledger.run_period(own_database, job, "a", worker=worker, now=clock)

    first = threading.Thread(target=run_as, args=("one", a_job(slow)))
    first.start()
    assert working.wait(PATIENCE_SECONDS)
    second = threading.Thread(target=run_as, args=("two", a_job(put_mark)))
    second.start()
    second.join(0.3)
    assert second.is_alive()
    go_on.set()
    first.join(PATIENCE_SECONDS)
    second.join(PATIENCE_SECONDS)
    assert outcomes == {"one": Outcome.DONE, "two": Outcome.ELSEWHERE}
    assert marks(own_database) == 1


_TICK = """
import sys
from datetime import datetime
from fleetsvc.database.transactions import open_database
from fleetsvc.jobs import ledger
url, now = sys.argv[1:]
database = open_database(url)
sys.stdin.readline()
ledger.make_up(database, worker="w", now=lambda: datetime.fromisoformat(now))
database.close()
"""


def test_workers_in_several_processes_at_the_same_tick_make_one_edition_of_each_period(
    own_database: Database, own_database_url: str
) -> None:
    with own_database.transaction(OFFICE) as session:
        put_rulebook_in_force(session)
        register(session, "410100", compliant=10)
    command = [sys.executable, "-c", _TICK, own_database_url, NOW.isoformat()]
    workers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)
    ]
    for worker in workers:  # the same tick: all wait for the word
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    for worker in workers:
        _, complaints = worker.communicate(timeout=PATIENCE_SECONDS)
        assert (worker.returncode, complaints) == (0, "")
    assert editions(own_database) == [
        ("2025", 0),
        ("2025-09", 0),
        ("2025-Q3", 0),
    ]
    assert {run.status for run in runs(own_database).values()} == {"done"}


def test_missed_months_are_made_up_in_order_so_that_each_is_compared_with_the_one_before(
    own_database: Database,
) -> None:
    with own_database.transaction(OFFICE) as session:
        put_rulebook_in_force(session)
        for month in range(6, 10):
            day = datetime(2025, month, 3, tzinfo=UTC)
            register(session, "410100", day=day.date(), recorded_at=day, compliant=10)
    ledger.make_up(own_database, worker="one", now=clock)
    months = [period for period, _ in editions(own_database) if period.startswith("2025-0")]
    assert months == ["2025-06", "2025-07", "2025-08", "2025-09"]
    with own_database.transaction(OFFICE) as session:
        rows = session.connection().execute(
            text(
                "SELECT period, compared_with ->> 'period', status FROM ranking_edition"
                " WHERE category = '' AND period LIKE '2025-0%' ORDER BY period"
            )
        )
        assert [tuple(row) for row in rows] == [
            ("2025-06", None, "preview"),
            ("2025-07", "2025-06", "preview"),
            ("2025-08", "2025-07", "preview"),
            ("2025-09", "2025-08", "preview"),
        ]


def test_without_a_rulebook_in_force_the_periods_fail_visibly_and_are_made_up_later(
    own_database: Database,
) -> None:
    with own_database.transaction(OFFICE) as session:
        register(session, "410100", compliant=10)
    with capture_logs():
        ledger.make_up(own_database, worker="one", now=clock)
    others = ("nightly-replay", "nightly-signals", "nightly-notices")
    failures = {run.failure for run in runs(own_database).values() if run.job not in others}
    assert failures == {"NoActiveRulebook"}
    assert editions(own_database) == []
    with own_database.transaction(OFFICE) as session:
        put_rulebook_in_force(session)
    ledger.make_up(own_database, worker="one", now=clock)
    assert ("2025-09", 0) in editions(own_database)
    assert {run.failure for run in runs(own_database).values()} == {None}


def test_the_month_is_published_on_its_day_in_china_while_the_host_has_the_day_before(
    own_database: Database,
) -> None:
    with own_database.transaction(OFFICE) as session:
        register(session, "410100", compliant=10)
        due = monthly_edition.due(session, datetime(2025, 10, 8, 18, 30, tzinfo=UTC))
        too_early = monthly_edition.due(session, datetime(2025, 10, 8, 18, 29, tzinfo=UTC))
    assert (too_early, due) == ((), ("2025-09", "2025-Q3"))
