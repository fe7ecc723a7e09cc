"""Filling a template: the fields of each paragraph by their values, whichever runs Word has cut them into.

A value is text: whatever it holds, it is never looked into for fields, markup or formulas.
"""

from collections.abc import Mapping
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument

from importers.letters.blocks import put_block
from importers.letters.content import Content
from importers.letters.draft_marks import mark_pages
from importers.letters.faults import TemplateFault, TemplateRefused
from importers.letters.fields import Field, LetterKind, fields_of
from importers.letters.stories import stories_of
from importers.letters.syntax import faults_in, names_in


def template_faults(path: Path, kind: LetterKind) -> list[TemplateFault]:
    """Return all that is wrong with a template of a safe package. Raises TemplateRefused for a damaged one."""
    return _faults(opened(path), fields_of(kind))


def _faults(document: WordDocument, known: Mapping[str, Field]) -> list[TemplateFault]:
    faults: list[TemplateFault] = []
    has_field = False
    for story in stories_of(document):
        for line in story.lines():
            has_field = has_field or bool(names_in(line.text))
            faults += faults_in(
                line.text, known=known, place=line.place, may_hold_blocks=line.may_hold_blocks
            )
        faults += story.instruction_faults()
    return faults if has_field or faults else [TemplateFault("no-field")]


def fill(path: Path, out: Path, kind: LetterKind, content: Content) -> None:
    """Write the letter: the template with the content in place of its fields. Raises TemplateRefused."""
    document, known = opened(path), fields_of(kind)
    faults = _faults(document, known)
    if faults:
        raise TemplateRefused(*faults)
    for story in stories_of(document):
        for line in story.lines():
            names = names_in(line.text)
            if names and known[names[0]].is_block:
                put_block(line.element, content.blocks[names[0]])
            elif names:
                line.put(content.texts)
    if content.draft is not None:
        mark_pages(document, content.draft)
    document.save(str(out))


def opened(path: Path) -> WordDocument:
    """Open a Word document. Raises TemplateRefused."""
    try:
        return Document(str(path))
    except (
        KeyError,
        ValueError,
        AttributeError,
    ) as trouble:  # what python-docx says of a part that is not there
        raise TemplateRefused(TemplateFault("damaged", "word/document.xml")) from trouble
