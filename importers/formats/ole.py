"""The directory and streams of an OLE compound file (MS-CFB): enough to tell passwords, macros and workbooks."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from importers.findings.refusals import FileRefused

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST_SECTOR = 0xFFFFFFFA  # MAXREGSECT of MS-CFB: greater numbers are marks
_ENTRY_BYTES = 128
_MINI_CUTOFF_AT = 56


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    kind: int
    start: int
    size: int


class Storage:
    """A compound file held in memory. Broken chains raise ``FileRefused`` (damaged)."""

    def __init__(self, content: bytes) -> None:
        if len(content) < 512:
            raise FileRefused("damaged")
        self._content = content
        self._shift = int.from_bytes(content[30:32], "little")
        if self._shift not in (9, 12):
            raise FileRefused("damaged")
        self._table = self._read_table()

    def _number(self, at: int) -> int:
        return int.from_bytes(self._content[at : at + 4], "little")

    def _sector(self, number: int) -> bytes:
        start = (number + 1) << self._shift
        return self._content[start : start + (1 << self._shift)]

    def _read_table(self) -> tuple[int, ...]:
        """Read the sector allocation table through the list of its own sectors (109 in the header, then more)."""
        listed = list(struct.unpack("<109I", self._content[76:512]))
        following, seen = self._number(68), set[int]()
        while following < _LAST_SECTOR and following not in seen:
            seen.add(following)
            sector = self._sector(following)
            if len(sector) < 1 << self._shift:
                break
            numbers = struct.unpack(f"<{len(sector) // 4}I", sector)
            listed.extend(numbers[:-1])
            following = numbers[-1]
        table = b"".join(self._sector(number) for number in listed if number < _LAST_SECTOR)
        return struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])

    def _chain(self, start: int, table: tuple[int, ...]) -> list[int]:
        numbers: list[int] = []
        number = start
        while number < _LAST_SECTOR:
            if number >= len(table) or len(numbers) > len(table):
                raise FileRefused("damaged")
            numbers.append(number)
            number = table[number]
        return numbers

    def _read(self, start: int) -> bytes:
        return b"".join(self._sector(number) for number in self._chain(start, self._table))

    @cached_property
    def _entries(self) -> list[_Entry]:
        directory = self._read(self._number(48))
        entries: list[_Entry] = []
        for at in range(0, len(directory) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
            name_bytes = int.from_bytes(directory[at + 64 : at + 66], "little")
            name = directory[at : at + max(0, min(name_bytes, 64) - 2)].decode("utf-16-le", "replace")
            start, size = struct.unpack("<II", directory[at + 116 : at + 124])
            entries.append(_Entry(name, directory[at + 66], start, size))
        return entries

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of all storages and streams, whatever their place."""
        return frozenset(entry.name for entry in self._entries if entry.kind in (1, 2))

    def first_stream(self, *names: str) -> bytes | None:
        """Return the content of the first of the named streams that exists."""
        for name in names:
            for entry in self._entries:
                if entry.kind == 2 and entry.name.lower() == name.lower():
                    return self._stream(entry)
        return None

    def streams(self) -> Iterator[tuple[str, bytes]]:
        """Yield the name and content of every stream, whatever its place."""
        for entry in self._entries:
            if entry.kind == 2:
                yield entry.name, self._stream(entry)

    def _stream(self, entry: _Entry) -> bytes:
        if entry.size >= self._number(_MINI_CUTOFF_AT):
            return self._read(entry.start)[: entry.size]
        root = next((found for found in self._entries if found.kind == 5), None)
        if root is None:
            raise FileRefused("damaged")
        small, table = self._read(root.start), self._read(self._number(60))
        chain = self._chain(entry.start, struct.unpack(f"<{len(table) // 4}I", table))
        return b"".join(small[number * 64 : number * 64 + 64] for number in chain)[: entry.size]


def open_storage(content: bytes) -> Storage:
    """Open a compound file. Raises ``FileRefused`` (damaged) where its tables cannot be followed."""
    return Storage(content)
