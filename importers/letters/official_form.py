"""The form of official documents after GB/T 9704-2012: page, grid of lines, fonts by name, page numbers.

A4, head 37 mm, binding edge 28 mm, type area 156 x 225 mm (5.2.1); 22 lines of 28 characters of size 三号 (5.2.2, 5.2.3);
title 二号小标宋 (7.3.1); page number 四号半角宋体 between two dashes, 7 mm below the type area, at the outer edge (7.5).
"""

from typing import Final

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from importers.letters.official_fonts import BODY, HEADING, TITLE, name_fallbacks, set_font
from importers.letters.official_page import number_pages, settle_page

SIZE_2: Final = Pt(22)
"""二号"""
SIZE_3: Final = Pt(16)
"""三号"""
LINE: Final = Pt(28.95)
"""225 mm over 22 lines."""
STYLE_TITLE: Final = "公文标题"
STYLE_BODY: Final = "公文正文"
STYLE_PLAIN: Final = "公文顶格"
STYLE_HEADING: Final = "公文一级标题"
STYLE_SIGNED: Final = "公文落款"
STYLE_ANNEX: Final = "公文附件"


def a_blank_document() -> WordDocument:
    """Return an empty document of that form, with its styles."""
    document = Document()
    settle_page(document)
    settle_base(document)
    for name, font, size, indented, alignment in _STYLES:
        add_style(document, name, font, size, indented=indented, alignment=alignment)
    number_pages(document)
    name_fallbacks(document)
    for one in list(document.core_properties._element):  # noqa: SLF001 (author and days of the library: nobody has written)
        document.core_properties._element.remove(one)  # noqa: SLF001 (its setters know no absence)
    return document


_STYLES: Final = (
    (STYLE_TITLE, TITLE, SIZE_2, 0, WD_ALIGN_PARAGRAPH.CENTER),
    (STYLE_BODY, BODY, SIZE_3, 2, WD_ALIGN_PARAGRAPH.LEFT),
    (STYLE_PLAIN, BODY, SIZE_3, 0, WD_ALIGN_PARAGRAPH.LEFT),
    (STYLE_HEADING, HEADING, SIZE_3, 2, WD_ALIGN_PARAGRAPH.LEFT),
    (STYLE_SIGNED, BODY, SIZE_3, 0, WD_ALIGN_PARAGRAPH.RIGHT),
    (STYLE_ANNEX, HEADING, SIZE_3, 0, WD_ALIGN_PARAGRAPH.LEFT),
)
"""Name, font, size, characters of indentation of the first line, alignment: the grid fills lines, nothing is spread."""


def settle_base(document: WordDocument) -> None:
    """Give all text the font, the size and the pitch of the body."""
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    normal = document.styles["Normal"]
    set_font(normal.element.get_or_add_rPr(), BODY)
    normal.font.size = SIZE_3
    # A letter of 16 pt is wider than a cell of 15.8: LibreOffice gives it two cells unless it is drawn closer.
    closer = OxmlElement("w:spacing")
    closer.set(qn("w:val"), "-5")
    normal.element.rPr.find(qn("w:sz")).addprevious(closer)
    spacing = normal.paragraph_format
    spacing.line_spacing_rule, spacing.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    spacing.space_before = spacing.space_after = Pt(0)


def add_style(
    document: WordDocument, name: str, font: str, size: Pt, *, indented: int, alignment: WD_ALIGN_PARAGRAPH
) -> None:
    """Add a style of paragraphs; ``indented``: characters of the first line."""
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    set_font(style.element.get_or_add_rPr(), font)
    style.font.size = size
    style.paragraph_format.alignment = alignment
    if name == STYLE_TITLE:  # a line of 22 pt does not fit into the pitch of the body
        style.paragraph_format.line_spacing = Pt(35)
        off = OxmlElement("w:snapToGrid")
        off.set(qn("w:val"), "0")
        style.element.pPr.find(qn("w:spacing")).addprevious(off)
    if indented:
        style.paragraph_format.first_line_indent = indented * size
        style.element.pPr.ind.set(qn("w:firstLineChars"), str(indented * 100))
