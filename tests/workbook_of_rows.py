"""Workbooks made of plain rows, for tests of what is understood before any file format comes into play."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from importers.fields import Layout, SheetReading
from importers.layout.workbook_layout import find_layout
from importers.results import Expectation
from rules.identifiers import vin as vins

Row = Sequence[object]

HEADER = ("序号", "车牌号", "车架号", "车辆型号", "燃料种类", "初次登记日期", "类别", "新增/更新")


@dataclass(frozen=True)
class SheetOfRows:
    """A sheet with the shape of ``importers.formats.sheets.Sheet``; merged ranges count from 1."""

    name: str
    filled: Sequence[Row]
    hidden: bool = False
    merged: tuple[tuple[int, int, int, int], ...] = ()
    struck: frozenset[tuple[int, int]] = frozenset()

    def head(self, n: int) -> list[list[object]]:
        return [list(row) for row in self.filled[:n]]

    def rows(self) -> Iterator[tuple[int, Row]]:
        for number, row in enumerate(self.filled, start=1):
            if any(cell is not None for cell in row):
                yield number, row


@dataclass(frozen=True)
class WorkbookOfRows:
    sheets: tuple[SheetOfRows, ...]


def a_vin(number: int) -> str:
    """An invented VIN whose check digit holds."""
    text = f"LZYTAGBW0P1{number:06d}"
    return text[:8] + vins.check_digit(text) + text[9:]


def a_plate(number: int) -> str:
    return f"豫A{10000 + number}D"


def an_ordinary_plate(number: int) -> str:
    return f"豫A{10000 + number}"


def a_day(number: int) -> date:
    return date(2025, 3, 1) + timedelta(days=number)


def always(value: object) -> Callable[[int], object]:
    return lambda _: value


def columns(count: int, *makers: Callable[[int], object]) -> list[list[object]]:
    """Rows of made-up values, one maker for each column."""
    return [[maker(number) for maker in makers] for number in range(count)]


def vehicles(count: int = 20) -> list[list[object]]:
    """Rows below ``HEADER``."""
    return columns(
        count,
        lambda number: float(number + 1),
        a_plate,
        a_vin,
        always("ZK6105BEVG25"),
        always("纯电动"),
        a_day,
        always("公交车"),
        always("新增"),
    )


def layout_of(*sheets: SheetOfRows, expectation: Expectation | None = None) -> Layout:
    found = find_layout(WorkbookOfRows(sheets), expectation or Expectation("410100"))
    assert isinstance(found, Layout)
    return found


def layout_of_rows(*rows: Row, expectation: Expectation | None = None) -> Layout:
    """The layout of one sheet called Sheet1, for a file of new buses unless said otherwise."""
    said = expectation or Expectation("410100", category="bus", event="new")
    return layout_of(SheetOfRows("Sheet1", rows), expectation=said)


def reading_of_rows(*rows: Row, expectation: Expectation | None = None) -> SheetReading:
    (reading,) = layout_of_rows(*rows, expectation=expectation).readings
    return reading


def fields_of(layout: Layout) -> dict[str, str | None]:
    """Column letter -> field of a layout with one used sheet."""
    (use,) = [sheet for sheet in layout.sheets if sheet.used]
    return {column.column: column.field for column in use.columns}


def codes_of(layout: Layout) -> list[tuple[str, str | None]]:
    return [(finding.code, finding.field) for finding in layout.findings]
