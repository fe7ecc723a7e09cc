"""A batch's columns are those of its rows as they stand, whatever was read of them before."""

from importers.fields import SheetReading
from importers.rows.batches import Batch


def _batch() -> Batch:
    reading = SheetReading("明细", 0, (1,), 2, {"vin": 0, "plate": 1}, {0: "车架号", 1: "号牌"})
    return Batch(reading, [2, 3, 4], [["V1", "P1"], ["V2"], ["V3", "P3"]])


def test_a_row_that_ends_early_says_nothing_in_the_columns_behind() -> None:
    assert _batch().column("plate") == ["P1", None, "P3"]
    assert _batch().column("owner") is None


def test_a_row_that_was_put_in_place_of_another_is_read() -> None:
    batch = _batch()
    assert batch.column("vin") == ["V1", "V2", "V3"]
    batch.put(1, ["V2", "P2"])
    assert batch.column("plate") == ["P1", "P2", "P3"]


def test_rows_that_were_dropped_are_in_no_column() -> None:
    batch = _batch()
    assert batch.column("vin") == ["V1", "V2", "V3"]
    batch.keep([0, 2])
    assert (batch.numbers, batch.column("vin")) == ([2, 4], ["V1", "V3"])
    del batch.numbers[1:], batch.rows[1:]
    assert batch.column("plate") == ["P1"]
