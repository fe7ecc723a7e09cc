"""Makes an annotated copy in a child process with limits on memory and time."""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from importers.annotation import Annotation, to_json
from importers.limits import limits_for

Way = Literal["kept", "rebuilt", "held"]
"""``kept``: the sender's own workbook. ``rebuilt``: all its rows. ``held``: only the rows in error."""

_ROOT: Final = Path(__file__).resolve().parents[1]
_START: Final = (
    "import sys; sys.path.insert(0, sys.argv[1]); from importers.annotate_child import main; main()"
)
_KEPT_VARIABLES: Final = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH")
_WAYS: Final = (("kept", "rebuilt", "held"), ("rebuilt", "held"), ("held",))
"""The ways each child may take: where one is too much for it, the next is told to do less."""
_WALL_TIMES: Final = 4
_WALL_SECONDS: Final = 30
"""The clock is no bound on what a file costs, only on how long a loaded machine is waited for."""


class CopyNotMade(Exception):
    """No annotated copy can be made of the file."""


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
    Raises ``CopyNotMade``.
    """
    job: dict[str, Any] = {"name": name, "seconds": limits_for(len(content)).seconds}
    with tempfile.TemporaryDirectory(prefix="fleetsvc-copy-") as folder:
        path, out = Path(folder) / "original", Path(folder) / "copy.xlsx"
        path.write_bytes(content)
        job |= {"path": str(path), "out": str(out), "annotation": to_json(annotation)}
        for ways in _WAYS:
            answer = _ask(job | {"ways": ways}, folder)
            if answer is not None and "way" in answer:
                return AnnotatedCopy(out.read_bytes(), answer["way"], answer["trouble"])
            if answer is not None:
                break
    raise CopyNotMade


def _ask(job: dict[str, Any], folder: str) -> dict[str, Any] | None:
    """Return the child's answer, None where it died or took too long."""
    environment = {key: os.environ[key] for key in _KEPT_VARIABLES if key in os.environ} | {"TMPDIR": folder}
    try:
        child = subprocess.run(
            [sys.executable, "-I", "-c", _START, str(_ROOT)],
            input=json.dumps(job).encode(),
            capture_output=True,
            timeout=job["seconds"] * _WALL_TIMES + _WALL_SECONDS,
            check=False,
            env=environment,
        )
    except subprocess.TimeoutExpired:
        return None
    if child.returncode != 0:
        return None
    said: dict[str, Any] = json.loads(child.stdout)
    return said
