"""Cell by cell: what we read is what a second reader reads, over every sample and over what libraries write."""

import importlib
import importlib.util
import json
import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.worksheet import Worksheet

from importers.findings.refusals import FileRefused
from importers.formats.cell_faults import Fault
from importers.formats.cell_text import LONGEST_CELL, settle
from importers.formats.container import Container, inspect
from importers.formats.sheets import Sheet, open_workbook
from tests.acceptance.workbooks.shapes import SHAPES, give_shape

pytestmark = pytest.mark.slow(20)

Cells = dict[tuple[int, int], object]
FAULT = "#"
NOT_FOR_OPENPYXL = (KeyError, ValueError, TypeError, zipfile.BadZipFile, NotImplementedError)
"""What openpyxl raises where it cannot read a workbook itself: then it is no second reader."""


def plain(value: object) -> object:
    """Return a value as both readers can say it: days as serial numbers, texts settled, faults as one sign."""
    if isinstance(value, Fault):
        return FAULT
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return round(float(value), 6)
    if isinstance(value, date | time | timedelta):
        return round(float(to_excel(value)), 4)  # type: ignore[no-untyped-call]
    text = settle(str(value))[0].replace("\r\n", "\n").strip()[:LONGEST_CELL]
    return FAULT if text.startswith("#") else text or None


def ours(sheet: Sheet) -> Cells:
    return {
        (row, column): said
        for row, cells in sheet.rows()
        for column, value in enumerate(cells, start=1)
        if (said := plain(value)) is not None
    }


def unescaped(value: object) -> object:
    """Decode the escapes of a workbook (ECMA-376 part 1, 22.4.2.4), which openpyxl leaves as they are."""
    if not isinstance(value, str):
        return value
    decoded = re.sub(r"_x([0-9A-Fa-f]{4})_", lambda one: chr(int(one[1], 16)), value)
    return decoded.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")


def theirs(sheet: Worksheet) -> Cells:
    cells = sheet._cells  # noqa: SLF001 (iter_rows would make one for each place up to the furthest of them)
    return {
        place: said for place, cell in cells.items() if (said := plain(unescaped(cell.value))) is not None
    }


def opened(path: Path) -> tuple[Sheet, ...]:
    found = inspect(path, name=path.name)
    assert isinstance(found, Container), found
    return open_workbook(found).sheets


def samples(folder: Path) -> Iterator[Path]:
    """Yield the workbooks that we read and openpyxl may read as well."""
    for path in sorted(folder.rglob("*.xls[xm]")):
        found = inspect(path, name=path.name)
        if isinstance(found, Container) and found.format == "xlsx":
            yield path


def compared(path: Path) -> list[str] | None:
    """Return where the readers differ, None where only one of them reads the workbook."""
    try:
        book = load_workbook(path, data_only=True)
        read = opened(path)
    except (*NOT_FOR_OPENPYXL, FileRefused):
        return None
    found = []
    for sheet in read:
        other = book[sheet.name] if sheet.name in book.sheetnames else None
        if not isinstance(other, Worksheet):
            continue  # missing from the package, or in the strict form, of which openpyxl reads nothing
        one, two = ours(sheet), theirs(other)
        found += [
            f"{path.name} {sheet.name} {place}: {one.get(place)!r} for {two.get(place)!r}"
            for place in sorted(one.keys() | two.keys())
            if one.get(place) != two.get(place)
        ]
    return found


TOLD: frozenset[str] = frozenset(
    # an instant with an offset stays the text that it is: openpyxl drops the offset, and so the day may change
    {"types.xlsx Sheet1 (4, 8): '2025-02-28T16:00:00Z' for 45716.6667"}
)


def test_every_sample_is_read_as_openpyxl_reads_it(shared_dir: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of each extension that it does not know
        results = [compared(path) for path in samples(shared_dir / "samples")]
    both = [found for found in results if found is not None]
    if not both:
        pytest.skip("no samples that both readers read")
    assert [line for found in both for line in found if line not in TOLD] == []
    assert len(both) * 2 > len(results)  # else it is no comparison


def test_texts_in_code_pages_and_web_pages_hold_what_their_rows_say(shared_dir: Path) -> None:
    """These have no second reader here: their first vehicle is that of all cases of their kind."""
    folder = shared_dir / "samples" / "reported"
    kinds = [("08-xls-label-and-codepage", "*.xls"), ("19-ods-comments-and-exporters", "*.ods")]
    paths = [path for kind, pattern in kinds for path in sorted((folder / kind).glob(pattern))]
    if not paths:
        pytest.skip("no samples of these kinds")
    headers = {path.name: next(iter(opened(path)[0].rows()))[1] for path in paths}
    expected = [
        "序号",
        "号牌号码",
        "车辆识别代号",
        "用途类别",
        "新增/更新",
        "燃料种类",
        "车辆型号",
        "初次登记日期",
        "所有人",
    ]
    assert {name: row for name, row in headers.items() if row != expected} == {}
    rows = {path.name: list(opened(path)[0].rows())[1][1] for path in paths}
    assert {
        name: row for name, row in rows.items() if row[1:4] != ["豫A00001D", "LZYTABGW9S1000001", "公交车"]
    } == {}


def test_the_exports_of_offices_hold_the_vehicles_of_their_right_readings(shared_dir: Path) -> None:
    folder = shared_dir / "samples" / "reported" / "40-bureau-layouts"
    right = folder / "right-readings.json"
    if not right.exists():
        pytest.skip("no right readings")
    readings = json.loads(right.read_text(encoding="utf-8"))
    seen = 0
    for name, reading in readings.items():
        if not name.startswith("C29"):
            continue
        rows = dict(opened(folder / name)[0].rows())
        for one in reading["rows"]:
            assert {one["vin"], one["plate"], one["on"]} <= {str(cell) for cell in rows[one["row"]]}, name
            seen += 1
    assert seen >= 6


def a_register(path: Path) -> Cells:
    """Write a workbook of every kind of value with openpyxl and return what its cells hold."""
    book = Workbook()
    sheet = book.worksheets[0]
    values: list[object] = [
        "豫A00001D", 18000, 0.1 + 0.2, True, datetime(2025, 3, 1), datetime(2025, 3, 1, 12, 30), time(8, 15),
        date(2025, 2, 28),
        "  两边有空格 ", "第一行\n第二行", "a_x0041_b", "LZYTABGW9S1000001", -1.5e-7, 1e15, "", None, "#N/A",
    ]  # fmt: skip
    for row in range(1, 40):
        for column, value in enumerate(values, start=1):
            sheet.cell(row * 2, column + row % 3).value = value  # type: ignore[assignment]
    book.save(path)
    return theirs(load_workbook(path, data_only=True).worksheets[0])


def test_what_openpyxl_writes_is_read_in_every_shape_of_its_package(tmp_path: Path) -> None:
    expected = a_register(tmp_path / "plain.xlsx")
    assert len(expected) > 500
    for shape in SHAPES:
        path = tmp_path / "shaped.xlsx"
        a_register(path)
        give_shape(path, shape)
        found = ours(opened(path)[0])
        assert {place: found.get(place) for place in expected if found.get(place) != expected[place]} == {}, (
            shape
        )
        assert found.keys() == expected.keys(), shape


@pytest.mark.parametrize("library", ["xlsxwriter", "xlwt", "odf"])
def test_what_another_library_writes_is_read_as_it_was_written(library: str, tmp_path: Path) -> None:
    if importlib.util.find_spec(library) is None:
        pytest.skip(f"{library} is not installed")
    values: list[list[object]] = [
        ["号牌号码", "质量", "登记日期"],
        ["豫A00001D", 18000.5, "2025-03-01"],
        ["豫A00002D", 0.0, "二〇二五年"],
    ]
    path = tmp_path / "written"
    {"xlsxwriter": _by_xlsxwriter, "xlwt": _by_xlwt, "odf": _by_odfpy}[library](path, values)
    expected = {
        (row, column): plain(value)
        for row, line in enumerate(values, start=1)
        for column, value in enumerate(line, start=1)
    }
    assert ours(opened(path)[0]) == expected


def _by_xlsxwriter(path: Path, values: list[list[object]]) -> None:
    module = importlib.import_module("xlsxwriter")
    with module.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for row, line in enumerate(values):
            sheet.write_row(row, 0, line)


def _by_xlwt(path: Path, values: list[list[object]]) -> None:
    book = importlib.import_module("xlwt").Workbook(encoding="utf-8")
    sheet = book.add_sheet("明细")
    for row, line in enumerate(values):
        for column, value in enumerate(line):
            sheet.write(row, column, value)
    book.save(str(path))


def _by_odfpy(path: Path, values: list[list[object]]) -> None:
    document = importlib.import_module("odf.opendocument").OpenDocumentSpreadsheet()
    tables, texts = importlib.import_module("odf.table"), importlib.import_module("odf.text")
    sheet = tables.Table(name="明细")
    for line in values:
        row = tables.TableRow()
        for value in line:
            is_number = isinstance(value, float)
            cell = (
                tables.TableCell(valuetype="float", value=value)
                if is_number
                else tables.TableCell(valuetype="string")
            )
            cell.addElement(texts.P(text=str(value)))
            row.addElement(cell)
        sheet.addElement(row)
    document.spreadsheet.addElement(sheet)
    document.save(str(path))
