"""Whoever owns the database can alter a verdict, or the facts under it; each is found by judging again."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlmodel import Session

from fleetsvc.database.transactions import OFFICE, Database, open_database
from fleetsvc.jobs import ledger
from fleetsvc.jobs.schedule import CALENDAR
from fleetsvc.services.law import replay
from fleetsvc.services.operations.measures import measures
from tests.upload_cases import NOW, a_file, a_row, send, settled, with_rulebook


@pytest.fixture
def judged(own_database: Database) -> Database:
    """Six buses: new and replaced, electric and diesel, before and after the first day; one was sent twice."""
    with_rulebook(own_database)
    rows = [
        a_row(1),
        a_row(2, energy="柴油", plate="豫A00002"),
        a_row(3, energy="柴油", plate="豫A00003", event="更新", replaces="豫A99999"),
        a_row(4, energy="柴油", plate="豫A00004", event="更新"),
        a_row(5, day="2023-02-28"),
        a_row(6, category="出租车", energy="汽油", plate="豫A00006"),
    ]
    settled(own_database, send(own_database, a_file(*rows)))
    changed = a_file(a_row(1, energy="柴油", plate="豫A00001"))
    settled(own_database, send(own_database, changed), now=NOW.replace(month=7))
    return own_database


@pytest.fixture
def owner(own_owner_url: str) -> Iterator[Engine]:
    engine = create_engine(own_owner_url.replace("postgresql://", "postgresql+psycopg://"))
    yield engine
    engine.dispose()


def replayed(database: Database) -> replay.Replayed:
    with database.transaction(OFFICE) as session:
        return replay.replay_all(session)


def test_what_the_service_stored_is_what_it_judges_again(judged: Database) -> None:
    assert replayed(judged) == replay.Replayed(7, 0, ())
    with judged.transaction(OFFICE) as session:
        assert replay.replay_current(session).decisions == 6
        assert replay.replay_sample(session, 3) == replay.Replayed(3, 0, ())


ALTERED = [
    ("UPDATE decision SET verdict = 'compliant' WHERE id = :id", replay.Why.OUTCOME),
    ("UPDATE decision SET energy_verdict = 'compliant' WHERE id = :id", replay.Why.OUTCOME),
    ("UPDATE decision SET emission_stage_verdict = 'compliant' WHERE id = :id", replay.Why.OUTCOME),
    ("UPDATE decision SET rule = 'henan-2023/13-in-principle' WHERE id = :id", replay.Why.OUTCOME),
    ("UPDATE decision SET registered_on = '2023-02-28' WHERE id = :id", replay.Why.OUTCOME),
    ("UPDATE decision SET disputed = true WHERE id = :id", replay.Why.OUTCOME),
    ("UPDATE decision SET category = 'taxi' WHERE id = :id", replay.Why.COPIED),
    ("UPDATE decision SET energy = 'bev' WHERE id = :id", replay.Why.COPIED),
    ("UPDATE decision SET registered_on = '2025-03-02' WHERE id = :id", replay.Why.CASE),
    (
        "UPDATE registration r SET energy = 'bev' FROM decision d WHERE d.id = :id AND r.id = registration_id",
        replay.Why.FACTS,
    ),
    (
        "UPDATE registration r SET gross_mass_kg = 18000 FROM decision d WHERE d.id = :id AND r.id = registration_id",
        replay.Why.FACTS,
    ),
    (
        "DELETE FROM registration r USING decision d WHERE d.id = :id AND r.id = registration_id",
        replay.Why.CASE,
    ),
]


@pytest.mark.parametrize(("statement", "why"), ALTERED)
def test_whatever_is_altered_of_one_decision_or_its_vehicle_is_found(
    judged: Database, owner: Engine, statement: str, why: replay.Why
) -> None:
    number = _altered(owner, statement)
    found = replayed(judged)
    assert (found.decisions, found.differ) == (7, 1)
    assert [(one.decision, one.why) for one in found.named] == [(number, why)]


def _altered(owner: Engine, statement: str) -> int:
    """Alter the new diesel bus (or what it stands on); return the number of its decision."""
    broken = (
        "SELECT min(id) FROM decision"
        " WHERE verdict = 'non_compliant' AND superseded_at IS NULL AND case_key % 16 = 0"
    )
    with owner.begin() as connection:
        number = int(connection.execute(text(broken)).scalar_one())
        connection.execute(text(statement), {"id": number})
    return number


def test_the_night_keeps_what_it_found_and_the_measures_raise_the_alarm(
    judged: Database, owner: Engine, own_database_url: str
) -> None:
    (job,) = (job for job in CALENDAR if job.name == "nightly-replay")
    watched = open_database(own_database_url)

    def told() -> tuple[Any, Any]:
        with watched.transaction(OFFICE) as session:
            latest = replay.last_run(session)
            assert latest is not None
            return (latest.decisions, latest.differing), measures(session, now=NOW).replayed

    assert ledger.run_due(watched, job, worker="one", now=lambda: NOW) == {"2025-06-30": ledger.Outcome.DONE}
    assert told() == ((7, 0), (7, 0))
    _altered(owner, "UPDATE decision SET verdict = 'compliant' WHERE id = :id")
    with watched.transaction(OFFICE) as session:
        assert job.again is not None
        job.again(session, NOW)
    assert told() == ((7, 1), (7, 1))
    watched.close()


def test_nothing_is_due_before_anything_was_decided(session: Session) -> None:
    (job,) = (job for job in CALENDAR if job.name == "nightly-replay")
    assert job.due(session, NOW) == ()
