"""The watch over the embedded database, with real servers that are really killed and frozen, and a given clock."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from fleetsvc.commands.operations.database_keeper import (
    ASK_EVERY_SECONDS,
    ENDED,
    FROZEN,
    FROZEN_SECONDS,
    STARTED,
    Keeper,
)
from fleetsvc.database import embedded
from fleetsvc.database.embedded_cluster import Condition
from tests.data_dirs import a_data_dir
from tests.patience import PATIENCE_SECONDS

needs_proc = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="processes are known by /proc")


class Time:
    """A clock that stands until it is put on."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with a_data_dir() as made:
        yield made


@pytest.fixture
def data_dir(folder: Path) -> Path:
    embedded.ensure_running(folder)
    return folder


def leader(data_dir: Path) -> int:
    return int((data_dir / "postgres" / "postmaster.pid").read_text(encoding="ascii").splitlines()[0])


def answers(data_dir: Path) -> bool:
    with psycopg.connect(embedded.ensure_running(data_dir)) as connection:
        return connection.execute("SELECT 1").fetchone() == (1,)


def looked(keeper: Keeper, time: Time, *, after: float) -> list[str]:
    time.at += after
    return [says.en for says in keeper.look()]


def test_a_server_that_ended_is_started_again_after_a_pause(data_dir: Path) -> None:
    time = Time()
    keeper = Keeper(data_dir, time)
    assert looked(keeper, time, after=ASK_EVERY_SECONDS) == []
    before = leader(data_dir)
    embedded.stop(data_dir)
    assert looked(keeper, time, after=1) == [ENDED.en]
    assert looked(keeper, time, after=0.5) == []
    assert looked(keeper, time, after=0.5) == [STARTED.en]
    assert answers(data_dir)
    assert leader(data_dir) != before


def test_one_that_cannot_be_started_is_tried_with_growing_pauses_and_then_given_up(data_dir: Path) -> None:
    time = Time()
    keeper = Keeper(data_dir, time)
    embedded.stop(data_dir)
    version = data_dir / "postgres" / "PG_VERSION"
    version.write_text("17\n", encoding="ascii")
    try:
        assert looked(keeper, time, after=1) == [ENDED.en]
        for pause in (1, 2, 4, 8):
            assert not keeper.restarts.hopeless
            assert looked(keeper, time, after=pause - 0.1) == []
            (says,) = looked(keeper, time, after=0.2)
            assert says.startswith("The data were written by PostgreSQL 17")
        assert keeper.restarts.hopeless
    finally:
        version.write_text("18\n", encoding="ascii")


def test_one_that_ends_again_and_again_is_given_up_but_not_one_that_ends_once_a_day(data_dir: Path) -> None:
    time = Time()
    keeper = Keeper(data_dir, time)
    for _ in range(6):
        keeper.restarts.ended(lived=86400, now=time.at)
    assert not keeper.restarts.hopeless
    for _ in range(4):
        keeper.restarts.ended(lived=10, now=time.at)
    assert keeper.restarts.hopeless


@needs_proc
def test_a_frozen_server_is_killed_after_a_minute_and_started_again(data_dir: Path) -> None:
    time = Time()
    keeper = Keeper(data_dir, time)
    frozen = leader(data_dir)
    os.kill(frozen, signal.SIGSTOP)
    assert looked(keeper, time, after=ASK_EVERY_SECONDS) == []
    assert looked(keeper, time, after=FROZEN_SECONDS) == [FROZEN.fill(seconds=65).en]
    assert looked(keeper, time, after=1) == [STARTED.en]
    assert answers(data_dir)
    assert leader(data_dir) != frozen


@needs_proc
def test_a_server_that_woke_within_the_minute_is_left_alone(data_dir: Path) -> None:
    time = Time()
    keeper = Keeper(data_dir, time)
    sleeping = leader(data_dir)
    os.kill(sleeping, signal.SIGSTOP)
    assert looked(keeper, time, after=FROZEN_SECONDS - 1) == []
    os.kill(sleeping, signal.SIGCONT)
    assert looked(keeper, time, after=ASK_EVERY_SECONDS) == []
    assert looked(keeper, time, after=ASK_EVERY_SECONDS) == []
    assert leader(data_dir) == sleeping


@needs_proc
def test_a_child_that_computes_does_not_keep_a_killed_server_from_coming_back(data_dir: Path) -> None:
    def compute() -> None:
        with (
            suppress(psycopg.OperationalError),
            psycopg.connect(embedded.ensure_running(data_dir)) as connection,
        ):
            started.set()
            connection.execute("DO $$ BEGIN LOOP END LOOP; END $$")

    started = threading.Event()
    computing = threading.Thread(target=compute, daemon=True)
    computing.start()
    assert started.wait(PATIENCE_SECONDS)
    with psycopg.connect(embedded.ensure_running(data_dir)) as connection:
        while not connection.execute(
            "SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'DO %' AND pid <> pg_backend_pid()"
        ).fetchone():
            connection.rollback()
    os.kill(leader(data_dir), signal.SIGKILL)
    assert answers(data_dir)
    computing.join()


def test_a_server_that_is_not_there_is_gone_and_one_that_lets_nobody_in_still_answers(data_dir: Path) -> None:
    assert embedded.condition(data_dir) is Condition.ANSWERS
    with psycopg.connect(embedded.ensure_running(data_dir), autocommit=True) as connection:
        connection.execute("ALTER DATABASE postgres ALLOW_CONNECTIONS false")
        assert embedded.condition(data_dir) is Condition.ANSWERS
        connection.execute("ALTER DATABASE postgres ALLOW_CONNECTIONS true")
    embedded.stop(data_dir)
    assert embedded.condition(data_dir) is Condition.GONE


def test_a_server_that_hangs_in_stopping_is_made_to_stop(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL 18 waits for ever when it is asked to stop just as it recovers from a crash."""
    monkeypatch.setattr(embedded, "STOP_SECONDS", 2)
    monkeypatch.setattr(embedded, "CRASH_SECONDS", 2)
    with psycopg.connect(embedded.ensure_running(data_dir)) as connection:
        os.kill(connection.info.backend_pid, signal.SIGKILL)
        with suppress(psycopg.OperationalError):
            connection.execute("SELECT 1")
    embedded.stop(data_dir)
    assert not embedded.is_running(data_dir)
    assert answers(data_dir)


@needs_proc
def test_one_that_stops_for_whoever_still_works_is_killed_after_a_minute(data_dir: Path) -> None:
    time = Time()
    keeper = Keeper(data_dir, time)
    with psycopg.connect(embedded.ensure_running(data_dir)):
        os.kill(leader(data_dir), signal.SIGTERM)  # a stop that waits until the last connection is closed
        while embedded.condition(data_dir) is not Condition.SILENT:
            pass
        assert looked(keeper, time, after=FROZEN_SECONDS + 1) == [FROZEN.fill(seconds=61).en]
    assert looked(keeper, time, after=1) == [STARTED.en]
    assert answers(data_dir)
