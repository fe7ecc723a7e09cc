"""Whoever owns the database can alter a verdict, or the facts under it; each is found by judging again."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from fleetsvc.app import create_app
from fleetsvc.database.transactions import OFFICE, Database, as_login_role, open_database
from fleetsvc.jobs import ledger
from fleetsvc.jobs.schedule import CALENDAR
from fleetsvc.services.law import book_cache, defences, judged_again, replay
from fleetsvc.services.law.judged_again import Why
from fleetsvc.services.operations.measures import measures
from fleetsvc.settings import read_settings
from tests.conftest import a_copy
from tests.upload_cases import NOW, a_file, a_row, retire, send, settled, with_rulebook


@pytest.fixture(scope="module")
def template(owner_url: str) -> Iterator[str]:
    """Six buses: new and replaced, electric and diesel, before and after the first day; one was sent twice."""
    with a_copy(owner_url, "replay") as url:
        database = with_rulebook(open_database(as_login_role(url)))
        rows = [
            a_row(1),
            a_row(2, energy="柴油", plate="豫A00002"),
            a_row(3, energy="柴油", plate="豫A00003", event="更新", replaces="豫A99999"),
            a_row(4, energy="柴油", plate="豫A00004", event="更新"),
            a_row(5, day="2023-02-28"),
            a_row(6, category="出租车", energy="汽油", plate="豫A00006"),
        ]
        retire(database, "豫A99999")
        settled(database, send(database, a_file(*rows)))
        changed = a_file(a_row(1, energy="柴油", plate="豫A00001"))
        settled(database, send(database, changed), now=NOW.replace(month=7))
        database.close()
        yield "replay"


@pytest.fixture
def judged_url(owner_url: str, template: str) -> Iterator[str]:
    """The owner's URL of a copy of them."""
    with a_copy(owner_url, f"{template}_copy", of=template) as url:
        yield url


@pytest.fixture
def judged(judged_url: str) -> Iterator[Database]:
    database = open_database(as_login_role(judged_url))
    yield database
    database.close()


@pytest.fixture
def owner(judged_url: str) -> Iterator[Engine]:
    engine = create_engine(judged_url.replace("postgresql://", "postgresql+psycopg://"))
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
    ("UPDATE decision SET verdict = 'compliant' WHERE id = :id", Why.OUTCOME),
    ("UPDATE decision SET energy_verdict = 'compliant' WHERE id = :id", Why.OUTCOME),
    ("UPDATE decision SET emission_stage_verdict = 'compliant' WHERE id = :id", Why.OUTCOME),
    ("UPDATE decision SET rule = 'henan-2023/13-in-principle' WHERE id = :id", Why.OUTCOME),
    ("UPDATE decision SET registered_on = '2023-02-28' WHERE id = :id", Why.OUTCOME),
    ("UPDATE decision SET disputed = true WHERE id = :id", Why.OUTCOME),
    ("UPDATE decision SET category = 'taxi' WHERE id = :id", Why.COPIED),
    ("UPDATE decision SET energy = 'bev' WHERE id = :id", Why.COPIED),
    ("UPDATE decision SET registered_on = '2025-03-02' WHERE id = :id", Why.CASE),
    ("UPDATE decision SET case_key = 4194303 WHERE id = :id", Why.CASE),
    ("UPDATE decision SET edition_id = 99 WHERE id = :id", Why.EDITION),
    (
        "UPDATE decision SET defence_sha256 = sha256(defence_sha256) WHERE id = :id",
        Why.DEFENCE,
    ),
    (
        "UPDATE decision d SET defence_sha256 = (SELECT min(o.defence_sha256) FROM decision o"
        " WHERE o.defence_sha256 <> d.defence_sha256) WHERE id = :id",
        Why.DEFENCE,
    ),
    (
        "UPDATE registration r SET energy = 'bev' FROM decision d WHERE d.id = :id AND r.id = registration_id",
        Why.FACTS,
    ),
    (
        "UPDATE registration r SET gross_mass_kg = 18000 FROM decision d WHERE d.id = :id AND r.id = registration_id",
        Why.FACTS,
    ),
    (
        "DELETE FROM registration r USING decision d WHERE d.id = :id AND r.id = registration_id",
        Why.CASE,
    ),
]


@pytest.mark.parametrize(("statement", "why"), ALTERED)
def test_whatever_is_altered_of_one_decision_or_its_vehicle_is_found(
    judged: Database, owner: Engine, statement: str, why: Why
) -> None:
    number = _altered(owner, statement)
    found = replayed(judged)
    assert (found.decisions, found.differ) == (7, 1)
    assert [(one.decision, one.why) for one in found.named] == [(number, why)]


def test_a_defence_that_is_reworded_or_gone_strikes_all_that_rest_on_it(
    judged: Database, owner: Engine
) -> None:
    """The case of the two replaced diesel buses and of the others differ; two new diesel buses share theirs."""
    shared = "SELECT defence_sha256 FROM decision GROUP BY 1 HAVING count(*) = 2"
    unwatched = "ALTER TABLE defence DROP CONSTRAINT ck_defence_sha256"
    reworded = f"UPDATE defence SET document = replace(document, '全部', '部分') WHERE sha256 IN ({shared})"
    gone = f"DELETE FROM defence WHERE sha256 IN ({shared})"
    with owner.begin() as connection, pytest.raises(IntegrityError, match="ck_defence_sha256"):
        connection.execute(text(reworded))
    for statement in (reworded, gone):
        with owner.begin() as connection:
            connection.execute(text(f"{unwatched.replace('CONSTRAINT', 'CONSTRAINT IF EXISTS')}"))
            assert connection.execute(text(statement)).rowcount == 1
        found = replayed(judged)
        assert (found.decisions, found.differ) == (7, 2)
        assert {one.why for one in found.named} == {Why.DEFENCE}


def test_one_word_changed_in_a_stored_edition_strikes_all_its_decisions(
    judged: Database, owner: Engine
) -> None:
    reworded = "UPDATE rulebook_edition SET content = replace(content::text, '全部使用', '大部分使用')::jsonb"
    with owner.begin() as connection:
        connection.execute(text(reworded))
    found = replayed(judged)
    assert (found.decisions, found.differ) == (7, 7)
    assert {one.why for one in found.named} == {Why.EDITION}


def test_what_was_decided_before_defences_were_hashed_is_judged_again_and_counted(
    judged: Database, owner: Engine
) -> None:
    with owner.begin() as connection:
        connection.execute(text("UPDATE decision SET defence_sha256 = NULL WHERE superseded_at IS NULL"))
    assert replayed(judged) == replay.Replayed(7, 0, (), unhashed=6)
    _altered(owner, "UPDATE decision SET verdict = 'compliant' WHERE id = :id")
    assert replayed(judged).differ == 1


def test_what_an_earlier_engine_worded_otherwise_holds_if_it_is_of_the_same_case_and_outcome(
    judged: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judged_again, "engine_version", lambda: "sha256:later")
    monkeypatch.setattr(defences, "engine_version", lambda: "sha256:later")
    monkeypatch.setattr(book_cache, "_DEFENCES", {})
    assert replayed(judged) == replay.Replayed(7, 0, (), earlier=7)


def test_the_defence_of_another_case_is_none_though_an_earlier_engine_gave_it(
    judged: Database, owner: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = (
        "UPDATE decision d SET defence_sha256 = (SELECT min(o.defence_sha256) FROM decision o"
        " WHERE o.defence_sha256 <> d.defence_sha256) WHERE id = :id"
    )
    number = _altered(owner, other)
    monkeypatch.setattr(judged_again, "engine_version", lambda: "sha256:later")
    monkeypatch.setattr(defences, "engine_version", lambda: "sha256:later")
    monkeypatch.setattr(book_cache, "_DEFENCES", {})
    found = replayed(judged)
    assert [(one.decision, one.why) for one in found.named] == [(number, Why.DEFENCE)]
    assert found.earlier == 6


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
    judged: Database, owner: Engine, judged_url: str
) -> None:
    (job,) = (job for job in CALENDAR if job.name == "nightly-replay")
    watched = open_database(as_login_role(judged_url))

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


def test_the_rate_of_every_night_is_for_everybody_to_read(
    judged: Database, owner: Engine, judged_url: str
) -> None:
    (job,) = (job for job in CALENDAR if job.name == "nightly-replay")
    assert job.again is not None
    for statement in (None, "UPDATE decision SET verdict = 'compliant' WHERE id = :id"):
        if statement is not None:
            _altered(owner, statement)
        with judged.transaction(OFFICE) as session:
            job.again(session, NOW)
    told = {"FLEETSVC_DATABASE_URL": judged_url, "FLEETSVC_SECRET_KEY": "of no worth " * 3}
    client = create_app(read_settings(told), judged).test_client()
    night = {"ran_at": "2025-06-30T16:00:00+08:00", "decisions": 7, "unhashed": 0, "earlier_engine": 0}
    assert client.get("/api/v1/replays").get_json()["items"] == [
        night | {"differ": 1, "rate": 0.8571},
        night | {"differ": 0, "rate": 1.0},
    ]
    first = client.get("/api/v1/replays?limit=1").get_json()
    rest = client.get(f"/api/v1/replays?limit=1&cursor={first['next_cursor']}").get_json()
    assert ([one["differ"] for one in first["items"] + rest["items"]], rest["next_cursor"]) == ([1, 0], None)


def test_what_confirmed_a_replacement_is_looked_up_by_its_vehicle(judged: Database) -> None:
    with judged.transaction(OFFICE) as session:
        session.connection().exec_driver_sql("SET LOCAL enable_seqscan = off")
        plan = session.connection().exec_driver_sql(f"EXPLAIN {replay.CURRENT_DECISIONS}").scalars().all()
    assert any("ix_replacement_use_vehicle" in line for line in plan)


def test_nothing_is_due_before_anything_was_decided(session: Session) -> None:
    (job,) = (job for job in CALENDAR if job.name == "nightly-replay")
    assert job.due(session, NOW) == ()
