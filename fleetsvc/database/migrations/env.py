"""Alembic's entry: runs the migrations under one advisory lock, in one transaction."""

from alembic import context
from sqlalchemy import text

from fleetsvc.database.lock_numbers import LockNumber
from fleetsvc.database.transactions import open_unpooled
from fleetsvc.models import metadata

MIGRATION_LOCK = int(LockNumber.MIGRATION)  # transaction-level, so that poolers do not break it


def run() -> None:
    """Apply the migrations online."""
    engine = open_unpooled(context.config.attributes["url"].render_as_string(hide_password=False))
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        context.configure(connection=connection, target_metadata=metadata)
        with context.begin_transaction():
            context.run_migrations()


run()
