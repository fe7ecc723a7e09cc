"""What a line is that holds no vehicle, and what makes a line a vehicle's.

A line is a vehicle's only if a cell that identifies one looks like it. Every other line is listed with what it is;
where cells that describe a vehicle stand in it all the same, it is a doubt, and the doubt is held.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from importers.cells.identifiers import CellDoubt, CellProblem, is_blank
from importers.cells.plates import parse_plate
from importers.fields import SheetReading, column_letter
from importers.layout.headers import flat, recognise
from importers.layout.line_words import (
    EXAMPLE,
    NOTE,
    SUBTOTAL,
    is_column_numbers,
    is_hint,
    is_print,
    is_signed,
    is_subtotal,
)
from importers.layout.shapes import FIELD_SHAPES, shapes_of

EXAMPLE_LINE: Final = "example"
_EXAMPLE_SIGN: Final = re.compile("例|样板|样表|范本|xample|ample|XAMPLE|AMPLE")
_TITLE: Final = re.compile(r".*(登记表|明细表?|台账|统计表|一览表|汇总表|清单|报表|名册)([(（].*[)）])?")
_SECTION: Final = re.compile(r"[(（]?[一二三四五六七八九十\d]{1,3}[)）]?[、.．].{2,}")
_PART_OF_NUMBER: Final = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9*·\s-]{5,}")
_DESCRIBES: Final = (
    "model",
    "registered_on",
    "built_on",
    "retired_on",
    "fuel",
    "powertrain",
    "emission_stage",
    "vehicle_type",
)
"""Fields whose values tell a vehicle's line from others, by their shape.

Numbers and free text stand anywhere; category and event are filled in beforehand over a thousand empty lines.
"""

Texts = Sequence[tuple[int, str]]


def _texts(cells: Sequence[object]) -> list[tuple[int, str]]:
    return [
        (index, text)
        for index, cell in enumerate(cells)
        if cell is not None and (text := unicodedata.normalize("NFKC", str(cell)).strip())
    ]


def _compact(text: str) -> str:
    return re.sub(r"\s+", "", text.lower())


def subtotal_or_note(cells: Sequence[object]) -> str | None:
    """Tell by its first texts whether a row is a sub-total or a note, in whatever sheet."""
    texts = [_compact(text) for _, text in _texts(cells)[:3]]
    if any(SUBTOTAL.fullmatch(text) for text in texts):
        return "subtotal"
    return "note" if texts and NOTE.fullmatch(texts[0]) else None


def examples_in(rows: Sequence[Sequence[object]], reading: SheetReading) -> Iterator[int]:
    """Yield the places of the rows that call themselves examples: in the first column, the number or the remark."""
    for place in _example_places(reading):
        cells = [row[place] if place < len(row) else None for row in rows]
        texts = [cell for cell in cells if isinstance(cell, str)]
        if _EXAMPLE_SIGN.search("\n".join(texts)) is not None:  # nearly no run of rows holds the sign
            yield from (index for index, cell in enumerate(cells) if _says_example(cell))


def _example_places(reading: SheetReading) -> Iterable[int]:
    return {0, *(reading.columns[name] for name in ("seq", "remark") if name in reading.columns)}


def _says_example(cell: object) -> bool:
    if not isinstance(cell, str) or _EXAMPLE_SIGN.search(cell) is None:
        return False
    return EXAMPLE.fullmatch(_compact(unicodedata.normalize("NFKC", cell))) is not None


def classify_row(cells: Sequence[object], reading: SheetReading, number: int | None = None) -> str | None:
    """Return what a row without VIN is, a word of ``AsideRow.why``; None for a vehicle's row and for a doubt.

    ``number`` is its Excel row, from which cells merged down from a vehicle's row are known.
    """
    texts = _texts(cells)
    if not texts:
        return "blank"
    if any(True for _ in examples_in((cells,), reading)):
        return EXAMPLE_LINE
    aside = subtotal_or_note(cells)
    if aside is not None or _identifies(cells, reading):
        return aside
    if number is not None and _continues_merged(number, reading):
        return "continuation"
    return (
        _by_words([_compact(text) for _, text in texts])
        or _by_columns(texts, reading)
        or (None if _describes(cells, reading) else _remainder(texts, reading))
    )


def look_of(cells: Sequence[object]) -> str:
    """Return what lines that look alike have in common: the letters of the columns that are filled.

    >>> look_of([None, "公交车", "", 3.0])
    'B,D'
    """
    return ",".join(column_letter(place) for place, _ in _texts(cells))


def _identifies(cells: Sequence[object], reading: SheetReading) -> bool:
    """A VIN or plate, damaged or not yet issued: the row is a vehicle's, whatever else it lacks."""
    for name in ("vin", "plate"):
        place = reading.columns.get(name, len(cells))
        if place < len(cells) and (shapes_of(cells[place]) & {"vin", "plate"} or _nearly(cells[place], name)):
            return True
    return False


def _nearly(cell: object, name: str) -> bool:
    """A part of a VIN or plate, or a word for a plate that is still to come."""
    if not isinstance(cell, str) or is_blank(cell):
        return False
    if _PART_OF_NUMBER.fullmatch(unicodedata.normalize("NFKC", cell)):
        return True
    if name != "plate":
        return False
    try:
        return parse_plate(cell) is not None
    except CellDoubt:
        return True
    except CellProblem as problem:
        return problem.code == "several-in-cell"


def _continues_merged(number: int, reading: SheetReading) -> bool:
    """The cell of the VIN or plate is merged down from a row above: the row goes on with that row's vehicle."""
    places = {reading.columns[name] + 1 for name in ("vin", "plate") if name in reading.columns}
    return any(
        top < number <= bottom
        and not places.isdisjoint(range(left, right + 1))
        and right - left < len(places)
        for top, left, bottom, right in reading.merged
    )


def _by_words(texts: Sequence[str]) -> str | None:
    if is_column_numbers(texts):
        return "column-numbers"
    if is_print(texts):
        return "print-line"
    if is_subtotal(texts):
        return "subtotal"
    if is_signed(texts):
        return "note"
    return "hint" if is_hint(texts) else None


def _by_columns(texts: Texts, reading: SheetReading) -> str | None:
    """Tell a repeated header, a title, a numbered but empty line by the columns its texts stand in."""
    if len(texts) == 1:
        return _single(*texts[0], reading)
    if _repeats_header(texts, reading):
        return "repeated-header"
    return "title" if len(texts) <= 3 and _TITLE.fullmatch(texts[0][1]) else None


def _repeats_header(texts: Texts, reading: SheetReading) -> bool:
    """Most cells say what the header says, or name the field they stand under."""
    same = sum(flat(text) == flat(reading.headers.get(index, "").rsplit("/", 1)[-1]) for index, text in texts)
    if same * 2 >= len(texts) and same >= 2:
        return True
    fields = {index: field for field, index in reading.columns.items()}
    named = sum(index in fields and fields[index] in recognise(text) for index, text in texts)
    return named >= 3 and named * 2 >= len(texts)


def _single(index: int, text: str, reading: SheetReading) -> str | None:
    """Classify a row with one filled cell: a numbered but empty line, a title or a section heading."""
    if reading.columns.get("seq") == index and re.fullmatch(r"\d+(\.0)?", text):
        return "blank"
    if _TITLE.fullmatch(text) or _SECTION.fullmatch(text):
        return "title"
    is_first = index <= min(reading.columns.values(), default=0)
    return "title" if is_first and not any(sign.isdigit() for sign in text) else None


def _describes(cells: Sequence[object], reading: SheetReading) -> bool:
    """A cell has the shape of what its column says of a vehicle, or a VIN or plate stands in any column."""
    return any(shapes_of(cell) & {"vin", "plate"} for cell in cells) or any(
        place < len(cells) and shapes_of(cells[place]) & FIELD_SHAPES[name]
        for name in _DESCRIBES
        if (place := reading.columns.get(name, len(cells))) < len(cells)
    )


def _remainder(texts: Texts, reading: SheetReading) -> str:
    """Name a row that says nothing of a vehicle: it goes on with the one above, or has nothing to do with any."""
    names = {index: name for name, index in reading.columns.items()}
    if "seq" in (names.get(index) for index, _ in texts):
        return "no-vehicle"
    return "no-vehicle" if any(names.get(index) in ("vin", "plate") for index, _ in texts) else "continuation"
