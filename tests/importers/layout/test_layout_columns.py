"""Which column holds which field: by header and by values, and what is asked."""

from datetime import date, timedelta

import pytest

from importers.fields import Question
from importers.findings.register import message, severity_of
from importers.layout.headers import mass_unit
from importers.results import Expectation, Finding, Severity
from rules.wording import Text
from tests.workbook_of_rows import (
    HEADER,
    SheetOfRows,
    a_day,
    a_plate,
    a_vin,
    always,
    an_ordinary_plate,
    codes_of,
    columns,
    fields_of,
    layout_of,
    layout_of_rows,
    vehicles,
)

BEV = always("纯电动")


def earlier(number: int) -> date:
    return a_day(number) - timedelta(days=900)


def test_the_unit_of_a_mass_is_read_from_its_header() -> None:
    layout = layout_of_rows(
        ["车架号", "登记日期", "燃料", "总质量（吨）", "整备质量(kg)", "核定载质量"],
        *columns(9, a_vin, a_day, BEV, always(18.0), always(12000.0), always(5.0)),
    )

    assert layout.readings[0].mass_units == {"gross_mass": "t", "kerb_mass": "kg"}
    assert layout.readings[0].mass_unit == "t"
    assert mass_unit("总质量(千克)") == "kg"


def test_type_and_model_columns_are_told_apart_by_their_values() -> None:
    layout = layout_of_rows(
        ["车牌号", "车架号", "车辆类型", "车辆型号", "上牌日期"],
        *columns(9, a_plate, a_vin, always("ZK6105BEVG25"), always("大型普通客车"), a_day),
    )

    assert fields_of(layout) == {
        "A": "plate",
        "B": "vin",
        "C": "model",
        "D": "vehicle_type",
        "E": "registered_on",
    }
    assert layout.findings == ()


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ("ZK6105BEVG25", "model"),
        ("大型普通客车", "vehicle_type"),
        ("公交车", "category"),
        ("洗扫车", "vehicle_type"),
    ],
)
def test_the_word_chexing_means_what_its_values_are(value: str, field: str) -> None:
    layout = layout_of_rows(
        ["车架号", "车牌号", "车型", "登记日期"], *columns(9, a_vin, a_plate, always(value), a_day)
    )

    assert fields_of(layout)["C"] == field


def test_plates_under_a_vin_header_are_not_read_as_vins() -> None:
    layout = layout_of_rows(
        ["车牌号", "车架号", "型号", "登记日期"],
        *columns(9, a_plate, an_ordinary_plate, always("ZK6105BEVG25"), a_day),
    )

    assert fields_of(layout) == {"A": "plate", "B": None, "C": "model", "D": "registered_on"}
    assert codes_of(layout) == [("column-missing", "vin"), ("column-contradicted", "vin")]
    assert message(layout.findings[1]) == Text(
        "“车架号”列的内容不像“车架号”，未按此读取",
        "The column “车架号” does not hold what “VIN” holds and is not read as such",
    )


def test_swapped_vins_and_plates_are_asked_about() -> None:
    layout = layout_of_rows(
        ["车牌号", "车架号", "型号", "登记日期"], *columns(9, a_vin, a_plate, always("ZK6105BEVG25"), a_day)
    )

    assert layout.questions == (
        Question("column-unsure", "Sheet1", "vin", ("A",), "A"),
        Question("column-unsure", "Sheet1", "plate", ("B",), "B"),
    )


def test_a_day_column_that_holds_no_days_is_not_read_as_one() -> None:
    layout = layout_of_rows(["车牌号", "车架号", "登记日期", "燃料"], *columns(9, a_plate, a_vin, BEV, BEV))

    assert fields_of(layout)["C"] is None
    assert codes_of(layout) == [("column-missing", "registered_on"), ("column-contradicted", "registered_on")]


def test_energy_columns_of_several_names_are_shared_out_without_a_question() -> None:
    layout = layout_of_rows(
        ["车架号", "登记日期", "能源类型", "新能源类型", "是否新能源"],
        *columns(9, a_vin, a_day, always("电"), BEV, always("是")),
    )

    assert fields_of(layout) == {"A": "vin", "B": "registered_on", "C": "fuel", "D": "powertrain", "E": None}
    assert layout.questions == ()


def test_a_column_of_damaged_vins_is_still_the_vin_column() -> None:
    layout = layout_of_rows(
        ["车架号", "车牌号", "登记日期"], *columns(9, lambda number: f"LZY{number}", a_plate, a_day)
    )

    assert fields_of(layout)["A"] == "vin"
    assert layout.questions == ()


def test_two_registration_days_that_differ_are_asked_about_with_a_proposal() -> None:
    layout = layout_of_rows(
        ["车架号", "车牌号", "初次登记日期", "注册日期", "发证日期"],
        *columns(9, a_vin, a_plate, earlier, a_day, a_day),
    )

    assert layout.questions == (Question("column-ambiguous", "Sheet1", "registered_on", ("C", "D"), "C"),)
    assert fields_of(layout)["C"] == "registered_on"
    assert [message(finding) for finding in layout.findings] == [
        Text(
            "有几列都像“初次登记日期”：C, D；暂按 C 列读取",
            "Several columns look like “first registration day”: C, D; column C is used for now",
        )
    ]


def test_two_columns_that_say_the_same_are_no_question() -> None:
    layout = layout_of_rows(
        ["车架号", "车牌号", "初次登记日期", "注册日期"], *columns(9, a_vin, a_plate, a_day, a_day)
    )

    assert (fields_of(layout)["C"], layout.questions) == ("registered_on", ())


def test_a_first_registration_day_goes_before_a_plain_registration_day() -> None:
    layout = layout_of_rows(
        ["车架号", "车牌号", "登记日期", "初次登记日期"], *columns(9, a_vin, a_plate, a_day, earlier)
    )

    assert (fields_of(layout)["D"], layout.questions) == ("registered_on", ())


def test_an_empty_column_does_not_win_over_a_filled_one() -> None:
    layout = layout_of_rows(
        ["车架号", "车牌号", "初次登记日期", "注册日期"], *columns(9, a_vin, a_plate, always(None), a_day)
    )

    assert (fields_of(layout)["D"], layout.questions) == ("registered_on", ())


def test_a_day_of_issue_alone_is_asked_about() -> None:
    layout = layout_of_rows(["车架号", "车牌号", "发证日期"], *columns(9, a_vin, a_plate, a_day))

    assert layout.questions == (Question("column-unsure", "Sheet1", "registered_on", ("C",), "C"),)


def test_the_plate_of_the_replaced_vehicle_is_no_rival_of_the_plate() -> None:
    layout = layout_of_rows(
        ["被更新车牌号", "车牌号", "车架号", "登记日期"],
        *columns(9, an_ordinary_plate, a_plate, a_vin, a_day),
    )

    assert fields_of(layout) == {"A": "replaces_plate", "B": "plate", "C": "vin", "D": "registered_on"}
    assert layout.questions == ()


def test_a_replaced_vehicle_is_named_by_plate_or_vin_as_its_values_are() -> None:
    plates, vins = (
        fields_of(
            layout_of_rows(
                ["车架号", "登记日期", "被更新车辆", "燃料"], *columns(9, a_vin, a_day, maker, BEV)
            )
        )
        for maker in (an_ordinary_plate, lambda number: a_vin(number + 500))
    )

    assert (plates["C"], vins["C"]) == ("replaces_plate", "replaces_vin")


def test_repeated_headers_with_different_values_are_asked_about() -> None:
    layout = layout_of_rows(
        ["车牌号", "车牌号", "车架号", "登记日期"],
        *columns(9, a_plate, an_ordinary_plate, a_vin, a_day),
    )

    assert layout.questions == (Question("column-ambiguous", "Sheet1", "plate", ("A", "B"), "A"),)


def test_columns_of_unknown_names_that_hold_vins_are_asked_about() -> None:
    layout = layout_of_rows(["甲", "乙", "丙"], *columns(9, a_plate, a_vin, a_day))

    assert {question.field: question.proposal for question in layout.questions} == {"plate": "A", "vin": "B"}
    assert codes_of(layout)[0] == ("column-missing", "registered_on")


def test_plates_under_a_name_that_says_nothing_are_not_passed_over_in_silence() -> None:
    layout = layout_of_rows(
        ["车牌号", "车架号", "登记日期", "对应车"], *columns(9, a_plate, a_vin, a_day, an_ordinary_plate)
    )

    assert fields_of(layout)["D"] is None
    assert layout.findings == (Finding("column-unused", sheet="Sheet1", column="D", value="对应车"),)


def test_an_empty_column_raises_no_question() -> None:
    layout = layout_of_rows(
        ["车架号", "登记日期", "车号", "燃料"], *columns(9, a_vin, a_day, always("不详"), BEV)
    )

    assert (fields_of(layout)["C"], layout.questions) == ("plate", ())


def test_fuel_and_powertrain_are_both_kept() -> None:
    layout = layout_of_rows(
        ["车架号", "登记日期", "燃料类型", "动力类型"], *columns(9, a_vin, a_day, always("电"), BEV)
    )

    assert (fields_of(layout)["C"], fields_of(layout)["D"]) == ("fuel", "powertrain")


def test_dirty_values_do_not_lose_a_column() -> None:
    def dirty(number: int) -> object:
        return ["/", "见附件", "2025.3.1", "20250301", 45717.0, a_day(1)][number % 6]

    layout = layout_of_rows(["车架号", "登记日期", "燃料"], *columns(30, a_vin, dirty, BEV))

    assert (fields_of(layout)["B"], layout.questions) == ("registered_on", ())


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        (["车牌号", "登记日期", "燃料"], ["vin"]),
        (["车牌号", "车架号", "燃料"], ["registered_on"]),
        (["车架号", "登记日期", "备注"], ["fuel"]),
    ],
)
def test_a_missing_column_is_named(header: list[str], missing: list[str]) -> None:
    makers = {
        "车牌号": a_plate, "车架号": a_vin, "登记日期": a_day, "燃料": BEV, "备注": always("无"),
    }  # fmt: skip
    layout = layout_of_rows(header, *columns(9, *(makers[name] for name in header)))

    assert codes_of(layout) == [("column-missing", field) for field in missing]


def test_category_and_event_are_missing_where_nothing_says_them() -> None:
    layout = layout_of_rows(
        ["车架号", "登记日期", "燃料"], *columns(9, a_vin, a_day, BEV), expectation=Expectation("410100")
    )

    assert codes_of(layout) == [("column-missing", "category"), ("column-missing", "event")]


def test_a_confirmed_mapping_overrides_headers_and_values() -> None:
    layout = layout_of_rows(
        ["车架号", "车牌号", "初次登记日期", "注册日期"],
        *columns(9, a_vin, a_plate, earlier, a_day),
        expectation=Expectation(
            "410100", "bus", "new", mapping={"Sheet1": {"D": "registered_on", "B": None}}
        ),
    )

    assert fields_of(layout) == {"A": "vin", "B": None, "C": None, "D": "registered_on"}
    assert (layout.questions, codes_of(layout)) == ((), [("column-missing", "fuel")])


def test_what_of_a_given_mapping_cannot_be_applied_is_told() -> None:
    given: dict[str, dict[str, str | None]] = {
        "Sheet1": {"Z": "model", "D": "registered_on", "C": "registered_on", "1": "plate", "Y": None},
        "nosheet": {"A": "vin", "B": "plate"},
        "说明": {"A": "vin"},
    }
    header: list[object] = ["车架号", "车牌号", "初次登记日期", "注册日期"]
    rows = [header, *columns(9, a_vin, a_plate, earlier, a_day)]
    layout = layout_of(
        SheetOfRows("Sheet1", rows),
        SheetOfRows("说明", [["填表说明"]], hidden=True),
        expectation=Expectation("410100", "bus", "new", mapping=given),
    )
    told = [finding for finding in layout.findings if finding.code == "mapping-unused"]

    assert fields_of(layout) == {"A": "vin", "B": "plate", "C": None, "D": "registered_on"}
    assert [(finding.sheet, finding.column, finding.field, message(finding).zh) for finding in told] == [
        (
            "Sheet1",
            None,
            "model",
            "给出的列对应没有用上（工作表“Sheet1”：Z 列→车辆型号）：没有这一列，或该列是空的",
        ),
        (
            "Sheet1",
            "C",
            "registered_on",
            "给出的列对应没有用上（工作表“Sheet1”：C 列→初次登记日期）：另有一列也指定为这一字段",
        ),
        (
            "Sheet1",
            None,
            "plate",
            "给出的列对应没有用上（工作表“Sheet1”：1 列→号牌号码）：没有这一列，或该列是空的",
        ),
        (
            "Sheet1",
            None,
            None,
            "给出的列对应没有用上（工作表“Sheet1”：Y 列→不读取）：没有这一列，或该列是空的",
        ),
        ("nosheet", None, None, "给出的列对应没有用上（工作表“nosheet”：A、B 列）：文件里没有这个工作表"),
        ("说明", None, None, "给出的列对应没有用上（工作表“说明”：A 列）：这个工作表没有读取"),
    ]
    assert {severity_of(finding) for finding in told} == {Severity.WARNING}


def test_every_column_is_reported_with_its_header_confidence_and_samples() -> None:
    layout = layout_of_rows(HEADER, *vehicles(2))
    (use,) = layout.sheets

    assert [(column.column, column.header, column.field, column.confidence) for column in use.columns] == [
        ("A", "序号", "seq", 0.95),
        ("B", "车牌号", "plate", 0.99),
        ("C", "车架号", "vin", 0.99),
        ("D", "车辆型号", "model", 0.99),
        ("E", "燃料种类", "fuel", 0.99),
        ("F", "初次登记日期", "registered_on", 0.99),
        ("G", "类别", "category", 0.7),
        ("H", "新增/更新", "event", 0.99),
    ]
    assert use.columns[5].samples == ("2025-03-01", "2025-03-02")
