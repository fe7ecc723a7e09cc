"""Fixtures that every kind of test may use.

One embedded PostgreSQL serves the whole run, or each of its workers. ``session`` is for tests of services: all it
does is rolled back.
``own_database`` is for tests that must commit: each gets a fresh copy of the migrated database.
"""

import itertools
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from sqlalchemy.engine import make_url

from fleetsvc import embedded
from fleetsvc.db import OFFICE, Database, ScopedSession, as_login_role, open_database
from fleetsvc.migrate import migrate

PRISTINE = "pristine"
HASTE = ("fsync", "full_page_writes", "synchronous_commit", "autovacuum")
"""What a server of tests does without: nobody keeps its data. The service itself has no switch for these."""
_NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder of outside files beside the checkout; the test skips where it is absent."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("the folder of outside sample files is not beside this checkout")
    return folder


def url_of(owner_url: str, database: str) -> str:
    """The URL of another database of the same server, for the same role."""
    return make_url(owner_url).set(database=database).render_as_string(hide_password=False)


def hasten(url: str) -> None:
    """Let a server answer before its data are safe, from now on and after each of its starts."""
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in HASTE:
            connection.execute(SQL("ALTER SYSTEM SET {} = off").format(Identifier(setting)))
        connection.execute("SELECT pg_reload_conf()")


@pytest.fixture(scope="session")
def owner_url() -> Iterator[str]:
    """The owner's URL of a migrated database without rows, on a server of this run."""
    # Not pytest's own folder: it is closed to the system account that the server runs as under root.
    folder = Path(tempfile.mkdtemp(prefix="fleetsvc-test-"))
    url = embedded.ensure_running(folder)
    hasten(url)
    migrate(url)
    with psycopg.connect(url_of(url, "postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {PRISTINE} TEMPLATE {embedded.DATABASE}")
    yield url
    embedded.let_go(folder)
    embedded.stop(folder)  # should a process of a test hold it still
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def database_url(owner_url: str) -> str:
    """The service's URL of that database. Nothing may be committed in it."""
    return as_login_role(owner_url)


@pytest.fixture(scope="session")
def database(database_url: str) -> Iterator[Database]:
    """That database, open."""
    opened = open_database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def session(database: Database) -> Iterator[ScopedSession]:
    """A session of the office (it sees all units); everything is rolled back."""
    with ScopedSession(database.engine, expire_on_commit=False) as opened:
        opened.scope = OFFICE
        yield opened
        opened.rollback()


@pytest.fixture
def own_owner_url(owner_url: str) -> Iterator[str]:
    """The owner's URL of a fresh migrated database for one test."""
    name = f"own_{next(_NUMBERS)}"
    with psycopg.connect(url_of(owner_url, "postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {PRISTINE}")
        yield url_of(owner_url, name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def own_database_url(own_owner_url: str) -> str:
    """The service's URL of a fresh migrated database for one test."""
    return as_login_role(own_owner_url)


@pytest.fixture
def own_database(own_database_url: str) -> Iterator[Database]:
    """A fresh migrated database for one test, open; the test may commit."""
    opened = open_database(own_database_url)
    yield opened
    opened.close()
