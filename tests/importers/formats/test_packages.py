"""Packages in every shape that spreadsheet programs open: read as the plain one is, or refused with the way out."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from importers.formats import macros
from importers.formats.cell_faults import error_cell
from importers.formats.container import Container, inspect
from importers.formats.sheets import Sheet, Workbook, open_workbook
from importers.results import Refused
from tests import raw_workbooks as raw

Parts = list[tuple[str, str | bytes]]
FAULT = '<row r="5"><c r="C5" t="e"><v>#N/A</v></c></row>'
SHEET = "xl/worksheets/sheet1.xml"


def plain(rows: str = FAULT) -> Parts:
    return raw.xlsx_parts(raw.sheet_xml(raw.vehicle_rows(3) + rows))


def opened(path: Path) -> Workbook:
    found = inspect(path, name=path.name)
    assert isinstance(found, Container), found
    return open_workbook(found)


def rows_of(sheet: Sheet) -> list[tuple[int, list[object]]]:
    return [(number, list(cells)) for number, cells in sheet.rows()]


def read(folder: Path, parts: Parts) -> list[tuple[int, list[object]]]:
    (sheet,) = opened(raw.zipped(folder / "sent", parts)).sheets
    return rows_of(sheet)


def renamed(*changes: tuple[str, str]) -> Callable[[], Parts]:
    table = dict(changes)
    return lambda: [(table.get(name, name), content) for name, content in plain()]


def replaced(part: str, old: str, new: str) -> Callable[[], Parts]:
    def parts() -> Parts:
        assert any(name == part and old in content for name, content in plain() if isinstance(content, str))
        return [
            (name, content.replace(old, new) if name == part and isinstance(content, str) else content)
            for name, content in plain()
        ]

    return parts


def encoded(part: str, encoding: str, declared: str) -> Callable[[], Parts]:
    def parts() -> Parts:
        return [
            (
                name,
                str(content).replace('"UTF-8"', f'"{declared}"').encode(encoding)
                if name == part
                else content,
            )
            for name, content in plain()
        ]

    return parts


def moved() -> Parts:
    """Put every part of the workbook into a folder of another name."""
    return [(name.replace("xl/", "book/"), str(content).replace("xl/", "book/")) for name, content in plain()]


def without_package_relations() -> Parts:
    return [(name, content) for name, content in plain() if name != "_rels/.rels"]


def with_strings_elsewhere() -> Parts:
    """Keep a text among shared strings under a name of their own."""
    strings = f'<sst xmlns="{raw.MAIN}"><si><t>号牌号码</t></si></sst>'
    relation = (
        '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        'sharedStrings" Target="words.xml"/></Relationships>'
    )
    cell = '<c r="A1" t="inlineStr"><is><t>号牌号码</t></is></c>'
    changed = {
        SHEET: lambda text: text.replace(cell, '<c r="A1" t="s"><v>0</v></c>'),
        "xl/_rels/workbook.xml.rels": lambda text: text.replace("</Relationships>", relation),
    }
    parts = [(name, changed.get(name, str)(str(content))) for name, content in plain()]
    return [*parts, ("xl/words.xml", strings)]


SHAPES: dict[str, Callable[[], Parts]] = {
    "content types in another case": renamed(("[Content_Types].xml", "[content_types].XML")),
    "workbook in another case": renamed(("xl/workbook.xml", "XL/Workbook.xml")),
    "sheet in another case": renamed((SHEET, "xl/Worksheets/Sheet1.XML")),
    "relations in another case": renamed(("xl/_rels/workbook.xml.rels", "xl/_Rels/Workbook.xml.Rels")),
    "names with a leading slash": lambda: [("/" + name, content) for name, content in plain()],
    "names with backslashes": lambda: [(name.replace("/", "\\"), content) for name, content in plain()],
    "target from the root": replaced(
        "xl/_rels/workbook.xml.rels", "worksheets/sheet1", "/xl/worksheets/sheet1"
    ),
    "target from here": replaced("xl/_rels/workbook.xml.rels", "worksheets/", "./worksheets/"),
    "target by a way round": replaced("xl/_rels/workbook.xml.rels", "worksheets/", "../xl/worksheets/"),
    "target with escaped signs": replaced("xl/_rels/workbook.xml.rels", "sheet1.xml", "sheet%31.xml"),
    "parts in another folder": moved,
    "no relations of the package": without_package_relations,
    "shared strings under another name": with_strings_elsewhere,
    "sheet in GB 2312": encoded(SHEET, "gb2312", "GB2312"),
    "sheet in GBK": encoded(SHEET, "gbk", "gbk"),
    "sheet in UTF-16": encoded(SHEET, "utf-16", "UTF-16"),
    "workbook in UTF-16": encoded("xl/workbook.xml", "utf-16-le", "UTF-16"),
    "relations in UTF-16": encoded("xl/_rels/workbook.xml.rels", "utf-16", "UTF-16"),
    "content types in UTF-16": encoded("[Content_Types].xml", "utf-16-be", "UTF-16"),
    "sheet with a byte order mark": encoded(SHEET, "utf-8-sig", "UTF-8"),
    "dimension of whole columns": replaced(SHEET, "<sheetData>", '<dimension ref="A:E"/><sheetData>'),
    "dimension of whole rows": replaced(SHEET, "<sheetData>", '<dimension ref="1:5"/><sheetData>'),
    "dimension that is empty": replaced(SHEET, "<sheetData>", '<dimension ref=""/><sheetData>'),
    "dimension of one cell": replaced(SHEET, "<sheetData>", '<dimension ref="A1"/><sheetData>'),
    "dimension too large": replaced(SHEET, "<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>'),
    "far cell in a comment": replaced(
        SHEET, "<sheetData>", '<!-- <c r="XFD1048576"><v>1</v></c> --><sheetData>'
    ),
    "text as character data": replaced(SHEET, "<t>纯电动</t>", "<t><![CDATA[纯电动]]></t>"),
    "addresses in small letters": lambda: [
        (name, re.sub(r'(?<=<c r=")[A-E]', lambda one: one[0].lower(), str(content)))
        for name, content in plain()
    ],
    "types of binary workbooks": replaced(
        "[Content_Types].xml",
        '<Default Extension="xml"',
        f'<Default Extension="bin" ContentType="{raw.XLSB_MAIN}"/><Default Extension="xml"',
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_package_is_read_as_the_plain_one_with_its_faults(shape: str, tmp_path: Path) -> None:
    expected = read(tmp_path, plain())
    assert expected[-1] == (5, [None, None, error_cell("#N/A")])
    assert read(tmp_path, SHAPES[shape]()) == expected


@pytest.mark.parametrize("junk", [b"\xef\xbb\xbf", b"\r\n", b"\n\n \t"])
def test_bytes_that_a_server_put_before_a_package_are_passed_over(junk: bytes, tmp_path: Path) -> None:
    path = raw.zipped(tmp_path / "a.xlsx", plain())
    path.write_bytes(junk + path.read_bytes())
    (sheet,) = opened(path).sheets
    assert rows_of(sheet) == read(tmp_path, plain())


@pytest.mark.parametrize("name", ["登记表.xls", "登记表.xlsx", "登记表.ods", "登记表.xlsb", "登记表.csv"])
def test_the_ending_of_a_name_decides_nothing(name: str, tmp_path: Path) -> None:
    binary = raw.compound({"Workbook": raw.biff8(raw.biff_label(0, 0, "号牌号码"))})
    book, old = raw.zipped(tmp_path / f"x{name}", plain()), tmp_path / f"o{name}"
    old.write_bytes(binary)
    assert rows_of(opened(book).sheets[0]) == read(tmp_path, plain())
    assert rows_of(opened(old).sheets[0]) == [(1, ["号牌号码"])]


STYLED_ENDS = {
    "a row with a height": '<row r="1048576" ht="12.8" customHeight="1"/>',
    "a row closed apart": '<row r="1048576" hidden="false"></row>',
    "styled cells": '<row r="1048576"><c r="A1048576" s="1"/><c r="AMJ1048576" s="1"/></row>',
    "styled cells closed apart": '<row r="1048576"><c r="XFD1048576" s="1"></c></row>',
    "cells with an empty value": '<row r="1048576"><c r="Z1048576" s="1"><v></v></c></row>',
    "cells without a shared text": '<row r="1048576"><c r="Z1048576" t="s"><v/></c></row>',
}


@pytest.mark.parametrize("end", STYLED_ENDS)
@pytest.mark.parametrize("rows", [3, 12_000])
def test_cells_that_hold_nothing_do_not_reach(end: str, rows: int, tmp_path: Path) -> None:
    path = raw.xlsx(tmp_path / "a.xlsx", raw.vehicle_rows(rows) + STYLED_ENDS[end])
    assert opened(path).sheets[0].total_rows == rows + 1


@pytest.mark.parametrize("rows", [3, 12_000])
def test_a_filled_cell_far_below_is_still_refused(rows: int, tmp_path: Path) -> None:
    far = '<row r="1048576"><c r="I1048576"><v>1</v></c></row>'
    path = raw.xlsx(tmp_path / "a.xlsx", raw.vehicle_rows(rows) + far)
    found = inspect(path, name="a.xlsx")
    assert found == Refused("unsafe", {"why": "dimensions", "sheet": "S1", "cell": "I1048576"})


@pytest.mark.parametrize(
    ("area", "expected"),
    [
        ("K:L", (1, 11, 5, 12)),
        ("1:1", (1, 1, 1, 16_384)),
        ("A2:B3", (2, 1, 3, 2)),
        ("$A$2:$B$3", (2, 1, 3, 2)),
    ],
)
def test_merged_columns_and_rows_end_where_the_data_do(
    area: str, expected: tuple[int, int, int, int], tmp_path: Path
) -> None:
    merge = f'</sheetData><mergeCells count="1"><mergeCell ref="{area}"/></mergeCells>'
    (sheet,) = opened(raw.zipped(tmp_path / "a", replaced(SHEET, "</sheetData>", merge)())).sheets
    assert (sheet.merged, rows_of(sheet)) == ((expected,), read(tmp_path, plain()))


def test_a_listed_sheet_that_is_missing_is_an_empty_one(tmp_path: Path) -> None:
    sheet = raw.sheet_xml(raw.vehicle_rows(2))
    parts = [
        part for part in raw.xlsx_parts(sheet, sheet, names=("明细", "附表")) if "sheet2.xml" not in part[0]
    ]
    book = opened(raw.zipped(tmp_path / "a.xlsx", parts))
    assert [(one.name, one.total_rows) for one in book.sheets] == [("明细", 3), ("附表", 0)]


def test_hidden_sheets_and_the_epoch_survive_another_form(tmp_path: Path) -> None:
    parts = raw.xlsx_parts(
        *(raw.sheet_xml(raw.vehicle_rows(1)) for _ in range(2)),
        names=("明细", "旧"),
        states=("visible", "veryHidden"),
        properties='<workbookPr date1904="1"/>',
    )
    book = opened(raw.zipped(tmp_path / "a", [(name.upper(), content) for name, content in parts]))
    assert [(one.name, one.hidden) for one in book.sheets] == [("明细", False), ("旧", True)]
    assert book.epoch_1904


def test_a_struck_through_text_is_known_by_its_cell(tmp_path: Path) -> None:
    styles = (
        f'<styleSheet xmlns="{raw.MAIN}"><fonts><font/><font><strike/></font><font><strike val="0"/></font></fonts>'
        '<cellXfs><xf fontId="0"/><xf fontId="1"/><xf fontId="2"/></cellXfs></styleSheet>'
    )
    relation = (
        '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles"'
        ' Target="styles.xml"/></Relationships>'
    )
    rows = '<row r="1"><c r="A1" s="1"><v>1</v></c><c r="B1" s="2"><v>2</v></c><c s="1" r="C1"><v>3</v></c></row>'
    parts = [
        (name, str(content).replace("</Relationships>", relation) if "workbook.xml.rels" in name else content)
        for name, content in raw.xlsx_parts(raw.sheet_xml(rows))
    ]
    commented = [(name, str(content).replace("<row", "<!-- --><row")) for name, content in parts]
    for shape in (parts, commented):
        book = opened(raw.zipped(tmp_path / "a.xlsx", [*shape, ("xl/styles.xml", styles)]))
        assert book.sheets[0].struck == {(1, 1), (1, 3)}


def ods_rows(count: int, *, between: str = "") -> str:
    row = "<table:table-row>{}</table:table-row>"
    cell = '<table:table-cell office:value-type="string">{0}<text:p>{1}</text:p>{0}</table:table-cell>'
    return between.join(
        row.format(
            between + between.join(cell.format(between, text) for text in ("豫A00001D", f"{n}", "公交"))
        )
        for n in range(count)
    )


ODS_SHAPES: dict[str, Callable[[], Parts]] = {
    "indented": lambda: raw.ods_parts(ods_rows(3, between="\n    ")),
    "without a mimetype": lambda: [part for part in raw.ods_parts(ods_rows(3)) if part[0] != "mimetype"],
    "mimetype last": lambda: raw.ods_parts(ods_rows(3))[::-1],
    "without a manifest": lambda: [part for part in raw.ods_parts(ods_rows(3)) if "META-INF" not in part[0]],
    "content in UTF-16": lambda: [
        (name, str(text).replace('"UTF-8"', '"UTF-16"').encode("utf-16") if name == "content.xml" else text)
        for name, text in raw.ods_parts(ods_rows(3))
    ],
    "a comment in a cell": lambda: raw.ods_parts(
        ods_rows(3).replace(
            "<text:p>0", "<office:annotation><text:p>必填</text:p></office:annotation><text:p>0"
        )
    ),
}


@pytest.mark.parametrize("shape", ODS_SHAPES)
def test_an_open_document_is_read_whatever_wrote_it(shape: str, tmp_path: Path) -> None:
    assert read(tmp_path, ODS_SHAPES[shape]()) == [
        (number + 1, ["豫A00001D", str(number), "公交"]) for number in range(3)
    ]


def a_module(source: str, *, name: str = "ThisWorkbook") -> bytes:
    """Return a macro project of one module, its source packed without any copy token (MS-OVBA 2.4.1)."""
    text = source.encode("gbk")
    groups = b"".join(b"\0" + text[at : at + 8] for at in range(0, len(text), 8))
    chunk = (len(groups) - 1 | 0xB000).to_bytes(2, "little") + groups
    return raw.compound({"VBA": b"", name: b"\x16\1\0performance cache" + b"\1" + chunk})


ATTRIBUTES = 'Attribute VB_Name = "ThisWorkbook"\r\nAttribute VB_Base = "0{00020819}"\r\n'


@pytest.mark.parametrize(
    ("source", "has_code"),
    [
        (ATTRIBUTES, False),
        (ATTRIBUTES + "Option Explicit\r\n\r\n", False),
        (ATTRIBUTES + "' 备注\r\n", False),
        (ATTRIBUTES + "Sub Auto_Open()\r\nEnd Sub\r\n", True),
    ],
)
def test_macros_are_told_by_their_code(source: str, has_code: bool, tmp_path: Path) -> None:
    project = a_module(source)
    assert macros.project_has_code(project) is has_code
    path = raw.zipped(tmp_path / "a.xlsm", [*plain(), ("xl/vbaProject.bin", project)])
    assert isinstance(inspect(path, name="a.xlsm"), Refused) is has_code


def test_a_project_of_copied_text_is_unpacked() -> None:
    # MS-OVBA 3.2.3: 'a' sixty-nine times, and what 3.2.2 packs.
    packed = bytes.fromhex("0103B0026145 00".replace(" ", ""))
    assert macros._decompressed(packed, 0) == b"a" * 73  # noqa: SLF001 (the vector is of this step alone)
    told = bytes.fromhex(
        "012FB000 2361616162636465 8266006700616A 6B6C006D6E6F7004 7172737475760 0".replace(" ", "")
    )
    assert macros._decompressed(told, 0)[:8] == b"#aaabcde"  # noqa: SLF001


def test_a_library_list_of_an_open_document_is_no_macro(tmp_path: Path) -> None:
    module = '<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1">{}</script:module>'
    lists: Sequence[tuple[str, str | bytes]] = [("Basic/Standard/script-lb.xml", "<library/>")]
    empty = [*raw.ods_parts(ods_rows(1)), *lists, ("Basic/Standard/Module1.xml", module.format(""))]
    code = [*raw.ods_parts(ods_rows(1)), *lists, ("Basic/Standard/Module1.xml", module.format("Sub Main"))]
    assert len(read(tmp_path, empty)) == 1
    assert inspect(raw.zipped(tmp_path / "b.ods", code), name="b.ods") == Refused("macro")
