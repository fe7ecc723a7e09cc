"""Which schema a database has and which this release knows, told without loading the migrations."""

from functools import cache
from pathlib import Path
from typing import Final

from sqlalchemy import text
from sqlalchemy.engine import Connection

from fleetsvc.database.transactions import open_unpooled
from rules.wording import Text

SCRIPTS: Final = Path(__file__).parent / "migrations"
_NEWER: Final = Text(
    "数据库结构（{current}）是更新的版本建立的，本版本只到 {newest}，没有启动，也没有改动任何数据。请安装较新的版本，或恢复升级前的备份。",
    "The schema {current} of the database was made by a newer release; this one knows up to {newest}. Nothing was"
    " started or changed: install the newer release, or restore a backup from before the upgrade.",
)


class SchemaNewer(Exception):
    """The database was brought to a schema that this release does not know; ``says`` tells what to do."""

    def __init__(self, current: str) -> None:
        self.says = _NEWER.fill(current=current, newest=newest_revision())
        super().__init__(self.says.en)


def revision_of(connection: Connection) -> str | None:
    """Return the revision of a database's schema, None before the first migration.

    Alembic's own way is left aside: it loads every script and logs two lines, and readiness is asked often.
    """
    if connection.execute(text("SELECT to_regclass('alembic_version') IS NULL")).scalar_one():
        return None
    revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return revision


@cache
def known_revisions() -> frozenset[str]:
    """Return every revision that this release can bring to its own schema: each script begins with its own."""
    return frozenset(path.name.partition("_")[0] for path in (SCRIPTS / "versions").glob("[0-9]*.py"))


def newest_revision() -> str:
    """Return the revision that this release brings a database to."""
    return max(known_revisions())


def pending_migrations(url: str) -> tuple[str | None, str]:
    """Return (revision of the database, newest revision): equal when nothing is pending."""
    with open_unpooled(url).connect() as connection:
        return revision_of(connection), newest_revision()


def is_newer(revision: str | None) -> bool:
    """Return whether a schema is none that this release knows: a later one made it."""
    return revision is not None and revision not in known_revisions()
