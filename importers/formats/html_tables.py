"""Web pages that are named like workbooks, as many systems export them: their tables in one sheet.

A spreadsheet program stacks the tables and the lines of text between them; the numbers of rows are the same here.
Text is what a reader of the page sees; nothing is loaded and no script is run.
"""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

from importers.findings.refusals import FileRefused
from importers.formats.cell_faults import ERROR_WORDS, error_cell
from importers.formats.cell_text import CellValue
from importers.formats.encodings import detect_encoding, errors_of
from importers.formats.grids import Filler, Grid, Grids
from importers.limits import Limits

_PIECE: Final = 1 << 16
_UNSEEN: Final = frozenset({"script", "style", "title", "xml", "noscript"})
_BLOCKS: Final = frozenset(
    {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "center", "caption", "li", "br", "hr"}
)
_SPACES: Final = re.compile(r"[ \t\r\n\f]+")
_MOST_SPANNED: Final = 16_384


def read_html(path: Path, *, name: str, limits: Limits) -> Grids:
    """Read a page. Raises ``FileRefused`` where it holds no table of two columns and two rows."""
    encoding = detect_encoding(path)
    page = _Page(Grid(name), Filler(limits))
    with path.open(encoding=encoding, errors=errors_of(encoding), newline="") as file:
        while piece := file.read(_PIECE):
            page.feed(piece)
    page.close()
    page.end_line()
    if page.tables_rows < 2 or max(map(len, page.grid.rows.values()), default=0) < 2:
        raise FileRefused("not-a-spreadsheet", why="html")
    return Grids("html", encoding, (page.grid,))


class _Page(HTMLParser):
    """Takes the elements of a page: ``_row`` and ``_column`` are the place of the last cell of the grid."""

    def __init__(self, grid: Grid, filler: Filler) -> None:
        super().__init__(convert_charrefs=True)
        self.grid, self.filler = grid, filler
        self.tables_rows = 0
        self._row = self._column = self._depth = self._unseen = 0
        self._text: list[str] = []
        self._span: tuple[int, int] | None = None
        self._below: dict[int, int] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "table":
            self._start_table()
        elif tag == "tr" and self._depth == 1:
            self._start_row(attrs)
        elif tag in {"td", "th"} and self._depth == 1:
            self._start_cell(dict(attrs))
        elif tag in _BLOCKS:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag == "table":
            self._end_cell()
            self._depth = max(0, self._depth - 1)
            if not self._depth:
                self._row += max(self._below.values(), default=0)
                self._below.clear()
        elif tag in {"td", "th", "tr"} and self._depth == 1:
            self._end_cell()
        elif tag in _BLOCKS:
            self._break()

    def handle_data(self, data: str) -> None:
        if not self._unseen and (not self._depth or self._span):
            self._text.append(_SPACES.sub(" ", data))

    def end_line(self) -> None:
        """Put a line of text that stands outside of all tables into a row of its own."""
        said = self._said()
        if said:
            self._row += 1
            self.filler.put(self.grid, self._row, 1, said)

    def _break(self) -> None:
        if self._span:
            self._text.append("\n")
        elif not self._depth:
            self.end_line()

    def _start_table(self) -> None:
        if not self._depth:
            self.end_line()
        self._depth += 1

    def _start_row(self, attrs: list[tuple[str, str | None]]) -> None:
        self._end_cell()
        self._row += 1
        self.tables_rows += 1
        self._column = 0
        self._below = {column: rows - 1 for column, rows in self._below.items() if rows > 1}
        if re.search(r"display\s*:\s*none", dict(attrs).get("style") or "", re.IGNORECASE):
            self.grid.hidden_rows.append(self._row)

    def _start_cell(self, attributes: dict[str, str | None]) -> None:
        self._end_cell()
        if not self._row:
            self._start_row([])
        self._column += 1
        while self._column in self._below:
            self._column += 1
        self._span = _number(attributes.get("rowspan")), _number(attributes.get("colspan"))

    def _end_cell(self) -> None:
        if self._span is None:
            return
        (rows, columns), self._span = self._span, None
        self.filler.put(self.grid, self._row, self._column, self._said())
        last = self._column + columns - 1
        if rows > 1 or columns > 1:
            self.grid.merged.append((self._row, self._column, self._row + rows - 1, last))
        if rows > 1:
            self._below |= dict.fromkeys(range(self._column, last + 1), rows)
        self._column = last

    def _said(self) -> CellValue:
        lines = (line.strip(" \xa0") for line in "".join(self._text).split("\n"))
        self._text.clear()
        text = "\n".join(line for line in lines if line)
        return error_cell(text) if text in ERROR_WORDS else text


def _number(text: str | None) -> int:
    """Return how many rows or columns a cell spans."""
    found = re.match(r"\s*([0-9]{1,7})", text or "")
    return min(max(int(found[1]), 1), _MOST_SPANNED) if found else 1
