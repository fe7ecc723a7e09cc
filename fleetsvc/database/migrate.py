"""Bring a database to the schema of this release."""

from alembic import command
from alembic.config import Config

from fleetsvc.database.schema import SCRIPTS, SchemaNewer, is_newer, pending_migrations
from fleetsvc.database.transactions import driver_url


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["url"] = driver_url(url)
    return config


def migrate(url: str) -> None:
    """Apply all migrations to the database behind an owner's URL. Several at once wait for each other.

    Raises SchemaNewer, and changes nothing, where a later release made its schema.
    """
    current, _ = pending_migrations(url)
    if current is not None and is_newer(current):
        raise SchemaNewer(current)
    command.upgrade(_config(url), "head")
