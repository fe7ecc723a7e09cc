"""The rows of one table of a sheet, taken a batch at a time."""

from collections.abc import Iterator
from itertools import islice

from importers.fields import SheetReading
from importers.layout.merged import filled_down
from importers.rows.ahead import Numbered, RowsAhead
from importers.rows.composing import composed


class TableRows:
    """The rows of a table that is being read, those of later tables behind them; merged and parted cells are whole.

    ``taken`` are the rows taken last, as the sheet has them.
    """

    def __init__(self, rows: RowsAhead, reading: SheetReading) -> None:
        self.reading = reading
        self.taken: list[Numbered] = []
        self._rows = rows
        self._whole: Iterator[Numbered] | None = None
        if reading.merged_down:
            self._whole = filled_down(rows, reading.merged_down, columns=reading.columns)
        if reading.composed:
            self._whole = composed(self._whole or rows, reading.composed)

    def take(self, count: int) -> list[Numbered]:
        """Take up to so many rows."""
        if self._whole is None:
            self.taken = self._rows.take(count)
            return self.taken
        self.taken = self._rows.look(count)
        return list(islice(self._whole, count))
