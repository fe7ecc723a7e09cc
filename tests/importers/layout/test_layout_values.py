"""Columns under names that nobody foresaw, and questions of yes and no."""

import pytest

from importers.fields import SheetReading
from importers.layout.headers import recognise, recognise_path
from importers.layout.row_kinds import classify_row
from importers.layout.shapes import shapes_of
from importers.results import Expectation
from importers.rows.registrations import ReadingContext
from tests.row_data import LETTER, TODAY, a_reading, a_row, codes, read
from tests.workbook_of_rows import (
    HEADER,
    a_day,
    a_plate,
    a_vin,
    always,
    an_ordinary_plate,
    codes_of,
    columns,
    fields_of,
    layout_of_rows,
    vehicles,
)

NOTHING_SAID = Expectation("410100")


def test_a_column_of_model_codes_under_an_unknown_name_is_proposed_and_asked_about() -> None:
    header = [name if name != "车辆型号" else "某某代号" for name in HEADER]
    layout = layout_of_rows(header, *vehicles(), expectation=NOTHING_SAID)

    assert fields_of(layout)["D"] == "model"
    assert codes_of(layout) == [("column-unsure", "model")]


@pytest.mark.parametrize("name", ["电机型号", "电池包规格", "合同批次"])
def test_the_codes_of_a_motor_or_contract_are_never_proposed_as_model(name: str) -> None:
    header = [column if column != "车辆型号" else name for column in HEADER]
    layout = layout_of_rows(header, *vehicles(), expectation=NOTHING_SAID)

    assert fields_of(layout)["D"] is None
    assert codes_of(layout) == []


def test_a_column_of_categories_under_an_unknown_name_is_proposed_and_asked_about() -> None:
    header = [name if name != "类别" else "某某栏" for name in HEADER]
    layout = layout_of_rows(header, *vehicles(), expectation=NOTHING_SAID)

    assert fields_of(layout)["G"] == "category"
    assert codes_of(layout) == [("column-unsure", "category")]


@pytest.mark.parametrize("words", [("是", "否"), ("Y", "N"), ("√", "×")])
@pytest.mark.parametrize("name", ["是否更新", "是否为更新车辆", "更新（是/否）", "是 否\n更 新"])
def test_a_column_asking_whether_the_vehicle_replaces_one_is_the_event(
    name: str, words: tuple[str, str]
) -> None:
    header = ("车牌号", "车架号", "燃料种类", "登记日期", "类别", name)
    rows = columns(
        6, a_plate, a_vin, always("纯电动"), a_day, always("公交车"), lambda number: words[number % 2]
    )
    layout = layout_of_rows(header, *rows, expectation=NOTHING_SAID)

    assert fields_of(layout)["F"] == "event"
    assert codes_of(layout) == []


def test_yes_is_a_replacement_and_no_is_new_whatever_blanks_the_header_has() -> None:
    reading = a_reading()
    reading.headers[reading.columns["event"]] = "是 否\n更 新"
    block = read(a_row(1, event="是", replaces_plate="豫A12345"), a_row(2, event="否"), reading=reading)

    assert block.columns["event"] == ["replacement", "new"]


def test_year_month_and_day_in_columns_of_their_own_are_no_day() -> None:
    assert [dict(recognise_path(("登记日期", part))) for part in ("年", "月", "日")] == [{}, {}, {}]


def test_a_column_of_uses_by_its_values_is_the_nature_of_use_or_the_category() -> None:
    assert recognise("用途").keys() == {"category", "use_nature"}
    for values, field in ((("公交客运", "非营运"), "use_nature"), (("公交车", "环卫车"), "category")):
        header = ("车牌号", "车架号", "燃料种类", "登记日期", "用途", "新增/更新")
        rows = columns(6, a_plate, a_vin, always("纯电动"), a_day, always(""), always("新增"))
        for number, row in enumerate(rows):
            row[4] = values[number % 2]
        layout = layout_of_rows(header, *rows, expectation=NOTHING_SAID)
        assert fields_of(layout)["E"] == field


def test_a_column_of_uses_that_names_no_nature_of_use_is_the_category_and_asked_about() -> None:
    for word, asked in (("其他", [("column-unsure", "category")]), ("环卫车", [])):
        header = ("车牌号", "车架号", "燃料种类", "登记日期", "车辆用途", "新增/更新")
        rows = columns(6, a_plate, a_vin, always("纯电动"), a_day, always(word), always("新增"))
        layout = layout_of_rows(header, *rows, expectation=NOTHING_SAID)
        assert (fields_of(layout)["E"], codes_of(layout)) == ("category", asked)


def _a_column_of_purposes(header: str) -> SheetReading:
    """A reading without a category column, whose nature of use stands under this header."""
    reading = a_reading(without=("category",))
    reading.headers[reading.columns["use_nature"]] = header
    return reading


@pytest.mark.parametrize("header", ["用途", "车辆信息/车辆用途"])
def test_words_of_a_category_among_natures_of_use_name_it(header: str) -> None:
    rows = [
        a_row(number, use_nature=word)
        for number, word in enumerate(("公交客运", "环卫车", "其他", "网约出租车", "非营运", None), 1)
    ]
    block = read(*rows, reading=_a_column_of_purposes(header))

    assert block.columns["category"] == ["bus", "sanitation", "other", "ride_hailing"]
    assert [(finding.row, finding.code, finding.column, finding.value) for finding in block.findings] == [
        (6, "category-unknown", LETTER["use_nature"], "非营运"),
        (7, "category-missing", LETTER["use_nature"], ""),
    ]


def test_a_nature_of_use_that_contradicts_what_was_said_for_the_file_is_asked() -> None:
    said = Expectation("410100", category="official")
    rows = [a_row(number, use_nature=word) for number, word in enumerate(("非营运", None, "环卫车"), 1)]
    block = read(*rows, reading=_a_column_of_purposes("用途"), context=ReadingContext(said, TODAY))

    assert block.columns["category"] == ["official"] * 3
    assert codes(block) == [(4, "category-conflict", LETTER["use_nature"])]


def test_the_nature_of_use_under_its_own_name_names_no_category_but_its_own() -> None:
    block = read(a_row(1, use_nature="其他"), reading=_a_column_of_purposes("使用性质"))
    assert [(finding.code, finding.column) for finding in block.findings] == [("category-missing", None)]


@pytest.mark.parametrize("unit", ["（ｔ）", "( 吨 )"])
def test_units_typed_wide_below_the_names_belong_to_the_header(unit: str) -> None:
    header = (*HEADER, "总质量")
    below: list[object] = [None] * 8
    rows = [[*row, 18.0] for row in vehicles(6)]
    (reading,) = layout_of_rows(header, [*below, unit], *rows, expectation=NOTHING_SAID).readings

    assert (reading.header_rows, reading.mass_unit) == ((1, 2), "t")


@pytest.mark.parametrize("word", ["示 例", "示\n例", "样　例"])
def test_an_example_row_is_known_by_its_word_whatever_blanks_it_has(word: str) -> None:
    example = [word, *vehicles(1)[0][1:]]
    (reading,) = layout_of_rows(HEADER, example, *vehicles(6), expectation=NOTHING_SAID).readings

    assert reading.header_rows == (1,)
    assert classify_row(example, reading) == "example"


def test_words_with_blanks_inside_are_read() -> None:
    block = read(
        a_row(1, category="环 卫\n车", event="新\u3000增"), a_row(2, event="更 新", replaces_plate="豫A12345")
    )

    assert block.columns["category"] == ["sanitation", "bus"]
    assert block.columns["event"] == ["new", "replacement"]


@pytest.mark.parametrize("name", ["更新车辆车牌号", "某某车"])
def test_a_second_column_of_plates_is_never_left_out_in_silence(name: str) -> None:
    rows = [[*row, an_ordinary_plate(number)] for number, row in enumerate(vehicles())]
    layout = layout_of_rows((*HEADER, name), *rows, expectation=NOTHING_SAID)

    assert fields_of(layout)["I"] is None
    assert [(finding.code, finding.column) for finding in layout.findings] == [("column-unused", "I")]


def test_a_column_that_repeats_the_plates_is_left_out_without_a_word() -> None:
    rows = [[*row, row[1]] for row in vehicles()]
    assert codes_of(layout_of_rows((*HEADER, "行驶证车牌号"), *rows, expectation=NOTHING_SAID)) == []


@pytest.mark.parametrize(
    "plate",
    [
        "粤Z1234港",
        "粤z1234澳",
        "豫A1234领",
        "豫A1234应急",
        "使123456",
        "123456使",
        "豫Ａ·1234临",
        "豫A1234挂",
    ],
)
def test_plates_of_every_kind_have_the_shape_of_one(plate: str) -> None:
    assert "plate" in shapes_of(plate)


@pytest.mark.parametrize(
    "model",
    [
        "ZZ3318V306GBEV",
        "ZZ3318V306GZ1BEV",
        "ZZ3318V306GZ1ABEV",
        "ZZ3318V306GZ1ABBEV",
        "SX5319GJBBEV331L",
        "XMQ6106AGHEV1500N",
    ],
)
def test_long_model_codes_under_their_name_are_read_although_they_might_be_vins(model: str) -> None:
    place = HEADER.index("车辆型号")
    rows = [[*row[:place], model, *row[place + 1 :]] for row in vehicles()]
    layout = layout_of_rows(HEADER, *rows, expectation=NOTHING_SAID)

    assert fields_of(layout)["D"] == "model"
    assert codes_of(layout) == []


def test_vins_under_the_name_of_a_model_are_told() -> None:
    place = HEADER.index("车辆型号")
    rows = [[*row[:place], a_vin(900 + number), *row[place + 1 :]] for number, row in enumerate(vehicles())]
    layout = layout_of_rows(HEADER, *rows, expectation=NOTHING_SAID)

    assert "model" not in fields_of(layout).values()
    assert ("column-contradicted", "model") in codes_of(layout)


@pytest.mark.parametrize("below", [("新购", "替换"), ("新增车辆", "更新车辆"), ("年份", "月份")])
def test_a_row_that_divides_a_name_above_belongs_to_the_header(below: tuple[str, str]) -> None:
    header, blank = [*HEADER, "车辆来源", None], [None] * len(HEADER)
    rows = [[*row, None, None] for row in vehicles()]
    layout = layout_of_rows(header, [*blank, *below], *rows, expectation=NOTHING_SAID)

    assert layout.readings[0].header_rows == (1, 2)
    assert [layout.readings[0].headers[len(HEADER) + at] for at in (0, 1)] == [
        f"车辆来源/{text}" for text in below
    ]


@pytest.mark.parametrize(
    "cell",
    [
        "1740758400000",
        1740758400000.0,
        1740758400,
        "Sat Mar 01 2025 00:00:00 GMT+0800 (中国标准时间)",
        "2025-03-01T00:00:00Z",
    ],
)
def test_instants_have_the_shape_of_what_stands_under_the_name_of_a_day(cell: object) -> None:
    rows = [[*row[:5], cell, *row[6:]] for row in vehicles()]
    layout = layout_of_rows(HEADER, *rows, expectation=NOTHING_SAID)

    assert fields_of(layout)["F"] == "registered_on"
    assert codes_of(layout) == []
