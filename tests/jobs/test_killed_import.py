"""``kill -9`` of a worker at any moment of an import: no partial batch, and the next worker takes it up."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from fleetsvc.database.transactions import OFFICE, Database, UnitScope
from fleetsvc.jobs.reading_uploads import waiting, work_once
from fleetsvc.services.uploads import deliveries
from tests.patience import wait_until
from tests.upload_cases import NOW, a_file, a_row, send, with_rulebook

pytestmark = pytest.mark.slow(10)

ROOT = Path(__file__).resolve().parents[2]
ROWS = 12_000

_WORKER = """
import sys
from fleetsvc import clock
from fleetsvc.database.transactions import open_database
from fleetsvc.jobs.reading_uploads import work_once

print("working", flush=True)
work_once(open_database(sys.argv[1]), worker="killed", now=clock.now)
"""


def count(database: Database, table: str) -> int:
    with database.transaction(OFFICE) as session:
        return int(session.connection().execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def rows_done(database: Database) -> int:
    """How far the worker says it is, as anybody else may see it."""
    with database.transaction(OFFICE) as session:
        query = text("SELECT coalesce(max(rows_done), -1) FROM upload_progress")
        return int(session.connection().execute(query).scalar_one())


@pytest.mark.parametrize("moment", ["claimed", "rows copied"])
def test_a_killed_worker_leaves_no_partial_batch_and_the_next_one_does_it(
    own_database: Database, own_database_url: str, moment: str
) -> None:
    with_rulebook(own_database)
    upload = send(own_database, a_file(*(a_row(number) for number in range(ROWS))))
    assert upload.id is not None
    enough = {"claimed": 0, "rows copied": 1}[moment]

    command = [sys.executable, "-c", _WORKER, own_database_url]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "working\n"
        wait_until(lambda: rows_done(own_database) >= enough)
        assert process.poll() is None, "the worker was done before it could be killed"
        process.kill()

    tables = ("registration", "decision", "finding", "upload_row")
    assert [count(own_database, table) for table in tables] == [0, 0, 0, 0]
    with own_database.transaction(UnitScope("410100")) as session:
        assert deliveries.upload(session, city=410100, number=upload.id).status == "received"

    # The killed worker's connection is noticed within milliseconds.
    wait_until(lambda: work_once(own_database, worker="next", now=lambda: NOW))
    assert [count(own_database, table) for table in tables] == [ROWS, ROWS, 0, 0]
    assert waiting(own_database) == []
