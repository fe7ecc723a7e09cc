"""How many rows of each table a backup holds, and the database held when it was written.

The database is counted in the very state that the backup is written from, so that the two must be the same.
"""

import re
import subprocess
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Final

import psycopg
from psycopg import sql

_PIECE_BYTES: Final = 65536
"""A row may be as large as an uploaded file: no line is held whole."""
_BEGINS: Final = re.compile(rb"^COPY public\.\"?([a-z0-9_]+)\"? .*FROM stdin;\n$")
_ENDS: Final = b"\\.\n"
_TABLES: Final = """
    SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname
"""

Counts = dict[str, int]
"""Rows by table."""


def differing(one: Counts, other: Counts) -> list[str]:
    """Return the tables of which two hold different numbers of rows, by name."""
    return sorted(name for name in one | other if one.get(name) != other.get(name))


@dataclass(frozen=True, slots=True)
class State:
    """One state of a database, which others may look at as long as it is held."""

    snapshot: str
    counts: Counts


@contextmanager
def held_state(url: str, *, without: Collection[str] = ()) -> Iterator[State]:
    """Hold one state of a database and count its rows, but for those of some tables.

    Raises psycopg.errors.InsufficientPrivilege where row-level security hides any.
    """
    with psycopg.connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        connection.execute("SET LOCAL row_security = off")  # an error instead of fewer rows
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None  # noqa: S101 (a function yields one row)
        yield State(str(row[0]), count_rows(connection, without=without))


def count_rows(connection: psycopg.Connection, *, without: Collection[str] = ()) -> Counts:
    """Return how many rows each table has now."""
    names = [str(name) for (name,) in connection.execute(_TABLES).fetchall()]
    counts = {}
    for name in names:
        if name not in without:
            found = connection.execute(
                sql.SQL("SELECT count(*) FROM public.{}").format(sql.Identifier(name))
            ).fetchone()
            counts[name] = int(found[0]) if found else 0
    return counts


def archive_counts(command: Sequence[str]) -> Counts | None:
    """Return how many rows a backup holds by table, read whole; None where it cannot be read to its end.

    ``command`` writes it out as pg_restore does, as text.
    """
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as source:
        assert source.stdout is not None  # noqa: S101 (asked for above)
        counts = counted_rows(source.stdout)
    return counts if source.returncode == 0 else None


def counted_rows(script: IO[bytes]) -> Counts:
    r"""Count the rows of each table in what pg_restore writes.

    >>> from io import BytesIO
    >>> counted_rows(BytesIO(b"COPY public.unit (id) FROM stdin;\n1\n2\n" + rb"\." + b"\n\nSELECT 1;\n"))
    {'unit': 2}
    """
    counts: Counts = {}
    table, at_start = None, True
    while piece := script.readline(_PIECE_BYTES):
        ends_line = piece.endswith(b"\n")
        if table is None:
            begun = _BEGINS.match(piece) if at_start else None
            if begun is not None:
                table = begun[1].decode("ascii")
                counts[table] = 0
        elif at_start and piece == _ENDS:
            table = None
        elif ends_line:
            counts[table] += 1
        at_start = ends_line
    return counts
