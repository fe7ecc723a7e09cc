"""The zip directory of a workbook, checked before any part is given to a parser.

Each part is inflated here once, in pieces, against its declared size, its checksum and the limits.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from importers.findings.refusals import FileRefused
from importers.limits import MIB, Limits

PIECE_BYTES = 2 * MIB
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_END_OF_DIRECTORY = b"PK\x05\x06"
_DIRECTORY_BYTES_PER_ENTRY = 512


class Parts(Mapping[str, zipfile.ZipInfo]):
    """The parts of a zip by name, without regard to case, as every program that opens packages finds them.

    ``as_listed``: every name stands in the zip as it is used here, with no bytes before the first part.
    """

    def __init__(self) -> None:
        self._entries: dict[str, tuple[str, zipfile.ZipInfo]] = {}
        self.as_listed = True

    def __getitem__(self, name: str) -> zipfile.ZipInfo:
        return self._entries[name.lower()][1]

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, name: str, entry: zipfile.ZipInfo) -> None:
        """Add a part. Raises ``FileRefused`` (unsafe) where there is one of that name."""
        if name.lower() in self._entries:
            raise FileRefused("unsafe", why="duplicate-entry")
        self._entries[name.lower()] = name, entry
        self.as_listed = self.as_listed and entry.orig_filename == name


def _check_directory_size(file: BinaryIO, limits: Limits) -> None:
    """Refuse a directory that ``zipfile`` would need seconds and gigabytes to list."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 65_557))
    tail = file.read()
    found = tail.rfind(_END_OF_DIRECTORY)
    if found < 0 or len(tail) < found + 16:
        raise FileRefused("damaged")
    directory_bytes = int.from_bytes(tail[found + 12 : found + 16], "little")
    if 0xFFFFFFFF > directory_bytes > limits.entries * _DIRECTORY_BYTES_PER_ENTRY:
        raise FileRefused("unsafe", why="entries")


def _check_name(name: str) -> None:
    pieces = name.split("/")
    if ".." in pieces or ":" in pieces[0] or "\0" in name:
        raise FileRefused("unsafe", why="path")


def _check_totals(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(entries) > limits.entries:
        raise FileRefused("unsafe", why="entries")
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > limits.free_unpacked_bytes and unpacked > limits.ratio * packed:
        raise FileRefused("unsafe", why="bomb")
    if unpacked > limits.unpacked_bytes:
        raise FileRefused("too-large")


def open_parts(file: BinaryIO, limits: Limits) -> Parts:
    """List the parts of a zip by name (slashes forward), refusing what no honest writer makes."""
    _check_directory_size(file, limits)
    try:
        entries = zipfile.ZipFile(file).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, OSError) as trouble:
        raise FileRefused("damaged") from trouble
    _check_totals(entries, limits)
    parts = Parts()
    for entry in entries:
        name = entry.filename.replace("\\", "/").removeprefix("/")
        _check_name(name)
        if entry.flag_bits & 1:
            raise FileRefused("encrypted")
        parts.add(name, entry)
    return parts


def _stored(file: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the packed bytes of an entry, found through its local header."""
    if entry.header_offset < 0:  # zipfile moves offsets by what it takes for bytes before the zip
        raise FileRefused("damaged")
    file.seek(entry.header_offset)
    header = file.read(_LOCAL_HEADER.size)
    if len(header) < _LOCAL_HEADER.size or not header.startswith(b"PK\x03\x04"):
        raise FileRefused("damaged")
    _, name_bytes, extra_bytes = _LOCAL_HEADER.unpack(header)
    file.seek(name_bytes + extra_bytes, 1)
    left = entry.compress_size
    while left:
        packed = file.read(min(left, 1 << 18))
        if not packed:
            raise FileRefused("damaged")
        left -= len(packed)
        yield packed


def _inflated(file: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    if entry.compress_type == zipfile.ZIP_STORED:
        yield from _stored(file, entry)
        return
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise FileRefused("damaged")
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    for packed in _stored(file, entry):
        waiting = packed
        while waiting and not inflate.eof:
            yield inflate.decompress(waiting, PIECE_BYTES)
            waiting = inflate.unconsumed_tail
    yield inflate.flush()


def read_pieces(file: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Inflate one part in pieces of at most 2 MiB; its size and checksum are verified on the way.

    Raises ``FileRefused``: unsafe where the part is larger than it declares, damaged where it is broken.
    """
    size, checksum = 0, 0
    try:
        for piece in _inflated(file, entry):
            size += len(piece)
            if size > entry.file_size:
                raise FileRefused("unsafe", why="bomb")
            checksum = zlib.crc32(piece, checksum)
            if piece:
                yield piece
    except zlib.error as trouble:
        raise FileRefused("damaged") from trouble
    if size != entry.file_size or checksum != entry.CRC:
        raise FileRefused("damaged")
