"""Transactions with a scope: the database decides what a transaction may see.

A transaction enters one of two database roles. ``fleetsvc_unit`` sees the rows of one reporting unit,
``fleetsvc_office`` those of all; what is published is read as the first, of no unit. The service logs in as a role
that inherits neither, so that a transaction which forgets to enter a scope is refused by the database instead of
seeing everything.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.orm import Session as SqlAlchemySession
from sqlalchemy.orm import SessionTransaction
from sqlalchemy.pool import NullPool
from sqlmodel import Session

from rules.units import unit

UNIT_ROLE: Final = "fleetsvc_unit"
OFFICE_ROLE: Final = "fleetsvc_office"
LOGIN_ROLE: Final = "fleetsvc_login"


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


Scope = UnitScope | OfficeScope | PublishedScope
OFFICE: Final = OfficeScope()
PUBLISHED: Final = PublishedScope()


class ScopedSession(Session):
    """A session whose every transaction enters its scope before its first statement."""

    scope: Scope


def _entering(scope: Scope) -> str:
    # No bind parameters are possible here; a unit code has been checked against the list of units.
    match scope:
        case OfficeScope():
            return f"SET LOCAL ROLE {OFFICE_ROLE}"
        case UnitScope(code):
            return f"SET LOCAL ROLE {UNIT_ROLE}; SET LOCAL fleetsvc.scope = '{code}'"
        case PublishedScope():
            return f"SET LOCAL ROLE {UNIT_ROLE}; SET LOCAL fleetsvc.scope = ''"


@event.listens_for(ScopedSession, "after_begin")
def _enter_scope(session: SqlAlchemySession, transaction: SessionTransaction, connection: Connection) -> None:
    if transaction.nested or not isinstance(session, ScopedSession):
        return
    connection.exec_driver_sql(_entering(session.scope))


@dataclass(frozen=True, slots=True)
class Database:
    """An open database. Engines are opened after a process forks, never before."""

    engine: Engine

    @contextmanager
    def transaction(self, scope: Scope) -> Iterator[ScopedSession]:
        """Yield a session inside one transaction of the given scope; commit at the end, roll back on any exception."""
        with ScopedSession(self.engine, expire_on_commit=False) as session:
            session.scope = scope
            with session.begin():
                yield session

    def close(self) -> None:
        """Return all connections."""
        self.engine.dispose()


def driver_url(url: str) -> URL:
    """Return a PostgreSQL URL that names the psycopg driver."""
    return make_url(url).set(drivername="postgresql+psycopg")


def as_login_role(admin_url: str) -> str:
    """Return the URL of the same embedded database for the service's own login role."""
    return driver_url(admin_url).set(username=LOGIN_ROLE).render_as_string(hide_password=False)


def open_database(url: str, *, pool_size: int = 8) -> Database:
    """Open a database by URL; nothing connects before the first transaction.

    Prepared statements are off so that a transaction-mode pooler may stand between.
    """
    engine = create_engine(
        driver_url(url),
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=True,
        connect_args={"prepare_threshold": None, "connect_timeout": 10, "application_name": "fleetsvc"},
    )
    return Database(engine)


def open_unpooled(url: str) -> Engine:
    """Return an engine without a pool, for migrations and probes."""
    return create_engine(driver_url(url), poolclass=NullPool, connect_args={"connect_timeout": 10})
