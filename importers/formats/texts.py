"""Tables kept as text: which encoding, which delimiter, and whether quotes and rows can be told at all."""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from itertools import chain, islice
from pathlib import Path

from importers.fields import column_letter
from importers.findings.refusals import FileRefused
from importers.limits import MIB, Limits

_SAMPLE_CHARACTERS = 1 << 16
_DELIMITERS = ",\t;|"
_MOST_COLUMNS = 16_384  # as in a spreadsheet program
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_BINARY_CONTROLS = frozenset(range(32)) - frozenset(b"\t\n\v\f\r\x1a\x1b\0")
_TABLE_NAMES = (".csv", ".tsv", ".tab", ".txt")
_MARKUP = (
    ("html", ("<!doctype html", "<html", "<table", "<head", "<body", "<meta", "mime-version:")),
    ("xml", ("<?xml", "<workbook", "<!doctype")),
    ("document", ("{\\rtf",)),
    ("", ("{", "[{")),
)


@dataclass(frozen=True, slots=True)
class TextTable:
    """How to read a text table. ``skips`` is 1 where the first line only names the delimiter (``sep=;``)."""

    encoding: str
    delimiter: str
    rows: int
    skips: int = 0


def lines(path: Path, encoding: str) -> Iterator[str]:
    """Yield the lines of a text with their line ends."""
    with path.open("rb") as file, TextIOWrapper(file, encoding, _errors_of(encoding), newline="") as text:
        yield from text


def _errors_of(encoding: str) -> str:
    """Let halves of surrogate pairs pass in UTF-16, where programs open such a text: ``cell_text`` removes them."""
    return "surrogatepass" if encoding == "utf-16" else "strict"


def records(path: Path, table: TextTable) -> Iterator[list[str]]:
    """Yield the rows of a text table as a spreadsheet program would number them."""
    source = islice(lines(path, table.encoding), table.skips, None)
    return csv.reader(source, delimiter=table.delimiter, strict=True)


def _decodes(path: Path, encoding: str) -> int | None:
    """Return None where the whole file is valid in an encoding, else the line of the first bad byte."""
    decoder = codecs.getincrementaldecoder(encoding)(_errors_of(encoding))
    line = 1
    with path.open("rb") as file:
        while piece := file.read(MIB):
            try:
                decoder.decode(piece)
            except UnicodeDecodeError as trouble:
                return line + piece.count(b"\n", 0, trouble.start)
            line += piece.count(b"\n")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return line
    return None


def detect_encoding(path: Path) -> str:
    """Choose the encoding: a byte order mark, else strict UTF-8, else strict GB18030.

    Raises ``FileRefused`` with the line of the first byte that fits none.
    """
    with path.open("rb") as file:
        head = file.read(4)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            candidates: tuple[str, ...] = (encoding,)
            break
    else:
        candidates = ("utf-8", "gb18030")
    line: int | None = None
    for encoding in candidates:
        line = _decodes(path, encoding)
        if line is None:
            return encoding
    raise FileRefused("damaged", why="encoding", line=str(line))


def _check_text(head: bytes) -> None:
    """Refuse bytes that are no text in any encoding we read."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return
    controls = sum(byte in _BINARY_CONTROLS for byte in head)
    if controls * 20 > len(head) or head.count(0) * 10 > len(head):
        raise FileRefused("not-a-spreadsheet")


def _check_markup(sample: str) -> None:
    start = sample.lstrip().lower()[:512]
    for why, beginnings in _MARKUP:
        if start.startswith(beginnings):
            html_inside = why == "xml" and "<html" in sample[:4096].lower()
            raise FileRefused("not-a-spreadsheet", why="html" if html_inside else why)


def _weight(sample: list[str], delimiter: str) -> int:
    """Weigh a delimiter: rows of the most usual width, times the cells they gain by it."""
    widths: dict[int, int] = {}
    try:
        for record in csv.reader(sample, delimiter=delimiter):
            widths[len(record)] = widths.get(len(record), 0) + 1
    except csv.Error:
        return 0
    return max(((width - 1) * count for width, count in widths.items() if width), default=0)


def _delimiter(sample: list[str], name: str) -> str:
    weights = {delimiter: _weight(sample, delimiter) for delimiter in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda delimiter: weights[delimiter])
    if weights[best]:
        return best
    if not name.lower().endswith(_TABLE_NAMES):
        # A single column is a table only where its sender says so; else it is a letter named like a workbook.
        raise FileRefused("not-a-spreadsheet", why="text")
    return ","


def _named_delimiter(first: str) -> str | None:
    """Return the delimiter of a leading ``sep=;`` line, which spreadsheet programs obey and hide."""
    named = first.strip("\ufeff\r\n").lower()
    return named[4] if named.startswith("sep=") and len(named) == 5 else None


def _count_rows(path: Path, name: str, table: TextTable, limits: Limits) -> int:
    """Read the table once to the end, so that a quote left open is refused and never swallows rows."""
    rows, reader = 0, records(path, table)
    line = 1
    try:
        for record in reader:
            rows += 1
            if len(record) > _MOST_COLUMNS:
                cell = f"{column_letter(len(record) - 1)}{rows}"
                raise FileRefused("unsafe", why="dimensions", sheet=name, cell=cell)
            line = reader.line_num + 1  # type: ignore[attr-defined]
    except csv.Error as trouble:
        raise FileRefused("damaged", why="quote", line=str(line + table.skips)) from trouble
    if rows > limits.rows:
        raise FileRefused("too-large", why="rows", limit=str(limits.rows))
    return rows


def inspect_text(path: Path, name: str, limits: Limits) -> TextTable:
    """Find out how to read a text table. Raises ``FileRefused`` where it is none."""
    with path.open("rb") as file:
        _check_text(file.read(1 << 14))
    encoding = detect_encoding(path)
    text = lines(path, encoding)
    sample, size = [], 0
    for line in text:
        sample.append(line)
        size += len(line)
        if size > _SAMPLE_CHARACTERS:
            break
    if not any(line.strip() for line in chain(sample, islice(text, 1000))):
        raise FileRefused("empty")
    _check_markup("".join(sample[:100]).lstrip("\ufeff"))
    named = _named_delimiter(sample[0])
    delimiter = named or _delimiter(sample, name)
    draft = TextTable(encoding, delimiter, 0, skips=1 if named else 0)
    return TextTable(encoding, delimiter, _count_rows(path, name, draft, limits), draft.skips)
