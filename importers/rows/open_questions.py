"""Rows that cannot be taken before somebody says how: which of two columns identifies them, or which table they are."""

from collections.abc import Set
from typing import Final

from importers.fields import FIELDS, column_letter
from importers.layout.shapes import shapes_of
from importers.rows.batches import Batch
from importers.rows.touched import DECIDING

STRUCK: Final = "struck-through"
_IDENTITY: Final = frozenset({"vin", "plate"})


def hold_open(batch: Batch) -> None:
    """Hold all rows of a table whose identifying column is in question."""
    for name, candidates in batch.reading.open_fields.items():
        values = {"name_zh": FIELDS[name].zh, "name_en": FIELDS[name].en, "candidates": ", ".join(candidates)}
        for index in range(len(batch.rows)):
            batch.find(index, "column-open", name, values)


def hold_beside(batch: Batch) -> None:
    """Hold the rows into which another table reaches with a vehicle of its own."""
    beside = batch.reading.beside
    if not beside:
        return
    for index, row in enumerate(batch.rows):
        place = next((one for one in beside if one < len(row) and shapes_of(row[one]) & _IDENTITY), None)
        if place is not None:
            batch.find(index, "table-beside", "vin", {"columns": column_letter(place)})


def hold_struck(batch: Batch, struck: Set[tuple[int, int]]) -> None:
    """Hold the rows of which somebody has struck a deciding cell through: it may be meant to be gone."""
    if not struck:
        return
    deciding = [(name, place + 1) for name, place in batch.reading.columns.items() if name in DECIDING]
    for index, number in enumerate(batch.numbers):
        name = next((name for name, place in deciding if (number, place) in struck), None)
        if name is not None:
            batch.find(index, STRUCK, name)
