"""Fixtures that every kind of test may use.

One embedded PostgreSQL serves the whole run, or each of its workers. ``session`` is for tests of services: all it
does is rolled back.
``own_database`` is for tests that must commit: each gets a fresh copy of the migrated database.
"""

import gc
import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from datetime import UTC
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest
from argon2 import PasswordHasher
from flask import Flask
from hypothesis import HealthCheck, settings
from psycopg.sql import SQL, Identifier
from sqlalchemy import Dialect, Engine, create_engine
from sqlalchemy.engine import URL, make_url

from fleetsvc import app, clock
from fleetsvc.commands.law import rulebook as rulebook_commands
from fleetsvc.database import embedded, transactions
from fleetsvc.database.migrate import migrate
from fleetsvc.database.transactions import OFFICE, Database, ScopedSession, as_login_role, open_database
from fleetsvc.services.drafts import proofs
from fleetsvc.services.drafts.proofs import Found
from fleetsvc.services.people import passwords
from fleetsvc.web.frame import wordbook
from rules import examination
from rules.proof import Proof, prove
from rules.table import Table
from tests.data_dirs import a_data_dir, hasten
from tests.patience import wait_until

PRISTINE = "pristine"
COSTLY = passwords.HASHER
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
_NUMBERS = itertools.count(1)


# How long an example takes, or is drawn, depends on what else the machine does: no property fails by that.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def pytest_configure() -> None:
    """Look for no garbage before the first test, then less often: modules and tests stay until the end."""
    gc.disable()
    gc.set_threshold(20_000, 10, 10)


def pytest_collection_finish() -> None:
    """What is there before the first test is no garbage, and is not looked at again."""
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let files that take long begin first, so that no worker ends long after the others; the rest stays shuffled."""
    seconds: dict[Path, int] = {}
    for item in items:
        slow = item.get_closest_marker("slow")
        if slow is not None:
            seconds[item.path] = int(slow.args[0])
    items.sort(key=lambda item: seconds.get(item.path, 0), reverse=True)


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder of outside files beside the checkout; the test skips where it is absent."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("the folder of outside sample files is not beside this checkout")
    return folder


@pytest.fixture(scope="session", autouse=True)
def _no_service_is_left_open() -> Iterator[None]:
    """What a service that nobody closed goes on to say would stand in the output of another test's command."""
    yield
    wait_until(lambda: not [thread for thread in threading.enumerate() if thread.name == "reporter"])


@pytest.fixture(scope="session", autouse=True)
def _cheap_hashes() -> Iterator[None]:
    """Passwords are hashed in no time: a tenth of a second for each is for those who guess."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(passwords, "HASHER", CHEAP)
        patched.setattr(passwords, "NOBODYS", CHEAP.hash("nobody's"))
        yield


@pytest.fixture(scope="session", autouse=True)
def _cheap_proofs() -> Iterator[None]:
    """Every rulebook holds: an examination takes ten seconds of a processor, in a process of its own."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(proofs, "EXAMINER", lambda _content, _usual: Found(0, 0, [], []))
        yield


@pytest.fixture(scope="session", autouse=True)
def _a_book_is_proved_once() -> Iterator[None]:
    """The proof of a book takes ten seconds of a processor, and is the same each time."""
    proved: dict[str, Proof] = {}

    def once(table: Table) -> Proof:
        edition = table.rulebook.edition
        if edition not in proved:
            proved[edition] = prove(table)
        return proved[edition]

    with pytest.MonkeyPatch.context() as patched:
        for module in (examination, rulebook_commands):
            patched.setattr(module, "prove", once)
        yield


@pytest.fixture(scope="session", autouse=True)
def _a_bare_app_is_made_once() -> Iterator[None]:
    """Routes and templates are the same for all: a service begins as a copy, with settings and parts of its own."""
    first = cache(app.bare_app)

    def copied() -> Flask:
        made = copy(first())
        made.config, made.extensions = copy(made.config), dict(made.extensions)
        return made

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(app, "bare_app", copied)
        yield


@pytest.fixture(scope="session", autouse=True)
def _statements_are_compiled_once() -> Iterator[None]:
    """Databases of one server share what was compiled for it: each test that has its own would compile all anew."""
    compiled: dict[Any, Any] = {}
    dialects: dict[URL, Dialect] = {}

    def sharing(url: URL, **options: Any) -> Engine:
        engine = create_engine(url, execution_options={"compiled_cache": compiled}, **options)
        engine.dialect = dialects.setdefault(url.set(database=None), engine.dialect)
        return engine

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(transactions, "create_engine", sharing)
        yield


class _Strict:
    """A log for words that are missing: here they fail the page that asks for them."""

    def warning(self, _event: str, *, word: str) -> None:
        pytest.fail(f"no such word: {word}")


@pytest.fixture(scope="session", autouse=True)
def _no_word_is_missing() -> Iterator[None]:
    """A page that asks for a word that is not there shows its name to people, and fails here."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(wordbook, "LOG", _Strict())
        yield


@pytest.fixture
def one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """No midnight falls into the test, the clock stops before it: its day and that of the pages are one."""
    read, last = clock.now, clock.end_of(clock.day_of(clock.now())).astimezone(UTC)
    monkeypatch.setattr(clock, "now", lambda: min(read(), last))


@pytest.fixture
def costly_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed as the service does it."""
    monkeypatch.setattr(passwords, "HASHER", COSTLY)


@pytest.fixture
def costly_proofs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rulebooks are examined as the service does it."""
    monkeypatch.setattr(proofs, "EXAMINER", proofs.examined_apart)


def url_of(owner_url: str, database: str) -> str:
    """The URL of another database of the same server, for the same role."""
    return make_url(owner_url).set(database=database).render_as_string(hide_password=False)


@cache
def _administrator(owner_url: str) -> psycopg.Connection[Any]:
    """A connection for making and dropping databases, kept for as long as the server is."""
    return psycopg.connect(url_of(owner_url, "postgres"), autocommit=True)


def make_copy(owner_url: str, name: str, of: str = PRISTINE) -> None:
    """Make a database as a copy of another that nobody has open."""
    statement = SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
    _administrator(owner_url).execute(statement.format(Identifier(name), Identifier(of)))


@contextmanager
def a_copy(owner_url: str, name: str, of: str = PRISTINE) -> Iterator[str]:
    """Copy a database for a while; the owner's URL of the copy."""
    make_copy(owner_url, name, of)
    yield url_of(owner_url, name)
    _administrator(owner_url).execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@pytest.fixture(scope="session")
def owner_url() -> Iterator[str]:
    """The owner's URL of a migrated database without rows, on a server of this run."""
    with a_data_dir() as folder:
        url = embedded.ensure_running(folder)
        hasten(url)
        migrate(url)
        make_copy(url, PRISTINE, of=embedded.DATABASE)
        yield url
        _administrator(url).close()


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
    with a_copy(owner_url, f"own_{next(_NUMBERS)}") as url:
        yield url


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
