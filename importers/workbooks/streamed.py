"""Workbooks that leave while they are being written: the first bytes are there at once, and memory does not grow.

openpyxl makes all parts but the rows: looks, widths, heads, the set-up of the page. The rows are written here as text,
packed as they come, and sent; every part stands in the order in which it is known, so none has to be kept back. What
further sheets show of the same rows is laid aside meanwhile, in files without names. A cell never becomes a formula:
text is written as text, and what begins like one carries the quote prefix.

Sources: ECMA-376 part 1, 18.3.1 (worksheets), 18.4 (shared strings); APPNOTE 4.3.9 (sizes stand behind the data).
"""

import tempfile
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from typing import IO, Final
from zipfile import ZIP_DEFLATED, ZipFile

from importers.workbooks.cell_texts import Look, SharedTexts, Writer, writers, written_text
from importers.workbooks.handed_out import Value
from importers.workbooks.sheet_frames import LAST_ROW, Column, Frame, Heading, framed

LEVEL: Final = 1
"""Of packing: the next ones take twice as long for a tenth less."""
_ROWS_AT_ONCE: Final = 250
_PIECE_BYTES: Final = 32768
_COPIED_BYTES: Final = 1 << 18
_MOST_SHEET_BYTES: Final = 2**31 - 2**24
"""Of a sheet unpacked: beyond 2 GiB its entry would need the form of large archives, which Excel calls damaged."""


class SheetFull(Exception):
    """A worksheet cannot hold so many rows."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet over rows: what stands above them, and the places of the columns that it shows of them.

    ``counted``: the line below the last row, with ``{count}`` for how many there are; None for none.
    """

    name: str
    heading: Heading
    places: Sequence[int]
    counted: str | None = None


class _Packed:
    """What has been packed and not been taken yet; it cannot be gone back in."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, data: bytes) -> int:
        self._held += data
        return len(data)

    def flush(self) -> None:
        """Be a file: there is nothing behind this one to be flushed."""

    def close(self) -> None:
        """Be a file: there is nothing to be closed."""

    def is_large(self) -> bool:
        return len(self._held) >= _PIECE_BYTES

    def taken(self) -> bytes:
        held = bytes(self._held)
        self._held.clear()
        return held


def workbook_pieces(
    columns: Sequence[Column], rows: Iterable[Sequence[Value]], sheets: Sequence[Sheet]
) -> Generator[bytes, None, None]:
    """Yield a workbook piece by piece; the rows are read once, as they are wanted.

    Raises SheetFull where a sheet gets more rows than one can hold.
    """
    frame = framed([(one.name, one.heading, [columns[place] for place in one.places]) for one in sheets])
    shared, packed = SharedTexts(), _Packed()
    write = writers([column.look for column in columns], frame.looks, shared)
    texts = [_SheetText(sheet, frame, place) for place, sheet in enumerate(sheets)]
    with ExitStack() as files, ZipFile(packed, "w", ZIP_DEFLATED, compresslevel=LEVEL) as package:
        for name, content in frame.parts_before:
            _add(package, name, content)
        aside = [_Aside(text, files.enter_context(tempfile.TemporaryFile())) for text in texts[1:]]
        yield from _sent(_read(rows, write, texts[0], aside), package, texts[0].name, packed)
        for one in aside:
            yield from _sent(one.pieces(), package, one.text.name, packed)
        _add(package, frame.texts_name, shared.document().encode())
        for name, content in frame.parts_after([text.last_row for text in texts]):
            _add(package, name, content)
    yield packed.taken()


def _sent(pieces: Iterable[bytes], package: ZipFile, name: str, packed: _Packed) -> Iterator[bytes]:
    """Pack the pieces of a part, and yield what that comes to."""
    with package.open(name, "w") as part:
        for piece in pieces:
            part.write(piece)
            if packed.is_large():
                yield packed.taken()


def _read(
    rows: Iterable[Sequence[Value]], write: Sequence[Writer], text: "_SheetText", aside: Sequence["_Aside"]
) -> Iterator[bytes]:
    """Yield the first sheet's part as the rows come; what the others show of them is laid aside."""
    yield text.above()
    remaining = iter(rows)
    while run := list(islice(remaining, _ROWS_AT_ONCE)):
        cells = [
            ["" if value is None else way(value) for way, value in zip(write, row, strict=True)]
            for row in run
        ]
        for one in aside:
            one.file.write(one.text.rows(cells))
        yield text.rows(cells)
    yield text.below()


def _add(package: ZipFile, name: str, content: bytes) -> None:
    with package.open(name, "w") as part:  # by its name alone: no clock is asked for the day of the entry
        part.write(content)


class _SheetText:
    """The text of one worksheet's part, in pieces, and the row that is its last so far."""

    def __init__(self, sheet: Sheet, frame: Frame, place: int) -> None:
        self._sheet, self._looks, self._part = sheet, frame.looks, frame.sheets[place]
        self._columns = frame.columns[place]
        self.name = self._part.name
        self._shown = _picking(sheet.places)
        self._size = 0
        self.last_row = sheet.heading.head_row

    def above(self) -> bytes:
        """Return what stands above the rows."""
        heading, looks = self._sheet.heading, self._looks
        lines = [
            _line(number, text, looks[Look.TITLE if number == 1 else Look.LINE], height)
            for number, (text, height) in enumerate(heading.lines, start=1)
        ]
        heads = (
            f'<c r="{column.letter}{heading.head_row}"{written_text(column.head, looks[Look.HEAD], looks[Look.HEAD])}'
            for column in self._columns
        )
        written = "".join((*lines, f'<row r="{heading.head_row}">', *heads, "</row>"))
        return self._part.before + written.encode()

    def rows(self, run: Sequence[Sequence[str]]) -> bytes:
        """Return the next rows; their cells are written already, but for their addresses. Raises SheetFull."""
        letters, shown, written = [column.letter for column in self._columns], self._shown, []
        first, self.last_row = self.last_row + 1, self.last_row + len(run)
        for number, row in enumerate(run, start=first):
            cells = [
                f'<c r="{letter}{number}"{cell}'
                for letter, cell in zip(letters, shown(row), strict=True)
                if cell
            ]
            written.append(f'<row r="{number}">{"".join(cells)}</row>')
        text = "".join(written).encode()
        self._size += len(text)
        if self.last_row > LAST_ROW - (self._sheet.counted is not None) or self._size > _MOST_SHEET_BYTES:
            raise SheetFull
        return text

    def below(self) -> bytes:
        """Return what stands below the rows."""
        line = ""
        if self._sheet.counted is not None:
            count = self.last_row - self._sheet.heading.head_row
            told = self._sheet.counted.format(count=f"{count:,}")
            line = _line(self.last_row + 1, told, self._looks[Look.LINE], None)
        return line.encode() + self._part.after(self.last_row)


@dataclass(frozen=True, slots=True)
class _Aside:
    """A further sheet whose rows are kept until the first one is whole."""

    text: _SheetText
    file: IO[bytes]

    def pieces(self) -> Iterator[bytes]:
        yield self.text.above()
        self.file.seek(0)
        while piece := self.file.read(_COPIED_BYTES):
            yield piece
        yield self.text.below()


def _picking(places: Sequence[int]) -> Callable[[Sequence[str]], Sequence[str]]:
    """Return what picks these places out of a row."""
    if len(places) == 1:
        (only,) = places
        return lambda row: (row[only],)
    return itemgetter(*places)


def _line(number: int, text: str, look: int, height: float | None) -> str:
    tall = "" if height is None else f' ht="{height:g}" customHeight="1"'
    return f'<row r="{number}"{tall}><c r="A{number}"{written_text(text, look, look)}</row>'
