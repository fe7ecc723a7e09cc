"""Reads one catalogue workbook in a child process with limits, as ``sandbox`` does with a delivery.

A catalogue is small and wanted whole, so the child answers with one JSON object instead of frames.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from importers.catalogue.entries import CatalogueEntry, CatalogueResult, read_catalogue
from importers.findings.refusals import FileRefused
from importers.formats.container import inspect
from importers.formats.sheets import open_workbook
from importers.limits import Limits, limits_for
from importers.results import Finding, Refused
from importers.sandbox.child import set_limits
from importers.sandbox.endings import heard
from importers.sandbox.reader import ask
from importers.sandbox.whole_answer import tell
from rules.vocabulary import Energy


def read_catalogue_file(path: Path) -> CatalogueResult | Refused:
    """Read a catalogue file, or say why it is refused. Never raises on bad content.

    Raises ``ReaderStopped`` where the machine cut the reading short, ``ReaderBroke`` for a fault of our own.
    """
    limits = limits_for(path.stat().st_size)
    answer = ask(__name__, {"path": str(path.resolve()), "limits": asdict(limits)}, limits=limits)
    if isinstance(answer, Refused):
        return answer
    said = json.loads(answer)
    if said["refused"]:
        return heard(Refused(**said["refused"]), limits)
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
    tell(lambda: _answer(Path(job["path"])))


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
