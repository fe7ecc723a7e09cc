"""How a cell is written anew: chosen where its field has few values, by a calendar where it holds a day, else typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from fleetsvc.models import Json, UploadRecord
from fleetsvc.services.uploads.rows import fields_by_place
from importers.fields import DAY_FIELDS
from rules.labels import label
from rules.vocabulary import Category, EmissionStage, Energy, Event
from rules.wording import Language

WAS: Final = "was:"
"""How the fields begin that say what stood in a row, or a cell, when a form was made."""
_VALUES: Final = {"category": Category, "event": Event, "fuel": Energy, "emission_stage": EmissionStage}
_NOT_OFFERED: Final = frozenset({Energy.UNKNOWN, Energy.OTHER, EmissionStage.UNKNOWN})
"""Values that nobody knows, and the one whose word no cell is understood by."""


@dataclass(frozen=True, slots=True)
class CellField:
    """The kind of field for the cells of a column: ``day`` or ``text``, or values to choose from.

    ``choices``: what is written into the cell, always in Chinese as the files are, and what is shown for it.
    """

    kind: str
    choices: tuple[tuple[str, str], ...] = ()


TEXT: Final = CellField("text")


def cell_fields(upload: UploadRecord, language: Language) -> Mapping[tuple[str, int], CellField]:
    """Return the kinds of fields of an upload's columns: (sheet, zero-based place) -> kind; any other is a text."""
    return {
        place: found
        for place, name in fields_by_place(upload.report).items()
        if (found := _field(name, language)) is not TEXT
    }


def whole_rows(upload: UploadRecord, rows: Sequence[Json]) -> list[Json]:
    """Return rows with a cell, empty where they end before it, for each column that holds a field."""
    widths = dict[str, int]()
    for sheet, place in fields_by_place(upload.report):
        widths[sheet] = max(widths.get(sheet, 0), place + 1)
    return [
        row | {"cells": [*row["cells"], *[""] * (widths.get(row["sheet"], 0) - len(row["cells"]))]}
        for row in rows
    ]


def _field(name: str, language: Language) -> CellField:
    if name in DAY_FIELDS:
        return CellField("day")
    if name not in _VALUES:
        return TEXT
    words = [label(value) for value in _VALUES[name] if value not in _NOT_OFFERED]
    return CellField("choice", tuple((word.zh, word.in_language(language)) for word in words))


def day_in(text: str) -> str:
    """Return the day of a cell as a calendar takes it; empty where it holds none in that form."""
    try:
        return date.fromisoformat(text).isoformat() if len(text) == 10 else ""
    except ValueError:
        return ""


def cell_name(row: int, place: int) -> str:
    """Return the name of a cell's field in the form of a sheet's rows."""
    return f"{row}:{place}"


def place_name(sheet: int, row: int, place: int) -> str:
    """Return the name of a cell's field in a form of any cells; ``sheet``: its place in the report."""
    return f"cell:{sheet}:{row}:{place}"


def row_mark(row: int) -> str:
    """Return the name of the field that says what a row's cells were when the form was made."""
    return f"{WAS}{row}"


FORM_WORDS: Final = {"cell_name": cell_name, "row_mark": row_mark, "day_in": day_in}
"""What the templates of forms of cells call their fields by."""
