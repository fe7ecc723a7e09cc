"""Between cells and between rows: what contradicts itself or repeats is held or asked, with the rows involved."""

import pytest

from importers.findings.register import message, severity_of
from importers.results import Expectation, Finding, Severity
from importers.rows.registrations import ReadingContext
from tests.row_data import LETTER, TODAY, a_context, a_reading, a_row, a_vin, codes, read


@pytest.mark.parametrize(
    ("cells", "code", "field"),
    [
        ({"vin": "LZYTABGW1S1000002"}, "vin-check-digit", "vin"),
        ({"plate": "豫C00001D"}, "plate-other-city", "plate"),
        ({"plate": "赣A00001D"}, "plate-other-city", "plate"),
        ({"plate": "豫A00001F"}, "plate-energy-conflict", "plate"),
        ({"plate": None, "fuel": None, "powertrain": None}, "energy-unknown", "fuel"),
        ({"plate": None, "fuel": "O", "powertrain": None, "model": None}, "energy-ambiguous", "fuel"),
        ({"plate": None, "fuel": "柴油"}, "energy-conflict", "fuel"),
        ({"fuel": "水煤浆"}, "energy-unreadable", "fuel"),
        ({"emission_stage": "达标"}, "stage-unknown", "emission_stage"),
        ({"gross_mass": "约18吨"}, "mass-unreadable", "gross_mass"),
        ({"kerb_mass": 18000.0}, "kerb-not-below-gross", "kerb_mass"),
        ({"built_on": "2025-03-02"}, "registered-before-built", "registered_on"),
        ({"event": "更新"}, "replacement-unproven", "replaces_plate"),
        ({"category": "出租车", "use_nature": "公交客运"}, "category-conflict", "category"),
        ({"category": "其他", "use_nature": "F", "vehicle_type": "H32"}, "category-conflict", "category"),
    ],
)
def test_a_doubt_asks_and_leaves_the_row_accepted(cells: dict[str, object], code: str, field: str) -> None:
    block = read(a_row(1), a_row(2, **cells))
    assert codes(block) == [(3, code, LETTER[field])]
    assert (block.rows, block.aside) == ([2, 3], [])
    assert severity_of(block.findings[0]) is Severity.WARNING


@pytest.mark.parametrize(
    ("cells", "energy", "said"),
    [
        (
            {"plate": "豫A12351F", "fuel": None},
            "phev",
            "号牌显示是新能源车，未写明是哪一种（插电式混合动力、燃料电池），暂记为插电式混合动力",
        ),
        (
            {"plate": None, "fuel": "燃油"},
            "other",
            "填的是非新能源车，未写明是哪一种（汽油、柴油），暂记为其他",
        ),
        (
            {"plate": None, "fuel": "非新能源"},
            "other",
            "填的是非新能源车，未写明是哪一种（油电混合、汽油、柴油、天然气、液化石油气、甲醇、其他），暂记为其他",
        ),
    ],
)
def test_a_settled_kind_that_is_not_precise_is_told_as_what_it_is_taken_for(
    cells: dict[str, object], energy: str, said: str
) -> None:
    block = read(a_row(1, **{"powertrain": None, "model": None, "emission_stage": None, **cells}))
    (finding,) = block.findings
    assert (block.columns["energy"], finding.code, finding.field) == ([energy], "energy-imprecise", "fuel")
    assert (severity_of(finding), message(finding).zh) == (Severity.INFO, said)


def test_an_open_kind_is_asked_at_the_cell_that_leaves_it_open() -> None:
    block = read(
        a_row(1, plate=None, fuel=None, powertrain=None, model=None, product_name="混合动力城市客车")
    )
    (finding,) = block.findings
    assert (finding.code, finding.field, block.columns["energy"]) == (
        "energy-ambiguous",
        "product_name",
        ["unknown"],
    )
    assert message(finding).zh.startswith("只写“混合动力城市客车”")


def test_a_model_year_past_the_registration_or_long_before_it_is_asked() -> None:
    block = read(
        a_row(1, vin=a_vin(1, year="T"), registered_on="2025-03-01"),  # 2026: a year ahead is usual
        a_row(2, vin=a_vin(2, year="T"), registered_on="2024-03-01"),
        a_row(3, vin=a_vin(3, year="P"), registered_on="2025-03-01"),  # 2023: two years in stock
        a_row(4, vin=a_vin(4, year="N"), registered_on="2025-03-01"),
    )
    assert [(finding.row, finding.code, finding.values) for finding in block.findings] == [
        (
            3,
            "registered-before-built",
            {"registered": "2024-03-01", "built_zh": "车型年份（2026）", "built_en": "model year (2026)"},
        ),
        (5, "registered-long-after-built", {"registered": "2025-03-01", "year": "2022"}),
    ]


@pytest.mark.parametrize(
    ("day", "stage", "gross", "expected"),
    [
        ("2021-07-01", "国五", 18000, ["stage-outdated"]),
        ("2021-06-30", "国五", 18000, []),
        ("2021-07-01", "国六a", 18000, []),
        ("2021-07-01", "国五", 3500, []),
        ("2021-07-01", "国五", 3501, ["stage-outdated"]),
        ("2021-07-01", "国五", None, []),
    ],
)
def test_a_heavy_vehicle_below_china_six_after_its_day_is_asked(
    day: str, stage: str, gross: float | None, expected: list[str]
) -> None:
    cells = {
        "plate": "豫A12345",
        "fuel": "柴油",
        "powertrain": None,
        "model": "ZZ3257N3847",
        "kerb_mass": None,
    }
    row = a_row(1, vin=a_vin(1, year="M"), registered_on=day, emission_stage=stage, gross_mass=gross, **cells)
    assert [finding.code for finding in read(row).findings] == expected


def test_the_same_vehicle_and_day_twice_holds_the_later_row_and_names_the_first() -> None:
    block = read(a_row(1), a_row(2), a_row(1, seq=3.0), block_rows=2)
    assert block.rows == [2, 3]
    assert block.findings == [
        Finding(
            code="duplicate-in-file",
            sheet="明细",
            row=4,
            column="B",
            field="vin",
            value=a_vin(1),
            others=(2,),
            values={"first_zh": "第 2 行", "first_en": "row 2"},
        )
    ]


def test_the_same_vehicle_on_another_day_is_asked_and_its_repetition_held() -> None:
    block = read(a_row(1), a_row(1, registered_on="2025-03-02"), a_row(1, registered_on="2025-03-02"))
    assert [(finding.row, finding.code, finding.others) for finding in block.findings] == [
        (3, "vin-twice", (2,)),
        (4, "duplicate-in-file", (3,)),
    ]
    assert block.rows == [2, 3]


def test_one_plate_at_two_vehicles_is_asked() -> None:
    block = read(a_row(1), a_row(2, plate="豫A00001D"), a_row(1, registered_on="2025-03-02"))
    assert [(finding.row, finding.code, finding.others) for finding in block.findings] == [
        (3, "plate-twice", (2,)),
        (4, "vin-twice", (2,)),
    ]
    assert block.rows == [2, 3, 4]


def test_a_repetition_in_another_sheet_names_the_sheet() -> None:
    context = a_context()
    read(a_row(1), reading=a_reading("一月"), context=context)
    block = read(a_row(1), reading=a_reading("二月"), context=context)
    assert message(block.findings[0]).zh == "同一车辆同一登记日期已在工作表“一月”第 2 行出现，本行未收"


def test_a_held_row_does_not_block_its_corrected_repetition() -> None:
    block = read(a_row(1, category="特种车"), a_row(1))
    assert (block.rows, codes(block)) == ([3], [(2, "category-unknown", "F")])


def test_a_replacement_is_shown_by_another_well_formed_vehicle_named_once() -> None:
    block = read(
        a_row(1, event="更新", replaces_plate="豫A11111"),
        a_row(2, event="更新", replaces_vin=a_vin(900, year="E")),
        a_row(3, event="更新", replaces_plate="豫A·11111"),
        a_row(4, event="更新", replaces_plate="豫A00004D"),
        a_row(5, event="更新", replaces_plate="见附件"),
        a_row(6, event="更新"),
        a_row(7, event="新增", replaces_plate="豫A22222"),
    )
    assert block.columns["replacement_shown"] == [1, 1, 0, 0, 0, 0, 0]
    assert [(finding.row, finding.code, finding.others) for finding in block.findings] == [
        (4, "replacement-reused", (2,)),
        (5, "replacement-unproven", ()),
        (6, "replacement-unproven", ()),
        (7, "replacement-unproven", ()),
    ]
    assert block.columns["replaces_plate"][:3] == ["豫A11111", None, "豫A11111"]


def test_a_vehicle_may_be_registered_on_the_day_it_was_built() -> None:
    assert read(a_row(1, built_on="2025-03-01")).findings == []


def test_the_sender_said_one_category_and_the_row_shows_another_is_asked() -> None:
    context = ReadingContext(Expectation("410100", category="bus"), TODAY)
    block = read(a_row(1, category=None, product_name="纯电动洗扫车"), context=context)
    assert block.columns["category"] == ["bus"]
    assert [message(finding).zh for finding in block.findings] == ["报为公交车，但本行其他内容更像市政环卫车"]
