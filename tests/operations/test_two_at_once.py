"""Two persons at the same case or the same edition at the same time: one of them has done it, the other is told."""

import itertools
import os
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text

from fleetsvc.database.transactions import OFFICE, Database, as_login_role, open_database
from fleetsvc.jobs.delivering_webhooks import Hooks
from fleetsvc.services.cases import acting
from fleetsvc.services.cases.guards import Said
from fleetsvc.services.cases.words import CaseAction, Hand
from fleetsvc.services.rankings import publishing, releasing
from tests.actors import TESTER
from tests.conftest import a_copy, make_copy, url_of
from tests.fault_world import CORRECTED, DECIDED, MARCH, PREVIEWED, RELEASED, Step, furnish, steps
from tests.killing import at_once
from tests.upload_cases import a_row, deliver

ROUNDS = int(os.environ.get("FLEETSVC_TEST_MOMENTS", "3"))
_NUMBERS = itertools.count(1)


@pytest.fixture(scope="module")
def way(owner_url: str) -> tuple[Step, ...]:
    """The steps that lead to where two meet: both taxis are answered."""
    make_copy(owner_url, "met")
    database = open_database(as_login_role(url_of(owner_url, "met")))
    furnish(database, hook="https://hooks.example/")
    with database.transaction(OFFICE) as session:
        found = steps(session, Hooks("a secret of the tests", ()))
    for step in found[:3]:
        step.work(database)
    database.close()
    return found


@pytest.fixture(params=range(ROUNDS))
def url(owner_url: str, way: tuple[Step, ...]) -> Iterator[str]:
    with a_copy(owner_url, f"meeting_{next(_NUMBERS)}", of="met") as opened:
        yield as_login_role(opened)


def publish(step: Callable[..., object], database: Database, **more: object) -> None:
    with database.transaction(OFFICE) as session:
        made = step(session, MARCH, **more)
        assert made, "nothing was left to do"


def rows(url: str, query: str) -> list[tuple[Any, ...]]:
    database = open_database(url)
    with database.transaction(OFFICE) as session:
        found = [tuple(row) for row in session.connection().execute(text(query))]
    database.close()
    return found


def test_of_two_officers_at_once_one_decides_and_the_other_is_told_how_it_stands(url: str) -> None:
    (case,) = rows(url, "SELECT min(id) FROM case_record WHERE state = 'answered'")[0]
    done = at_once(url, partial(_act, case, CaseAction.APPROVE), partial(_act, case, CaseAction.REFUSE))
    assert sorted(done) == [False, True]
    steps_of = rows(url, f"SELECT action FROM case_step WHERE case_id = {case} AND hand = 'office'")
    assert steps_of == [("approve",) if done[0] else ("refuse",)]
    told = rows(
        url, f"SELECT count(*) FROM occurrence WHERE subject LIKE '%/{case}' AND kind = 'cases-decided'"
    )
    assert told == [(1,)]


def _act(case: int, action: CaseAction, database: Database) -> None:
    with database.transaction(OFFICE) as session:
        acting.act(session, case, Said(action, "why"), by=TESTER, hand=Hand.OFFICE, now=DECIDED)


def test_of_two_who_release_or_correct_at_once_one_has_done_it(url: str) -> None:
    before = open_database(url)
    publish(publishing.publish_preview, before, now=PREVIEWED)
    release = partial(publish, releasing.release, by=TESTER, now=RELEASED)
    assert sorted(at_once(url, release, release)) == [False, True]
    deliver(before, a_row(60_050))
    correct = partial(publish, publishing.correct, by=TESTER, now=CORRECTED, reason="why")
    assert sorted(at_once(url, correct, correct)) == [False, True]
    before.close()
    final = (
        "SELECT revision, status FROM ranking_edition WHERE period = '2025-03' AND category = '' ORDER BY 1"
    )
    assert rows(url, final) == [(0, "preview"), (1, "final"), (2, "final")]
