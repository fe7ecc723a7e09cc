"""Blocks of a letter: paragraphs of the form of the one that names the field, and tables, in its place."""

import copy

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from importers.letters.content import Block
from importers.letters.word_tables import table_element
from importers.letters.written import writable


def put_block(element: BaseOxmlElement, block: Block) -> None:
    """Put paragraphs and tables in place of a paragraph; one that ends a section stays, empty."""
    for one in block:
        element.addprevious(paragraph_like(element, one) if isinstance(one, str) else table_element(one))
    if element.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is None:
        element.getparent().remove(element)
    else:
        set_text(element, "")


def paragraph_like(element: BaseOxmlElement, text: str) -> BaseOxmlElement:
    """Return a paragraph of the same form with another text; it ends no section."""
    made = copy.deepcopy(element)
    for end_of_section in made.findall(f"{qn('w:pPr')}/{qn('w:sectPr')}"):
        end_of_section.getparent().remove(end_of_section)
    set_text(made, text)
    return made


def set_text(element: BaseOxmlElement, text: str) -> None:
    """Give a paragraph one text, in the form of its first run."""
    first, *others = list(element.iter(qn("w:t")))
    first.text = writable(text)
    first.set(qn("xml:space"), "preserve")
    for other in others:
        other.text = ""
