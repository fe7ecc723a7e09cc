"""Data cells merged down over several rows."""

from dataclasses import replace

from importers.layout.merged import data_ranges, filled_down
from tests.row_data import LETTER, a_reading, a_row, read
from tests.workbook_of_rows import HEADER, SheetOfRows, layout_of, vehicles

COLUMNS = {"vin": 0, "plate": 1, "category": 2, "owner": 3}
ROWS: list[tuple[int, list[object]]] = [
    (2, ["V1", "P1", "公交车", "甲"]),
    (3, ["V2", None, None, None]),
    (4, ["小计", None, None, None]),
    (5, ["V3"]),
    (6, ["V4", "P4", None, None]),
]


def test_a_cell_merged_down_counts_for_each_vehicle_of_its_range_and_for_no_row_below() -> None:
    rows = list(filled_down(iter(ROWS), [(2, 3, 5, 3)], columns=COLUMNS))

    assert rows == [
        ROWS[0],
        (3, ["V2", None, "公交车", None]),
        (4, ["小计", None, "公交车", None]),
        (5, ["V3", None, "公交车"]),
        ROWS[4],
    ]


def test_rows_that_name_no_vehicle_are_left_as_they_are() -> None:
    blank: tuple[int, list[object]] = (3, [None, None, None, "注"])
    assert list(filled_down([ROWS[0], blank], [(2, 3, 5, 3)], columns=COLUMNS)) == [ROWS[0], blank]


def test_only_ranges_below_the_header_over_mapped_columns_count_and_never_vin_or_plate() -> None:
    merged = [
        (1, 1, 1, 4),
        (1, 3, 2, 3),
        (9, 3, 12, 3),
        (3, 3, 5, 3),
        (3, 1, 5, 1),
        (3, 2, 5, 2),
        (3, 9, 5, 9),
        (7, 3, 7, 4),
    ]
    assert data_ranges(merged, columns=COLUMNS, first_data_row=2) == ((3, 3, 5, 3), (9, 3, 12, 3))


def test_a_merged_category_is_stored_for_every_vehicle_under_it() -> None:
    place = ord(LETTER["category"]) - ord("A") + 1
    reading = replace(a_reading(), merged_down=((2, place, 4, place),))
    block = read(
        a_row(1), a_row(2, category=None), a_row(3, category=None), a_row(4, category=None), reading=reading
    )

    assert block.columns["category"] == ["bus", "bus", "bus"]
    assert [(finding.row, finding.code) for finding in block.findings] == [(5, "category-missing")]


def test_the_layout_notes_where_data_cells_are_merged_down() -> None:
    sheet = SheetOfRows("Sheet1", [HEADER, *vehicles(6)], merged=((2, 7, 4, 7), (5, 3, 6, 3)))
    (reading,) = layout_of(sheet).readings

    assert reading.merged_down == ((2, 7, 4, 7),)
