"""Tables kept as text: which encoding, which delimiter, and whether quotes and rows can be told at all."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import TextIOWrapper
from itertools import chain, islice
from math import log2
from pathlib import Path
from typing import cast

from importers.fields import column_letter
from importers.findings.refusals import FileRefused
from importers.formats.encodings import detect_encoding, errors_of, is_garbled
from importers.formats.quotes import Cell, is_suspect, mended_records
from importers.limits import Limits

_SAMPLE_CHARACTERS = 1 << 16
_DELIMITERS = ",\t;|，"
_MOST_COLUMNS = 16_384  # as in a spreadsheet program
_BLANKS = re.compile(r" {2,}|\u3000{2,}").findall
_TABLE_NAMES = (".csv", ".tsv", ".tab", ".txt")
_PAGES = (
    "<!doctype html",
    "<html",
    "<table",
    "<head",
    "<body",
    "<meta",
    "<tr",
    "<div",
    "<style",
    "<center",
    "<!--",
)
_OTHER = (
    ("html", ("mime-version:",)),
    ("xml", ("<?xml", "<!doctype")),
    ("document", ("{\\rtf",)),
    ("", ("{", "[{")),
)
_XML_TABLE = b"urn:schemas-microsoft-com:office:spreadsheet"


@dataclass(frozen=True, slots=True)
class TextTable:
    """How to read a text table: ``width`` is its usual number of columns.

    ``skips`` is 1 where the first line only names the delimiter (``sep=;``); ``is_mended``: some quotes are not
    closed, and each line stands for itself (``importers.formats.quotes``).
    """

    encoding: str
    delimiter: str
    rows: int
    width: int = 1
    skips: int = 0
    is_mended: bool = False


def lines(path: Path, encoding: str) -> Iterator[str]:
    """Yield the lines of a text with their line ends."""
    with path.open("rb") as file, TextIOWrapper(file, encoding, errors_of(encoding), newline="") as text:
        yield from text


def records(path: Path, table: TextTable) -> Iterator[Sequence[Cell]]:
    """Yield the rows of a text table as a spreadsheet program would number them."""
    source = islice(lines(path, table.encoding), table.skips, None)
    if table.is_mended:
        return mended_records(source, delimiter=table.delimiter, width=table.width)
    return csv.reader(source, delimiter=table.delimiter, strict=True)


def markup_kind(head: bytes) -> str | None:
    """Return html or xml (XML Spreadsheet 2003) where a file begins as such a table, None where it does not."""
    plain = (
        head.replace(b"\0", b"")
        .removeprefix(b"\xef\xbb\xbf")
        .removeprefix(b"\xff\xfe")
        .removeprefix(b"\xfe\xff")
    )
    start = plain.lstrip().lower()
    if start.startswith((b"<?xml", b"<workbook", b"<ss:workbook", b"<?mso-application")):
        if _XML_TABLE in start:
            return "xml"
        return "html" if b"<html" in start else None
    return "html" if start.startswith(tuple(map(str.encode, _PAGES))) else None


def _check_markup(sample: str) -> None:
    start = sample.lstrip().lower()[:512]
    for why, beginnings in _OTHER:
        if start.startswith(beginnings):
            raise FileRefused("not-a-spreadsheet", why=why)


@dataclass(frozen=True, slots=True)
class _Division:
    """What a delimiter makes of a sample: the rows it divides, their usual number of columns, how well that fits."""

    rows: int = 0
    width: int = 1
    weight: float = 0.0


def _division(sample: list[str], delimiter: str) -> _Division:
    """Divide a sample by a delimiter: rows of the most usual width count, and more where they gain more cells.

    They gain by the order of their width only: a page pasted into one cell is wider than any table.
    """
    widths: dict[int, int] = {}
    try:
        for record in csv.reader(sample, delimiter=delimiter):
            widths[len(record)] = widths.get(len(record), 0) + 1
    except csv.Error:
        return _Division()
    rows = sum(count for width, count in widths.items() if width > 1)
    weight, width = max(
        ((log2(width) * count, width) for width, count in widths.items() if width > 1), default=(0.0, 1)
    )
    return _Division(rows, width, weight)


def _delimiter(sample: list[str], name: str) -> tuple[str, int]:
    """Return the delimiter and the usual number of columns: one that divides as good as all rows that any divides."""
    divisions = {delimiter: _division(sample, delimiter) for delimiter in _DELIMITERS}
    most = max(division.rows for division in divisions.values())
    usual = [delimiter for delimiter in _DELIMITERS if divisions[delimiter].rows * 2 >= most]
    best = max(usual, key=lambda delimiter: divisions[delimiter].weight)
    if divisions[best].rows:
        return best, divisions[best].width
    if not name.lower().endswith(_TABLE_NAMES) or _is_aligned(sample):
        # A single column is a table only where its sender says so; else it is a letter named like a workbook.
        raise FileRefused("not-a-spreadsheet", why="text")
    return ",", 1


def _is_aligned(sample: list[str]) -> bool:
    """Tell whether lines hold columns aligned by blanks: where one ends is anybody's guess."""
    return sum(len(_BLANKS(line.strip())) >= 2 for line in sample) * 2 > len(sample)


def _named_delimiter(first: str) -> str | None:
    """Return the delimiter of a leading ``sep=;`` line, which spreadsheet programs obey and hide."""
    named = first.strip("\ufeff\r\n").lower()
    return named[4] if named.startswith("sep=") and len(named) == 5 else None


def _measured(path: Path, name: str, table: TextTable, limits: Limits) -> TextTable:
    """Read the table once to the end: count its rows, and see whether a quote swallows any of them."""
    rows = 0
    try:
        for record in records(path, table):
            rows += 1
            if len(record) > _MOST_COLUMNS:
                cell = f"{column_letter(len(record) - 1)}{rows}"
                raise FileRefused("unsafe", why="dimensions", sheet=name, cell=cell)
            if rows > limits.rows:
                raise FileRefused("too-large", why="rows", limit=str(limits.rows))
            if not table.is_mended and _is_suspect(record, table):
                return _measured(path, name, replace(table, is_mended=True), limits)
    except csv.Error:
        return _measured(path, name, replace(table, is_mended=True), limits)
    return replace(table, rows=rows)


def _is_suspect(record: Sequence[Cell], table: TextTable) -> bool:
    read_by_rules = cast("Sequence[str]", record)
    return is_suspect(read_by_rules, delimiter=table.delimiter, width=table.width)


def inspect_text(path: Path, name: str, limits: Limits) -> TextTable:
    """Find out how to read a text table. Raises ``FileRefused`` where it is none."""
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
    if is_garbled("".join(sample)):
        raise FileRefused("damaged", why="garbled")
    named = _named_delimiter(sample[0])
    delimiter, width = (named, _division(sample[1:], named).width) if named else _delimiter(sample, name)
    draft = TextTable(encoding, delimiter, 0, width, skips=1 if named else 0)
    return _measured(path, name, draft, limits)
