"""Transactions with a scope: the database decides what a transaction may see.

A transaction enters one of three database roles. ``fleetsvc_unit`` sees the rows of one reporting unit,
``fleetsvc_office`` those of all; what is published is read as the first, of no unit, and so is what one account keeps
for itself. ``fleetsvc_operator`` sees the vehicles of the owners that are confirmed for one account. The service logs
in as a role that inherits none, so that a transaction which forgets to enter a scope is refused by the database instead
of seeing everything.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import psycopg
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.orm import Session as SqlAlchemySession
from sqlalchemy.orm import SessionTransaction
from sqlalchemy.pool import NullPool
from sqlmodel import Session

from rules.units import unit

UNIT_ROLE: Final = "fleetsvc_unit"
OFFICE_ROLE: Final = "fleetsvc_office"
OPERATOR_ROLE: Final = "fleetsvc_operator"
LOGIN_ROLE: Final = "fleetsvc_login"
CONNECT_SECONDS: Final = 10
NETWORK_SECONDS: Final = 30


@dataclass(frozen=True, slots=True)
class UnitScope:
    """One reporting unit's own rows. Raises UnitUnknown for a code that is none of the 19."""

    code: str

    def __post_init__(self) -> None:
        unit(self.code)


@dataclass(frozen=True, slots=True)
class OfficeScope:
    """All units' rows."""


@dataclass(frozen=True, slots=True)
class PublishedScope:
    """No unit's rows: only what is for everybody to read, which is rulebooks, catalogues and ranking editions."""


@dataclass(frozen=True, slots=True)
class OperatorScope:
    """A fleet operator's vehicles, by the number of its account. Raises ValueError for what is none."""

    account: int

    def __post_init__(self) -> None:
        if type(self.account) is not int or self.account < 1:
            raise ValueError(self.account)


@dataclass(frozen=True, slots=True)
class OwnScope:
    """What a person keeps for themselves, by the number of their account. Raises ValueError for what is none."""

    account: int

    def __post_init__(self) -> None:
        if type(self.account) is not int or self.account < 1:
            raise ValueError(self.account)


Scope = UnitScope | OfficeScope | PublishedScope | OperatorScope | OwnScope
RawConnection = psycopg.Connection[tuple[object, ...]]
OFFICE: Final = OfficeScope()
PUBLISHED: Final = PublishedScope()


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a transaction waits, in seconds: for a statement, for a lock, for its own next statement.

    0: as long as the server's own settings say.
    """

    statement_seconds: float = 0
    lock_seconds: float = 0
    idle_seconds: float = 0


ENDLESS: Final = Patience()


class ScopedSession(Session):
    """A session whose every transaction enters its scope before its first statement."""

    scope: Scope
    patience: Patience = ENDLESS


@lru_cache(maxsize=128)
def _entering(scope: Scope, patience: Patience) -> str:
    """Return what a transaction begins with; all of it ends with the transaction, as poolers need it."""
    return "; ".join([*_into(scope), *limits(patience)])


def limits(patience: Patience) -> list[str]:
    """Return the statements by which a transaction waits no longer, for those that are not begun by ``Database``."""
    times = {
        "statement_timeout": patience.statement_seconds,
        "lock_timeout": patience.lock_seconds,
        "idle_in_transaction_session_timeout": patience.idle_seconds,
    }
    return [f"SET LOCAL {name} = {round(seconds * 1000)}" for name, seconds in times.items() if seconds]


def _into(scope: Scope) -> list[str]:
    # No bind parameters are possible here; unit codes and numbers of accounts have been checked.
    match scope:
        case OfficeScope():
            return [f"SET LOCAL ROLE {OFFICE_ROLE}"]
        case UnitScope(code):
            return [f"SET LOCAL ROLE {UNIT_ROLE}", f"SET LOCAL fleetsvc.scope = '{code}'"]
        case PublishedScope():
            return [f"SET LOCAL ROLE {UNIT_ROLE}", "SET LOCAL fleetsvc.scope = ''"]
        case OperatorScope(account):
            return [f"SET LOCAL ROLE {OPERATOR_ROLE}", f"SET LOCAL fleetsvc.operator = '{account}'"]
        case OwnScope(account):
            return [*_into(PUBLISHED), f"SET LOCAL fleetsvc.account = '{account}'"]


@event.listens_for(ScopedSession, "after_begin")
def _enter_scope(session: SqlAlchemySession, transaction: SessionTransaction, connection: Connection) -> None:
    if transaction.nested or not isinstance(session, ScopedSession):
        return
    connection.exec_driver_sql(_entering(session.scope, session.patience))


@dataclass(frozen=True, slots=True)
class Database:
    """An open database, and how long its transactions wait. Engines are opened after a process forks, never before."""

    engine: Engine
    patience: Patience = ENDLESS

    @contextmanager
    def transaction(self, scope: Scope) -> Iterator[ScopedSession]:
        """Yield a session inside one transaction of the given scope; commit at the end, roll back on any exception."""
        with ScopedSession(self.engine, expire_on_commit=False) as session:
            session.scope, session.patience = scope, self.patience
            with session.begin():
                yield session

    @contextmanager
    def snapshot(self, scope: Scope) -> Iterator[ScopedSession]:
        """Yield a session that sees one state of the data throughout, and may change nothing."""
        options = {"isolation_level": _ONE_STATE, "postgresql_readonly": True}
        with replace(self, engine=self.engine.execution_options(**options)).transaction(scope) as session:
            yield session

    def close(self) -> None:
        """Return all connections."""
        self.engine.dispose()


_ONE_STATE: Final = "REPEATABLE READ"


def require_one_state(session: Session) -> None:
    """Pass where a session sees one state of the data: for what asks more than once and adds the answers up."""
    level = session.connection().get_execution_options().get("isolation_level")
    if level != _ONE_STATE:
        raise AssertionError(f"asked in a transaction that sees changes of others: {level}")


def raw_connection(session: Session) -> RawConnection:
    """Return the driver's connection of a session's transaction, for COPY."""
    connection = session.connection().connection.driver_connection
    assert isinstance(connection, psycopg.Connection)  # noqa: S101 (the only driver we open)
    return connection


def backend_pid(session: Session) -> int:
    """Return the server process that works for a session's transaction, so that others can end it."""
    return int(session.connection().exec_driver_sql("SELECT pg_backend_pid()").scalar_one())


def driver_url(url: str) -> URL:
    """Return a PostgreSQL URL that names the psycopg driver."""
    return make_url(url).set(drivername="postgresql+psycopg")


def with_limits(
    url: str, *, connect_seconds: int = CONNECT_SECONDS, network_seconds: int = NETWORK_SECONDS
) -> str:
    """Return a URL by which a server that lets nobody in, or a peer that vanished, is given up after so long.

    What the URL itself says of that stays; ``network_seconds`` 0 leaves it to the system. All of it is between
    the driver and the network: nothing is asked of the server, which may be a pooler.
    """
    limits = {
        "connect_timeout": connect_seconds,
        "keepalives_idle": network_seconds // 2,
        "keepalives_interval": network_seconds // 6,
        "keepalives_count": 3,
        "tcp_user_timeout": network_seconds * 1000,
    }
    given = make_url(url)
    added = {name: str(value) for name, value in limits.items() if name not in given.query}
    return given.update_query_dict(added).render_as_string(hide_password=False)


def as_login_role(admin_url: str) -> str:
    """Return the URL of the same embedded database for the service's own login role."""
    return driver_url(admin_url).set(username=LOGIN_ROLE).render_as_string(hide_password=False)


def open_database(url: str, *, pool_size: int = 8, patience: Patience = ENDLESS) -> Database:
    """Open a database by URL; nothing connects before the first transaction.

    Prepared statements are off so that a transaction-mode pooler may stand between.
    """
    engine = create_engine(
        driver_url(with_limits(url)),
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=True,
        connect_args={"prepare_threshold": None, "application_name": "fleetsvc"},
    )
    return Database(engine, patience)


def open_unpooled(url: str) -> Engine:
    """Return an engine without a pool, for migrations and probes."""
    return create_engine(driver_url(with_limits(url)), poolclass=NullPool)
