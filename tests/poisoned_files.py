"""Real files that a store once refused or choked on: each is a workbook or text that a program may well write."""

import random
from collections.abc import Callable, Sequence
from io import BytesIO
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
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, content in xlsx_parts(sheet_xml(rows), names=[sheet]):
            archive.writestr(name, content)
    return packed.getvalue()


def _cells(cells: Sequence[str], row: int) -> str:
    return "".join(text_cell(f"{chr(65 + place)}{row}", cell) for place, cell in enumerate(cells))


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
}
"""What is wrong -> the file, given the number of its vehicle."""
