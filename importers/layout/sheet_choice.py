"""Choose the sheets of a workbook that hold vehicles, and say of every other why it is not read.

The rule: hidden sheets are not read; sheets named as instructions or code lists are not read while another
sheet holds vehicles; a sheet without any column that names vehicles is read only if no other does better.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from importers.cells.identifiers import is_blank
from importers.layout.forms import is_form, is_turned
from importers.layout.header_rows import (
    HeaderBlock,
    Merge,
    Rows,
    find_header,
    first_vehicle,
    header_above_vehicles,
)
from importers.layout.our_columns import without_ours
from importers.layout.titles import is_instruction_name
from rules.wording import Text

SAMPLED_ROWS: Final = 200
"""Rows read from the top of each sheet to understand it."""

SheetKind = Literal["vehicles", "forms", "turned", "described", "headless", "other", "empty", "hidden"]

_WHY: Final[dict[SheetKind, Text]] = {
    "vehicles": Text("按名称是说明或字典表，未读取", "named as instructions or a list of codes, not read"),
    "forms": Text("按名称是说明或字典表，未读取", "named as instructions or a list of codes, not read"),
    "turned": Text(
        "车辆在列、字段在行，未读取", "has its vehicles in columns and their fields in rows, not read"
    ),
    "described": Text("没有车架号或号牌列，未读取", "has no VIN or plate column, not read"),
    "headless": Text(
        "像有车架号或号牌，但没有表头，未读取", "seems to hold VINs or plates without a header, not read"
    ),
    "other": Text("没有车辆登记的列名，未读取", "has no column names of vehicle registrations, not read"),
    "empty": Text("空表", "empty"),
    "hidden": Text("隐藏的工作表不读取", "hidden sheets are not read"),
}


class SheetLike(Protocol):
    """What this module needs of a sheet: see ``importers.formats.sheets.Sheet``."""

    @property
    def name(self) -> str:
        """The sheet's name."""

    @property
    def hidden(self) -> bool:
        """Whether the sheet is hidden."""

    @property
    def merged(self) -> Sequence[tuple[int, int, int, int]]:
        """Merged ranges as first row, first column, last row, last column; all from 1 and inclusive."""

    def head(self, n: int) -> Sequence[Sequence[object]]:
        """Return the first rows from row 1 and column A."""


@dataclass(frozen=True, slots=True)
class Study:
    """One sheet after a first look: its first rows, its header if any, and what kind it seems to be."""

    index: int
    name: str
    rows: Rows
    block: HeaderBlock | None
    kind: SheetKind
    merged: Sequence[tuple[int, int, int, int]] = ()

    @property
    def is_instruction(self) -> bool:
        """Whether the name says that this is no data sheet."""
        return is_instruction_name(self.name)

    @property
    def vehicle_rows(self) -> int:
        """How many of the sampled rows hold a VIN or a whole plate number."""
        return sum(first_vehicle([row]) is not None for row in self.rows)

    @property
    def why_unused(self) -> Text:
        """Why this sheet is not read, if it is not."""
        return _WHY[self.kind]


def _classified(
    rows: Rows, merges: Sequence[Merge], *, confirmed: bool
) -> tuple[HeaderBlock | None, SheetKind]:
    """Find the header of a sheet that is not empty; ``confirmed``: the sender has mapped its columns."""
    block = find_header(rows, merges)
    if block is not None and (confirmed or block.names_vehicles):
        return block, "vehicles"
    if is_form(rows):
        return None, "forms"
    if is_turned(rows):
        return None, "turned"
    if first_vehicle(rows) is not None:
        above = header_above_vehicles(rows, merges)
        if above is None and block is None:
            return None, "headless"
        return (block if block and block.describes_vehicles else above or block), "vehicles"
    if block is not None and block.describes_vehicles:
        return block, "described"
    return block, "other"


def study(sheet: SheetLike, *, index: int, confirmed: bool) -> Study:
    """Take a first look at a sheet."""
    rows = [tuple(row) for _, row in without_ours(enumerate(sheet.head(SAMPLED_ROWS), start=1))]
    if all(is_blank(cell) for row in rows for cell in row):
        return Study(index, sheet.name, (), None, "empty")
    if sheet.hidden:
        return Study(index, sheet.name, rows, None, "hidden")
    merges = [((top - 1, left - 1), (bottom - 1, right - 1)) for top, left, bottom, right in sheet.merged]
    block, kind = _classified(rows, merges, confirmed=confirmed)
    return Study(index, sheet.name, rows, block, kind, sheet.merged)


def choose(studies: Sequence[Study]) -> list[Study]:
    """Return the sheets to read, in their order; none if no sheet has a header."""
    with_vehicles = [found for found in studies if found.kind in ("vehicles", "forms")]
    plain = [found for found in with_vehicles if not found.is_instruction]
    if plain or with_vehicles:
        return plain or with_vehicles
    return [found for found in studies if found.kind == "described" and not found.is_instruction]
