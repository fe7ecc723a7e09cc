"""Builders of workbooks byte by byte, for what no spreadsheet program would write."""

import struct
import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

XLSX_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
XLSM_MAIN = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
XLSB_MAIN = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"


def zipped(path: Path, parts: Sequence[tuple[str, str | bytes]]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return path


def content_types(main: str, workbook: str = "xl/workbook.xml") -> str:
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{workbook}" ContentType="{main}"/></Types>'
    )


def _relationships(*targets: tuple[str, str], office: str = _OFFICE) -> str:
    inside = "".join(
        f'<Relationship Id="rId{number}" Type="{office}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'


def sheet_xml(rows: str, *, before: str = "", namespace: str = MAIN) -> str:
    return f'{_HEAD}<worksheet xmlns="{namespace}">{before}<sheetData>{rows}</sheetData></worksheet>'


def xlsx_parts(
    *sheets: str,
    names: Sequence[str] = (),
    states: Sequence[str] = (),
    main: str = XLSX_MAIN,
    properties: str = "",
    strict: bool = False,
) -> list[tuple[str, str | bytes]]:
    office = _STRICT_OFFICE if strict else _OFFICE
    listed = "".join(
        f'<sheet name="{names[index] if names else f"S{index + 1}"}" sheetId="{index + 1}"'
        f' state="{states[index] if states else "visible"}" r:id="rId{index + 1}"/>'
        for index in range(len(sheets))
    )
    workbook = (
        f'{_HEAD}<workbook xmlns="{STRICT if strict else MAIN}" xmlns:r="{office}">'
        f"{properties}<sheets>{listed}</sheets></workbook>"
    )
    targets = [("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(sheets) + 1)]
    return [
        ("[Content_Types].xml", content_types(main)),
        ("_rels/.rels", _relationships(("officeDocument", "xl/workbook.xml"), office=office)),
        ("xl/workbook.xml", workbook),
        ("xl/_rels/workbook.xml.rels", _relationships(*targets, office=office)),
        *((f"xl/worksheets/sheet{number}.xml", sheet) for number, sheet in enumerate(sheets, start=1)),
    ]


def xlsx(path: Path, *rows_of_sheets: str, before: str = "") -> Path:
    """Write a workbook whose sheets hold the given ``<row>`` elements."""
    return zipped(path, xlsx_parts(*(sheet_xml(rows, before=before) for rows in rows_of_sheets)))


def text_cell(address: str, text: str) -> str:
    return f'<c r="{address}" t="inlineStr"><is><t>{text}</t></is></c>'


def vehicle_rows(count: int) -> str:
    """Return a header and so many plain rows of vehicles, as sheet XML."""
    header = "".join(
        text_cell(f"{letter}1", name)
        for letter, name in zip(
            "ABCDE", ("号牌号码", "车辆识别代号", "燃料种类", "注册日期", "车辆型号"), strict=True
        )
    )
    lines = [f'<row r="1">{header}</row>']
    for number in range(2, count + 2):
        cells = (f"豫AD{number:05d}", f"LZYTAGBW0P{number:07d}", "纯电动", "2025-03-01", "ZK6105BEVG25")
        inside = "".join(
            text_cell(f"{letter}{number}", cell) for letter, cell in zip("ABCDE", cells, strict=True)
        )
        lines.append(f'<row r="{number}">{inside}</row>')
    return "".join(lines)


def biff_record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def biff8(cells: bytes, *, name: str = "明细", hidden: int = 0, extra: bytes = b"") -> bytes:
    """Return a BIFF8 stream of one sheet that holds the given cell records."""
    opening = struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 0x06)
    title = bytes((len(name), 1)) + name.encode("utf-16-le")
    codepage = biff_record(0x0042, struct.pack("<H", 1200))
    length = len(biff_record(0x0809, opening)) + len(codepage) + len(extra) + 4 + 6 + len(title) + 4
    bound = biff_record(0x0085, struct.pack("<IBB", length, hidden, 0) + title)
    sheet_opening = struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 0x06)
    return b"".join(
        (
            biff_record(0x0809, opening),
            codepage,
            extra,
            bound,
            biff_record(0x000A, b""),
            biff_record(0x0809, sheet_opening),
            cells,
            biff_record(0x000A, b""),
        )
    )


def biff5(
    cells: bytes, *, codepage: int | None = 936, name: str = "明细", codec: str = "gbk", extra: bytes = b""
) -> bytes:
    """Return a BIFF5 stream (Excel 5 and 95) of one sheet that holds the given cell records."""
    opening = biff_record(0x0809, struct.pack("<HHHH", 0x0500, 0x0005, 0x0DBB, 0x07CC))
    page = biff_record(0x0042, struct.pack("<H", codepage)) if codepage is not None else b""
    title = name.encode(codec)
    length = len(opening) + len(page) + len(extra) + 4 + 7 + len(title) + 4
    bound = biff_record(0x0085, struct.pack("<IBBB", length, 0, 0, len(title)) + title)
    sheet_opening = biff_record(0x0809, struct.pack("<HHHH", 0x0500, 0x0010, 0x0DBB, 0x07CC))
    end = biff_record(0x000A, b"")
    return b"".join((opening, page, extra, bound, end, sheet_opening, cells, end))


def biff5_label(row: int, column: int, text: str, *, codec: str = "gbk") -> bytes:
    written = text.encode(codec)
    return biff_record(0x0204, struct.pack("<HHHH", row, column, 0, len(written)) + written)


def biff_number(row: int, column: int, value: float) -> bytes:
    return biff_record(0x0203, struct.pack("<HHHd", row, column, 0, value))


def biff_label(row: int, column: int, text: str) -> bytes:
    written = text.encode("utf-16-le")
    return biff_record(0x0204, struct.pack("<HHHHB", row, column, 0, len(written) // 2, 1) + written)


def biff_error(row: int, column: int, code: int = 0x2A) -> bytes:
    return biff_record(0x0205, struct.pack("<HHHBB", row, column, 0, code, 1))


def biff_formula_error(row: int, column: int, code: int = 0x07) -> bytes:
    result = bytes((2, 0, code, 0, 0, 0)) + b"\xff\xff"
    tokens = b"\x1c\x07"
    return biff_record(
        0x0006, struct.pack("<HHH", row, column, 0) + result + struct.pack("<HIH", 0, 0, len(tokens)) + tokens
    )


def compound(streams: dict[str, bytes]) -> bytes:
    """Return an OLE compound file with the given streams, each padded past the size of small ones."""
    sector = 512
    padded = {
        name: content.ljust(max(4096, -(-len(content) // sector) * sector), b"\0")
        for name, content in streams.items()
    }
    table: list[int] = []
    body = BytesIO()
    starts: dict[str, int] = {}
    for name, content in padded.items():
        count = len(content) // sector
        starts[name] = len(table)
        table.extend([*range(len(table) + 1, len(table) + count), 0xFFFFFFFE])
        body.write(content)
    directory = _directory_entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1)
    for index, (name, content) in enumerate(padded.items(), start=1):
        following = index + 1 if index < len(padded) else 0xFFFFFFFF
        directory += _directory_entry(name, 2, starts[name], len(content), right=following)
    directory = directory.ljust(-(-len(directory) // sector) * sector, b"\0")
    directory_start, count = len(table), len(directory) // sector
    table.extend([*range(directory_start + 1, directory_start + count), 0xFFFFFFFE])
    body.write(directory)
    table_sectors = 1
    while (len(table) + table_sectors) * 4 > table_sectors * sector:
        table_sectors += 1
    table_start = len(table)
    table.extend([0xFFFFFFFD] * table_sectors)
    body.write(struct.pack(f"<{len(table)}I", *table).ljust(table_sectors * sector, b"\xff"))
    listed = [*range(table_start, table_start + table_sectors)]
    listed += [0xFFFFFFFF] * (109 - len(listed))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack(
        "<IIIIIIIII", 0, table_sectors, directory_start, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0
    )
    return header + struct.pack("<109I", *listed) + body.getvalue()


def _directory_entry(
    name: str, kind: int, start: int, size: int, *, child: int = 0xFFFFFFFF, right: int = 0xFFFFFFFF
) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    links = struct.pack("<III", 0xFFFFFFFF, right, child)
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBB", len(text), kind, 1)
        + links
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def xlsb_record(kind: int, body: bytes = b"") -> bytes:
    number = bytes((kind,)) if kind < 0x80 else bytes((kind & 0x7F | 0x80, kind >> 7))
    length, left = b"", len(body)
    while True:
        left, low = left >> 7, left & 0x7F
        length += bytes((low | 0x80 if left else low,))
        if not left:
            return number + length + body


def _wide(text: str) -> bytes:
    written = text.encode("utf-16-le")
    return struct.pack("<I", len(written) // 2) + written


def xlsb_row(row: int) -> bytes:
    return xlsb_record(0, struct.pack("<IIHBBBI", row, 0, 300, 0, 0, 0, 0))


def xlsb_cell(kind: int, column: int, value: bytes) -> bytes:
    return xlsb_record(kind, struct.pack("<II", column, 0) + value)


def xlsb_text(column: int, text: str) -> bytes:
    return xlsb_cell(6, column, _wide(text))


def xlsb_parts(cells: bytes, *, name: str = "明细", state: int = 0) -> list[tuple[str, str | bytes]]:
    """Return the parts of an xlsb of one sheet that holds the given records."""
    sheet = (
        xlsb_record(129)
        + xlsb_record(148, struct.pack("<IIII", 0, 9, 0, 9))
        + xlsb_record(145)
        + cells
        + xlsb_record(146)
        + xlsb_record(130)
    )
    bundle = struct.pack("<II", state, 1) + _wide("rId1") + _wide(name)
    workbook = (
        xlsb_record(131)
        + xlsb_record(153, struct.pack("<II", 0, 0) + _wide(""))
        + xlsb_record(143)
        + xlsb_record(156, bundle)
        + xlsb_record(144)
        + xlsb_record(132)
    )
    return [
        ("[Content_Types].xml", content_types(XLSB_MAIN, "xl/workbook.bin")),
        ("_rels/.rels", _relationships(("officeDocument", "xl/workbook.bin"))),
        ("xl/workbook.bin", workbook),
        ("xl/_rels/workbook.bin.rels", _relationships(("worksheet", "worksheets/sheet1.bin"))),
        ("xl/worksheets/sheet1.bin", sheet),
    ]


def ods_parts(table: str, *, name: str = "明细") -> list[tuple[str, str | bytes]]:
    """Return the parts of an ods whose only table holds the given rows."""
    spaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
        for prefix in ("office", "table", "text", "style")
    )
    calc = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    content = (
        f'{_HEAD}<office:document-content {spaces} {calc} office:version="1.2"><office:automatic-styles>'
        '<style:style style:name="ta1" style:family="table">'
        '<style:table-properties table:display="true"/></style:style>'
        '<style:style style:name="ta2" style:family="table">'
        '<style:table-properties table:display="false"/></style:style>'
        f'</office:automatic-styles><office:body><office:spreadsheet><table:table table:name="{name}"'
        f' table:style-name="ta1">{table}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    manifest = (
        f'{_HEAD}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    return [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content),
        ("META-INF/manifest.xml", manifest),
    ]
