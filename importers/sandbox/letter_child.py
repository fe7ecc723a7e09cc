"""The child that checks and fills in templates of letters: it is told one job and answers with their faults.

python-docx is loaded here and nowhere else, once by the process that children are forked from.
"""

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from importers.letters import content as contents
from importers.letters.faults import TemplateFault, TemplateRefused
from importers.letters.fields import LetterKind
from importers.letters.filling import fill, template_faults
from importers.letters.standard_templates import write_standard_template
from importers.limits import MIB, Limits
from importers.sandbox.child import broken, settle_as_writer

_LARGEST_LETTER: Final = 64 * MIB


def main() -> None:
    """Be the child: read the job from standard input, write the letter, answer with the faults of the template."""
    job = json.load(sys.stdin.buffer)
    settle_as_writer(Limits(**job["limits"]), Path(job["out"]), written_bytes=_LARGEST_LETTER)
    try:
        faults = _work(job)
    except Exception:  # noqa: BLE001 (told to the parent, which raises it)
        broken()
    sys.stdout.buffer.write(json.dumps([asdict(fault) for fault in faults]).encode())
    sys.stdout.buffer.flush()
    os._exit(0)


def _work(job: Mapping[str, Any]) -> list[TemplateFault]:
    kind, source, out = LetterKind(job["kind"]), Path(job["source"]), Path(job["out"])
    try:
        if job["act"] == "check":
            return template_faults(source, kind)
        if not source.exists():
            write_standard_template(kind, out if job["act"] == "standard" else source)
        if job["act"] == "fill":
            fill(source, out, kind, contents.from_json(job["content"]))
    except TemplateRefused as refused:
        return list(refused.faults)
    return []
