"""Tables of a letter, written as markup: python-docx looks each cell up anew, and vehicles are many."""

from collections.abc import Iterator, Sequence
from typing import Final
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import BaseOxmlElement

from importers.letters.content import Table
from importers.letters.official_fonts import BODY, HEADING, LATIN

_TWIPS_PER_MM: Final = 1440 / 25.4
_BORDERS: Final = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def table_element(table: Table) -> BaseOxmlElement:
    """Return a table as an element: its head on each page, no row torn between two."""
    widths = [round(column.width_mm * _TWIPS_PER_MM) for column in table.columns]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f"<w:tblBorders>{_BORDERS}</w:tblBorders>"
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="28" w:type="dxa"/><w:right w:w="28" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(_rows(table, widths))}</w:tbl>"
    )


def _rows(table: Table, widths: list[int]) -> Iterator[str]:
    yield _row([column.head for column in table.columns], table, widths, is_head=True)
    for row in table.rows:
        yield _row(row, table, widths, is_head=False)


def _row(cells: Sequence[str], table: Table, widths: list[int], *, is_head: bool) -> str:
    put = "".join(
        cell_markup(
            text,
            width,
            table.size_pt,
            font=HEADING if is_head else BODY,
            side="right" if column.is_number and not is_head else "center",
        )
        for text, column, width in zip(cells, table.columns, widths, strict=True)
    )
    head = "<w:tblHeader/>" if is_head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{put}</w:tr>"


def cell_markup(text: str, width: int, size_pt: float, *, font: str, side: str) -> str:
    """Return a cell with one line of text."""
    half_points, line = round(size_pt * 2), round(size_pt * 1.5 * 20)
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="{line}" w:lineRule="exact"/>'
        f'<w:ind w:firstLine="0"/><w:jc w:val="{side}"/></w:pPr>'
        f'<w:r><w:rPr><w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{font}" w:cs="{LATIN}"/>'
        f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr>'
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p></w:tc>'
    )
