"""Bring a database to the schema of this release."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import Connection

from fleetsvc.database.transactions import driver_url, open_unpooled

_SCRIPTS = Path(__file__).parent / "migrations"


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["url"] = driver_url(url)
    return config


def migrate(url: str) -> None:
    """Apply all migrations to the database behind an owner's URL. Several at once wait for each other."""
    command.upgrade(_config(url), "head")


def pending_migrations(url: str) -> tuple[str | None, str | None]:
    """Return (revision of the database, newest revision): equal when nothing is pending."""
    with open_unpooled(url).connect() as connection:
        return revision_of(connection), newest_revision()


def revision_of(connection: Connection) -> str | None:
    """Return the revision of a database's schema, None before the first migration.

    Alembic's own way is left aside: it loads every script and logs two lines, and readiness is asked often.
    """
    if connection.execute(text("SELECT to_regclass('alembic_version') IS NULL")).scalar_one():
        return None
    revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return revision


@cache
def newest_revision() -> str | None:
    """Return the revision that this release brings a database to."""
    return ScriptDirectory(str(_SCRIPTS)).get_current_head()


def known_revisions() -> frozenset[str]:
    """Return every revision that this release can bring to its own schema."""
    return frozenset(script.revision for script in ScriptDirectory(str(_SCRIPTS)).walk_revisions())
