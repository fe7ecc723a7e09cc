"""What kind of file this is, by its bytes and never by its name, and whether it is safe to open.

Formats: xlsx (Strict too), xlsb, ods, xls (BIFF5 and BIFF8; .et of WPS is BIFF8) and tables kept as text.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePath
from typing import BinaryIO
from xml.parsers import expat
from zipfile import ZipInfo

from importers.fields import column_letter
from importers.findings.refusals import FileRefused
from importers.formats import biff, macros, ods, ole, xlsb
from importers.formats.cell_faults import Fault
from importers.formats.grids import Grids
from importers.formats.html_tables import read_html
from importers.formats.markup import as_utf8, check_part
from importers.formats.ooxml import TYPES_PART, package_kind, read_workbook, struck_styles
from importers.formats.sheetscan import SheetScan, scan_sheet
from importers.formats.texts import TextTable, inspect_text, markup_kind
from importers.formats.xml_tables import read_xml_table
from importers.formats.zipguard import Parts, open_parts, read_pieces
from importers.limits import MIB, Limits, limits_for
from importers.results import Refused

_FOREIGN = (
    (b"%PDF", "picture"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"II*\0", "picture"),
    (b"MM\0*", "picture"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"BZh", "archive"),
    (b"\0\x05\x16\x07", "mac"),
    (b"L\0\0\0\x01\x14\x02\0", "shortcut"),
)
_ZIPS = (b"PK\x03\x04", b"PK\x05\x06")
_BEFORE_ZIPS = b"\xef\xbb\xbf\r\n\t "  # what a web server may put before a download; programs look past it
_LOCK_BYTES = 512  # Excel's are 165 bytes: whoever has the workbook open
_SNIFFED_BYTES = 1 << 16
_LARGEST_PROJECT = 32 * MIB
_WORKBOOK_NAMES = (".xls", ".xlsx", ".et", ".csv", ".ods", ".xlsb")


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What the guard saw of one sheet. Rows and columns count from 1; ``hidden_columns`` are (first, last).

    ``struck`` are the cells whose text is struck through; ``last_row`` is the last that holds a filled cell.
    """

    name: str
    hidden: bool = False
    faults: dict[tuple[int, int], Fault] = field(default_factory=dict)
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[tuple[int, int], ...] = ()
    struck: frozenset[tuple[int, int]] = frozenset()
    last_row: int = 0


@dataclass(frozen=True, slots=True)
class Container:
    """A file that is safe to open. ``format``: xlsx, xls, xlsb, ods, csv, html or xml.

    ``text`` is set for csv only, ``grids`` for html and xml.

    ``is_usual``: not known to be in a form that calamine misreads (``importers.formats.normal_form``).
    """

    path: Path
    name: str
    format: str
    sheets: tuple[SheetFacts, ...] = ()
    epoch_1904: bool = False
    text: TextTable | None = None
    grids: Grids | None = None
    is_usual: bool = True

    @property
    def encoding(self) -> str | None:
        """The encoding of a text table as users know it (``utf-8``, ``gb18030``, ``utf-16``)."""
        read = self.text or self.grids
        return read.encoding.removesuffix("-sig") if read else None


def inspect(path: Path, *, name: str, limits: Limits | None = None) -> Container | Refused:
    """Decide what a file is and whether to open it. Never raises on bad content.

    ``name`` is the sender's name of the file: a label, and the name of a text table's only sheet.
    """
    size = path.stat().st_size
    bounds = limits or limits_for(size)
    if size > bounds.file_bytes:
        return Refused("too-large")
    try:
        with path.open("rb") as file:
            return _inspect(file, path, name, bounds)
    except FileRefused as refusal:
        return refusal.refused
    except (expat.ExpatError, ValueError, LookupError):  # broken markup met by the slower scans
        return Refused("damaged")


def _inspect(file: BinaryIO, path: Path, name: str, limits: Limits) -> Container:
    head = file.read(8)
    if not head:
        raise FileRefused("empty")
    for mark, why in _FOREIGN:
        if head.startswith(mark):
            raise FileRefused("not-a-spreadsheet", why=why)
    if name.startswith("~$") and path.stat().st_size <= _LOCK_BYTES:
        raise FileRefused("not-a-spreadsheet", why="lock")
    if head.lstrip(_BEFORE_ZIPS).startswith(_ZIPS):
        return _inspect_zip(file, path, name, limits)
    if head.startswith(ole.MAGIC):
        return _inspect_ole(path, name, limits)
    if biff.starts_bare(head):
        return _inspect_biff(path, name, limits, path.read_bytes(), is_usual=False)
    return _inspect_text(file, path, name, limits)


def _inspect_text(file: BinaryIO, path: Path, name: str, limits: Limits) -> Container:
    file.seek(0)
    kind = markup_kind(file.read(_SNIFFED_BYTES))
    if kind is None:
        return Container(path, name, "csv", text=inspect_text(path, name, limits))
    if kind == "xml":
        grids = read_xml_table(path, limits=limits)
    else:
        grids = read_html(path, name=PurePath(name).stem, limits=limits)
    facts = tuple(
        SheetFacts(grid.name, grid.hidden, hidden_rows=tuple(grid.hidden_rows)) for grid in grids.sheets
    )
    return Container(path, name, kind, facts, grids=grids)


def _inspect_zip(file: BinaryIO, path: Path, name: str, limits: Limits) -> Container:
    parts = open_parts(file, limits)
    if ods.is_one(file, parts):
        return _container(
            path, name, "ods", ods.scan(file, parts), limits, is_usual=ods.MIMETYPE_PART in parts
        )
    if TYPES_PART not in parts:
        if "Index/Document.iwa" in parts:
            raise FileRefused("not-a-spreadsheet", why="numbers")
        holds = any(part.lower().endswith(_WORKBOOK_NAMES) for part in parts)
        raise FileRefused("not-a-spreadsheet", why="archive" if holds or parts else "")
    kind = package_kind(file, parts)
    _check_macros(file, parts)
    if kind == "xlsb":
        scans, epoch_1904 = xlsb.scan(file, parts)
        return _container(path, name, kind, scans, limits, epoch_1904=epoch_1904)
    return _inspect_xlsx(file, parts, path, name, limits)


def _check_macros(file: BinaryIO, parts: Parts) -> None:
    for part, entry in parts.items():
        if part.lower().endswith("vbaproject.bin"):
            if entry.file_size > _LARGEST_PROJECT or macros.project_has_code(
                b"".join(read_pieces(file, entry))
            ):
                raise FileRefused("macro")
        elif "/macrosheets/" in part.lower():
            raise FileRefused("macro")


def _inspect_xlsx(file: BinaryIO, parts: Parts, path: Path, name: str, limits: Limits) -> Container:
    book = read_workbook(file, parts)
    struck = struck_styles(file, parts, book.styles)
    scans: list[tuple[str, bool, SheetScan]] = []
    for sheet in book.sheets:
        entry = parts.get(sheet.part or "")
        scan = scan_sheet(partial(_text_of, file, entry), struck_styles=struck) if entry else SheetScan()
        scans.append((sheet.name, sheet.hidden, scan))
    seen = {sheet.part for sheet in book.sheets}
    for part, entry in parts.items():
        if part not in seen and part.lower().endswith((".xml", ".rels")):
            check_part(file, entry)
    is_usual = parts.as_listed and book.is_usual
    return _container(path, name, "xlsx", scans, limits, epoch_1904=book.epoch_1904, is_usual=is_usual)


def _text_of(file: BinaryIO, entry: ZipInfo) -> Iterator[bytes]:
    return as_utf8(read_pieces(file, entry))


def _inspect_ole(path: Path, name: str, limits: Limits) -> Container:
    storage = ole.open_storage(path.read_bytes())
    if "EncryptedPackage" in storage.names or "EncryptionInfo" in storage.names:
        raise FileRefused("encrypted")
    stream = storage.first_stream("Workbook", "Book")
    if stream is None:
        document = {"WordDocument", "PowerPoint Document"} & storage.names
        raise FileRefused("not-a-spreadsheet", why="document" if document else "")
    if macros.storage_has_code(storage):
        raise FileRefused("macro")
    return _inspect_biff(path, name, limits, stream)


def _inspect_biff(
    path: Path, name: str, limits: Limits, stream: bytes, *, is_usual: bool = True
) -> Container:
    if not biff.is_known(stream):
        raise FileRefused("not-a-spreadsheet", why="old")
    scans, book = biff.scan(stream)
    usual = is_usual and book.is_usual
    return _container(path, name, "xls", scans, limits, epoch_1904=book.epoch_1904, is_usual=usual)


def _container(
    path: Path,
    name: str,
    kind: str,
    scans: list[tuple[str, bool, SheetScan]],
    limits: Limits,
    *,
    epoch_1904: bool = False,
    is_usual: bool = True,
) -> Container:
    for sheet, _, scan in scans:
        allowed = max(limits.dense_cells, scan.text_bytes // limits.bytes_per_cell)
        if scan.last_row * scan.last_column > allowed:
            cell = f"{column_letter(scan.last_column - 1)}{scan.last_row}"
            raise FileRefused("unsafe", why="dimensions", sheet=sheet, cell=cell)
    facts = tuple(
        SheetFacts(
            sheet,
            hidden,
            scan.faults,
            tuple(scan.hidden_rows),
            tuple(scan.hidden_columns),
            frozenset(scan.struck),
            scan.last_row,
        )
        for sheet, hidden, scan in scans
    )
    return Container(path, name, kind, facts, epoch_1904, is_usual=is_usual)
