"""The annotated copy: the sender's own workbook, what is wrong at its place, ready to be corrected and sent again."""

import re
import zipfile
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from importers.limits import Limits
from importers.results import Block, Expectation, Finding, Refused
from importers.sandbox import annotate_child, annotator, reader
from importers.sandbox.annotator import AnnotatedCopy, CopyNotMade, annotated_copy
from importers.sandbox.endings import OUT_OF_TIME, ReaderStopped
from importers.workbooks.annotation import Annotation, HeaderPlace
from importers.workbooks.batch_ids import batch_id_in
from rules.wording import Language
from tests import raw_workbooks as raw
from tests.workbook_of_rows import a_plate, a_vin

pytestmark = pytest.mark.slow(15)

TODAY = date(2025, 6, 1)
HEADERS = ("序号", "车牌号", "车架号", "燃料种类", "初次登记日期", "类别", "新增/更新", "备注")
RED, YELLOW, GREEN = "FFFFC7CE", "FFFFEB9C", "FFC6EFCE"


def a_book(rows: int = 6) -> Workbook:
    """A bureau's list: a title, two header rows with merges, styled cells, a signature, a second sheet."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "新增公交车"
    sheet.append(["郑州市2025年新增公交车登记表"])
    sheet.append(["序号", "车辆信息", None, None, "登记信息", None, None, "备注"])
    sheet.append([None, *HEADERS[1:7]])
    for area in ("A1:H1", "B2:D2", "E2:G2", "A2:A3", "H2:H3"):
        sheet.merge_cells(area)
    for number in range(rows):
        sheet.append(
            [number + 1, a_plate(number), a_vin(number), "纯电动", date(2025, 3, 1), "公交车", "新增"]
        )
        sheet.cell(4 + number, 5).number_format = 'yyyy"年"m"月"d"日"'
    sheet.append(["填表人：张三"])
    sheet["A1"].font, sheet["A1"].alignment = Font(bold=True, size=16), Alignment(horizontal="center")
    sheet.column_dimensions["C"].width = 22.5
    sheet.freeze_panes = "A4"
    book.create_sheet("填表说明")["A1"] = "请按要求填写"
    return book


def bytes_of(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def frames_of(content: bytes, folder: Path, name: str = "登记表.xlsx") -> list[reader.Frame]:
    path = folder / "read"
    path.write_bytes(content)
    return list(reader.stream(path, name=name, expectation=Expectation("410100"), today=TODAY))


def annotation_of(frames: list[reader.Frame], language: Language = "zh") -> Annotation:
    (layout,) = [frame for frame in frames if isinstance(frame, reader.LayoutFrame)]
    findings = [
        *layout.findings,
        *(one for block in frames if isinstance(block, Block) for one in block.findings),
    ]
    places = {
        sheet.name: HeaderPlace(sheet.header_rows, sheet.first_data_row or 0)
        for sheet in layout.sheets
        if sheet.used
    }
    return Annotation(places, tuple(findings), "v1.410100.7.signed", language)


def copy_of(
    content: bytes, folder: Path, name: str = "登记表.xlsx", language: Language = "zh"
) -> AnnotatedCopy:
    return annotated_copy(content, annotation_of(frames_of(content, folder, name), language), name=name)


def understood(frames: list[reader.Frame]) -> list[object]:
    """What matters of a reading: layout and row findings, registrations, fates."""
    blocks = [frame for frame in frames if isinstance(frame, Block)]
    (layout,) = [frame for frame in frames if isinstance(frame, reader.LayoutFrame)]
    fates = [(row.sheet, row.row, row.fate, row.why) for block in blocks for row in block.aside]
    return [layout.findings, fates, *((b.sheet, b.rows, b.columns, b.findings) for b in blocks)]


def sheet_of(copy: AnnotatedCopy, name: str = "新增公交车") -> Worksheet:
    return load_workbook(BytesIO(copy.content))[name]


def a_damaged_book() -> Workbook:
    book = a_book()
    sheet = book.worksheets[0]
    sheet["C5"] = "LZYTAGBW0P10000"
    sheet["B6"], sheet["B6"].fill = "豫A1", PatternFill("solid", fgColor=GREEN)
    sheet["B6"].comment = Comment("待核实", "张三")
    sheet["B7"] = "豫A10003F"
    sheet["F8"], sheet["G8"] = "飞船", "也许"
    return book


def test_cells_are_coloured_by_severity_and_say_why_and_what_to_do(tmp_path: Path) -> None:
    copy = copy_of(bytes_of(a_damaged_book()), tmp_path)
    assert (copy.way, copy.trouble) == ("kept", None)
    sheet = sheet_of(copy)
    colours = {address: sheet[address].fill.fgColor.rgb for address in ("C5", "B6", "B7", "F8", "G8")}
    assert colours == {"C5": RED, "B6": RED, "B7": YELLOW, "F8": RED, "G8": RED}
    assert sheet["C5"].comment is not None
    assert sheet["C5"].comment.text == (
        "【错误】车架号应为 17 位，这里是 15 位。请对照行驶证补全或删去多余字符。"
    )
    assert sheet["C4"].fill.fill_type is None


def test_one_column_at_the_right_says_what_is_wrong_with_each_row_and_can_be_filtered(tmp_path: Path) -> None:
    sheet = sheet_of(copy_of(bytes_of(a_damaged_book()), tmp_path))
    assert sheet["I2"].value == "错误说明"
    assert "I2:I3" in {area.coord for area in sheet.merged_cells.ranges}
    assert sheet["I5"].value == (
        "【错误】C列车架号：车架号应为 17 位，这里是 15 位。请对照行驶证补全或删去多余字符。"
    )
    assert str(sheet["I8"].value).startswith("1. 【错误】F列车辆用途类别：看不出“飞船”属于哪一类车辆用途。")
    assert "  2. 【错误】G列新增/更新：" in str(sheet["I8"].value)
    assert [sheet.cell(row, 9).value is None for row in range(4, 11)] == [
        True, False, False, False, False, True, True,
    ]  # fmt: skip
    assert sheet.auto_filter.ref == "A3:I10"


def test_the_copy_speaks_english_where_asked(tmp_path: Path) -> None:
    sheet = sheet_of(copy_of(bytes_of(a_damaged_book()), tmp_path, language="en"))
    assert sheet["I2"].value == "Errors found"
    assert str(sheet["I5"].value).startswith("[Error] column C, VIN: A VIN has 17 characters")


def test_formats_widths_merged_cells_other_sheets_and_comments_stay(tmp_path: Path) -> None:
    content = bytes_of(a_damaged_book())
    before, after = (
        load_workbook(BytesIO(content)),
        load_workbook(BytesIO(copy_of(content, tmp_path).content)),
    )
    assert after.sheetnames == before.sheetnames
    assert after["填表说明"]["A1"].value == "请按要求填写"
    sheet, old = after["新增公交车"], before["新增公交车"]
    assert {area.coord for area in old.merged_cells.ranges} < {
        area.coord for area in sheet.merged_cells.ranges
    }
    assert (sheet["A1"].font.sz, sheet["A1"].font.b, sheet["A1"].alignment.horizontal) == (16, True, "center")
    assert (sheet.column_dimensions["C"].width, sheet.freeze_panes) == (22.5, "A4")
    assert (sheet["E5"].value, sheet["E5"].number_format) == (old["E5"].value, 'yyyy"年"m"月"d"日"')
    assert sheet["B6"].comment is not None
    assert sheet["B6"].comment.author == "张三"
    assert sheet["B6"].comment.text.startswith("待核实\n————\n【错误】号牌号码不合规则。")


def test_the_copy_sent_again_unchanged_is_read_like_the_original(tmp_path: Path) -> None:
    content = bytes_of(a_damaged_book())
    copy = copy_of(content, tmp_path)
    assert understood(frames_of(copy.content, tmp_path)) == understood(frames_of(content, tmp_path))


def test_the_column_of_errors_is_never_taken_for_one_of_the_sender(tmp_path: Path) -> None:
    lines = [",".join(HEADERS[1:6]), *(f"{a_plate(n)},{a_vin(n)},纯电动,2025-03-01,公交车" for n in range(6))]
    content = "\n".join(lines).encode()
    copy = copy_of(content, tmp_path, "名单.csv")
    said = {
        sheet_of(copy, "名单").cell(row, 6).value for row in range(2, 8)
    }  # every sentence names both events
    assert said == {"【错误】没有说明是新增还是更新。请填“新增”或“更新”；整份文件相同时可在上传页选择。"}
    again = frames_of(copy.content, tmp_path, "名单.xlsx")
    assert understood(again) == understood(frames_of(content, tmp_path, "名单.csv"))


def test_a_corrected_copy_loses_its_signs_and_the_senders_colour_comes_back(tmp_path: Path) -> None:
    book = load_workbook(BytesIO(copy_of(bytes_of(a_damaged_book()), tmp_path).content))
    sheet = book["新增公交车"]
    sheet["C5"], sheet["B6"] = a_vin(1), a_plate(2)
    corrected = sheet_of(copy_of(bytes_of(book), tmp_path))
    assert corrected["C5"].fill.fill_type is None
    assert corrected["C5"].comment is None
    assert corrected["B6"].fill.fgColor.rgb == GREEN
    assert corrected["B6"].comment is not None
    assert (corrected["B6"].comment.text, corrected["I6"].value) == ("待核实", None)
    assert (corrected["I2"].value, corrected["J2"].value) == ("错误说明", None)
    assert str(corrected["I8"].value).startswith("1. 【错误】")


def test_the_batch_id_travels_with_the_copy(tmp_path: Path) -> None:
    path = tmp_path / "copy.xlsx"
    for content in (bytes_of(a_book()), "车架号,车牌号\nLZY,豫A12345D\n".encode()):
        path.write_bytes(copy_of(content, tmp_path, "a.csv").content)
        assert batch_id_in(path) == "v1.410100.7.signed"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"car,plate\n", bytes_of(Workbook())])
def test_a_file_without_batch_id_has_none(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    assert batch_id_in(path) is None


PAYLOADS = ["=1+1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://198.51.100.1","x")', "+1+1", "-2+3", "@SUM(A1)"]


def formulas_in(content: bytes) -> list[str]:
    """Every formula of a workbook, whatever openpyxl would make of its text."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        sheets = [package.read(name).decode() for name in package.namelist() if "worksheets/sheet" in name]
    return [piece.partition("</f>")[0] for text in sheets for piece in text.split("<f>")[1:]]


def a_book_of_payloads() -> bytes:
    book = a_book(len(PAYLOADS))
    sheet = book.worksheets[0]
    for row, payload in enumerate(PAYLOADS, start=4):
        for column in (6, 8):  # in a cell that is quoted in its finding, and in one that is not looked at
            sheet.cell(row, column).value = payload
            sheet.cell(row, column).data_type = "s"
    return bytes_of(book)


def test_no_text_of_the_sender_becomes_a_formula_in_a_kept_copy(tmp_path: Path) -> None:
    copy = copy_of(a_book_of_payloads(), tmp_path)
    assert (copy.way, formulas_in(copy.content)) == ("kept", [])
    sheet = sheet_of(copy)
    assert [sheet.cell(row, 8).value for row in range(4, 10)] == PAYLOADS
    assert all(sheet.cell(row, 8).quotePrefix for row in range(4, 10))
    assert all(
        "“" + payload + "”" in str(sheet.cell(row, 9).value) for row, payload in enumerate(PAYLOADS, 4)
    )


def test_no_text_of_the_sender_becomes_a_formula_in_a_rebuilt_copy(tmp_path: Path) -> None:
    header, quoted = ",".join(HEADERS), ['"' + payload.replace('"', '""') + '"' for payload in PAYLOADS]
    rows = [
        f"1,{a_plate(n)},{a_vin(n)},纯电动,2025-03-01,{text},新增,{text}" for n, text in enumerate(quoted)
    ]
    copy = copy_of("\n".join([header, *rows]).encode(), tmp_path, "名单.csv")
    assert (copy.way, formulas_in(copy.content)) == ("rebuilt", [])
    sheet = sheet_of(copy, "名单")
    assert [(sheet.cell(row, 8).value, sheet.cell(row, 8).data_type) for row in range(2, 8)] == [
        (payload, "s") for payload in PAYLOADS
    ]


def with_results(content: bytes, results: dict[str, str]) -> bytes:
    """Give formulas of the first sheet their stored results, as a spreadsheet program does."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                for address, cell in results.items():
                    head, _, tail = text.partition(f'<c r="{address}"'.encode())
                    formula = tail.partition(b"<f>")[2].partition(b"</f>")[0]
                    rest = tail.partition(b"</c>")[2]
                    text = head + cell.encode().replace(b"FORMULA", formula) + rest
            target.writestr(name, text)
    return out.getvalue()


def test_the_senders_formulas_stay_with_their_results(tmp_path: Path) -> None:
    book = a_book()
    sheet = book.worksheets[0]
    sheet["A4"], sheet["F4"], sheet["G4"] = "=ROW()-3", '=IF(1<2,"公交车","x&y")', "=NA()"
    content = with_results(
        bytes_of(book),
        {
            "A4": '<c r="A4"><f>FORMULA</f><v>1</v></c>',
            "F4": '<c r="F4" t="str"><f>FORMULA</f><v>公交车</v></c>',
            "G4": '<c r="G4" t="e"><f>FORMULA</f><v>#N/A</v></c>',
        },
    )
    copy = copy_of(content, tmp_path)
    assert copy.way == "kept"
    values = load_workbook(BytesIO(copy.content), data_only=True)["新增公交车"]
    assert [values[address].value for address in ("A4", "F4", "G4")] == [1, "公交车", "#N/A"]
    assert sheet_of(copy)["F4"].value == '=IF(1<2,"公交车","x&y")'
    assert understood(frames_of(copy.content, tmp_path)) == understood(frames_of(content, tmp_path))


def test_formulas_that_reach_outside_the_file_become_their_last_result(tmp_path: Path) -> None:
    book = a_book()
    sheet = book.worksheets[0]
    sheet["F4"], sheet["H4"], sheet["H5"] = "=[1]Sheet1!A1", "=cmd|'/C calc'!A0", "=[1]Sheet1!B1"
    content = with_results(
        bytes_of(book),
        {
            "F4": '<c r="F4" t="str"><f>FORMULA</f><v>公交车</v></c>',
            "H4": '<c r="H4" t="str"><f>FORMULA</f><v>=1+1</v></c>',
        },
    )
    copy = copy_of(content, tmp_path)
    assert (copy.way, formulas_in(copy.content)) == ("kept", [])
    kept = sheet_of(copy)
    assert [kept[address].value for address in ("F4", "H4", "H5")] == ["公交车", "=1+1", "#N/A"]


def test_a_width_that_spans_columns_is_cut_around_ours(tmp_path: Path) -> None:
    book = a_damaged_book()
    run = book.worksheets[0].column_dimensions["H"]
    run.min, run.max, run.width = 8, 16_384, 11
    with zipfile.ZipFile(BytesIO(copy_of(bytes_of(book), tmp_path).content)) as package:
        columns = (
            package.read("xl/worksheets/sheet1.xml").decode().partition("<cols>")[2].partition("</cols>")[0]
        )
    spans = [
        tuple(int(one.partition(f'{name}="')[2].partition('"')[0]) for name in ("min", "max"))
        for one in columns.split("<col ")[1:]
    ]
    assert spans == [(3, 3), (8, 8), (9, 9), (10, 16_384)]


def test_our_column_joins_the_table_beside_it(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(HEADERS)
    for number in range(3):
        sheet.append(
            [number, a_plate(number), a_vin(number)[:-1], "纯电动", date(2025, 3, 1), "公交车", "新增"]
        )
    sheet.add_table(Table(displayName="名单", ref="A1:H4"))
    copy = sheet_of(copy_of(bytes_of(book), tmp_path), "Sheet")
    table = copy.tables["名单"]
    assert (table.ref, table.autoFilter.ref, copy.auto_filter.ref) == ("A1:I4", "A1:I4", None)
    assert table.column_names == [*HEADERS, "错误说明"]


def test_findings_about_a_column_or_the_file_stand_at_the_headers(tmp_path: Path) -> None:
    content = bytes_of(a_book())
    said = replace(
        annotation_of(frames_of(content, tmp_path)),
        findings=(
            Finding("column-contradicted", sheet="新增公交车", column="C", value="车架号"),
            Finding("sheet-hidden", sheet="字典"),
        ),
    )
    sheet = sheet_of(annotated_copy(content, said, name="a.xlsx"))
    assert (sheet["C3"].fill.fgColor.rgb, sheet["B2"].fill.fill_type) == (YELLOW, None)
    assert sheet["I2"].comment is not None
    assert sheet["I2"].comment.text.startswith("【提示】字典: 隐藏的工作表没有读取。")


def test_a_text_file_is_rebuilt_with_all_its_rows_where_they_were(tmp_path: Path) -> None:
    lines = ["郑州市新增公交车登记表", ",".join(HEADERS)]
    rows = [f"{n},{a_plate(n)},{a_vin(n)},纯电动,2025-03-01,公交车,新增," for n in range(3)]
    rows[1] = rows[1].replace(a_vin(1), "123")
    content = "\r\n".join([*lines, rows[0], "", *rows[1:], ""]).encode("gb18030")
    copy = copy_of(content, tmp_path, "公交.csv")
    assert copy.way == "rebuilt"
    sheet = sheet_of(copy, "公交")
    assert [sheet.cell(row, 3).value for row in range(1, 7)] == [
        None,
        "车架号",
        a_vin(0),
        None,
        "123",
        a_vin(2),
    ]
    assert (sheet["C5"].fill.fgColor.rgb, sheet["I2"].value, sheet.auto_filter.ref) == (
        RED,
        "错误说明",
        "A2:I6",
    )
    again = frames_of(copy.content, tmp_path, "公交.xlsx")
    assert understood(again) == understood(frames_of(content, tmp_path, "公交.csv"))


def test_a_workbook_in_strict_form_is_kept_as_well(tmp_path: Path) -> None:
    lines = [
        HEADERS[1:7],
        *((a_plate(n), a_vin(n), "纯电动", "2025-03-01", "公交车", "新增") for n in range(3)),
    ]
    rows = ""
    for row, line in enumerate(lines, 1):
        cells = (raw.text_cell(f"{letter}{row}", text) for letter, text in zip("ABCDEF", line, strict=True))
        rows += f'<row r="{row}">{"".join(cells)}</row>'
    parts = raw.xlsx_parts(raw.sheet_xml(rows, namespace=raw.STRICT), strict=True)
    content = raw.zipped(tmp_path / "strict", parts).read_bytes()
    copy = copy_of(content, tmp_path)
    assert copy.way == "kept"
    assert understood(frames_of(copy.content, tmp_path)) == understood(frames_of(content, tmp_path))


def test_a_workbook_that_openpyxl_does_not_understand_is_kept(tmp_path: Path) -> None:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(bytes_of(a_damaged_book()))) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b'patternType="solid"', b'patternType="tartan"'))
    copy = copy_of(out.getvalue(), tmp_path)
    assert (copy.way, copy.trouble) == ("kept", None)
    assert understood(frames_of(copy.content, tmp_path)) == understood(frames_of(out.getvalue(), tmp_path))


def test_a_workbook_whose_cells_carry_no_address_is_rebuilt(tmp_path: Path) -> None:
    sheet = re.sub(r'<c r="[A-Z]+[0-9]+"', "<c", a_sheet_with())
    content = raw.zipped(tmp_path / "made", raw.xlsx_parts(sheet, names=["名单"])).read_bytes()
    copy = copy_of(content, tmp_path)
    assert (copy.way, (copy.trouble or "").partition(" at ")[0]) == ("rebuilt", "NotKeepable")
    assert understood(frames_of(copy.content, tmp_path)) == understood(frames_of(content, tmp_path))


def test_above_the_limit_only_the_rows_in_error_are_given_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(annotate_child, "REBUILT_ROWS", 5)
    path, out = tmp_path / "original", tmp_path / "copy.xlsx"
    content = bytes_of(a_damaged_book())
    path.write_bytes(content)
    said = annotation_of(frames_of(content, tmp_path))
    assert annotate_child.write_copy(path, out, said, name="a.xlsx", ways=("rebuilt",)).way == "held"
    sheet = load_workbook(out)["新增公交车"]
    assert sheet["A1"].value == "郑州市2025年新增公交车登记表"
    assert [sheet.cell(2, column).value for column in (2, 5, 9, 10)] == [
        "车辆信息",
        "登记信息",
        "原行号",
        "错误说明",
    ]
    assert {"A1:H1", "B2:D2", "E2:G2", "A2:A3", "H2:H3"} == {area.coord for area in sheet.merged_cells.ranges}
    assert [(sheet.cell(row, 3).value, sheet.cell(row, 9).value) for row in range(4, 8)] == [
        ("LZYTAGBW0P10000", 5), (a_vin(2), 6), (a_vin(4), 8), (None, None),
    ]  # fmt: skip
    assert (sheet["C4"].fill.fgColor.rgb, sheet["E4"].number_format) == (RED, "yyyy-mm-dd")
    blocks = [frame for frame in frames_of(out.read_bytes(), tmp_path) if isinstance(frame, Block)]
    assert [(one.row, one.code) for block in blocks for one in block.findings] == [
        (4, "vin-length"), (5, "plate-malformed"), (6, "category-unknown"), (6, "event-unknown"),
    ]  # fmt: skip


def test_a_file_that_cannot_be_opened_has_no_copy() -> None:
    with pytest.raises(CopyNotMade):
        annotated_copy(b"%PDF-1.7", Annotation({}, (), "mark"), name="a.xlsx")


def test_days_of_a_1904_workbook_stay_the_same_days(tmp_path: Path) -> None:
    book = a_book()
    book.epoch = datetime(1904, 1, 1)
    content = bytes_of(book)
    copy = copy_of(content, tmp_path)
    assert copy.way == "kept"
    assert understood(frames_of(copy.content, tmp_path)) == understood(frames_of(content, tmp_path))
    assert not any(isinstance(frame, Refused) for frame in frames_of(copy.content, tmp_path))


def a_sheet_with(rows: str = "", *, below: str = "", above: str = "") -> str:
    """A plain list of vehicles as sheet XML, and what a few bytes more may say."""
    plain = raw.sheet_xml(raw.vehicle_rows(3) + rows, before=above)
    return plain.replace("</worksheet>", f"{below}</worksheet>")


def merged(*areas: str) -> str:
    listed = "".join(f'<mergeCell ref="{area}"/>' for area in areas)
    return f"<mergeCells>{listed}</mergeCells>"


SMALL_AND_COSTLY = {
    "a cell far to the right": (a_sheet_with(f'<row r="250">{raw.text_cell("WQA250", "x")}</row>'), "kept"),
    "a cell far below": (a_sheet_with(f'<row r="9500">{raw.text_cell("OA9500", "x")}</row>'), "kept"),
    "one large merged area": (a_sheet_with(below=merged("A10:KN20000")), "kept"),
    "the rest of the sheet merged": (a_sheet_with(below=merged("A10:XFD1048576")), "kept"),
    "one area merged very often": (a_sheet_with(below=merged(*["A10:KN20000"] * 2000)), "kept"),
    "very many merged areas": (a_sheet_with(below=merged(*(f"A{r}:B{r}" for r in range(9, 6_000)))), "kept"),
    "very many empty rows": (a_sheet_with("<row/>" * 200_000), "kept"),
    "very many widths": (
        a_sheet_with(above="<cols>" + '<col min="1" max="9"/>' * 20_000 + "</cols>"),
        "kept",
    ),
}
"""What it is -> a sheet of a few kilobytes when packed, and how its copy is made."""


@pytest.mark.parametrize("what", SMALL_AND_COSTLY)
def test_a_small_file_costs_little(what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(annotator, "limits_for", lambda _: Limits(seconds=4))  # of processor time
    sheet, way = SMALL_AND_COSTLY[what]
    content = raw.zipped(tmp_path / "made", raw.xlsx_parts(sheet, names=["名单"])).read_bytes()
    assert len(content) < 100_000
    copy = copy_of(content, tmp_path)
    assert (copy.way, copy.trouble) == (way, None)
    assert understood(frames_of(copy.content, tmp_path)) == understood(frames_of(content, tmp_path))


def test_merged_areas_of_a_rebuilt_copy_overlap_no_others(tmp_path: Path) -> None:
    path, out = tmp_path / "original", tmp_path / "copy.xlsx"
    rows = f'<row r="11">{raw.text_cell("A11", "填表人：张三")}</row>'
    sheet = a_sheet_with(rows, below=merged("A9:B9", "A9:B9", "B9:C9", "D9:E10"))
    raw.zipped(path, raw.xlsx_parts(sheet, names=["名单"]))
    annotation = annotation_of(frames_of(path.read_bytes(), tmp_path))
    assert annotate_child.write_copy(path, out, annotation, name="a.xlsx", ways=("rebuilt",)).way == "rebuilt"
    assert {area.coord for area in load_workbook(out)["名单"].merged_cells.ranges} == {"A9:B9", "D9:E10"}


def test_a_copy_that_costs_too_much_in_every_other_way_holds_the_rows_in_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = list[str]()

    def too_much_but_held(module: str, job: dict[str, Any], *, limits: Limits) -> bytes | Refused:
        tried.append(job["ways"][0])
        return reader.ask(module, job, limits=limits) if tried[-1] == "held" else OUT_OF_TIME

    monkeypatch.setattr(annotator, "ask", too_much_but_held)
    copy = copy_of(bytes_of(a_damaged_book()), tmp_path)
    assert (tried, copy.way) == (["kept", "rebuilt", "held"], "held")
    assert [sheet_of(copy).cell(row, 9).value for row in range(4, 8)] == [5, 6, 8, None]


def test_a_copy_is_given_up_where_no_way_can_be_afforded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = annotation_of(frames_of(bytes_of(a_book()), tmp_path))
    monkeypatch.setattr(annotator, "limits_for", lambda _: Limits(seconds=0))
    with pytest.raises(CopyNotMade) as told:
        annotated_copy(bytes_of(a_book()), said, name="a.xlsx")
    assert told.value.why == ("unsafe time",) * 3


def test_a_copy_that_the_machine_cut_short_is_no_fault_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = annotation_of(frames_of(bytes_of(a_book()), tmp_path))
    monkeypatch.setattr(annotator, "limits_for", lambda _: Limits(wall_seconds=0))
    with pytest.raises(ReaderStopped):
        annotated_copy(bytes_of(a_book()), said, name="a.xlsx")
