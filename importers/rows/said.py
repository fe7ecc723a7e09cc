"""What the cells that decide say in their sender's own words, kept beside the values that were read from them.

Words that are read as a value of a list are kept always; a number, a plate, a day only where it is written otherwise
than its value is. So a row costs some ninety bytes, most of them the same in all rows.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Final

from importers.cells.identifiers import shown, text_of
from importers.facts import SAID, STATED
from importers.rows.batches import MOST_REMEMBERED, Batch
from importers.rows.meanings import Meanings
from rules.energy import read_wording

WORDED: Final = ("fuel", "powertrain", "product_name", "category", "use_nature", "event", "emission_stage")
"""Fields whose words are read as a word of a list."""
VALUED: Final[Mapping[str, str]] = {
    field: name
    for name, fact in STATED.items()
    for field in fact.fields
    if name != "energy" and field not in (*WORDED, "owner")
}
"""Field -> the fact that is its cell's value, as it stands or put into its usual form."""
MEANT: Final = "="
"""Behind the name of a field: what its word means by the unit's word, where the reader does not know it."""
LONGEST: Final = 100
"""Characters that are kept of a cell."""


class _Fragments(dict[object, str]):
    """Each distinct cell of a column as a member of a JSON object; empty where it says nothing."""

    def __init__(self, field: str, meanings: Meanings) -> None:
        super().__init__()
        self._field = field
        self._meanings = meanings

    def __missing__(self, cell: object) -> str:
        if len(self) > MOST_REMEMBERED:
            self.clear()
        text = shown(cell).strip()
        if self._field == "product_name" and read_wording(text_of(cell).upper()) is None:
            text = ""  # most names of products say nothing of the energy
        found = self[cell] = (
            json.dumps(self._kept(cell, text), ensure_ascii=False, separators=(",", ":"))[1:-1]
            if text
            else ""
        )
        return found

    def _kept(self, cell: object, text: str) -> dict[str, str]:
        kept, meant = {self._field: text[:LONGEST]}, self._meanings.of(self._field, cell)
        return kept if meant is None else kept | {self._field + MEANT: meant}


Columns = dict[str, list[str | int | None]]


def with_said(batch: Batch, columns: Columns, meanings: Meanings) -> Columns:
    """Return the columns of a batch with that of what its cells say where these do not: a JSON object by field."""
    parts: list[Sequence[str]] = []
    for field in WORDED:
        cells = batch.column(field)
        if cells is not None:
            fragments = _Fragments(field, meanings)
            parts.append([fragments[cell] for cell in cells])
    for field, name in VALUED.items():
        cells = batch.column(field)
        if cells is not None:
            beside = _Beside(_Fragments(field, meanings))
            parts.append(
                [
                    "" if cell is None or cell == value else beside[cell, value]
                    for cell, value in zip(cells, columns[name], strict=True)
                ]
            )
    if not parts:
        return {**columns, SAID: ["{}"] * len(batch.rows)}
    objects = _Objects()
    return {**columns, SAID: [objects[row] for row in zip(*parts, strict=True)]}


class _Beside(dict[tuple[object, object], str]):
    """The fragment of each distinct pair of a cell and the value that was read of it; none where they say the same."""

    def __init__(self, fragments: _Fragments) -> None:
        super().__init__()
        self._fragments = fragments

    def __missing__(self, pair: tuple[object, object]) -> str:
        cell, value = pair
        found = self[pair] = "" if shown(cell) == str(value) else self._fragments[cell]
        return found


class _Objects(dict[tuple[str, ...], str]):
    """Each distinct row of fragments as a JSON object."""

    def __missing__(self, row: tuple[str, ...]) -> str:
        found = self[row] = "{" + ",".join(filter(None, row)) + "}"
        return found


def read_said(kept: str | None) -> dict[str, str] | None:
    """Return what is kept of a row's cells by field; None where nothing was kept."""
    if kept is None:
        return None
    found: dict[str, str] = json.loads(kept)
    return found
