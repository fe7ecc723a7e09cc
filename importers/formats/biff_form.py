"""An old workbook (MS-XLS) written anew as calamine reads it: texts in Unicode, own formats under free numbers.

calamine takes the code page of a BIFF8 workbook for that of its texts, which are Unicode whatever it says; it does not
decode those of BIFF5; and it believes the number of a format where the file defines another format under it.
"""

import struct
from pathlib import Path
from typing import Final

from importers.findings.refusals import FileRefused
from importers.formats import ole
from importers.formats.biff import (
    BIFF8,
    BOF,
    BOUNDSHEET,
    CODEPAGE,
    EOF,
    FORMAT,
    FORMULA,
    LABEL,
    MULRK,
    STRING,
    TEXTS,
    UTF_16,
    XF,
    Globals,
    codec_of,
    read_globals,
    records,
    sheet_name,
)

_NUMBERED: Final = {FORMAT: 0, XF: 2}  # where in its body a record has the number of a format
_SHEETS_AT: Final = struct.Struct("<I")
_KEPT: Final = frozenset({0x0203, 0x027E, MULRK, 0x0205, 0x0022, EOF})
_SECTOR: Final = 512
_SMALLEST: Final = 4096  # smaller streams lie elsewhere in a compound file
_END, _FREE, _TABLE, _NO_ENTRY = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF


def stream_of(path: Path) -> bytes:
    """Return the workbook stream of a file, with or without a compound file around it."""
    content = path.read_bytes()
    if not content.startswith(ole.MAGIC):
        return content
    stream = ole.open_storage(content).first_stream("Workbook", "Book")
    if stream is None:
        raise FileRefused("damaged")
    return stream


def normal_biff(stream: bytes) -> bytes:
    """Return a compound file of the workbook in its normal form."""
    book = read_globals(stream)
    return _compound(_patched(stream, book) if book.version >= BIFF8 else _converted(stream, book))


def _patched(stream: bytes, book: Globals) -> bytes:
    """Change a BIFF8 stream in its places: the code page, and the numbers of formats that calamine takes for days."""
    out, own = bytearray(stream), book.renumbered
    for kind, at, _ in records(stream, 0):
        if kind == CODEPAGE:
            out[at + 4 : at + 6] = UTF_16.to_bytes(2, "little")
        elif kind in _NUMBERED:
            place = at + 4 + _NUMBERED[kind]
            number = int.from_bytes(out[place : place + 2], "little")
            out[place : place + 2] = own.get(number, number).to_bytes(2, "little")
    return bytes(out)


def _converted(stream: bytes, book: Globals) -> bytes:
    """Write a BIFF5 stream as BIFF8: what cells and days are made of."""
    codec, own = codec_of(stream, book), book.renumbered
    sheets = [
        b"".join(_as_biff8(kind, body, codec, own) for kind, _, body in records(stream, start))
        for start in (int.from_bytes(body[:4], "little") for body in book.sheets)
    ]
    parts = [
        _as_biff8(kind, body, codec, own)
        for kind, _, body in records(stream, 0)
        if kind not in (BOUNDSHEET, EOF)
    ]
    listed = [(body[4:6], sheet_name(body, book.version, codec)) for body in book.sheets]
    parts += [_record(EOF, b"")]
    at = sum(map(len, parts)) + sum(4 + 8 + 2 * _units(name) for _, name in listed)
    bounds = []
    for (flags, name), sheet in zip(listed, sheets, strict=True):
        title = bytes((_units(name), 1)) + name.encode("utf-16-le")
        bounds.append(_record(BOUNDSHEET, _SHEETS_AT.pack(at) + flags + title))
        at += len(sheet)
    return b"".join([*parts[:-1], *bounds, parts[-1], *sheets])


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _unicode(text: bytes, codec: str) -> bytes:
    said = text.decode(codec, "replace").encode("utf-16-le")
    return struct.pack("<HB", len(said) // 2, 1) + said


def _as_biff8(kind: int, body: bytes, codec: str, own: dict[int, int]) -> bytes:
    """Return a record of BIFF5 as one of BIFF8, nothing where cells do without it."""
    if kind in _KEPT:
        return _record(kind, body)
    if kind == BOF:
        return _record(BOF, struct.pack("<H", BIFF8) + body[2:8] + bytes(8))
    if kind in TEXTS:
        length = int.from_bytes(body[6:8], "little")
        return _record(LABEL, body[:6] + _unicode(body[8 : 8 + length], codec))
    if kind == STRING:
        return _record(STRING, _unicode(body[2 : 2 + int.from_bytes(body[:2], "little")], codec))
    if kind == FORMULA:
        return _record(FORMULA, body[:20] + b"\x03\0\x1e\0\0")  # the expression is not read: 0 in its place
    if kind in _NUMBERED:
        return _numbered(kind, body, codec, own)
    return _record(CODEPAGE, UTF_16.to_bytes(2, "little")) if kind == CODEPAGE else b""


def _numbered(kind: int, body: bytes, codec: str, own: dict[int, int]) -> bytes:
    at = _NUMBERED[kind]
    number = int.from_bytes(body[at : at + 2], "little")
    written = own.get(number, number).to_bytes(2, "little")
    if kind == FORMAT:
        return _record(FORMAT, written + _unicode(body[3 : 3 + body[2]], codec))
    return _record(XF, body[:2] + written + body[4:].ljust(16, b"\0"))


def _compound(stream: bytes) -> bytes:
    """Wrap a stream in a compound file (MS-CFB): header, the stream, a directory and the table of sectors."""
    stream = stream.ljust(max(_SMALLEST, -(-len(stream) // _SECTOR) * _SECTOR), b"\0")
    count = len(stream) // _SECTOR
    directory = _entry("Root Entry", 5, _END, 0, child=1) + _entry("Workbook", 2, 0, len(stream))
    directory += _entry("", 0, 0, 0) * 2
    tables = -(-(count + 2) // (_SECTOR // 4 - 2))
    lists = max(0, -(-(tables - 109) // (_SECTOR // 4 - 1)))
    chain = [*range(1, count), _END, _END, *[_TABLE] * tables, *[_TABLE - 1] * lists]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(tables * _SECTOR, b"\xff")
    first, numbers = count + 1, list(range(count + 1, count + 1 + tables))
    after = first + tables
    header = ole.MAGIC + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, tables, count, 0, _SMALLEST, _END, 0, after if lists else _END, lists)
    header += struct.pack("<109I", *(numbers[:109] + [_FREE] * (109 - len(numbers[:109]))))
    return header + stream + directory + table + _further(numbers[109:], after, lists)


def _further(numbers: list[int], first: int, count: int) -> bytes:
    """Return the sectors that list those sectors of the table for which the header has no room."""
    sectors = b""
    for index in range(count):
        part = numbers[index * 127 : index * 127 + 127]
        following = first + index + 1 if index + 1 < count else _END
        sectors += struct.pack("<128I", *part, *[_FREE] * (127 - len(part)), following)
    return sectors


def _entry(name: str, kind: int, start: int, size: int, *, child: int = _NO_ENTRY) -> bytes:
    text = (name + "\0").encode("utf-16-le") if name else b""
    links = struct.pack("<III", _NO_ENTRY, _NO_ENTRY, child)
    place = struct.pack("<IQ", start, size)
    return text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1) + links + bytes(36) + place
