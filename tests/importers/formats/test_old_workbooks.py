"""Old workbooks (.xls) as many programs have written them: their texts and numbers are those that were meant."""

import struct
from datetime import date, datetime
from pathlib import Path

import pytest

from importers.formats import ole
from importers.formats.biff_form import normal_biff
from importers.formats.cell_faults import error_cell
from importers.formats.container import Container, inspect
from importers.formats.sheets import Workbook, open_workbook
from importers.results import Refused
from tests import raw_workbooks as raw

TEXT = "郑州公交·豫A00001D"


def opened(folder: Path, content: bytes) -> Workbook:
    path = folder / "sent"
    path.write_bytes(content)
    found = inspect(path, name="登记表.xls")
    assert isinstance(found, Container), found
    return open_workbook(found)


def rows_of(folder: Path, content: bytes) -> list[tuple[int, list[object]]]:
    return [(number, list(cells)) for number, cells in opened(folder, content).sheets[0].rows()]


@pytest.mark.parametrize(
    ("codepage", "codec"),
    [(936, "gbk"), (10008, "gbk"), (1252, "gbk"), (None, "gbk"), (32769, "gbk"), (367, "gbk"), (950, "big5")],
)
@pytest.mark.parametrize("bare", [True, False])
def test_texts_of_excel_95_are_read_in_their_code_page(
    codepage: int | None, codec: str, bare: bool, tmp_path: Path
) -> None:
    text = TEXT if codec == "gbk" else "鄭州公交 豫A00001D"
    stream = raw.biff5(raw.biff5_label(0, 0, text, codec=codec), codepage=codepage, name="表一", codec=codec)
    book = opened(tmp_path, stream if bare else raw.compound({"Book": stream}))
    assert [(sheet.name, list(sheet.rows())) for sheet in book.sheets] == [("表一", [(1, [text])])]


def test_latin_texts_of_excel_95_stay_latin(tmp_path: Path) -> None:
    stream = raw.biff5(raw.biff5_label(0, 0, "Café Müller", codec="cp1252"), codepage=1252, name="Sheet1")
    assert rows_of(tmp_path, stream) == [(1, ["Café Müller"])]


@pytest.mark.parametrize("codepage", [1200, 1252, 936, 10008, None])
def test_texts_of_excel_97_are_unicode_whatever_is_declared(codepage: int | None, tmp_path: Path) -> None:
    plain = raw.biff8(raw.biff_label(0, 0, TEXT) + raw.biff_label(1, 0, "ZK6105"))
    declared = raw.biff_record(0x0042, struct.pack("<H", 1200))
    instead = raw.biff_record(0x0042 if codepage else 0x0043, struct.pack("<H", codepage or 0))
    stream = plain.replace(declared, instead)
    assert rows_of(tmp_path, raw.compound({"Workbook": stream})) == [(1, [TEXT]), (2, ["ZK6105"])]


def xf(number: int) -> bytes:
    return raw.biff_record(0x00E0, struct.pack("<HH", 0, number) + bytes(16))


def format_8(number: int, text: str) -> bytes:
    written = text.encode("utf-16-le")
    return raw.biff_record(0x041E, struct.pack("<HHB", number, len(text), 1) + written)


@pytest.mark.parametrize(
    ("number", "text", "expected"),
    [
        (14, None, date(2025, 3, 1)),
        (30, None, date(2025, 3, 1)),
        (57, None, date(2025, 3, 1)),
        (30, "#,##0", 45717.0),
        (52, '0"千克"', 45717.0),
        (57, 'yyyy"年"m"月"', date(2025, 3, 1)),
        (164, "yyyy-mm-dd", date(2025, 3, 1)),
        (164, "0.00", 45717.0),
    ],
)
def test_a_format_counts_for_what_the_file_says_of_it(
    number: int, text: str | None, expected: object, tmp_path: Path
) -> None:
    own = format_8(number, text) if text else b""
    for extra in (own + xf(0) + xf(number), xf(0) + xf(number) + own):
        cell = raw.biff_record(0x0203, struct.pack("<HHHd", 0, 0, 1, 45717.0))
        ((_, (value,)),) = rows_of(tmp_path, raw.compound({"Workbook": raw.biff8(cell, extra=extra)}))
        assert (value.date() if isinstance(value, datetime) else value) == expected


def test_every_kind_of_cell_of_excel_95_is_read(tmp_path: Path) -> None:
    formula = struct.pack("<HHHdHIH", 2, 0, 0, 18000.0, 0, 0, 3) + b"\x1e\x01\x00"
    text_formula = struct.pack("<HHH", 2, 1, 0) + b"\0\0\0\0\0\0\xff\xff" + struct.pack("<HIH", 0, 0, 0)
    rich = "郑州".encode("gbk")
    cells = (
        raw.biff_number(0, 0, 1.5)
        + raw.biff_record(0x027E, struct.pack("<HHHI", 0, 1, 0, 7 << 2 | 2))
        + raw.biff_record(0x00BD, struct.pack("<HHHIHIH", 1, 0, 0, 1 << 2 | 2, 0, 2 << 2 | 2, 1))
        + raw.biff_record(0x0006, formula)
        + raw.biff_record(0x0006, text_formula)
        + raw.biff_record(0x0207, struct.pack("<H", len(rich)) + rich)
        + raw.biff_record(0x00D6, struct.pack("<HHHH", 3, 0, 0, len(rich)) + rich + b"\1\0\0")
        + raw.biff_error(3, 1)
        + raw.biff_record(0x0205, struct.pack("<HHHBB", 3, 2, 0, 1, 0))
    )
    assert rows_of(tmp_path, raw.biff5(cells)) == [
        (1, [1.5, 7, None]),
        (2, [1, 2, None]),
        (3, [18000.0, "郑州", None]),
        (4, ["郑州", error_cell("#N/A"), True]),
    ]


def test_struck_through_cells_of_an_old_workbook_are_known(tmp_path: Path) -> None:
    fonts = b"".join(
        raw.biff_record(0x0031, struct.pack("<HH", 200, mark) + bytes(12)) for mark in (0, 0, 0, 0, 8)
    )
    looks = b"".join(raw.biff_record(0x00E0, struct.pack("<HH", font, 0) + bytes(16)) for font in (0, 5))
    cells = b"".join(raw.biff_record(0x0203, struct.pack("<HHHd", 0, at, at, 1.0)) for at in range(2))
    book = opened(tmp_path, raw.compound({"Workbook": raw.biff8(cells, extra=fonts + looks)}))
    assert book.sheets[0].struck == {(1, 2)}


def test_far_cells_in_a_run_of_numbers_are_seen(tmp_path: Path) -> None:
    run = struct.pack("<HH", 65_535, 0) + struct.pack("<HI", 0, 1 << 2 | 2) * 256 + struct.pack("<H", 255)
    path = tmp_path / "sent"
    path.write_bytes(raw.compound({"Workbook": raw.biff8(raw.biff_record(0x00BD, run))}))
    assert inspect(path, name="a.xls") == Refused(
        "unsafe", {"why": "dimensions", "sheet": "明细", "cell": "IV65536"}
    )


def test_a_large_workbook_survives_its_normal_form() -> None:
    label = raw.biff5_label(0, 0, "豫" * 100)
    stream = raw.biff5(label * 45_000)
    normal = ole.open_storage(normal_biff(stream)).first_stream("Workbook")
    assert normal is not None
    assert len(normal) > 109 * 128 * 512  # more sectors than the header of a compound file can list
    assert normal.count("豫".encode("utf-16-le") * 100) == 45_000
