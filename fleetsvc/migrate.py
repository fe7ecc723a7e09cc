"""Bring a database to the schema of this release."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from fleetsvc.db import driver_url, open_unpooled

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
    engine = open_unpooled(url)
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    return current, ScriptDirectory.from_config(_config(url)).get_current_head()


def known_revisions() -> frozenset[str]:
    """Return every revision that this release can bring to its own schema."""
    return frozenset(script.revision for script in ScriptDirectory(str(_SCRIPTS)).walk_revisions())
