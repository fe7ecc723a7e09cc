"""Files made to do harm, and files broken at random: each is refused or read, soon, in little memory.

None of them may cost more than ten seconds of processor time or 512 MB, and none may end or confuse the process that
asked.
"""

import os
import random
import zipfile
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from importers.findings.refusals import message
from importers.formats.container import Container, inspect
from importers.limits import limits_for
from importers.results import Expectation, Refused
from importers.sandbox import reader
from tests import raw_workbooks as raw
from tests.reading_children import noted_children

pytestmark = pytest.mark.slow(15)

TRIES = int(os.environ.get("HOSTILE_TRIES", "100"))
"""Files broken at random that a reader is started for."""
MOST_SECONDS = 10.0
MOST_BYTES = 512 << 20


def outcome(path: Path, name: str = "登记表.xlsx") -> reader.Frame:
    """Read a file in the sandbox and return its last frame; hold it to its bounds.

    That the child obeys its bound on memory is shown in ``test_sandbox``.
    """
    assert limits_for(path.stat().st_size).memory_bytes < MOST_BYTES
    with noted_children() as children:
        *_, last = reader.stream(
            path, name=name, expectation=Expectation("410100", "bus", "new"), today=date(2025, 6, 1)
        )
    assert sum(child.processor_seconds for child in children) < MOST_SECONDS
    assert isinstance(last, Refused | reader.Done)
    if isinstance(last, Refused):
        assert message(last).zh
    return last


def far_cell(folder: Path) -> Path:
    rows = raw.vehicle_rows(3) + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return raw.xlsx(folder / "a", rows)


def far_row_out_of_order(folder: Path) -> Path:
    """Hide a far row where the quick pass does not look: it ends in memory refused, not in a crash."""
    filler = raw.vehicle_rows(15_000)
    far = '<row r="1048000"><c r="ZZ1048000"><v>1</v></c></row>'
    half = filler.index('<row r="9000">')
    return raw.xlsx(folder / "a", filler[:half] + far + filler[half:])


def huge_row_number(folder: Path) -> Path:
    return raw.xlsx(folder / "a", raw.vehicle_rows(3) + '<row r="4"><c r="A99999999"><v>1</v></c></row>')


def bomb(folder: Path) -> Path:
    path = folder / "a"
    raw.zipped(path, raw.xlsx_parts(raw.sheet_xml(raw.vehicle_rows(1))))
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/sharedStrings.xml", "w") as part,
    ):
        for _ in range(200):
            part.write(bytes(1 << 20))
    return path


def bomb_that_lies(folder: Path) -> Path:
    """Declare one kilobyte, with the checksum of the first kilobyte, and unpack to 200 MB."""
    text = raw.sheet_xml(raw.vehicle_rows(1)).encode().ljust(1024)
    path = raw.zipped(folder / "a", raw.xlsx_parts((text + b" " * (200 << 20)).decode()))
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        entry = archive.getinfo("xl/worksheets/sheet1.xml")
    for old, new in ((entry.file_size, 1024), (entry.CRC, zlib.crc32(text[:1024]))):
        content = bytearray(content.replace(old.to_bytes(4, "little"), new.to_bytes(4, "little")))
    path.write_bytes(content)
    return path


def laughing_entities(folder: Path) -> Path:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    sheet = raw.sheet_xml(raw.vehicle_rows(1)).replace(
        "<worksheet", f'<!DOCTYPE worksheet [<!ENTITY l0 "lol">{levels}]><worksheet', 1
    )
    return raw.zipped(folder / "a", raw.xlsx_parts(sheet))


def entity_in_the_workbook(folder: Path) -> Path:
    parts = dict(raw.xlsx_parts(raw.sheet_xml(raw.vehicle_rows(1))))
    parts["xl/workbook.xml"] = str(parts["xl/workbook.xml"]).replace(
        "<workbook", '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><workbook', 1
    )
    return raw.zipped(folder / "a", list(parts.items()))


def entity_late_in_shared_strings(folder: Path) -> Path:
    """Place a declaration across the border of two pieces of 2 MiB."""
    text = "<sst>" + " " * ((2 << 20) - 9) + '<!ENTITY x "y"></sst>'
    parts = raw.xlsx_parts(raw.sheet_xml(raw.vehicle_rows(1)))
    return raw.zipped(folder / "a", [*parts, ("xl/sharedStrings.xml", text)])


def path_traversal(folder: Path) -> Path:
    parts = raw.xlsx_parts(raw.sheet_xml(raw.vehicle_rows(1)))
    return raw.zipped(folder / "a", [*parts, ("xl/../../../etc/cron.d/x", "x")])


def many_entries(folder: Path) -> Path:
    parts = raw.xlsx_parts(raw.sheet_xml(raw.vehicle_rows(1)))
    return raw.zipped(folder / "a", [*parts, *((f"xl/media/{n}", b"") for n in range(20_000))])


def twin_entries(folder: Path) -> Path:
    parts = raw.xlsx_parts(raw.sheet_xml(raw.vehicle_rows(1)))
    return raw.zipped(folder / "a", [*parts, ("XL/Worksheets/Sheet1.xml", raw.sheet_xml(""))])


def deep_nesting(folder: Path) -> Path:
    deep = "<x>" * 200_000 + "</x>" * 200_000
    return raw.xlsx(folder / "a", raw.vehicle_rows(1) + f'<row r="9">{deep}</row>')


def deep_nesting_in_the_workbook(folder: Path) -> Path:
    parts = dict(raw.xlsx_parts(raw.sheet_xml(raw.vehicle_rows(1))))
    deep = "<x>" * 300_000 + "</x>" * 300_000
    parts["xl/workbook.xml"] = str(parts["xl/workbook.xml"]).replace("<sheets>", f"{deep}<sheets>")
    return raw.zipped(folder / "a", list(parts.items()))


def repeated_ods_cells(folder: Path) -> Path:
    row = (
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="float"'
        ' office:value="1" table:number-columns-repeated="16384"/></table:table-row>'
    )
    return raw.zipped(folder / "a", raw.ods_parts(row))


def repeated_ods_rows(folder: Path) -> Path:
    row = (
        '<table:table-row table:number-rows-repeated="99999999999"><table:table-cell office:value-type="float"'
        ' office:value="1"/></table:table-row>'
    )
    return raw.zipped(folder / "a", raw.ods_parts(row))


def repeated_ods_faults(folder: Path) -> Path:
    row = (
        '<table:table-row table:number-rows-repeated="1000"><table:table-cell table:formula="of:=A1"'
        ' table:number-columns-repeated="1000"/></table:table-row>'
    ) * 300
    return raw.zipped(folder / "a", raw.ods_parts(row))


def far_xls_cell(folder: Path) -> Path:
    cells = raw.biff_number(0, 0, 1) + raw.biff_number(65535, 65535, 1)
    path = folder / "a"
    path.write_bytes(raw.compound({"Workbook": raw.biff8(cells)}))
    return path


def circling_ole_chain(folder: Path) -> Path:
    content = bytearray(raw.compound({"Workbook": raw.biff8(raw.biff_number(0, 0, 1))}))
    table = int.from_bytes(content[76:80], "little")
    at = (table + 1) * 512
    content[at + 4 : at + 8] = (0).to_bytes(4, "little")
    path = folder / "a"
    path.write_bytes(content)
    return path


def endless_quote(folder: Path) -> Path:
    path = folder / "a"
    path.write_text('号牌号码,车辆识别代号\n"' + "豫A12345,LZY\n" * 20_000, encoding="utf-8")
    return path


def very_wide_text(folder: Path) -> Path:
    path = folder / "a"
    path.write_text("号牌号码,车辆识别代号" + "," * 3_000_000 + "\n豫A12345,LZY\n", encoding="utf-8")
    return path


UNSAFE = ("unsafe",)


@pytest.mark.parametrize(
    ("make", "codes"),
    [
        (far_cell, UNSAFE),
        (far_row_out_of_order, UNSAFE),
        (huge_row_number, UNSAFE),
        (bomb, UNSAFE),
        (bomb_that_lies, UNSAFE),
        (laughing_entities, UNSAFE),
        (entity_in_the_workbook, UNSAFE),
        (entity_late_in_shared_strings, UNSAFE),
        (path_traversal, UNSAFE),
        (many_entries, UNSAFE),
        (twin_entries, UNSAFE),
        (deep_nesting, ("Done", "damaged")),
        (deep_nesting_in_the_workbook, ("Done", "damaged", "unsafe")),
        (repeated_ods_cells, UNSAFE),
        (repeated_ods_rows, UNSAFE),
        (repeated_ods_faults, UNSAFE),
        (far_xls_cell, UNSAFE),
        (circling_ole_chain, ("damaged",)),
        (endless_quote, ("Done", "header-not-found", "empty")),
        (very_wide_text, UNSAFE),
    ],
)
def test_a_hostile_file_is_refused_within_its_bounds(
    tmp_path: Path, make: Callable[[Path], Path], codes: tuple[str, ...]
) -> None:
    last = outcome(make(tmp_path))
    assert (last.code if isinstance(last, Refused) else "Done") in codes


def test_the_far_cell_is_named_with_its_sheet(tmp_path: Path) -> None:
    path = far_cell(tmp_path)
    assert path.stat().st_size < 8_000
    assert inspect(path, name="a") == Refused(
        "unsafe", {"why": "dimensions", "sheet": "S1", "cell": "XFD1048576"}
    )


def test_bytes_without_meaning_are_refused(tmp_path: Path) -> None:
    chance = random.Random(7)
    path = tmp_path / "a"
    for head in (
        b"",
        b"PK\x03\x04",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"\x09\x08\x10\x00\x00\x06\x05\x00",
    ):
        path.write_bytes(head + chance.randbytes(40_000))
        found = inspect(path, name="a.xlsx")
        assert isinstance(found, Refused)
        assert found.code in ("not-a-spreadsheet", "damaged")


@pytest.fixture(scope="module")
def good_files(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """Good files of four formats to be broken."""
    folder = tmp_path_factory.mktemp("good")
    cells = b"".join(
        raw.biff_label(row, column, f"豫A{row}{column}") for row in range(40) for column in range(5)
    )
    rows = b"".join(raw.xlsb_row(row) + raw.xlsb_text(0, "豫A12345") for row in range(40))
    cell = '<table:table-cell office:value-type="string"><text:p>豫A1</text:p></table:table-cell>'
    line = f"<table:table-row>{cell}</table:table-row>"
    return [
        raw.xlsx(folder / "a.xlsx", raw.vehicle_rows(40)).read_bytes(),
        raw.compound({"Workbook": raw.biff8(cells)}),
        raw.zipped(folder / "c.xlsb", raw.xlsb_parts(rows)).read_bytes(),
        raw.zipped(folder / "d.ods", raw.ods_parts(line * 40)).read_bytes(),
    ]


def broken(content: bytes, chance: random.Random) -> bytes:
    """Cut, flip, or overwrite some of a file's bytes."""
    bad = bytearray(content)
    way = chance.randrange(4)
    if way == 0:
        return bytes(bad[: chance.randrange(1, len(bad))])
    for _ in range(chance.choice((1, 2, 8, 40))):
        at = chance.randrange(len(bad))
        if way == 1:
            bad[at] ^= 1 << chance.randrange(8)
        elif way == 2:
            bad[at] = chance.choice((0, 0xFF, 0x7F, 0x80))
        else:
            bad[at : at + 4] = chance.randbytes(4)
    return bytes(bad)


def test_guard_and_readers_never_raise_on_files_broken_at_random(
    tmp_path: Path, good_files: list[bytes]
) -> None:
    chance = random.Random(20250601)
    path = tmp_path / "upload"
    seen = set()
    for number in range(1200):
        path.write_bytes(broken(good_files[number % 4], chance))
        found = inspect(path, name="a.xlsx")
        seen.add(found.format if isinstance(found, Container) else found.code)
    assert {"xlsx", "xls", "damaged"} <= seen


def test_files_broken_at_random_never_break_the_reader(tmp_path: Path, good_files: list[bytes]) -> None:
    chance = random.Random(300)
    path = tmp_path / "upload"
    for number in range(TRIES):
        path.write_bytes(broken(good_files[number % 4 if number % 2 else 0], chance))
        if isinstance(
            inspect(path, name="a.xlsx"), Container
        ):  # what the guard refuses starts no reader worth a try
            outcome(path)


def test_broken_markup_inside_a_sound_zip_never_breaks_the_reader(tmp_path: Path) -> None:
    chance = random.Random(40)
    parts = raw.xlsx_parts(raw.sheet_xml(raw.vehicle_rows(20)))
    for number in range(TRIES // 2):
        broken_parts = [
            (name, broken(str(text).encode(), chance) if chance.random() < 0.4 else text)
            for name, text in parts
        ]
        path = raw.zipped(tmp_path / f"{number}", broken_parts)
        if isinstance(inspect(path, name="a.xlsx"), Container):
            outcome(path)
