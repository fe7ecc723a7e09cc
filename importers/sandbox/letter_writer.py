"""Checks templates of letters and fills them in, in a child process under limits on memory and processor time.

Templates come from people. The package is checked before, by ``importers.letters.package_check``, without a library.
"""

import json
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Final, Literal

from importers.letters import content as contents
from importers.letters.content import Content
from importers.letters.faults import TemplateFault, TemplateRefused
from importers.letters.fields import LetterKind
from importers.letters.package_check import check_package
from importers.limits import MIB, Limits
from importers.results import Refused
from importers.sandbox.reader import ask

LIMITS: Final = Limits(memory_bytes=768 * MIB, seconds=60, wall_seconds=600)
"""Measured: a circular with 2,000 vehicles takes 0.7 s of processor time and 170 MB, an empty one 0.13 s and 42 MB."""
_CHILD: Final = "importers.sandbox.letter_child"

Act = Literal["standard", "check", "fill"]


class LetterNotMade(Exception):
    """The letter cannot be made within the limits, or its template is refused."""


def standard_template(kind: LetterKind) -> bytes:
    """Return the template that comes with the service. Raises as ``ask``."""
    return _done("standard", kind, None, {})


def check_template(content: bytes, kind: LetterKind) -> None:
    """Refuse a template that cannot be filled in, with all its faults. Raises TemplateRefused, and as ``ask``."""
    check_package(content)
    _done("check", kind, content, {})


def filled(template: bytes | None, kind: LetterKind, content: Content) -> bytes:
    """Return a letter; without a template of the office by the one that comes with the service.

    Raises TemplateRefused, LetterNotMade, and as ``ask``.
    """
    if template is not None:
        check_package(template)
    return _done("fill", kind, template, {"content": contents.to_json(content)})


def _done(act: Act, kind: LetterKind, template: bytes | None, more: Mapping[str, object]) -> bytes:
    with tempfile.TemporaryDirectory(prefix="fleetsvc-letter-") as folder:
        source, out = Path(folder) / "template.docx", Path(folder) / "letter.docx"
        if template is not None:
            source.write_bytes(template)
        job = {
            "act": act,
            "kind": kind,
            "source": str(source),
            "out": str(out),
            "limits": asdict(LIMITS),
            **more,
        }
        answer = ask(_CHILD, job, limits=LIMITS)
        if isinstance(answer, Refused):
            raise LetterNotMade(answer.code)
        faults = [TemplateFault(**one) for one in json.loads(answer)]
        if faults:
            raise TemplateRefused(*faults)
        return b"" if act == "check" else out.read_bytes()
