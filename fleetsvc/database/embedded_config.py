"""What the embedded PostgreSQL is told: its settings, who may connect, where its socket lies.

The reason of each setting is in docs/adr/0003-embedded-postgresql.md.
"""

import hashlib
import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from fleetsvc.database.embedded_account import EmbeddedUnavailable
from rules.wording import Text

SOCKET_PATH_BYTES: Final = 103
"""Longest path of a Unix socket on macOS (Linux: 107)."""

_SETTINGS: Final = """\
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 100

# Modest memory; the file cache of the system does the rest.
shared_buffers = 256MB
work_mem = 32MB
maintenance_work_mem = 128MB
effective_cache_size = 1GB

# What an import holds aside until it has stored it stays in memory: 100,000 rows are some 40 MB, read again and again.
temp_buffers = 64MB

# A container's /dev/shm may hold 64 MB only: parallel queries use memory set aside at start, then files.
dynamic_shared_memory_type = mmap
min_dynamic_shared_memory = 64MB

# Bulk writes.
max_wal_size = 2GB
wal_compression = pglz
random_page_cost = 1.1
jit = off

# A killed client's transaction ends at once, even in the middle of a statement.
client_connection_check_interval = 500ms

# A week of logs, without statements or values: plates and VINs do not belong there.
logging_collector = on
log_filename = 'postgresql-%a.log'
log_rotation_age = 1d
log_truncate_on_rotation = on
log_error_verbosity = terse
log_min_error_statement = panic
log_parameter_max_length_on_error = 0
log_timezone = 'Asia/Shanghai'
timezone = 'UTC'
lc_messages = 'C'
"""


def configuration(sockets: Path, accounts: Iterable[str]) -> dict[str, str]:
    """Return the text of each configuration file: only the named system accounts may connect, by socket only."""
    quoted = str(sockets).replace("'", "''")
    return {
        "fleetsvc.conf": f"{_SETTINGS}unix_socket_directories = '{quoted}'\n",
        "pg_hba.conf": "local all all peer map=fleetsvc\nlocal replication all peer map=fleetsvc\n",
        "pg_ident.conf": "".join(f'fleetsvc "{account}" all\n' for account in accounts),
    }


def socket_folder(pgdata: Path, *, uid: int, gid: int) -> Path:
    """Return the folder of the server's socket: the data's own, or a private one where that path is too long.

    ``uid``, ``gid``: who the folder must belong to. Raises EmbeddedUnavailable where somebody else took its name.
    """
    if len(os.fsencode(pgdata / ".s.PGSQL.5432")) <= SOCKET_PATH_BYTES and "," not in str(pgdata):
        return pgdata
    name = hashlib.sha256(os.fsencode(pgdata)).hexdigest()[:16]
    folder = Path("/tmp") / f"fleetsvc-{name}"  # noqa: S108 (its owner is checked below; TMPDIR may be long again)
    if not folder.is_symlink() and not folder.exists():
        folder.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(folder, uid, gid)
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != uid or status.st_mode & 0o022:
        raise EmbeddedUnavailable(
            Text(
                "{folder} 不属于本服务。请删除它，或用 FLEETSVC_DATA_DIR 指定较短的路径。",
                "{folder} is not the service's own. Remove it, or name a shorter path by FLEETSVC_DATA_DIR.",
            ).fill(folder=folder)
        )
    return folder
