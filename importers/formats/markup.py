"""The XML parts of a package as UTF-8 text, whatever encoding they were written in, free of declarations.

Sources: XML 1.0, section 4.3.3 and appendix F (how an encoding is told before the text can be read).
"""

import codecs
import re
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO, Final
from zipfile import ZipInfo

from importers.findings.refusals import FileRefused
from importers.formats.zipguard import read_pieces

_DECLARATION: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)")
_HEAD: Final = re.compile(
    rb"\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"'][^>]{0,200}?\?>"
)
_MARKS: Final = (
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_AS_WRITTEN: Final = {"gb2312": "gb18030", "gbk": "gb18030"}
_PLAIN: Final = ("utf-8", "utf8", "us-ascii", "ascii")


def check_markup(piece: bytes) -> None:
    """Refuse declarations of types and entities: no spreadsheet program writes them."""
    if b"!" in piece and _DECLARATION.search(piece):  # that sign is rare, and found ten times as fast
        raise FileRefused("unsafe", why="entity")


def foreign_encoding(first: bytes) -> str | None:
    """Return the encoding of a text that is not UTF-8, by its first bytes; None where it is.

    >>> foreign_encoding(b'<?xml version="1.0" encoding="GB2312"?><a/>'), foreign_encoding(b"<a/>")
    ('gb18030', None)
    """
    for mark, encoding in _MARKS:
        if first.startswith(mark):
            return encoding
    head = _HEAD.match(first.removeprefix(codecs.BOM_UTF8))
    name = head[1].decode().lower() if head else "utf-8"
    return None if name in _PLAIN else _AS_WRITTEN.get(name, name)


def as_utf8(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield a text as UTF-8, checked for declarations; one in another encoding without its XML declaration.

    Raises ``FileRefused``: unsafe for declarations, damaged for bytes that the encoding does not have.
    """
    first = next(pieces, b"")
    encoding = foreign_encoding(first[:512])
    tail = b""
    for piece in _decoded(chain([first], pieces), encoding) if encoding else chain([first], pieces):
        check_markup(tail[-16:] + piece)
        yield piece
        tail = piece


def _decoded(pieces: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
        is_head = True
        for piece in pieces:
            text = decoder.decode(piece).encode()
            if is_head and text:
                text, is_head = _HEAD.sub(b"", text, count=1), False
            yield text
        yield decoder.decode(b"", final=True).encode()
    except (LookupError, UnicodeError, TypeError, AttributeError) as trouble:
        raise FileRefused("damaged") from trouble


def read_markup(file: BinaryIO, entry: ZipInfo, *, at_most: int) -> bytes:
    """Read one whole XML part of at most that many bytes, as UTF-8."""
    if entry.file_size > at_most:
        raise FileRefused("too-large")
    return b"".join(as_utf8(read_pieces(file, entry)))


def check_part(file: BinaryIO, entry: ZipInfo) -> None:
    """Inflate one XML part only to verify it."""
    for _ in as_utf8(read_pieces(file, entry)):
        pass
