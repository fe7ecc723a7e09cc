"""Makes an annotated copy in a child process with limits on memory and time."""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from importers.annotate_child import SECONDS
from importers.annotation import Annotation, to_json

Way = Literal["kept", "rebuilt", "held"]
"""``kept``: the sender's own workbook. ``rebuilt``: all its rows. ``held``: only the rows in error."""

_ROOT: Final = Path(__file__).resolve().parents[1]
_START: Final = (
    "import sys; sys.path.insert(0, sys.argv[1]); from importers.annotate_child import main; main()"
)
_KEPT_VARIABLES: Final = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH")
_WAYS: Final = (("kept", "rebuilt"), ("rebuilt",))


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

    A workbook that openpyxl cannot hold within the limits is rebuilt from its cells. Raises ``CopyNotMade``.
    """
    with tempfile.TemporaryDirectory(prefix="fleetsvc-copy-") as folder:
        path, out = Path(folder) / "original", Path(folder) / "copy.xlsx"
        path.write_bytes(content)
        job = {"path": str(path), "out": str(out), "name": name, "annotation": to_json(annotation)}
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
            timeout=SECONDS * 1.5,
            check=False,
            env=environment,
        )
    except subprocess.TimeoutExpired:
        return None
    if child.returncode != 0:
        return None
    said: dict[str, Any] = json.loads(child.stdout)
    return said
