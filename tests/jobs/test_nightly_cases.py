"""The cases of a night are tended some at a time, each once and told once: whoever dies, whoever else works."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

import psycopg
import pytest

from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.jobs import ledger, nightly_cases, telling_people
from fleetsvc.services.cases.nightly import WHOLE_NIGHT, tend_some
from tests.fault_world import job
from tests.killing import at_once, is_killed
from tests.notices import peopled
from tests.patience import wait_until
from tests.upload_cases import NOW, a_row, deliver, with_rulebook

NIGHT = NOW + timedelta(hours=11)
OURS, THEIRS = 7, 3
SOME = 2
"""Cases of one transaction: of seven, four transactions."""

_TOLD = """
WITH asked AS (SELECT * FROM occurrence WHERE kind = 'cases-asked')
SELECT s.city_code, count(*), count(DISTINCT s.case_id),
    (SELECT sum((o.details ->> 'count')::integer) FROM asked o WHERE o.city_code = s.city_code),
    (SELECT count(*) FROM asked o WHERE o.city_code = s.city_code),
    (SELECT count(*) FROM asked o JOIN notice n ON n.city_code = o.city_code AND n.occurrence_id = o.id
        WHERE o.city_code = s.city_code)
FROM case_step s WHERE s.action = 'notify' GROUP BY s.city_code ORDER BY s.city_code
"""
_OPENED = "SELECT (details ->> 'count')::integer FROM occurrence WHERE kind = 'cases-opened'"
_RUNS = "SELECT status, attempts FROM job_run WHERE job = 'nightly-cases'"
_OTHERS = """
SELECT pid FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
"""


def taxis(numbers: Sequence[int], plate: str) -> list[str]:
    return [
        a_row(number, plate=f"{plate}{number:05d}", category="出租车", energy="汽油") for number in numbers
    ]


@pytest.fixture
def database(own_database: Database) -> Database:
    with_rulebook(own_database)
    peopled(own_database)
    deliver(own_database, *taxis(range(1, OURS + 1), "豫A"))
    deliver(own_database, *taxis(range(11, 11 + THEIRS), "豫B"), unit="410200")
    return own_database


def night(database: Database) -> None:
    some = replace(job("nightly-cases"), ahead=partial(nightly_cases.ahead, most=SOME))
    ledger.run_due(database, some, worker="w", now=lambda: NIGHT)


def tell(database: Database) -> None:
    telling_people.work_once(database, now=lambda: NIGHT)


def rows(url: str, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchall()


def require_told_once(url: str) -> None:
    """Each case was told, once; of each transaction both people of the one unit were, and the one of the other."""
    assert rows(url, _TOLD) == [
        (410100, OURS, OURS, OURS, 4, 2 * 4),
        (410200, THEIRS, THEIRS, THEIRS, 2, 2),
    ]
    assert rows(url, _OPENED) == [(OURS + THEIRS,)]


def test_four_workers_at_once_tend_a_night_once(
    database: Database, own_database_url: str, own_owner_url: str
) -> None:
    assert at_once(own_database_url, *[night] * 4) == [True] * 4
    assert at_once(own_database_url, *[tell] * 4) == [True] * 4
    require_told_once(own_owner_url)
    assert rows(own_owner_url, _RUNS) == [("done", 1)]


def test_killed_between_its_transactions_a_night_is_taken_up_where_it_stopped(
    database: Database, own_database_url: str, own_owner_url: str
) -> None:
    told = list[object]()
    for moment in (40, 60, 80):
        assert is_killed(own_database_url, night, at=moment)
        wait_until(lambda: not rows(own_owner_url, _OTHERS))
        told += rows(own_owner_url, "SELECT count(*) FROM case_record WHERE state = 'notified'")[0]
    assert any(0 < one < OURS for one in told if isinstance(one, int)), (
        "killed where nothing was done by half"
    )
    assert rows(own_owner_url, _RUNS) == []
    night(database)
    tell(database)
    require_told_once(own_owner_url)


def test_some_of_a_night_is_bounded_and_goes_on_where_it_ended(database: Database) -> None:
    done, left = list[int](), WHOLE_NIGHT
    while left:
        with database.transaction(OFFICE) as session:
            some, left = tend_some(session, left, now=NIGHT, most=SOME)
        done.append(some.moved)
    assert sum(done) == OURS + THEIRS
    assert max(done) < 2 * SOME
