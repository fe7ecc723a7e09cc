"""Where the benchmark works: a folder of its own with the file to read and an embedded database, and its processes."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Any, Final

import psycopg
from sqlalchemy.engine import make_url

from fleetsvc.books import book_mapping
from fleetsvc.clock import now
from fleetsvc.database import embedded
from fleetsvc.database.migrate import migrate
from fleetsvc.database.transactions import OFFICE, as_login_role, open_database
from fleetsvc.services.demo.fleet import Fleet, registrations
from fleetsvc.services.law import enactment
from importers.layout.template_columns import COLUMNS
from importers.workbooks.handed_out import write_registrations
from rules.units import unit

UNIT: Final = "410100"
_SEED: Final = 13


@dataclass(frozen=True, slots=True)
class Place:
    """A folder and the owner's URL of the database in it."""

    folder: Path
    owner_url: str


@contextmanager
def a_place() -> Iterator[Place]:
    """Make a folder with a migrated database and clear both away at the end."""
    folder = Path(tempfile.mkdtemp(prefix="fleetsvc-bench-"))
    try:
        owner_url = embedded.ensure_running(folder / "data")
        migrate(owner_url)
        _put_book_in_force(owner_url)
        yield Place(folder, owner_url)
    finally:
        embedded.let_go(folder / "data")
        embedded.stop(folder / "data")
        shutil.rmtree(folder, ignore_errors=True)


def _put_book_in_force(owner_url: str) -> None:
    database = open_database(as_login_role(owner_url))
    with database.transaction(OFFICE) as session:
        enactment.ensure_shipped(session, book_mapping(), now=now())
    database.close()


def a_copy(place: Place, name: str) -> str:
    """Make a fresh copy of the database without rows; return the service's URL of it."""
    return as_login_role(an_owned_copy(place, name))


def an_owned_copy(place: Place, name: str) -> str:
    """Make a fresh copy of the database without rows; return its owner's URL."""
    url = make_url(place.owner_url)
    with psycopg.connect(_plain(url.set(database="postgres")), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {embedded.DATABASE}")
    return _plain(url.set(database=name))


def _plain(url: Any) -> str:  # noqa: ANN401 (SQLAlchemy's URL)
    return str(url.render_as_string(hide_password=False))


def a_workbook(folder: Path, *, rows: int) -> Path:
    """Write a workbook of so many registrations with our 15 columns, and the dirt of the demonstration."""
    path = folder / f"{rows}.xlsx"
    fleet = Fleet(unit(UNIT), Random(_SEED), nev_share=0.95, serial=0, plates=set())
    made = registrations(fleet, from_day=date(2024, 1, 1), until_day=date(2026, 1, 1), count=rows)
    cells = ([row.get(column.field) for column in COLUMNS] for row in made)
    write_registrations(path, cells)
    return path


@dataclass(frozen=True, slots=True)
class Ran:
    """What a process of the benchmark said, and the largest resident memory of it and of any child it had."""

    said: dict[str, Any]
    peak_bytes: int

    @property
    def seconds(self) -> float:
        """How long the process says the work took."""
        return float(self.said["seconds"])


def run(module: str, *arguments: str) -> Ran:
    """Run a module of the benchmark in a process of its own; it prints one JSON object."""
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        out = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{module} ended with {process.returncode}")
    said = json.loads(out)
    children = int(said.get("children_peak_bytes", 0))
    return Ran(said, max(usage.ru_maxrss * 1024, children))  # Linux counts KiB
