"""The mark of a draft: a line at the head of every page, of whatever kind."""

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph

from importers.letters.official_fonts import HEADING, set_font


def mark_pages(document: WordDocument, mark: str) -> None:
    """Say at the head of every page that this is a draft: of first, odd and even pages of each section."""
    for number, section in enumerate(document.sections):
        for header in (section.header, section.even_page_header, section.first_page_header):
            if number and header.is_linked_to_previous:
                continue
            header.is_linked_to_previous = False
            first = header.paragraphs[0] if header.paragraphs else header.add_paragraph()
            write_mark(first.insert_paragraph_before(), mark)


def write_mark(paragraph: Paragraph, mark: str) -> None:
    """Write the mark into a paragraph: bold, red, in the middle."""
    run = paragraph.add_run(mark)
    set_font(run._r.get_or_add_rPr(), HEADING)  # noqa: SLF001 (python-docx knows no font for Chinese)
    run.font.size, run.font.bold, run.font.color.rgb = Pt(14), True, RGBColor(0xC0, 0, 0)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.first_line_indent = Pt(0)
