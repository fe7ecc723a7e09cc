"""Rows that cannot be taken before somebody says how: which of two columns identifies them, or which table they are."""

from importers.fields import FIELDS, column_letter
from importers.layout.shapes import shapes_of
from importers.rows.batches import Batch

_IDENTITY = frozenset({"vin", "plate"})


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
