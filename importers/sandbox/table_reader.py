"""Reads a short table, such as a list of accounts to be made, in a child process with limits.

It is wanted whole and as text: the child answers with one JSON object, of so many rows at most.
"""

import json
import sys
import tempfile
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any, Final

from importers.cells.identifiers import text_of
from importers.findings.refusals import FileRefused
from importers.formats.cell_faults import Fault
from importers.formats.container import inspect
from importers.formats.sheets import open_workbook
from importers.limits import Limits, limits_for
from importers.results import Refused
from importers.sandbox.child import set_limits
from importers.sandbox.endings import heard
from importers.sandbox.reader import ask
from importers.sandbox.whole_answer import tell

MOST_COLUMNS: Final = 50
LONGEST_CELL: Final = 500
"""Signs of a cell that are kept: more than anything that is asked for here may have."""

TableRow = tuple[int, list[str]]
"""The number that a person sees beside a row, and the folded texts of its cells; empty where one shows an error."""


def read_table(content: bytes, *, name: str, most_rows: int) -> list[TableRow] | Refused:
    """Return the filled rows of the first sheet that is shown and holds anything, ``most_rows`` of them at most.

    ``name`` is the sender's name of the file. Never raises on bad content. Raises ``ReaderStopped`` where the machine
    cut the reading short, ``ReaderBroke`` for a fault of our own.
    """
    limits = limits_for(len(content))
    with tempfile.TemporaryDirectory(prefix="fleetsvc-table-") as folder:
        path = Path(folder) / "table"
        path.write_bytes(content)
        job = {"path": str(path), "name": name, "most": most_rows, "limits": asdict(limits)}
        answer = ask(__name__, job, limits=limits)
    if isinstance(answer, Refused):
        return answer
    said = json.loads(answer)
    if said["refused"]:
        return heard(Refused(**said["refused"]), limits)
    return [(number, cells) for number, cells in said["rows"]]


def main() -> None:
    """Be the child: read the job from standard input, print the answer."""
    job = json.load(sys.stdin.buffer)
    set_limits(Limits(**job["limits"]))
    tell(lambda: _answer(Path(job["path"]), job["name"], job["most"]))


def _answer(path: Path, name: str, most_rows: int) -> dict[str, Any]:
    container = inspect(path, name=name)
    if isinstance(container, Refused):
        return {"refused": asdict(container)}
    try:
        sheets = open_workbook(container).sheets
        shown = [sheet for sheet in sheets if not sheet.hidden and sheet.total_rows]
        filled = ((number, _texts(cells)) for sheet in shown[:1] for number, cells in sheet.rows())
        rows = list(islice(((number, texts) for number, texts in filled if any(texts)), most_rows))
    except FileRefused as refusal:
        return {"refused": asdict(refusal.refused)}
    return {"refused": None if rows else asdict(Refused("empty")), "rows": rows}


def _texts(cells: Any) -> list[str]:  # noqa: ANN401 (a row of cells of any kind)
    return ["" if isinstance(cell, Fault) else text_of(cell)[:LONGEST_CELL] for cell in cells[:MOST_COLUMNS]]
