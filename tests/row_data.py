"""Builders of rows for the tests of reading: a clean battery-electric bus, of which a test changes what matters."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from importers.cells.identifiers import CellProblem
from importers.facts import COLUMNS
from importers.fields import SheetReading
from importers.results import Block, Expectation
from importers.rows.registrations import ReadingContext, read_blocks
from rules.identifiers import vin as vins

TODAY = date(2025, 6, 1)
FIELDS = (
    "seq", "vin", "plate", "fuel", "powertrain", "category", "event", "model", "registered_on", "emission_stage",
    "owner", "gross_mass", "kerb_mass", "use_nature", "vehicle_type", "product_name", "replaces_vin",
    "replaces_plate", "unit", "built_on", "permit_no", "area", "plate_color",
)  # fmt: skip
LETTER = {name: chr(ord("A") + index) for index, name in enumerate(FIELDS)}


def a_vin(number: int = 1, year: str = "S") -> str:
    body = f"LZYTABGW0{year}1{number:06d}"
    return body[:8] + vins.check_digit(body) + body[9:]


def a_row(number: int = 1, **cells: object) -> dict[str, object]:
    """A clean battery-electric bus."""
    return {
        "seq": float(number),
        "vin": a_vin(number),
        "plate": f"豫A{number:05d}D",
        "fuel": "电",
        "powertrain": "纯电动",
        "category": "公交车",
        "event": "新增",
        "model": "ZK6105BEVG25",
        "registered_on": datetime(2025, 3, 1),
        "emission_stage": "零排放",
        "owner": "某公交公司",
        "gross_mass": 18000.0,
        "kerb_mass": 12000.0,
    } | cells


@dataclass
class RowsOnly:
    """The rows of a sheet whose header is row 1."""

    rows_below: list[list[object]]
    struck: frozenset[tuple[int, int]] = frozenset()

    def rows(self) -> Iterator[tuple[int, list[object]]]:
        yield 1, list(FIELDS)
        yield from enumerate(self.rows_below, 2)


def a_reading(sheet: str = "明细", *, without: tuple[str, ...] = (), **more: str | None) -> SheetReading:
    columns = {name: index for index, name in enumerate(FIELDS) if name not in without}
    return SheetReading(sheet, 0, (1,), 2, columns, dict(enumerate(FIELDS)), **more)  # type: ignore[arg-type]


def a_context(**more: object) -> ReadingContext:
    return ReadingContext(Expectation("410100"), TODAY, **more)  # type: ignore[arg-type]


def cells_of(row: dict[str, object]) -> list[object]:
    return [row.get(name) for name in FIELDS]


def read(
    *rows: dict[str, object],
    reading: SheetReading | None = None,
    context: ReadingContext | None = None,
    block_rows: int = 4096,
) -> Block:
    """Read rows and join their blocks into one."""
    sheet = RowsOnly([cells_of(row) for row in rows])
    whole = Block("明细", [], {name: [] for name in COLUMNS}, [], [])
    for block in read_blocks(sheet, reading or a_reading(), context or a_context(), block_rows=block_rows):
        whole.rows += block.rows
        whole.aside += block.aside
        whole.findings += block.findings
        for name in COLUMNS:
            whole.columns[name] += block.columns[name]
    return whole


def codes(block: Block) -> list[tuple[int | None, str, str | None]]:
    return [(finding.row, finding.code, finding.column) for finding in block.findings]


def said(parse: Callable[[], object]) -> object:
    """The value, or the code of the problem."""
    try:
        return parse()
    except CellProblem as problem:
        return problem.code
