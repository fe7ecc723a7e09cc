"""Where a sheet's next table begins: at a title, the heading of a section, or a header that stands again.

Its rows are read by its own header, and under its own headings. Rows of vehicles are not looked at: a table begins
only between them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from importers.cells.identifiers import is_blank
from importers.fields import FIELDS, Heading, SheetReading, column_letter
from importers.formats.sheetscan import column_number
from importers.layout.column_findings import column_findings
from importers.layout.header_rows import Merge, find_header, names_columns, repeats_header
from importers.layout.headings import LINE, descend, is_of_above, of_row
from importers.layout.merged import SheetRow, data_ranges
from importers.layout.senders_word import heed
from importers.layout.shapes import shapes_of
from importers.layout.sheet_choice import Study
from importers.layout.sheet_reading import Understood, headed, headers_of, understand
from importers.layout.template_columns import CATEGORY_WORDS, EVENT_WORDS
from importers.results import Expectation, Finding
from rules.vocabulary import Category, Event
from rules.wording import Text

SEEN_AHEAD: Final = 80
"""Rows from the first of a table's titles on that are looked at to understand it."""

_MOST_TITLES: Final = 12
_IDENTITY: Final = frozenset({"vin", "plate"})
_NUMBERS: Final = _IDENTITY | {"seq", "fleet_no", "unit", "area"}
"""Fields in whose columns a line for all columns may begin."""

Numbered = tuple[int, SheetRow]


@dataclass(frozen=True, slots=True)
class NextTable:
    """How the rows of a further table are read; ``spent`` says what its titles and header rows are, by row number."""

    reading: SheetReading
    spent: dict[int, str]
    findings: tuple[Finding, ...] = ()


def begins_table(cells: SheetRow, reading: SheetReading) -> bool:
    """Tell whether a row may be the first of another table: a heading, or names of columns.

    The same header standing again begins nothing new.
    """
    if any(shapes_of(cell) & _IDENTITY for cell in cells):
        return False
    texts = {place: cell for place, cell in enumerate(cells) if not is_blank(cell)}
    if _headings(cells, 0, reading):
        return True
    return names_columns(cells) and not _repeats(texts, reading)


def _headings(cells: SheetRow, number: int, reading: SheetReading) -> list[Heading]:
    """The headings of a row: a title may be centred, but a line behind the vehicle's number is a remark.

    So is a word in the column that asks for it: 公交车 under 类别 is an unfinished row.
    """
    last = max((reading.columns[name] for name in _IDENTITY if name in reading.columns), default=0)
    first = next((place for place, cell in enumerate(cells) if not is_blank(cell)), 0)
    name = next((name for name, place in reading.columns.items() if place == first), "seq")
    is_remark = first > last or name not in _NUMBERS
    return [one for one in of_row(cells, number, within=True) if not is_remark or one.rank != LINE]


def _repeats(texts: dict[int, object], reading: SheetReading) -> bool:
    return all(repeats_header(text, reading.headers.get(place)) for place, text in texts.items())


def next_table(ahead: Sequence[Numbered], reading: SheetReading, expectation: Expectation) -> NextTable:
    """Understand the table that begins with the first of some rows; see ``begins_table``."""
    first, titles = ahead[0][0], _titles(ahead)
    found = _header(ahead, titles, reading, expectation)
    after = reading if found is None else _placed(found.reading, reading, first)
    header_rows = () if found is None else after.header_rows
    said = [
        one
        for number, cells in titles
        if number not in header_rows
        for one in _headings(cells, number, reading)
    ]
    after = headed(after, descend(reading.headings, [one for one in said if not is_of_above(one)]))
    after, differing = heed(after, expectation, sheets_differ=True)
    findings = [] if _reads(reading) == _reads(after) else [_begun(first, after)]
    if found is not None and after.columns != reading.columns:
        doubts = column_findings(replace(found, reading=headed(found.reading, after.headings)), expectation)
        findings += [replace(one, row=header_rows[-1]) for one in doubts]
    findings += [one for one in differing if one.row is not None and one.row >= first]
    findings += [
        Finding("heading-of-above", sheet=reading.sheet, row=one.row, value=one.text)
        for one in said
        if is_of_above(one)
    ]
    spent = {one.row or first: "title" for one in said} | dict.fromkeys(header_rows, "repeated-header")
    return NextTable(after, spent or {first: "title"}, tuple(findings))


def _reads(reading: SheetReading) -> tuple[object, ...]:
    return reading.columns, reading.category, reading.event, reading.energy, reading.retired_from is None


def _titles(ahead: Sequence[Numbered]) -> list[Numbered]:
    """The rows before the first vehicle."""
    titles: list[Numbered] = []
    for number, cells in ahead[:_MOST_TITLES]:
        if any(shapes_of(cell) & _IDENTITY for cell in cells):
            break
        titles.append((number, cells))
    return titles


def _rows_of(ahead: Sequence[Numbered], titles: int, reading: SheetReading) -> list[SheetRow]:
    """The rows of the table that begins, up to where the next one does, with the blank ones between them."""
    rows: list[SheetRow] = []
    for place, (number, cells) in enumerate(ahead):
        if place >= titles and begins_table(cells, reading):
            break
        rows.extend(() for _ in range(number - ahead[0][0] - len(rows)))
        rows.append(cells)
    width = max(map(len, rows))
    return [(*row, *[None] * (width - len(row))) for row in rows]


def _header(
    ahead: Sequence[Numbered], titles: Sequence[Numbered], reading: SheetReading, expectation: Expectation
) -> Understood | None:
    """Understand the rows of the table that begins by their own header; None where no new header stands above them.

    What was confirmed of the sheet's columns holds for columns of the same name.
    """
    if not any(names_columns(cells) for _, cells in titles):
        return None
    rows, first = _rows_of(ahead, len(titles), reading), ahead[0][0]
    merged = [
        (top - first + 1, left, bottom - first + 1, right)
        for top, left, bottom, right in reading.merged
        if first <= top < first + len(rows)
    ]
    merges: list[Merge] = [
        ((top - 1, left - 1), (bottom - 1, right - 1)) for top, left, bottom, right in merged
    ]
    block = find_header(rows, merges)
    if block is None or not block.names_vehicles:
        return None
    given = expectation.mapping.get(reading.sheet)
    if given is not None:
        names = {reading.headers.get(column_number(letters) - 1): name for letters, name in given.items()}
        own = headers_of(block).items()
        mapping = {column_letter(place): names[text] for place, text in own if text in names}
        expectation = replace(expectation, mapping={reading.sheet: mapping})
    return understand(
        Study(reading.index, reading.sheet, rows, block, "vehicles", merged), block, expectation
    )


def _placed(found: SheetReading, before: SheetReading, first: int) -> SheetReading:
    """Return how a table is read with the row numbers of its sheet; under the same header as the table before does."""
    rows = tuple(row + first - 1 for row in found.header_rows)
    first_data_row = found.first_data_row + first - 1
    if found.headers == before.headers:
        return replace(before, header_rows=rows, first_data_row=first_data_row)
    down = data_ranges(before.merged, columns=found.columns, first_data_row=first_data_row)
    return replace(
        found, header_rows=rows, first_data_row=first_data_row, merged=before.merged, merged_down=down
    )


def _begun(first: int, reading: SheetReading) -> Finding:
    """Tell how the rows from here on are read, where that is another way than before."""
    said = [Text("退出的车辆", "retired vehicles")] if reading.retired_from is not None else []
    if reading.category is not None:
        said.append(CATEGORY_WORDS[Category(reading.category)])
    if reading.event is not None:
        said.append(EVENT_WORDS[Event(reading.event)])
    columns = sorted((place, name) for name, place in reading.columns.items())
    letters = [(column_letter(place), FIELDS[name]) for place, name in columns]
    zh = "，".join([*(one.zh for one in said), "、".join(f"{letter} {name.zh}" for letter, name in letters)])
    en = ", ".join([*(one.en for one in said), "; ".join(f"{letter} {name.en}" for letter, name in letters)])
    values = {"row": str(first), "reading_zh": zh, "reading_en": en}
    return Finding("table-begins", sheet=reading.sheet, row=first, values=values)
