"""The reading child: told one job on standard input, it reads one file and speaks frames on standard output.

It runs with limits on memory and time that it sets itself before it touches the file, with no secrets in its
environment. Whatever goes wrong with the file becomes a ``refused`` frame; a fault of ours ends it with status
``BROKEN`` and the places in our code on standard error (never the content of cells).
"""

import contextlib
import gc
import hashlib
import json
import math
import os
import resource
import sys
import tempfile
import traceback
from collections.abc import Iterator
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any, Final, Never

from importers.catalogue.entries import CatalogueEntry, CatalogueResult, join_catalogues, read_catalogue
from importers.fields import Layout, SheetReading
from importers.findings.refusals import FileRefused
from importers.formats.container import inspect
from importers.formats.sheets import Sheet, Workbook, load_ahead, open_workbook
from importers.layout.workbook_layout import find_layout
from importers.limits import Limits
from importers.results import Block, Expectation, FileFacts, Finding, Refused
from importers.rows import touched
from importers.rows.energies import Catalogue
from importers.rows.registrations import ReadingContext, read_blocks
from importers.sandbox.endings import BROKEN, OUT_OF_MEMORY
from importers.sandbox.frames import Cited, Done, Frame, Progress, encode, layout_frame
from rules.vocabulary import Energy

LOADED_AHEAD_ABOVE_BYTES = 1_000_000
"""Larger files are loaded while the guard looks: that halves the wait, and a small file has none."""

_OUT_OF_MEMORY_FIRST = Path("/proc/self/oom_score_adj")
"""Where a process tells Linux to end it before any other when memory runs out: its file can be read again later."""

_STEPS_BEHIND: Final = 5
"""Its share of a processor is then a third of what the process of a page gets beside it."""

_COLLECTED_AFTER: Final = (50_000, 20, 50)
"""New objects before the youngest are looked at, and how often that before the older ones are."""

Job = dict[str, Any]


def set_limits(limits: Limits, *, written_bytes: int = 0) -> None:
    """Bound this process, also the files that it may write. macOS refuses some; there the parent's clock is the guard.

    The hard bound on processor time lies above the soft one: at the hard one Linux sends SIGKILL, which says nothing.
    """
    with contextlib.suppress(OSError):
        _OUT_OF_MEMORY_FIRST.write_text("1000", encoding="ascii")
    seconds = math.ceil(limits.seconds)
    bounds = (
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_FSIZE, written_bytes, written_bytes),
        (resource.RLIMIT_NOFILE, 64, 64),
        (resource.RLIMIT_CPU, seconds, seconds + 1),
        (resource.RLIMIT_AS, limits.memory_bytes, limits.memory_bytes),
    )
    for kind, soft, hard in bounds:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(kind, (soft, hard))


def seldom_collect() -> None:
    """Look for cycles seldom: rows come and go by the thousand, and hardly one is part of a cycle.

    To look never would keep every problem of a cell, with its trace and so its block, until the end of the file.
    """
    gc.freeze()
    gc.set_threshold(*_COLLECTED_AFTER)


def settle_as_writer(limits: Limits, out: Path, *, written_bytes: int) -> None:
    """Bound this process, which writes a file for somebody to take away, and let whoever waits for a page go first.

    What libraries write aside lies beside the file, so that it goes with the folder that the parent made.
    """
    set_limits(limits, written_bytes=written_bytes)
    tempfile.tempdir = str(out.parent)
    os.nice(_STEPS_BEHIND)


def _catalogue(job: Job) -> dict[str, CatalogueEntry]:
    entries = {code: CatalogueEntry(code, Energy(energy)) for code, energy in job["catalogue"].items()}
    return entries | join_catalogues(_read_catalogue(Path(path)) for path in job["catalogues"])


def _read_catalogue(path: Path) -> CatalogueResult:
    """Read one catalogue whole; its refusal, or that it lists no model, refuses the delivery and names it."""
    container = inspect(path, name=path.name)
    try:
        result = container if isinstance(container, Refused) else read_catalogue(open_workbook(container))
    except FileRefused as refusal:
        result = refusal.refused
    if isinstance(result, Refused):
        raise FileRefused(result.code, **result.values, catalogue=path.name)
    if not result.entries:
        raise FileRefused("header-not-found", why="catalogue", catalogue=path.name)
    return result


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _more_findings(workbook: Workbook, layout: Layout) -> Iterator[Finding]:
    """Tell of what the used sheets hold beside their rows: hidden parts, texts that were changed above the data."""
    for reading in layout.readings:
        sheet = workbook.sheets[reading.index]
        yield from touched.of_name_and_header(sheet, reading)
        yield from _hidden_parts(sheet, reading)


def _hidden_parts(sheet: Sheet, reading: SheetReading) -> Iterator[Finding]:
    """Tell of hidden rows and columns of a used sheet: they are read like all others."""
    rows = sum(number >= reading.first_data_row for number in sheet.hidden_rows)
    if rows:
        yield Finding("rows-hidden", sheet=sheet.name, values={"count": str(rows)})
    used = {column + 1 for column in reading.columns.values()}
    spans = [range(first, last + 1) for first, last in sheet.hidden_columns]
    columns = sum(any(column in span for span in spans) for column in used)
    if columns:
        yield Finding("columns-hidden", sheet=sheet.name, values={"count": str(columns)})


def _read(job: Job) -> Iterator[Frame]:
    path, name = Path(job["path"]), job["name"]
    limits = Limits(**job["limits"])
    ahead = load_ahead(path) if path.stat().st_size > LOADED_AHEAD_ABOVE_BYTES else None
    container = inspect(path, name=name, limits=limits)
    known = container if not isinstance(container, Refused) else None
    yield FileFacts(
        name=name,
        sha256=_sha256(path),
        bytes=path.stat().st_size,
        format=known.format if known else None,
        encoding=known.encoding if known else None,
    )
    if isinstance(container, Refused):
        yield container
        return
    expectation = Expectation(**job["expectation"])
    workbook = open_workbook(container, ahead=ahead)
    layout = find_layout(workbook, expectation)
    if isinstance(layout, Refused):
        yield layout
        return
    yield layout_frame(layout, more=_more_findings(workbook, layout))
    context = ReadingContext(
        expectation=expectation,
        today=date.fromisoformat(job["today"]),
        epoch_1904=workbook.epoch_1904,
        catalogue=_catalogue(job),
    )
    yield from _read_rows(
        [workbook.sheets[reading.index] for reading in layout.readings], layout, context, limits
    )


def _read_rows(
    sheets: list[Sheet], layout: Layout, context: ReadingContext, limits: Limits
) -> Iterator[Frame]:
    total = sum(sheet.total_rows for sheet in sheets)
    if total > limits.rows:
        raise FileRefused("too-large", why="rows", limit=str(limits.rows))
    done, cited = 0, Cited({})
    pairs = zip(sheets, layout.readings, strict=True)
    for block in chain.from_iterable(read_blocks(sheet, reading, context) for sheet, reading in pairs):
        yield block
        _cite(block, context.catalogue or {}, cited)
        done += len(block.rows) + len(block.aside)
        yield Progress(done, total)
    if not done and layout.readings:  # without any, the file says itself that there are none
        raise FileRefused("empty", why="rows")
    if cited.batches:
        yield cited
    yield Done(done)


def _cite(block: Block, catalogue: Catalogue, cited: Cited) -> None:
    """Note the batches of the models whose catalogue entry served as evidence in a block."""
    if not catalogue or "model" not in block.columns:
        return
    pairs = zip(block.columns["model"], block.columns["energy_basis"], strict=True)
    for model in {str(model).upper() for model, basis in pairs if "catalogue" in str(basis)}:
        if catalogue[model].batches:
            cited.batches[model] = catalogue[model].batches


def _frames(job: Job) -> Iterator[Frame]:
    """Read the file; what its content breaks becomes a refusal."""
    try:
        yield from _read(job)
    except FileRefused as refusal:
        yield refusal.refused
    except MemoryError:
        yield OUT_OF_MEMORY


def broken() -> Never:
    """End this child for a fault of our own: tell where our code broke, files and lines only (messages quote cells)."""
    kind, _, trace = sys.exc_info()
    places = "".join(
        f"{frame.filename}:{frame.lineno} {frame.name}\n" for frame in traceback.extract_tb(trace)
    )
    sys.stderr.write(f"{kind.__name__ if kind else ''}\n{places}")
    sys.stderr.flush()
    os._exit(BROKEN)


def main() -> None:
    """Read the job from standard input, the file it names, and write frames until done."""
    job: Job = json.load(sys.stdin.buffer)
    set_limits(Limits(**job["limits"]))
    seldom_collect()
    out = sys.stdout.buffer
    try:
        for frame in _frames(job):
            out.write(encode(frame))
            out.flush()
    except BrokenPipeError:
        os._exit(0)  # the parent has heard enough
    except MemoryError:  # while a frame was put into words: none of it was written
        out.write(encode(OUT_OF_MEMORY))
        out.flush()
    except Exception:  # noqa: BLE001 (told to the parent, which raises it)
        broken()
    os._exit(0)  # skips freeing a large workbook cell by cell


if __name__ == "__main__":
    main()
