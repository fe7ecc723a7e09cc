"""Which sheets are read, what their names and titles say, and how real outside files are understood."""

import csv
from pathlib import Path

import pytest

from importers.fields import Layout
from importers.formats.container import inspect
from importers.formats.sheets import open_workbook
from importers.layout.titles import is_instruction_name, says
from importers.layout.workbook_layout import find_layout
from importers.results import Expectation, Finding, Refused, SheetUse
from tests.workbook_of_rows import (
    HEADER,
    SheetOfRows,
    codes_of,
    fields_of,
    layout_of,
    layout_of_rows,
    vehicles,
)

SHORT = HEADER[:6]


def short_vehicles(count: int = 9) -> list[list[object]]:
    return [row[:6] for row in vehicles(count)]


def unused(name: str, why_zh: str, why_en: str) -> SheetUse:
    return SheetUse(name, used=False, why_zh=why_zh, why_en=why_en)


def test_each_sheet_of_vehicles_is_read_with_the_category_of_its_name() -> None:
    layout = layout_of(
        SheetOfRows("公交", [SHORT, *short_vehicles()]),
        SheetOfRows("渣土车", [SHORT, *short_vehicles()]),
        SheetOfRows("网约车", [SHORT, *short_vehicles()]),
        expectation=Expectation("410100", event="new"),
    )

    assert [(reading.sheet, reading.index, reading.category) for reading in layout.readings] == [
        ("公交", 0, "bus"),
        ("渣土车", 1, "muck_truck"),
        ("网约车", 2, "ride_hailing"),
    ]
    assert layout.findings == ()


def test_category_and_event_come_from_the_title_and_the_report_says_so() -> None:
    layout = layout_of(SheetOfRows("Sheet1", [["郑州市2025年3月新增公交车登记表"], SHORT, *short_vehicles()]))

    assert (layout.readings[0].category, layout.readings[0].event) == ("bus", "new")
    assert layout.sheets[0].why_zh == "表头在第2行，认出6列；类别“公交车”取自第1行标题；“新增”取自第1行标题"
    assert layout.sheets[0].why_en == (
        "header in row 2, 6 columns recognised; category “city bus” from the title in row 1;"
        " “newly added” from the title in row 1"
    )
    assert layout.findings == ()


@pytest.mark.parametrize(
    ("title", "category", "event"),
    [
        ("郑州市2025年3月新增公交车登记表", "bus", "new"),
        ("网络预约出租汽车更新明细", "ride_hailing", "replacement"),
        ("巡游出租汽车（更新）", "taxi", "replacement"),
        ("新增（更新）环卫车辆", "sanitation", None),
        ("公交、出租车新增情况", None, "new"),
        ("建筑垃圾运输车", "muck_truck", None),
        ("混凝土搅拌车", "mixer_truck", None),
        ("邮政用车", "postal", None),
        ("城市物流配送车", "urban_logistics", None),
        ("公务用车", "official", None),
        ("填报单位：郑州市公共交通集团有限公司", None, None),
        ("数据更新时间：2025-03-01", None, None),
        ("新能源车辆登记表", None, None),
        ("New buses", "bus", None),
    ],
)
def test_titles_say_a_category_or_an_event_only_where_they_name_one(
    title: str, category: str | None, event: str | None
) -> None:
    assert (says(title).category, says(title).event) == (category, event)


def test_a_title_that_differs_from_the_senders_word_is_told_and_the_word_holds() -> None:
    layout = layout_of(
        SheetOfRows("环卫车", [SHORT, *short_vehicles()]),
        expectation=Expectation("410100", category="bus", event="new"),
    )

    assert layout.readings[0].category == "bus"
    assert layout.findings == (
        Finding(
            "title-differs",
            sheet="环卫车",
            field="category",
            values={
                "name_zh": "车辆用途类别", "name_en": "category",
                "says_zh": "市政环卫车", "says_en": "municipal sanitation vehicle",
                "said_zh": "公交车", "said_en": "city bus",
                "taken_zh": "公交车", "taken_en": "city bus",
            },
        ),
    )  # fmt: skip


def test_sheets_of_several_categories_keep_their_own_against_the_senders_word() -> None:
    layout = layout_of(
        SheetOfRows("环卫车", [SHORT, *short_vehicles()]),
        SheetOfRows("公交车", [SHORT, *short_vehicles()]),
        expectation=Expectation("410100", category="bus", event="new"),
    )

    assert [reading.category for reading in layout.readings] == ["sanitation", "bus"]
    assert codes_of(layout) == [("title-differs", "category")]


def test_instructions_lists_summaries_and_hidden_sheets_are_not_read() -> None:
    layout = layout_of(
        SheetOfRows("填表说明", [HEADER, ["示例", *vehicles(1)[0][1:]]]),
        SheetOfRows("明细", [HEADER, *vehicles()]),
        SheetOfRows(
            "字典", [["燃料种类", "车辆类型", "使用性质", "号牌种类"], ["汽油", "轿车", "货运", "大型汽车"]]
        ),
        SheetOfRows("汇总", [["类别", "数量"], ["公交车", 20.0]]),
        SheetOfRows("旧数据", [HEADER, *vehicles()], hidden=True),
        SheetOfRows("Sheet3", []),
        SheetOfRows("续表", vehicles()),
    )

    assert [use for use in layout.sheets if not use.used] == [
        unused(
            "填表说明", "按名称是说明或字典表，未读取", "named as instructions or a list of codes, not read"
        ),
        unused("字典", "没有车架号或号牌列，未读取", "has no VIN or plate column, not read"),
        unused(
            "汇总", "没有车辆登记的列名，未读取", "has no column names of vehicle registrations, not read"
        ),
        unused("旧数据", "隐藏的工作表不读取", "hidden sheets are not read"),
        unused("Sheet3", "空表", "empty"),
        unused(
            "续表",
            "像有车架号或号牌，但没有表头，未读取",
            "seems to hold VINs or plates without a header, not read",
        ),
    ]
    assert [reading.sheet for reading in layout.readings] == ["明细"]
    assert [(finding.code, finding.sheet) for finding in layout.findings] == [
        ("sheet-hidden", "旧数据"),
        ("sheet-without-header", "续表"),
    ]


def test_a_sheet_named_as_instructions_is_read_when_no_other_holds_vehicles() -> None:
    layout = layout_of(SheetOfRows("车辆参考", [HEADER, *vehicles()]), SheetOfRows("Sheet2", []))

    assert is_instruction_name("车辆参考")
    assert [reading.sheet for reading in layout.readings] == ["车辆参考"]


def test_a_sheet_passed_over_by_its_name_is_named_where_it_holds_many_vehicles() -> None:
    layout = layout_of(SheetOfRows("目录", [HEADER, *vehicles()]), SheetOfRows("明细", [HEADER, *vehicles()]))

    assert [reading.sheet for reading in layout.readings] == ["明细"]
    assert layout.findings == (Finding("sheet-not-read", sheet="目录"),)


def test_only_the_first_rows_of_a_sheet_are_read() -> None:
    class Counted(SheetOfRows):
        asked: list[int] = []  # noqa: RUF012 (one instance)

        def head(self, n: int) -> list[list[object]]:
            self.asked.append(n)
            return super().head(n)

    sheet = Counted("明细", [HEADER, *vehicles(5000)])
    layout_of(sheet)

    assert sheet.asked == [200]


# --- files from outside, where they are at hand


def understood(path: Path, *, category: str | None = None, event: str | None = None) -> Layout | Refused:
    container = inspect(path, name=path.name)
    if isinstance(container, Refused):
        return container
    return find_layout(open_workbook(container), Expectation("410100", category=category, event=event))


@pytest.mark.parametrize(
    "name", ["bus_fleet_B_25.gbk.csv", "bus_fleet_B_25.utf8bom.csv", "bus_fleet_B_25.xlsx"]
)
def test_a_real_bus_fleet_is_mapped_alike_in_every_format(shared_dir: Path, name: str) -> None:
    layout = understood(shared_dir / "samples" / "fleet" / name, category="bus", event="new")

    assert isinstance(layout, Layout)
    assert {field: letter for letter, field in fields_of(layout).items() if field} == {
        "fleet_no": "A",
        "plate": "B",
        "vin": "C",
        "engine_no": "E",
        "model": "F",
        "brand": "G",
        "vehicle_type": "I",
        "use_nature": "J",
        "fuel": "K",
        "powertrain": "L",
        "emission_stage": "M",
        "registered_on": "N",
        "gross_mass": "P",
        "kerb_mass": "Q",
        "seats": "R",
        "colour": "S",
        "area": "T",
        "plate_color": "U",
        "permit_no": "Y",
    }
    assert (layout.findings, layout.questions) == ((), ())


def test_a_real_list_without_vins_and_days_names_what_is_missing(shared_dir: Path) -> None:
    path = shared_dir / "samples" / "fleet" / "sanitation_tunxi_virtual_20.csv"
    layout = understood(path, category="sanitation", event="new")

    assert isinstance(layout, Layout)
    assert fields_of(layout) == {"A": "vehicle_type", "B": "plate", "C": "brand", "D": "model"}
    assert codes_of(layout) == [("column-missing", "vin"), ("column-missing", "registered_on")]


REAL_HEADERS = {
    "行驶证录入": {
        "model": "品牌型号", "use_nature": "使用性质", "engine_no": "发动机号码", "plate": "号牌号码", "owner": "所有人",
        "registered_on": "注册日期", "vin": "车辆识别代号", "vehicle_type": "车辆类型", "load_mass": "核定载质量",
        "kerb_mass": "整备质量", "seats": "核定载人数", "gross_mass": "总质量", "plate_color": "车牌颜色",
    },
    "公安交管字段码": {
        "seq": "xh", "plate_type": "hpzl", "plate": "hphm", "brand": "clpp1", "model": "clxh", "vin": "clsbdh",
        "engine_no": "fdjh", "vehicle_type": "cllx", "colour": "csys", "use_nature": "syxz", "owner": "syr",
        "registered_on": "ccdjrq", "status": "zt", "fuel": "rlzl",
    },
    "公交档案JSON": {
        "fleet_no": "busCode", "plate": "carNo", "plate_color": "plateColor", "vin": "busFrameId",
        "engine_no": "engineNo", "vehicle_type": "vehicleType", "model": "carType", "brand": "busMaker",
        "use_nature": "busUseNature", "fuel": "fuelType", "powertrain": "materialType",
        "emission_stage": "busEmisStad", "registered_on": "busRegDate", "seq": "carId",
    },
    "整车厂导入": {"vin": "VIN", "colour": "颜色", "engine_no": "发动机号", "built_on": "生产日期"},
}  # fmt: skip


@pytest.mark.parametrize("kind", REAL_HEADERS)
def test_real_header_rows_are_mapped(shared_dir: Path, kind: str) -> None:
    path = shared_dir / "samples" / "vocabulary" / "header_rows_real.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        (header,) = [
            row["header_row"].split(",") for row in csv.DictReader(file) if row["source_kind"] == kind
        ]
    (reading,) = layout_of_rows(header).readings

    assert {field: reading.headers[index] for field, index in reading.columns.items()} == REAL_HEADERS[kind]


@pytest.mark.parametrize(
    "name",
    [
        "19599-2.xls",
        "44235.xls",
        "61287.xls",
        "merged-cells.xlsx",
        "multiline-headers.xlsx",
        "header-row.xlsx",
    ],
)
def test_reports_that_list_no_vehicles_are_refused(shared_dir: Path, name: str) -> None:
    assert understood(shared_dir / "samples" / "workbooks" / name) == Refused("header-not-found")


def test_the_data_sheet_behind_instructions_is_found(shared_dir: Path) -> None:
    layout = understood(
        shared_dir / "samples" / "sister-system" / "credit_application_supplier_template.xlsx"
    )

    assert isinstance(layout, Layout)
    assert [(use.name, use.used) for use in layout.sheets] == [
        ("Instructions", False),
        ("Valid Vehicles", False),
        ("ZEVs Supplied", True),
    ]
    assert layout.readings[0].columns["vin"] == 3
