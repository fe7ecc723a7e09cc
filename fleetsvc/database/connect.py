"""Find and open the database that the settings name: the embedded one, or a server of the operator's."""

import re
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from fleetsvc.database import embedded
from fleetsvc.database.schema import SchemaNewer, is_newer, revision_of
from fleetsvc.database.transactions import (
    LOGIN_ROLE,
    Database,
    Patience,
    as_login_role,
    open_database,
    with_limits,
)
from fleetsvc.settings import Settings, SettingUnusable
from rules.wording import Text

_SCHEMES: Final = ("postgresql", "postgres", "postgresql+psycopg")
_BARE_PERCENT: Final = re.compile("%(?![0-9A-Fa-f]{2})")
NOT_SET_UP: Final = Text(
    "数据库尚未建表。请先运行 fleetsvc migrate。",
    "The database has no tables yet. Run fleetsvc migrate first.",
)
"""What to do about a database without our tables; the login role comes with them."""


class DatabaseAbsent(Exception):
    """The database does not answer, or was never set up; ``says`` tells the operator what to do."""

    def __init__(self, says: Text) -> None:
        super().__init__(says.en)
        self.says = says


def owner_url(settings: Settings) -> str:
    """Return the URL for migrations; starts the embedded server where need be.

    Raises EmbeddedUnavailable, SettingUnusable.
    """
    return _servers_url(settings) or embedded.ensure_running(settings.data_dir)


def service_url(settings: Settings) -> str:
    """Return the URL the service works with: the embedded server's is that of the login role, no superuser's.

    Raises EmbeddedUnavailable, SettingUnusable.
    """
    return _servers_url(settings) or as_login_role(embedded.ensure_running(settings.data_dir))


def _servers_url(settings: Settings) -> str | None:
    """Return the URL of the operator's own server, once it can be one; it is never quoted, it holds a password."""
    url = settings.database_url
    if url is None:
        return None
    try:
        parts = urlsplit(url)
        named = parts.scheme in _SCHEMES and parts.port != 0
    except ValueError:
        named = False
    if not named:
        raise SettingUnusable(
            "FLEETSVC_DATABASE_URL: 应为 / must be postgresql://user:password@host:5432/database"
        )
    if _BARE_PERCENT.search(url):
        raise SettingUnusable("FLEETSVC_DATABASE_URL: % 应写作 / must be written %25")
    return with_limits(
        url, connect_seconds=settings.connect_seconds, network_seconds=settings.network_seconds
    )


def patience_of_work(settings: Settings) -> Patience:
    """Return how long a worker or a command waits: it may hold a transaction while it reads a file."""
    return Patience(statement_seconds=settings.worker_statement_seconds)


def open_for_web(settings: Settings) -> Database:
    """Open the database for pages and API, where somebody waits. Nothing connects before the first transaction.

    Raises EmbeddedUnavailable, SettingUnusable.
    """
    patience = Patience(settings.statement_seconds, settings.lock_seconds, settings.idle_seconds)
    return open_database(service_url(settings), patience=patience)


def open_for_work(settings: Settings, *, pool_size: int = 8) -> Database:
    """Open the database for a worker or a command. Otherwise as ``open_for_web``."""
    return open_database(service_url(settings), pool_size=pool_size, patience=patience_of_work(settings))


def connect(settings: Settings, *, pool_size: int = 8) -> Database:
    """Open the database for work and see that it answers. Raises DatabaseAbsent, SchemaNewer or EmbeddedUnavailable."""
    database = open_for_work(settings, pool_size=pool_size)
    try:
        with database.engine.connect() as connection:
            ready = connection.execute(text("SELECT to_regclass('registration') IS NOT NULL")).scalar_one()
            revision = revision_of(connection)
    except DBAPIError as problem:
        if settings.embedded and LOGIN_ROLE in str(problem.orig):  # its role comes with the tables
            raise DatabaseAbsent(NOT_SET_UP) from problem
        reason = str(problem.orig).strip().splitlines()[0] if problem.orig else type(problem).__name__
        raise DatabaseAbsent(
            Text(
                "数据库没有应答（{why}）。请检查 FLEETSVC_DATABASE_URL 和数据库服务是否已启动。",
                "The database does not answer ({why}). Check FLEETSVC_DATABASE_URL and whether the server runs.",
            ).fill(why=reason)
        ) from problem
    if not ready:
        database.close()
        raise DatabaseAbsent(NOT_SET_UP)
    if revision is not None and is_newer(revision):
        database.close()
        raise SchemaNewer(revision)
    return database
