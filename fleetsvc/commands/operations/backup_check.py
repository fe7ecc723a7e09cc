"""Whether a backup can be restored: it is, into a database of its own that nobody keeps, and what is there is counted.

The rows of each table must be those in the file, and the chains of audit log and ranking editions whole.
"""

import socket
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import psycopg

from fleetsvc.database import embedded
from fleetsvc.database.archive_counts import count_rows, differing
from fleetsvc.database.backups import LEFT_OUT, Written, load_backup, rows_of
from fleetsvc.database.connect import open_for_work, owner_url
from fleetsvc.database.migrate import migrate
from fleetsvc.database.schema import pending_migrations
from fleetsvc.database.transactions import OFFICE, as_login_role, open_database
from fleetsvc.services.audit import events
from fleetsvc.services.operations import backups
from fleetsvc.services.operations.backups import Place
from fleetsvc.services.rankings import seals
from fleetsvc.settings import Settings
from rules.wording import Text


@dataclass(frozen=True, slots=True)
class Restored:
    """What was found: rows in the file and in the database, by tables that differ; links of the chains."""

    rows: int
    differing: tuple[str, ...]
    events: int
    events_broken: int | None
    editions: int
    editions_broken: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        """Whether all of it was there, and whole."""
        return not self.differing and self.events_broken is None and not self.editions_broken


def check_backup(path: Path, *, beside: Path) -> Restored:
    """Restore a backup into a server of its own, started in ``beside`` and thrown away, and look at what is there.

    Raises BackupUnusable, EmbeddedUnavailable.
    """
    with _throwaway_server(beside) as url:
        in_file = rows_of(url, path)
        load_backup(url, path)
        with psycopg.connect(url) as connection:
            restored = count_rows(connection, without=LEFT_OUT)
        migrate(url)
        with closing(open_database(as_login_role(url))) as database, database.transaction(OFFICE) as session:
            log, editions = events.verify(session), seals.verify(session)
    return Restored(
        sum(in_file.values()),
        tuple(differing(in_file, restored)),
        log.events,
        log.broken.number if log.broken else None,
        editions.editions,
        tuple(one.name for one in editions.broken),
    )


@contextmanager
def _throwaway_server(beside: Path) -> Iterator[str]:
    beside.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="verify-", dir=beside, ignore_cleanup_errors=True) as folder:
        data_dir = Path(folder)
        try:
            yield embedded.ensure_running(data_dir)
        finally:
            embedded.let_go(data_dir)


RESTORED: Final = Text(
    "{path} 可以恢复：{rows} 行，审计日志 {events} 条、排名通报 {editions} 个，均完整。",
    "{path} can be restored: {rows} rows; {events} audit events and {editions} ranking editions, all whole.",
)
NOT_GOOD: Final = Text(
    "{path} 恢复后不完整：行数不符的表 {tables}；审计日志断裂处 {event}；被改动的排名通报 {editions}。请用更早的备份核验，并查明原因。",
    "{path} is not whole once restored: tables of other counts: {tables}; audit log broken at: {event}; editions"
    " changed: {editions}. Verify an earlier one, and find out why.",
)


def told(path: Path, found: Restored) -> Text:
    """Return what was found in a sentence."""
    if found.is_good:
        return RESTORED.fill(path=path, rows=found.rows, events=found.events, editions=found.editions)
    return NOT_GOOD.fill(
        path=path,
        tables=", ".join(found.differing) or "–",
        event=found.events_broken or "–",
        editions=", ".join(found.editions_broken) or "–",
    )


def record_by_hand(
    settings: Settings, path: Path, written: Written, *, began: datetime, now: datetime
) -> None:
    """Put a backup on record that an operator made: it counts as the last good one, and is never removed by us."""
    if len(set(pending_migrations(owner_url(settings)))) > 1:
        return  # a database from before the upgrade has no place for it yet
    place = Place(socket.gethostname(), path.absolute().parent, by_hand=True)
    with closing(open_for_work(settings)) as database, database.transaction(OFFICE) as session:
        backups.note_good(session, backups.begin(session, place, path.name, now=began), written, now=now)
