"""Reads one catalogue workbook in a child process with limits, as ``sandbox`` does with a delivery.

A catalogue is small and wanted whole, so the child answers with one JSON object instead of frames.
"""

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from importers.catalogue import CatalogueEntry, CatalogueResult, read_catalogue
from importers.child import set_limits
from importers.container import inspect
from importers.limits import Limits, limits_for
from importers.refusals import FileRefused
from importers.results import Finding, Refused
from importers.sheets import open_workbook
from rules.vocabulary import Energy

_ROOT: Final = Path(__file__).resolve().parents[1]
_START: Final = (
    "import sys; sys.path.insert(0, sys.argv[1]); from importers.catalogue_sandbox import main; main()"
)


def read_catalogue_file(path: Path) -> CatalogueResult | Refused:
    """Read a catalogue file, or say why it is refused. Never raises on bad content."""
    limits = limits_for(path.stat().st_size)
    job = json.dumps({"path": str(path.resolve()), "limits": asdict(limits)}).encode()
    command = [sys.executable, "-I", "-c", _START, str(_ROOT)]
    try:
        child = subprocess.run(
            command, input=job, capture_output=True, timeout=limits.seconds * 2, check=False, env={}
        )
    except subprocess.TimeoutExpired:
        return Refused("unsafe", {"why": "time"})
    if child.returncode != 0:
        return Refused("damaged")
    said = json.loads(child.stdout)
    if said["refused"]:
        return Refused(**said["refused"])
    return CatalogueResult(
        {entry["code"]: _entry(entry) for entry in said["entries"]},
        [Finding(code) for code in said["findings"]],
    )


def _entry(said: dict[str, Any]) -> CatalogueEntry:
    tuples = {name: tuple(said[name]) for name in ("batches", "days")}
    return CatalogueEntry(**(said | tuples | {"energy": Energy(said["energy"])}))


def main() -> None:
    """Be the child: read the job from standard input, print the answer."""
    job = json.load(sys.stdin.buffer)
    set_limits(Limits(**job["limits"]))
    sys.stdout.buffer.write(json.dumps(_answer(Path(job["path"]))).encode())
    sys.stdout.buffer.flush()
    os._exit(0)  # skips freeing a large workbook cell by cell


def _answer(path: Path) -> dict[str, object]:
    container = inspect(path, name=path.name)
    if isinstance(container, Refused):
        return {"refused": asdict(container)}
    try:
        result = read_catalogue(open_workbook(container))
    except FileRefused as refusal:
        return {"refused": asdict(refusal.refused)}
    return {
        "refused": None,
        "entries": [asdict(entry) for entry in result.entries.values()],
        "findings": [finding.code for finding in result.findings],
    }
