"""Real files that a store once refused or choked on: each is a workbook or text that a program may well write."""

import random
from collections.abc import Callable, Sequence
from io import BytesIO
from itertools import pairwise
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

from tests.raw_workbooks import sheet_xml, text_cell, xlsx_parts
from tests.upload_cases import HEADER, a_row

_CHANCE = random.Random(9)


def a_workbook(*lines: str, header: str = HEADER, sheet: str = "明细") -> bytes:
    """A workbook of one sheet, its cells given as lines of a bureau's list."""
    rows = "".join(
        f'<row r="{number}">{_cells(line.split(","), number)}</row>'
        for number, line in enumerate((header, *lines), start=1)
    )
    return packed(xlsx_parts(sheet_xml(rows), names=[sheet]))


def _cells(cells: Sequence[str], row: int) -> str:
    return "".join(text_cell(f"{chr(65 + place)}{row}", cell) for place, cell in enumerate(cells))


def packed(parts: Sequence[tuple[str, str | bytes]]) -> bytes:
    """A package of these parts."""
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for name, part in parts:
            archive.writestr(name, part)
    return content.getvalue()


def a_growing_entity(number: int) -> bytes:
    """A sheet whose one cell names an entity that names ten others, nine times over."""
    names = [f"e{depth}" for depth in range(10)]
    grows = "".join(f'<!ENTITY {name} "{f"&{inner};" * 10}">' for inner, name in pairwise(names))
    rows = f'<row r="1">{text_cell("A1", f"{number}&e9;")}</row>'
    sheet = f'<!DOCTYPE worksheet [<!ENTITY e0 "x">{grows}]>{sheet_xml(rows)}'
    return packed([(name, sheet if "sheet1" in name else part) for name, part in xlsx_parts(sheet_xml(rows))])


def a_sheet_of_blanks(number: int) -> bytes:
    """A sheet of 200 MB that fit into 200 KB."""
    rows = f'<row r="1">{text_cell("A1", str(number))}</row>'
    return packed(xlsx_parts(sheet_xml(rows + " " * 200 * 1024 * 1024)))


def letters(count: int) -> str:
    """So many Chinese characters that no compression makes short: an index has no room for them."""
    return "".join(chr(_CHANCE.randrange(0x4E00, 0x9FA5)) for _ in range(count))


POISONED: Final[dict[str, Callable[[int], bytes]]] = {
    "a NUL by Excel's own way of writing it": lambda number: a_workbook(
        a_row(number, plate=f"豫A{number:05d}D_x0000_")
    ),
    "a NUL in a line of sums": lambda number: a_workbook(a_row(number), "合计,1_x0000_,,,,,"),
    "an owner of 4,000 letters": lambda number: a_workbook(
        f"{a_row(number)},{letters(4000)}", header=f"{HEADER},所有人"
    ),
    "the name of a sheet of 5,000 letters": lambda number: a_workbook(
        a_row(number), "合计,,,,,,", sheet=letters(5000)
    ),
    "a workbook cut off half-way": lambda number: a_workbook(a_row(number))[:600],
    "an entity that grows": a_growing_entity,
    "a sheet of blanks": a_sheet_of_blanks,
    "a NUL in a text": lambda number: f"{HEADER}\n{a_row(number)}\0\n".encode(),
    "a quote that never closes": lambda number: (
        f'{HEADER}\n{a_row(number)}\n"{a_row(number + 1)}\n{"x" * 500_000}'.encode()
    ),
    "a cell at the far corner": lambda number: packed(
        xlsx_parts(
            sheet_xml(
                f'<row r="1">{text_cell("A1", str(number))}</row>'
                f'<row r="1048576">{text_cell("XFD1048576", "x")}</row>'
            )
        )
    ),
}
"""What is wrong -> the file, given the number of its vehicle."""
