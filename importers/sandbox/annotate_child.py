"""The child that writes an annotated copy: it is told one job on standard input and answers with one JSON object.

openpyxl holds a whole workbook in memory, so this happens under limits of its own. The copy is written into the
folder that the parent made for it, which also takes openpyxl's temporary files.
"""

import gc
import json
import sys
import traceback
import warnings
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from importers.findings.refusals import FileRefused
from importers.formats.container import inspect
from importers.formats.sheets import Workbook, open_workbook
from importers.limits import MIB, Limits
from importers.results import Refused
from importers.sandbox.child import settle_as_writer
from importers.sandbox.whole_answer import tell
from importers.workbooks.annotate import annotate
from importers.workbooks.annotation import Annotation, from_json
from importers.workbooks.held_rows import write_all_rows, write_held_rows

REBUILT_ROWS: Final = 20_000
"""The most rows of a workbook that is made anew with all of them."""
_LARGEST_COPY: Final = 512 * MIB


@dataclass(frozen=True, slots=True)
class Made:
    """How a copy was made: ``kept``, ``rebuilt`` or ``held``; ``trouble`` says why an xlsx was not kept."""

    way: str
    trouble: str | None = None


def write_copy(path: Path, out: Path, annotation: Annotation, *, name: str, ways: Sequence[str]) -> Made:
    """Write the annotated copy in the first of the ``ways`` that the file fits and that succeeds; ``held`` fits all.

    ``name`` is the sender's name of the file: that of a text table's only sheet. Raises ``FileRefused`` where
    the file cannot be opened at all.
    """
    container = inspect(path, name=name)
    if isinstance(container, Refused):
        raise FileRefused(container.code, **container.values)
    trouble = None
    if container.format == "xlsx" and "kept" in ways:
        try:
            annotate(path, out, annotation)
            return Made("kept")
        except Exception as problem:  # noqa: BLE001 (what cannot be changed in its places is no fault of the sender)
            trouble = _place_of(problem)
    source = open_workbook(container)
    if "rebuilt" in ways and _data_rows(source, annotation) <= REBUILT_ROWS:
        write_all_rows(source, out, annotation)
        return Made("rebuilt", trouble)
    write_held_rows(source, out, annotation)
    return Made("held", trouble)


def _place_of(problem: Exception) -> str:
    """Say what broke and where, without the message: it may quote cells."""
    place = traceback.extract_tb(problem.__traceback__)[-1]
    return f"{type(problem).__name__} at {Path(place.filename).name}:{place.lineno}"


def _data_rows(source: Workbook, annotation: Annotation) -> int:
    """Count the rows below the headers of the used sheets."""
    by_name = {sheet.name: sheet for sheet in source.sheets}
    return sum(
        by_name[name].total_rows - place.first_data_row + 1 for name, place in annotation.sheets.items()
    )


def _answer(job: dict[str, Any]) -> dict[str, Any]:
    path, out = Path(job["path"]), Path(job["out"])
    try:
        made = write_copy(path, out, from_json(job["annotation"]), name=job["name"], ways=job["ways"])
    except FileRefused as refusal:
        return {"refused": asdict(refusal.refused)}
    return {"refused": None, "made": asdict(made)}


def main() -> None:
    """Be the child: read the job from standard input, write the copy, print the answer."""
    warnings.simplefilter("ignore")  # openpyxl warns of each extension that it leaves out
    gc.disable()  # a workbook is a great many objects and hardly a cycle: collecting costs a third of the time
    job = json.load(sys.stdin.buffer)
    settle_as_writer(Limits(**job["limits"]), Path(job["out"]), written_bytes=_LARGEST_COPY)
    tell(lambda: _answer(job))
