"""Writes a long list of vehicles as a workbook in a child process, under limits on processor time and memory.

Its rows stand in a file, a JSON list a line: writing a hundred thousand costs seconds of processor time, which would
stop whatever else the parent does.
"""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from importers.limits import MIB, Limits
from importers.results import Refused
from importers.sandbox.child import broken, settle_as_writer
from importers.sandbox.reader import ask
from importers.workbooks.handed_out import Value, write_registrations

LIMITS: Final = Limits(memory_bytes=448 * MIB, seconds=900, wall_seconds=3600)
"""A sheet that is full, 1,048,575 rows of 21 cells, needs two minutes of processor time and 100 MB."""

_LARGEST_BYTES: Final = 2048 * MIB
"""Of any file it writes: openpyxl keeps a sheet's text beside the workbook until that is packed."""


class ListNotWritten(Exception):
    """The list cannot be written as a workbook within the limits."""


def write_list(rows: Path, out: Path, *, headers: Sequence[str]) -> None:
    """Write the rows of a file (JSON lists, one a line) as an xlsx.

    Raises ``ListNotWritten``, ``ReaderStopped`` where the machine cut the writing short, ``ReaderBroke`` for a fault of
    our own.
    """
    job = {"rows": str(rows), "out": str(out), "headers": list(headers), "limits": asdict(LIMITS)}
    if isinstance(ask(__name__, job, limits=LIMITS), Refused):
        raise ListNotWritten


def main() -> None:
    """Be the child: read the job from standard input, write the workbook."""
    job = json.load(sys.stdin.buffer)
    settle_as_writer(Limits(**job["limits"]), Path(job["out"]), written_bytes=_LARGEST_BYTES)
    try:
        write_registrations(Path(job["out"]), _rows(Path(job["rows"])), headers=job["headers"])
    except Exception:  # noqa: BLE001 (told to the parent, which raises it)
        broken()
    os._exit(0)


def _rows(path: Path) -> Iterator[list[Value]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
