"""Makes an annotated copy in a child process with limits on memory and processor time."""

import json
import tempfile
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal

from importers.limits import MIB, Limits, limits_for
from importers.results import Refused
from importers.sandbox.endings import ReaderBroke, heard
from importers.sandbox.reader import ask
from importers.workbooks.annotation import Annotation, to_json

Way = Literal["kept", "rebuilt", "held"]
"""``kept``: the sender's own workbook. ``rebuilt``: all its rows. ``held``: only the rows in error."""

MEMORY_BYTES: Final = 1536 * MIB
_CHILD: Final = "importers.sandbox.annotate_child"
_WAYS: Final = (("kept", "rebuilt", "held"), ("rebuilt", "held"), ("held",))
"""The ways each child may take: where one is too much for it, the next is told to do less."""


class CopyNotMade(Exception):
    """No annotated copy can be made of the file; ``why`` says what each child ended by, for the log."""

    def __init__(self, why: tuple[str, ...] = ()) -> None:
        super().__init__(*why)
        self.why = why


@dataclass(frozen=True, slots=True)
class AnnotatedCopy:
    """An annotated copy as an xlsx, and how it was made; ``trouble`` says why an xlsx could not be kept."""

    content: bytes
    way: Way
    trouble: str | None = None


def annotated_copy(content: bytes, annotation: Annotation, *, name: str) -> AnnotatedCopy:
    """Return an annotated copy of a file that was read before. ``name`` is the sender's name of the file.

    A workbook that openpyxl cannot hold within the limits is rebuilt from its cells; where that costs too much as
    well, the copy holds only the rows in error. Each try is granted the processor time that reading the file is.
    Raises ``CopyNotMade``, and ``ReaderStopped`` where the machine cut it short.
    """
    limits = replace(limits_for(len(content)), memory_bytes=MEMORY_BYTES)
    why: list[str] = []
    with tempfile.TemporaryDirectory(prefix="fleetsvc-copy-") as folder:
        path, out = Path(folder) / "original", Path(folder) / "copy.xlsx"
        path.write_bytes(content)
        job = {"path": str(path), "out": str(out), "name": name, "annotation": to_json(annotation)}
        for ways in _WAYS:
            made = _made(job | {"ways": ways, "limits": asdict(limits)}, limits)
            if not isinstance(made, str):
                return AnnotatedCopy(out.read_bytes(), made["way"], made["trouble"])
            why.append(made)
    raise CopyNotMade(tuple(why))


def _made(job: dict[str, Any], limits: Limits) -> dict[str, Any] | str:
    """Return how the child made the copy, or why it did not. Raises ``ReaderStopped``."""
    try:
        answer = ask(_CHILD, job, limits=limits)
    except ReaderBroke as broke:  # our own fault, but another way may still lead there
        return f"broken {broke}"
    if isinstance(answer, Refused):
        return _said(answer)
    said: dict[str, Any] = json.loads(answer)
    if said["refused"] is not None:
        return _said(heard(Refused(**said["refused"]), limits))
    made: dict[str, Any] = said["made"]
    return made


def _said(refused: Refused) -> str:
    return " ".join([refused.code, *map(str, refused.values.values())])
