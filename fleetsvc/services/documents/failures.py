"""Why a document could not be made: the codes that are stored, and what each edge is told of them."""

from typing import Final

from fleetsvc.models import DocumentRecord
from fleetsvc.services.documents.lifecycle import DocumentTooLarge
from importers.letters.faults import TemplateRefused
from importers.sandbox.annotator import CopyNotMade
from importers.sandbox.letter_writer import LetterNotMade
from importers.workbooks.streamed import SheetFull


class DocumentNotMade(Exception):
    """Making the document failed every time it was tried, by no fault of what was asked."""


BROKEN: Final = "unforeseen"
FINAL: Final[dict[str, type[Exception]]] = {
    "copy-not-made": CopyNotMade,
    "export-too-large": SheetFull,
    "handout-too-large": DocumentTooLarge,
    "letter-not-made": LetterNotMade,
    "template-refused": TemplateRefused,
}
"""What trying again would not change."""


def code_of(problem: Exception) -> str | None:
    """Return the code of what trying again would not change; None for anything else."""
    return next((code for code, kind in FINAL.items() if isinstance(problem, kind)), None)


def failure_of(record: DocumentRecord) -> Exception:
    """Return why a document was given up, as the edges tell it."""
    return FINAL.get(record.failure or "", DocumentNotMade)()
