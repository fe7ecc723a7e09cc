"""Tell of texts that were changed as they left the file, and hold the rows of which one decides anything.

The changes themselves happen in ``importers.formats.cell_text``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from importers.cells.identifiers import shown
from importers.fields import SheetReading, column_letter
from importers.formats.cell_text import Touch, TouchedRow, touches_of
from importers.formats.sheets import Sheet
from importers.layout.merged import SheetRow
from importers.results import Finding
from importers.rows.batches import Batch

DECIDING: Final = frozenset({"vin", "plate", "registered_on", "category", "event", "fuel", "powertrain"})
"""Fields that say which vehicle a row is about and how it is judged: nobody may guess what stood there."""

LONGEST: Final = {"owner": 200, "model": 100}
"""Characters that are kept of the texts that are stored. Owners are indexed: a key of PostgreSQL's index holds 2,704
bytes, 4 a character."""

_MOST_SIGNS: Final = 5


def of_name_and_header(sheet: Sheet, reading: SheetReading) -> Iterator[Finding]:
    """Tell of changes in a used sheet's name, its titles and its header."""
    if sheet.touch is not None:
        yield from _told(sheet.touch, Finding("", sheet=sheet.name))
    for number, row in sheet.rows():
        if number >= reading.first_data_row:
            break
        yield from _of_row(row, reading.sheet, number, {})


def tell(batch: Batch) -> None:
    """Note what was changed in the rows of a batch, whatever becomes of them."""
    fields = {place: name for name, place in batch.reading.columns.items()}
    for number, row in zip(batch.numbers, batch.rows, strict=True):
        if isinstance(row, TouchedRow):
            batch.findings.extend(_of_row(row, batch.reading.sheet, number, fields))


def hold(batch: Batch) -> None:
    """Hold the rows of a batch of which a deciding cell was changed."""
    deciding = {name: place for name, place in batch.reading.columns.items() if name in DECIDING}
    for index, row in enumerate(batch.rows):
        if isinstance(row, TouchedRow):
            for name, place in deciding.items():
                if place in row.touched:
                    batch.find(index, "cell-altered", name)


def bounded(batch: Batch, name: str, values: list[str | None]) -> list[str | None]:
    """Return the values of a field of ``LONGEST``, cut and told where they are longer."""
    limit = LONGEST[name]
    if max(map(len, filter(None, values)), default=0) <= limit:
        return values
    place = batch.reading.columns[name]
    for index, value in enumerate(values):
        if value is not None and len(value) > limit and not _is_cut(batch.rows[index], place):
            batch.find(index, "text-too-long", name, _too_long(len(value), limit))
    return [value and value[:limit] for value in values]


def _is_cut(row: SheetRow, place: int) -> bool:
    touch = touches_of(row).get(place)
    return touch is not None and touch.length > 0


def _of_row(row: SheetRow, sheet: str, number: int, fields: Mapping[int, str]) -> Iterator[Finding]:
    for place, touch in sorted(touches_of(row).items()):
        cell = Finding("", sheet, number, column_letter(place), fields.get(place), shown(row[place]))
        yield from _told(touch, cell)


def _told(touch: Touch, place: Finding) -> Iterator[Finding]:
    if touch.signs:
        more = ", …" if len(touch.signs) > _MOST_SIGNS else ""
        signs = ", ".join(touch.signs[:_MOST_SIGNS]) + more
        yield replace(place, code="control-characters", values={"signs": signs})
    if touch.length:
        limit = LONGEST.get(place.field or "", touch.limit)
        yield replace(place, code="text-too-long", values=_too_long(touch.length, limit))


def _too_long(length: int, limit: int) -> dict[str, str]:
    return {"length": str(length), "limit": str(limit)}
