"""What a file is, decided by its bytes; and which files are refused, with what to do."""

import zipfile
from pathlib import Path

import pytest

from importers.findings import refusals
from importers.formats.cell_faults import NO_RESULT, Fault, error_cell
from importers.formats.container import Container, inspect
from importers.limits import Limits
from importers.results import Refused
from tests import raw_workbooks as raw

TABLE = "号牌号码,车辆识别代号\n豫AD12345,LZYTAGBW0P1234567\n"


def written(folder: Path, content: bytes, name: str = "登记表.xls") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def inspected(path: Path) -> Container | Refused:
    return inspect(path, name=path.name)


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TABLE.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + TABLE.encode(), "utf-8"),
        (TABLE.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + TABLE.encode("utf-16-be"), "utf-16"),
        (TABLE.encode("gb18030"), "gb18030"),
        (TABLE.replace("客车", "客\0\x07\x1f车").encode(), "utf-8"),
    ],
)
def test_a_text_table_is_known_by_its_bytes_whatever_its_name(
    tmp_path: Path, content: bytes, encoding: str
) -> None:
    found = inspected(written(tmp_path, content))
    assert isinstance(found, Container)
    assert (found.format, found.encoding) == ("csv", encoding)


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_the_delimiter_is_the_one_that_makes_a_table(tmp_path: Path, delimiter: str) -> None:
    lines = ["河南省某市公交车辆登记表"] + [delimiter.join(("豫A1", "客车，大型", "2025.3.1"))] * 5
    found = inspected(written(tmp_path, "\r\n".join(lines).encode()))
    assert isinstance(found, Container)
    assert found.text is not None
    assert found.text.delimiter == delimiter


@pytest.mark.parametrize(
    ("content", "refused"),
    [
        (b"", Refused("empty")),
        (b"\xef\xbb\xbf\r\n\r\n", Refused("empty")),
        (b"<html><table><tr><td>1</td></tr></table></html>", Refused("not-a-spreadsheet", {"why": "html"})),
        (b"\n <!DOCTYPE html>\n<table>", Refused("not-a-spreadsheet", {"why": "html"})),
        (b"MIME-Version: 1.0\nX-Document-Type: Workbook", Refused("not-a-spreadsheet", {"why": "html"})),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            Refused("not-a-spreadsheet", {"why": "xml"}),
        ),
        ("关于报送车辆的通知\n各有关单位：\n".encode(), Refused("not-a-spreadsheet", {"why": "text"})),
        (b"{\\rtf1\\ansi hello}", Refused("not-a-spreadsheet", {"why": "document"})),
        (b"%PDF-1.7\n", Refused("not-a-spreadsheet", {"why": "picture"})),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), Refused("not-a-spreadsheet", {"why": "picture"})),
        (b"7z\xbc\xaf\x27\x1c" + bytes(40), Refused("not-a-spreadsheet", {"why": "archive"})),
        (bytes(range(256)) * 8, Refused("not-a-spreadsheet")),
        (
            b"\x09\x04\x06\x00\x00\x00\x10\x00\x00\x00" + bytes(40),
            Refused("not-a-spreadsheet", {"why": "old"}),
        ),
        (
            "号牌,型号\n豫A12345,客车\n".encode() + b"\x81,\x81\n",
            Refused("damaged", {"why": "encoding", "line": "3"}),
        ),
        (
            "号牌号码,车辆识别代号\n".encode("gbk").decode("latin-1").encode(),
            Refused("damaged", {"why": "garbled"}),
        ),
        (
            "号牌号码,车辆识别代号\n".encode().decode("gbk", "replace").encode(),
            Refused("damaged", {"why": "garbled"}),
        ),
        (b"\0\x05\x16\x07\0\2\0\0Mac OS X        " + bytes(60), Refused("not-a-spreadsheet", {"why": "mac"})),
        (b"L\0\0\0\1\x14\2\0" + bytes(70), Refused("not-a-spreadsheet", {"why": "shortcut"})),
        (b"PK\x03\x04" + bytes(60), Refused("damaged")),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(40), Refused("damaged")),
        (raw.compound({"WordDocument": b"x"}), Refused("not-a-spreadsheet", {"why": "document"})),
        (raw.compound({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}), Refused("encrypted")),
        (
            raw.compound({"Workbook": raw.biff8(b"", extra=raw.biff_record(0x002F, b"\1\0\1\0"))}),
            Refused("encrypted"),
        ),
        (raw.compound({"Workbook": raw.biff8(b""), "_VBA_PROJECT": b"x"}), Refused("macro")),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(
    tmp_path: Path, content: bytes, refused: Refused
) -> None:
    found = inspected(written(tmp_path, content))
    assert found == refused
    assert refusals.message(refused).zh


def test_a_workbook_with_macros_is_refused_under_any_name(tmp_path: Path) -> None:
    sheet = raw.sheet_xml(raw.vehicle_rows(1))
    enabled = raw.zipped(tmp_path / "e.xlsx", raw.xlsx_parts(sheet, main=raw.XLSM_MAIN))
    assert isinstance(inspected(enabled), Container)  # it may hold macros, and holds none
    hiding = raw.zipped(tmp_path / "b.xlsx", [*raw.xlsx_parts(sheet), ("xl/vbaProject.bin", b"x")])
    binary = raw.zipped(tmp_path / "c.xlsx", [*raw.xlsb_parts(b""), ("xl/vbaProject.bin", b"x")])
    office = raw.zipped(tmp_path / "d.ods", [*raw.ods_parts(""), ("Basic/Standard/Module1.xml", "<x/>")])
    assert [inspected(path) for path in (hiding, binary, office)] == [Refused("macro")] * 3


def test_a_zip_of_another_trade_is_named_for_what_it_is(tmp_path: Path) -> None:
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    letter = raw.zipped(tmp_path / "a.xlsx", [("[Content_Types].xml", raw.content_types(word))])
    bundle = raw.zipped(tmp_path / "b.xlsx", [("郑州.xlsx", b"x"), ("开封.xlsx", b"y")])
    odt = raw.zipped(tmp_path / "c.ods", [("mimetype", "application/vnd.oasis.opendocument.text")])
    assert [inspected(path) for path in (letter, bundle, odt)] == [
        Refused("not-a-spreadsheet", {"why": "document"}),
        Refused("not-a-spreadsheet", {"why": "archive"}),
        Refused("not-a-spreadsheet", {"why": "document"}),
    ]


def test_an_encrypted_entry_asks_for_the_password_to_be_removed(tmp_path: Path) -> None:
    path = raw.xlsx(tmp_path / "a.xlsx", raw.vehicle_rows(1))
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(mark, at + 4)
    path.write_bytes(content)
    assert inspected(path) == Refused("encrypted")


def test_limits_on_bytes_and_rows_are_told_as_too_large(tmp_path: Path) -> None:
    table = written(tmp_path, TABLE.encode())
    assert inspect(table, name="a.csv", limits=Limits(file_bytes=10)) == Refused("too-large")
    assert inspect(table, name="a.csv", limits=Limits(rows=1)) == Refused(
        "too-large", {"why": "rows", "limit": "1"}
    )
    book = raw.xlsx(tmp_path / "a.xlsx", raw.vehicle_rows(100))
    assert inspect(book, name="a.xlsx", limits=Limits(unpacked_bytes=1000)) == Refused("too-large")


FAULTY_ROWS = """
<row r="1"><c r="A1" t="inlineStr"><is><t>说 "e" 和 t="e"</t></is></c><c r="B1"><v>1</v></c></row>
<row r="2"><c r="A2" t="e"><v>#N/A</v></c><c r='B2' s="1" t='e'><v>#REF!</v></c></row>
<row r="3"><c r="A3"><f>B1</f></c><c r="B3"><f>B1</f><v></v></c><c r="C3"><f>B1</f><v/></c></row>
<row r="4"><c r="A4"><f>B1</f><v>1</v></c><c r="B4" t="str"><f>""</f><v></v></c><c r="C4" t="str"><f>B1</f></c></row>
<row r="5"><c r="A5"><f t="shared" si="0"/><v>2</v></c><c r="B5"><f t="shared" si="0"/></c></row>
<row r="6"><c r="A6"><v>3</v><f>B1</f></c><c r="B6" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>
"""
FAULTS = {
    (2, 1): error_cell("#N/A"),
    (2, 2): error_cell("#REF!"),
    (3, 1): NO_RESULT,
    (3, 2): NO_RESULT,
    (3, 3): NO_RESULT,
    (4, 3): NO_RESULT,
    (5, 2): NO_RESULT,
    (6, 2): error_cell("#DIV/0!"),
}


def faults_of(path: Path) -> dict[tuple[int, int], Fault]:
    found = inspected(path)
    assert isinstance(found, Container)
    return found.sheets[0].faults


def test_error_cells_and_formulas_without_value_are_found_in_every_spelling(tmp_path: Path) -> None:
    assert faults_of(raw.xlsx(tmp_path / "a.xlsx", FAULTY_ROWS)) == FAULTS


def test_they_are_found_where_the_markup_carries_a_prefix(tmp_path: Path) -> None:
    rows = FAULTY_ROWS
    for tag in ("row", "is", "t", "c", "v", "f"):
        rows = rows.replace(f"<{tag} ", f"<x:{tag} ").replace(f"<{tag}>", f"<x:{tag}>")
        rows = rows.replace(f"<{tag}/>", f"<x:{tag}/>").replace(f"</{tag}>", f"</x:{tag}>")
    sheet = f'<x:worksheet xmlns:x="{raw.MAIN}"><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    assert faults_of(raw.zipped(tmp_path / "a.xlsx", raw.xlsx_parts(sheet))) == FAULTS


def test_they_are_found_where_only_some_markup_carries_a_prefix(tmp_path: Path) -> None:
    sheet = (
        f'<worksheet xmlns="{raw.MAIN}" xmlns:y="{raw.MAIN}"><sheetData><row r="1"><c r="A1"><v>1</v></c>'
        '<y:c r="B1" t="e"><y:v>#N/A</y:v></y:c><y:c r="C1"><y:f>A1</y:f></y:c></row></sheetData></worksheet>'
    )
    assert faults_of(raw.zipped(tmp_path / "a.xlsx", raw.xlsx_parts(sheet))) == {
        (1, 2): error_cell("#N/A"),
        (1, 3): NO_RESULT,
    }


def test_they_are_found_where_cells_carry_no_address(tmp_path: Path) -> None:
    rows = "<row><c><v>1</v></c></row><row><c><v>1</v></c><c t='e'><v>#N/A</v></c><c><f>A1</f></c></row>"
    assert faults_of(raw.xlsx(tmp_path / "a.xlsx", rows)) == {
        (2, 2): error_cell("#N/A"),
        (2, 3): NO_RESULT,
    }


def test_they_are_found_across_the_borders_of_pieces(tmp_path: Path) -> None:
    count = 60_000
    rows = "".join(
        f'<row r="{row}"><c r="A{row}" t="e"><v>#N/A</v></c><c r="B{row}"><f>A{row}&amp;"一二三"</f></c></row>'
        for row in range(1, count + 1)
    )
    expected = {(row, 1): error_cell("#N/A") for row in range(1, count + 1)}
    expected |= {(row, 2): NO_RESULT for row in range(1, count + 1)}
    assert faults_of(raw.xlsx(tmp_path / "a.xlsx", rows)) == expected


def test_hidden_rows_columns_and_sheets_are_known(tmp_path: Path) -> None:
    before = '<cols><col min="2" max="3" width="9" hidden="1"/><col min="5" max="5" hidden="0"/></cols>'
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="4" hidden="1"><c r="A4"><v>1</v></c></row>'
    parts = raw.xlsx_parts(
        *(raw.sheet_xml(rows, before=before) for _ in range(3)),
        names=("明细", "字典", "设置"),
        states=("visible", "hidden", "veryHidden"),
        properties='<workbookPr date1904="1"/>',
    )
    found = inspected(raw.zipped(tmp_path / "a.xlsx", parts))
    assert isinstance(found, Container)
    assert [(sheet.name, sheet.hidden) for sheet in found.sheets] == [
        ("明细", False),
        ("字典", True),
        ("设置", True),
    ]
    assert found.sheets[0].hidden_rows == (4,)
    assert found.sheets[0].hidden_columns == ((2, 3),)
    assert found.epoch_1904 is True


SAMPLES = {
    "pass_protected.xlsx": "encrypted",
}


def test_every_sample_workbook_is_let_pass_or_refused_with_the_right_code(shared_dir: Path) -> None:
    folder = shared_dir / "samples" / "workbooks"
    refused = {
        str(path.relative_to(folder)): found.code
        for path in sorted(folder.rglob("*.*"))
        if isinstance(found := inspected(path), Refused)
    }
    assert refused == SAMPLES


def test_formats_of_the_samples_are_told_by_content(shared_dir: Path) -> None:
    folder = shared_dir / "samples" / "workbooks"
    for path in sorted(folder.rglob("*.*")):
        found = inspected(path)
        if isinstance(found, Container):
            assert found.format == path.suffix.removeprefix(".").replace("xlsm", "xlsx"), path.name


def test_every_refusal_has_its_wording_in_both_languages() -> None:
    for key in refusals.WORDING:
        code, _, why = key.partition("/")
        values = {"why": why, "sheet": "S", "cell": "A1", "line": "1", "limit": "1", "reason": "R"}
        said = refusals.message(Refused(code, values))
        assert said.zh
        assert said.en
        assert "{" not in said.zh + said.en


def test_parts_that_disagree_with_their_directory_are_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    parts = raw.xlsx_parts(raw.sheet_xml(raw.vehicle_rows(50)))
    raw.zipped(path, parts)
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    at = content.rfind(size.to_bytes(4, "little"))  # the directory's copy of the size
    content[at : at + 4] = (size - 1).to_bytes(4, "little")
    path.write_bytes(content)
    assert inspected(path) == Refused("unsafe", {"why": "bomb"})
