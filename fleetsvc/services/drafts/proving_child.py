"""The child that examines a rulebook: told one job on standard input, it answers with one JSON object.

A book of many rules, days and units takes minutes of processor time, which a worker that also beats, and a server that
also answers, do not have: so this happens under limits of its own.
"""

import json
import os
import sys
from dataclasses import asdict
from typing import Any

from importers.limits import Limits
from importers.sandbox.child import broken, set_limits
from importers.sandbox.endings import OUT_OF_MEMORY
from rules.cases import own_cases
from rules.examination import Examination, examine
from rules.rulebook import RulebookBroken, build


def examined(content: dict[str, Any], usual: dict[str, Any]) -> Examination:
    """Examine a stored rulebook by its own cases, or by the usual ones.

    One that was stored before a limit of files was set has what is beyond it for its faults: it is not proposed.
    """
    try:
        book = build(content)
    except RulebookBroken as broken:
        return Examination(cases=0, mutants=0, faults=broken.problems, survivors=())
    return examine(content, own_cases(content, book), own_cases(usual, book))


def main() -> None:
    """Be the child: read the job from standard input, examine the book, print what was found."""
    job = json.load(sys.stdin.buffer)
    set_limits(Limits(**job["limits"]))
    answer: dict[str, Any]
    try:
        answer = {"refused": None, "found": asdict(examined(job["content"], job["usual"]))}
    except MemoryError:
        answer = {"refused": asdict(OUT_OF_MEMORY), "found": None}
    except Exception:  # noqa: BLE001 (told to the parent, which raises it)
        broken()
    sys.stdout.buffer.write(json.dumps(answer).encode())
    sys.stdout.buffer.flush()
    os._exit(0)
