"""What holds for any workbook whatever."""

from datetime import date, datetime, time

from hypothesis import given, settings
from hypothesis import strategies as st

from importers.fields import FIELDS, Layout
from importers.formats.cell_faults import NO_RESULT, error_cell
from importers.layout.workbook_layout import classify_row, find_layout
from importers.results import Expectation, Refused
from tests.workbook_of_rows import HEADER, SheetOfRows, WorkbookOfRows, a_plate, a_vin

WORDS = [
    *HEADER,
    "合计",
    "示例",
    "必填",
    "kg",
    "公交车",
    "纯电动",
    "ZK6105BEVG25",
    "被更新车辆",
    "登记信息",
    a_vin(1),
    a_plate(1),
]
CELLS = st.one_of(
    st.none(),
    st.sampled_from(WORDS),
    st.text(max_size=30),
    st.floats(),
    st.integers(-(10**20), 10**20),
    st.booleans(),
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)),
    st.just(time(12, 30)),
    st.sampled_from([error_cell("#N/A"), NO_RESULT]),
)
ROWS = st.lists(st.lists(CELLS, max_size=10), max_size=12)
MERGES = st.lists(
    st.tuples(st.integers(1, 6), st.integers(1, 8), st.integers(0, 3), st.integers(0, 5)).map(
        lambda range_: (range_[0], range_[1], range_[0] + range_[2], range_[1] + range_[3])
    ),
    max_size=4,
).map(tuple)
SHEETS = st.builds(SheetOfRows, st.sampled_from(["Sheet1", "说明", "公交新增"]), ROWS, st.booleans(), MERGES)


@settings(max_examples=150)
@given(st.lists(SHEETS, min_size=1, max_size=3))
def test_any_workbook_is_understood_asked_about_or_refused(sheets: list[SheetOfRows]) -> None:
    layout = find_layout(WorkbookOfRows(tuple(sheets)), Expectation("410100"))

    if isinstance(layout, Refused):
        assert layout.code in {"empty", "header-not-found"}
        return
    assert isinstance(layout, Layout)
    assert [use.name for use in layout.sheets] == [sheet.name for sheet in sheets]
    assert [reading.index for reading in layout.readings] == [
        index for index, use in enumerate(layout.sheets) if use.used
    ]
    for reading in layout.readings:
        assert not sheets[reading.index].hidden
        assert reading.columns.keys() <= FIELDS.keys()
        assert len(set(reading.columns.values())) == len(reading.columns)
        assert reading.form or reading.header_rows[-1] + 1 == reading.first_data_row
        asked = {question.field for question in layout.questions if question.sheet == reading.sheet}
        assert asked <= reading.columns.keys() | {
            field for other in layout.readings for field in other.columns
        }
        for row in sheets[reading.index].filled:
            assert classify_row(row, reading) in {
                None,
                "blank",
                "subtotal",
                "note",
                "repeated-header",
                "title",
                "column-numbers",
                "hint",
                "example",
                "print-line",
                "continuation",
                "no-vehicle",
            }
