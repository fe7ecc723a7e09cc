"""How long the service waits for a database of the operator's: to be let in, for an answer, for a lock, for a peer."""

import errno
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from fleetsvc.app import create_app
from fleetsvc.commands.frame.problems import problem_of
from fleetsvc.database.connect import open_for_web, open_for_work
from fleetsvc.database.transactions import OFFICE, Database, Patience, UnitScope, open_database
from fleetsvc.jobs import demo as jobs_demo
from fleetsvc.services.operations import readiness
from fleetsvc.settings import Settings, SettingUnusable, read_settings
from tests.own_server import OwnServer, an_own_server, installed_programs

TIMES = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")


def settings_for(url: str, **environment: str) -> Settings:
    return read_settings(
        {"FLEETSVC_DATABASE_URL": url, "FLEETSVC_SECRET_KEY": "of no worth " * 3} | environment
    )


def times_in(database: Database) -> list[str]:
    with database.transaction(OFFICE) as session:
        return [session.connection().execute(text(f"SHOW {name}")).scalar_one() for name in TIMES]


def times_outside(database: Database) -> list[str]:
    with database.engine.connect() as connection:
        return [connection.execute(text(f"SHOW {name}")).scalar_one() for name in TIMES]


def test_pages_wait_a_minute_and_workers_an_hour_each_within_its_transactions_only(
    own_database_url: str,
) -> None:
    settings = settings_for(own_database_url)
    for database, expected in (
        (open_for_web(settings), ["1min", "30s", "5min"]),
        (open_for_work(settings), ["1h", "0", "0"]),
    ):
        assert times_outside(database) == ["0", "0", "0"]
        assert times_in(database) == expected
        assert times_outside(database) == ["0", "0", "0"]
        database.close()


def test_an_operator_may_set_each_time_and_0_means_that_the_servers_own_holds(own_database_url: str) -> None:
    settings = settings_for(
        own_database_url,
        FLEETSVC_STATEMENT_SECONDS="90",
        FLEETSVC_LOCK_SECONDS="0",
        FLEETSVC_IDLE_SECONDS="7",
        FLEETSVC_WORKER_STATEMENT_SECONDS="0",
    )
    for database, expected in (
        (open_for_web(settings), ["90s", "0", "7s"]),
        (open_for_work(settings), ["0", "0", "0"]),
    ):
        assert times_in(database) == expected
        database.close()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FLEETSVC_CONNECT_SECONDS", "0"),
        ("FLEETSVC_STATEMENT_SECONDS", "1m"),
        ("FLEETSVC_LOCK_SECONDS", "-1"),
    ],
)
def test_a_time_that_is_none_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(SettingUnusable, match=f"^{name}: "):
        settings_for("postgresql://db.example/fleetsvc", **{name: value})


# --- what the caller is told -----------------------------------------------------------------------------------


@contextmanager
def locked(owner_url: str, table: str) -> Iterator[None]:
    """Hold a table as a migration would."""
    with psycopg.connect(owner_url) as connection:
        connection.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield
        connection.rollback()


@pytest.mark.parametrize(
    ("patience", "code", "title", "words"),
    [
        (
            Patience(statement_seconds=0.1),
            "query-too-slow",
            "The answer took longer than is allowed; narrow what you ask for, or try again later",
            "查询超过了时限",
        ),
        (
            Patience(lock_seconds=0.1),
            "database-busy",
            "Another step holds what this one needs; try again shortly",
            "所需数据正被其他操作占用",
        ),
    ],
)
def test_what_takes_too_long_is_told_in_words_by_api_and_page(
    own_database: Database, own_owner_url: str, patience: Patience, code: str, title: str, words: str
) -> None:
    impatient = replace(own_database, patience=patience)
    client = create_app(settings_for(own_owner_url), impatient).test_client()
    with locked(own_owner_url, "ranking_edition, rulebook_edition"):
        answer = client.get("/api/v1/rulebooks", headers={"Accept-Language": "en"})
        page = client.get("/")
    told = answer.json or {}
    assert (answer.status_code, told["code"], told["title"], answer.headers["Retry-After"]) == (
        503,
        code,
        title,
        "5",
    )
    assert page.status_code == 503
    assert words in page.get_data(as_text=True)


@pytest.mark.parametrize(
    ("table", "checks"),
    [
        ("alembic_version", {"database": True, "migrations": False, "rulebook": False, "disk": True}),
        ("rulebook_edition", {"database": True, "migrations": True, "rulebook": False, "disk": True}),
    ],
)
def test_whoever_asks_for_readiness_is_answered_while_a_migration_holds_everything(
    own_database: Database,
    own_owner_url: str,
    monkeypatch: pytest.MonkeyPatch,
    table: str,
    checks: dict[str, bool],
) -> None:
    monkeypatch.setattr(readiness, "PATIENCE", Patience(statement_seconds=0.1))
    client = create_app(settings_for(own_owner_url), own_database).test_client()
    with locked(own_owner_url, table):
        answer = client.get("/readyz")
    assert (answer.status_code, (answer.json or {})["checks"]) == (503, checks)


def test_a_server_that_takes_calls_but_never_answers_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql://nobody@127.0.0.1:{silent.getsockname()[1]}/none"
        database = open_for_web(settings_for(url, FLEETSVC_CONNECT_SECONDS="2"))
        client = create_app(settings_for(url), database).test_client()
        answer = client.get("/readyz")
        database.close()
    assert (answer.status_code, (answer.json or {})["checks"]["database"]) == (503, False)


def test_a_command_tells_it_in_one_sentence_with_its_exit_code(
    own_database: Database, own_owner_url: str
) -> None:
    told = []
    for patience in (Patience(statement_seconds=0.1), Patience(lock_seconds=0.1)):
        with locked(own_owner_url, "upload"), pytest.raises(OperationalError) as caught:
            jobs_demo.is_empty(replace(own_database, patience=patience))
        code, says = problem_of(caught.value)
        told.append((code, says.en))
    code, says = problem_of(OSError(errno.ENOSPC, "No space left on device", "a"))
    told.append((code, says.en))
    assert told == [
        (4, "A statement took longer than FLEETSVC_WORKER_STATEMENT_SECONDS allows"),
        (4, "Another step holds what this one needs: try again shortly"),
        (4, "A disk is full, nothing was stored: free some space first"),
    ]


# --- what goes over the wire -----------------------------------------------------------------------------------


def asked_at_start(url_of: str) -> dict[str, str]:
    """What the first packet of a connection asks for, as a pooler sees it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        packet = bytearray()

        def listen() -> None:
            caller, _ = listener.accept()
            with caller:
                while True:
                    (length,) = struct.unpack("!i", caller.recv(4, socket.MSG_WAITALL))
                    body = caller.recv(length - 4, socket.MSG_WAITALL)
                    if length > 8:
                        packet.extend(body)
                        return
                    caller.sendall(b"N")  # neither TLS nor GSS

        thread = threading.Thread(target=listen)
        thread.start()
        database = open_for_web(settings_for(url_of.format(port=listener.getsockname()[1])))
        with pytest.raises(OperationalError):
            database.engine.connect()
        thread.join()
    words = bytes(packet[4:]).decode().split("\0")
    return dict(zip(words[::2], words[1::2], strict=False))


def test_a_pooler_in_transaction_mode_is_asked_for_nothing_that_it_refuses() -> None:
    asked = asked_at_start("postgresql://login:secret@127.0.0.1:{port}/fleetsvc?gssencmode=disable")
    # What pgbouncer knows without ignore_startup_parameters.
    assert set(asked) - {""} <= {"user", "database", "application_name", "client_encoding"}
    assert (asked["user"], asked["database"], asked["application_name"]) == ("login", "fleetsvc", "fleetsvc")


@pytest.fixture(scope="module")
def server() -> Iterator[OwnServer]:
    with an_own_server(next(iter(installed_programs().values()))) as opened:
        yield opened


def options_of(url: str, **environment: str) -> dict[str, int]:
    with (
        closing(open_for_web(settings_for(url, **environment))) as database,
        database.engine.connect() as connection,
    ):
        descriptor = connection.connection.driver_connection.pgconn.socket  # type: ignore[union-attr]
        with socket.socket(fileno=socket.dup(descriptor)) as opened:
            return {
                "alive": opened.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE),
                "idle": opened.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE),
                "interval": opened.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL),
                "probes": opened.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT),
                "unanswered": opened.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT),
            }


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="this system has no such socket options")
def test_a_peer_that_vanished_is_noticed_within_half_a_minute(server: OwnServer) -> None:
    default = {"alive": 1, "idle": 15, "interval": 5, "probes": 3, "unanswered": 30000}
    assert options_of(server.postgres_url()) == default
    assert options_of(server.postgres_url(), FLEETSVC_NETWORK_SECONDS="60") == {
        "alive": 1,
        "idle": 30,
        "interval": 10,
        "probes": 3,
        "unanswered": 60000,
    }
    # What the operator's own URL says comes first.
    assert options_of(server.postgres_url() + "?keepalives_idle=7&tcp_user_timeout=9000") == default | {
        "idle": 7,
        "unanswered": 9000,
    }


def test_the_scope_of_a_unit_waits_no_longer(own_database_url: str) -> None:
    database = replace(open_database(own_database_url), patience=Patience(statement_seconds=0.1))
    with (
        pytest.raises(OperationalError, match="statement timeout"),
        database.transaction(UnitScope("410100")) as session,
    ):
        session.connection().execute(text("SELECT pg_sleep(5)"))
    database.close()
