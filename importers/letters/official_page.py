"""The page of official documents (GB/T 9704-2012): its area, its grid of lines and characters, the numbers of pages."""

from typing import Final

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from importers.letters.official_fonts import NUMBERS

SIZE_4: Final = Pt(14)
"""四号"""
LINE_PITCH: Final = 579
"""225 mm over 22 lines, in twentieths of a point."""
CHARACTER_SPACE: Final = -849
"""156 mm over 28 characters of 16 pt, as Word counts it: 4096ths of a point."""


def settle_page(document: WordDocument) -> None:
    """Give a document A4 with the type area of the standard, 22 lines of 28 characters."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(35 - 7 - 5)  # 7 mm below the type area, and a line of 14 pt is 5 mm
    grid = OxmlElement("w:docGrid")
    values = (("type", "linesAndChars"), ("linePitch", LINE_PITCH), ("charSpace", CHARACTER_SPACE))
    for name, value in values:
        grid.set(qn(f"w:{name}"), str(value))
    for old in section._sectPr.findall(qn("w:docGrid")):  # noqa: SLF001 (python-docx has no word for the grid)
        section._sectPr.remove(old)  # noqa: SLF001
    section._sectPr.append(grid)  # noqa: SLF001


def number_pages(document: WordDocument) -> None:
    """Put ``— 1 —`` at the outer edge: right on odd pages, left on even ones, a character from the edge."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    sides = (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT, "right"),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT, "left"),
    )
    for footer, alignment, side in sides:
        paragraph = footer.paragraphs[0]
        paragraph.alignment = alignment
        paragraph.paragraph_format.left_indent = SIZE_4 if side == "left" else None
        paragraph.paragraph_format.right_indent = SIZE_4 if side == "right" else None
        paragraph._p.pPr.ind.set(qn(f"w:{side}Chars"), "100")  # noqa: SLF001 (python-docx counts no characters)
        for markup in (_text("— "), *_PAGE_FIELD, _text(" —")):
            paragraph._p.append(parse_xml(markup))  # noqa: SLF001 (nor has it fields)


_RUN: Final = (
    f"<w:r {nsdecls('w')}><w:rPr><w:rFonts w:ascii='{NUMBERS}' w:hAnsi='{NUMBERS}' w:eastAsia='{NUMBERS}'/>"
    "<w:sz w:val='28'/><w:szCs w:val='28'/></w:rPr>{0}</w:r>"
)


def _text(text: str) -> str:
    return _RUN.format(f"<w:t xml:space='preserve'>{text}</w:t>")


_PAGE_FIELD: Final = (
    _RUN.format("<w:fldChar w:fldCharType='begin'/>"),
    _RUN.format("<w:instrText xml:space='preserve'> PAGE </w:instrText>"),
    _RUN.format("<w:fldChar w:fldCharType='separate'/>"),
    _text("1"),
    _RUN.format("<w:fldChar w:fldCharType='end'/>"),
)
