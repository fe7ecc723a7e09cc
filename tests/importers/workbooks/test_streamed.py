"""Workbooks that leave while they are being written: whole for every reader, laid out for paper, never a formula."""

import io
import re
import tracemalloc
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from importers.formats.cell_text import is_settled
from importers.formats.container import Container, inspect
from importers.workbooks import streamed
from importers.workbooks.cell_texts import Look
from importers.workbooks.handed_out import LEADS_A_FORMULA, Value
from importers.workbooks.sheet_frames import Column, Heading, heading
from importers.workbooks.streamed import Sheet, SheetFull, workbook_pieces

COLUMNS = (
    Column("号牌号码", Look.TEXT, 12),
    Column("能源种类", Look.WORD, 10),
    Column("登记日期", Look.DAY, 12),
    Column("入库时间", Look.INSTANT, 17),
    Column("总质量", Look.NUMBER, 10),
    Column("合规率", Look.RATE, 10),
)
ROWS: list[list[Value]] = [
    ["豫A00001D", "纯电动", date(2025, 3, 1), datetime(2025, 3, 2, 17, 30), 3500, 0.9833],
    ["豫A00002D", "纯电动", date(2025, 3, 2), None, None, None],
]
ABOVE = heading(
    "郑州市登记车辆", ["筛选条件：无", "数据截至：2026-11-30 17:30"], columns=COLUMNS, foot="数据截至 2026-11-30",
    pages="第 &P 页，共 &N 页",
)  # fmt: skip


LIST = Sheet("清单", ABOVE, range(6), "共 {count} 辆")


def written(rows: Iterable[Sequence[Value]] = ROWS, *, sheets: Sequence[Sheet] = (LIST,)) -> bytes:
    return b"".join(workbook_pieces(COLUMNS, rows, sheets))


def one_column(values: Iterable[Value], look: Look = Look.TEXT) -> bytes:
    rows = ([value] for value in values)
    return b"".join(workbook_pieces([Column("值", look, 20)], rows, [Sheet("值", Heading(), [0])]))


def as_openpyxl(content: bytes, sheet: int = 0) -> Any:
    return load_workbook(io.BytesIO(content)).worksheets[sheet]


def as_calamine(content: bytes, sheet: int = 0) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(sheet).to_python()


def part(content: bytes, name: str = "xl/worksheets/sheet1.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        return package.read(name).decode()


def test_two_readers_find_title_filter_heads_rows_and_count() -> None:
    content = written()
    assert as_calamine(content) == [
        ["郑州市登记车辆", "", "", "", "", ""],
        ["筛选条件：无", "", "", "", "", ""],
        ["数据截至：2026-11-30 17:30", "", "", "", "", ""],
        ["号牌号码", "能源种类", "登记日期", "入库时间", "总质量", "合规率"],
        ["豫A00001D", "纯电动", date(2025, 3, 1), datetime(2025, 3, 2, 17, 30), 3500.0, 0.9833],
        ["豫A00002D", "纯电动", date(2025, 3, 2), "", "", ""],
        ["共 2 辆", "", "", "", "", ""],
    ]
    sheet = as_openpyxl(content)
    assert [cell.value for cell in sheet[5]] == [
        "豫A00001D", "纯电动", datetime(2025, 3, 1), datetime(2025, 3, 2, 17, 30), 3500, 0.9833,
    ]  # fmt: skip
    assert [cell.number_format for cell in sheet[5]] == [
        "General", "General", "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "General", "0.00%",
    ]  # fmt: skip


def test_a_sheet_is_laid_out_for_paper() -> None:
    content = written()
    sheet = as_openpyxl(content)
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage is True
    assert (sheet.print_title_rows, sheet.freeze_panes, sheet.auto_filter.ref) == ("$4:$4", "A5", "A4:F6")
    assert (sheet.oddFooter.left.text, sheet.oddFooter.center.text) == (
        "数据截至 2026-11-30",
        "第 &P 页，共 &N 页",
    )
    assert {str(one) for one in sheet.merged_cells.ranges} == {"A1:F1", "A2:F2", "A3:F3"}
    assert [sheet.column_dimensions[letter].width for letter in "ABCDEF"] == [12, 10, 12, 17, 10, 10]
    assert {(sheet["A1"].font.name, sheet["A5"].font.name)} == {("黑体", "宋体")}
    assert "'清单'!$A$4:$F$6" in part(content, "xl/workbook.xml")
    assert "dimension" not in part(content), "a size that is not true makes programs read nothing"


def test_a_long_line_above_gets_the_height_that_it_needs() -> None:
    above = heading("题", ["条件" * 60], columns=COLUMNS, foot="", pages="&P")
    assert above.lines[1] == ("条件" * 60, 60.0), "240 characters over columns of 71"


def test_a_second_sheet_shows_other_columns_of_the_same_rows_that_are_read_once() -> None:
    content = written(iter(ROWS), sheets=[LIST, Sheet("全部", Heading(), [4, 0])])
    assert len(as_calamine(content)) == 7
    assert as_calamine(content, 1) == [["总质量", "号牌号码"], [3500.0, "豫A00001D"], ["", "豫A00002D"]]
    assert part(content, "xl/sharedStrings.xml").count("<si>") == 1
    assert as_openpyxl(content, 1).auto_filter.ref == "A1:B3"
    assert re.findall(r"'(?:清单|全部)'![^<]+", part(content, "xl/workbook.xml")) == [
        "'清单'!$A$4:$F$6", "'清单'!$4:$4", "'全部'!$A$1:$B$3", "'全部'!$1:$1",
    ]  # fmt: skip


def test_a_sheet_without_rows_is_a_sheet() -> None:
    assert as_calamine(written([]))[-2:] == [
        [column.head for column in COLUMNS],
        ["共 0 辆", "", "", "", "", ""],
    ]


@pytest.mark.parametrize("look", [Look.TEXT, Look.WORD])
@pytest.mark.parametrize("payload", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0"])
def test_no_text_becomes_a_formula(payload: str, look: Look) -> None:
    content = one_column([payload], look)
    cell = as_openpyxl(content)["A2"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert "<f>" not in part(content)


@pytest.mark.parametrize("look", list(Look)[3:])
@pytest.mark.parametrize(
    "value", ["<v>1</v>", "</sheetData>", float("nan"), float("inf"), "=1", date(1899, 1, 1)]
)
def test_what_is_not_of_its_columns_kind_stands_as_text(look: Look, value: Value) -> None:
    assert str(as_openpyxl(one_column([value], look))["A2"].value) == str(value)


@given(st.lists(st.text(), max_size=20), st.sampled_from([Look.TEXT, Look.WORD]))
@settings(max_examples=60)
def test_any_text_is_read_back_as_it_was(texts: list[str], look: Look) -> None:
    kept = [text for text in texts if is_settled(text) and text and "\r" not in text]
    assert [row[0] for row in as_calamine(one_column(kept, look))[1:]] == kept


def test_names_of_all_makers_share_no_more_than_there_is_memory_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importers.workbooks.cell_texts._MOST_SHARED", 2)
    content = one_column(["甲", "乙", "丙", "甲", "丙"], Look.WORD)
    assert [row[0] for row in as_calamine(content)[1:]] == ["甲", "乙", "丙", "甲", "丙"]
    assert part(content, "xl/sharedStrings.xml").count("<si>") == 2


def test_the_first_bytes_are_there_before_most_rows_are_read_and_memory_does_not_grow() -> None:
    read = 0

    def rows(count: int) -> Iterator[list[Value]]:
        nonlocal read
        for read in range(1, count + 1):
            yield [f"豫A{read:06d}", "纯电动", date(2025, 1, 1), None, read, None]

    pieces = workbook_pieces(COLUMNS, rows(100_000), [LIST])
    next(pieces)
    assert read < 20_000
    pieces.close()

    def peak(count: int) -> int:
        tracemalloc.start()
        for _ in workbook_pieces(COLUMNS, rows(count), [LIST, Sheet("全部", Heading(), [1, 0])]):
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(10)  # what is loaded once
    assert peak(20_000) < 1.5 * peak(2_000)


def test_a_sheet_takes_no_more_rows_than_it_can_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streamed, "LAST_ROW", 7)
    assert len(as_calamine(written())) == 7, "the count stands below"
    with pytest.raises(SheetFull):
        written([*ROWS, ROWS[0]])


def test_a_sheet_grows_no_larger_than_programs_unpack(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streamed, "_MOST_SHEET_BYTES", 200)
    with pytest.raises(SheetFull):
        written()


def test_our_own_guard_takes_such_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "清单.xlsx"
    path.write_bytes(written())
    assert isinstance(inspect(path, name=path.name), Container)


def test_the_same_rows_are_the_same_bytes_but_for_the_day_that_openpyxl_notes() -> None:
    one, other = written(), written()
    with zipfile.ZipFile(io.BytesIO(one)) as first, zipfile.ZipFile(io.BytesIO(other)) as second:
        assert first.namelist() == second.namelist()
        assert first.namelist()[0] == "[Content_Types].xml"
        assert {entry.date_time for entry in first.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_every_lead_of_a_formula_is_tried_above() -> None:
    assert LEADS_A_FORMULA == ("=", "+", "-", "@", "\t", "\r")
