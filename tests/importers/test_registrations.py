"""Rows become registrations and findings; no row is lost and none is guessed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importers import container, layout, sheets
from importers.catalogue import CatalogueEntry
from importers.faults import Fault
from importers.fields import SheetReading
from importers.findings import KINDS, message, severity_of
from importers.registrations import ReadingContext, read_blocks
from importers.results import REGISTRATION_FIELDS, Block, Expectation, Finding, RowFate, Severity
from rules.identifiers import vin as vins
from rules.vocabulary import Energy

TODAY = date(2025, 6, 1)
FIELDS = (
    "seq", "vin", "plate", "fuel", "powertrain", "category", "event", "model", "registered_on", "emission_stage",
    "owner", "gross_mass", "kerb_mass", "use_nature", "vehicle_type", "product_name", "replaces_vin",
    "replaces_plate", "unit", "built_on", "permit_no",
)  # fmt: skip
LETTER = {name: chr(ord("A") + index) for index, name in enumerate(FIELDS)}


def a_vin(number: int = 1, year: str = "S") -> str:
    body = f"LZYTABGW0{year}1{number:06d}"
    return body[:8] + vins.check_digit(body) + body[9:]


def a_row(number: int = 1, **cells: object) -> dict[str, object]:
    """A clean battery-electric bus."""
    return {
        "seq": float(number),
        "vin": a_vin(number),
        "plate": f"豫A{number:05d}D",
        "fuel": "电",
        "powertrain": "纯电动",
        "category": "公交车",
        "event": "新增",
        "model": "ZK6105BEVG25",
        "registered_on": datetime(2025, 3, 1),
        "emission_stage": "零排放",
        "owner": "某公交公司",
        "gross_mass": 18000.0,
        "kerb_mass": 12000.0,
    } | cells


@dataclass
class RowsOnly:
    """The rows of a sheet whose header is row 1."""

    rows_below: list[list[object]]

    def rows(self) -> Iterator[tuple[int, list[object]]]:
        yield 1, list(FIELDS)
        yield from enumerate(self.rows_below, 2)


def a_reading(sheet: str = "明细", *, without: tuple[str, ...] = (), **more: str | None) -> SheetReading:
    columns = {name: index for index, name in enumerate(FIELDS) if name not in without}
    return SheetReading(sheet, 0, (1,), 2, columns, dict(enumerate(FIELDS)), **more)  # type: ignore[arg-type]


def a_context(**more: object) -> ReadingContext:
    return ReadingContext(Expectation("410100"), TODAY, **more)  # type: ignore[arg-type]


def cells_of(row: dict[str, object]) -> list[object]:
    return [row.get(name) for name in FIELDS]


def read(
    *rows: dict[str, object],
    reading: SheetReading | None = None,
    context: ReadingContext | None = None,
    block_rows: int = 4096,
) -> Block:
    """Read rows and join their blocks into one."""
    sheet = RowsOnly([cells_of(row) for row in rows])
    whole = Block("明细", [], {name: [] for name in REGISTRATION_FIELDS}, [], [])
    for block in read_blocks(sheet, reading or a_reading(), context or a_context(), block_rows=block_rows):
        whole.rows += block.rows
        whole.aside += block.aside
        whole.findings += block.findings
        for name in REGISTRATION_FIELDS:
            whole.columns[name] += block.columns[name]
    return whole


def codes(block: Block) -> list[tuple[int | None, str, str | None]]:
    return [(finding.row, finding.code, finding.column) for finding in block.findings]


def test_a_clean_row_becomes_a_registration_without_findings() -> None:
    block = read(a_row())
    assert {name: column[0] for name, column in block.columns.items()} == {
        "vin": a_vin(),
        "plate": "豫A00001D",
        "category": "bus",
        "event": "new",
        "energy": "bev",
        "energy_basis": "plate,wording",
        "model": "ZK6105BEVG25",
        "registered_on": "2025-03-01",
        "emission_stage": "zero",
        "owner": "某公交公司",
        "gross_mass_kg": 18000,
        "replaces_vin": None,
        "replaces_plate": None,
        "replacement_shown": 0,
    }
    assert (block.rows, block.aside, block.findings) == ([2], [], [])


def test_a_held_row_keeps_its_cells_and_names_its_error() -> None:
    block = read(a_row(1), a_row(2, vin="LZYTABGWXPI000001"), a_row(3))
    assert block.rows == [2, 4]
    assert [(row.row, row.fate, row.why, row.cells[:3]) for row in block.aside] == [
        (3, RowFate.HELD, None, ("2", "LZYTABGWXPI000001", "豫A00002D"))
    ]
    assert block.findings == [
        Finding(
            code="vin-characters",
            sheet="明细",
            row=3,
            column="B",
            field="vin",
            value="LZYTABGWXPI000001",
            values={
                "length": "17",
                "wrong": "I",
                "proposal_zh": "；可能是 LZYTABGWXP1000001，请核对",
                "proposal_en": "; perhaps LZYTABGWXP1000001, please check",
            },
        )
    ]


@pytest.mark.parametrize(
    ("cells", "code", "field"),
    [
        ({"vin": None}, "vin-missing", "vin"),
        ({"vin": 1.234567890123457e16}, "vin-numeric", "vin"),
        ({"vin": "LZYTABGWXP100000"}, "vin-length", "vin"),
        ({"plate": "A00001D"}, "plate-malformed", "plate"),
        ({"registered_on": None}, "date-missing", "registered_on"),
        ({"registered_on": "不详时间"}, "date-unreadable", "registered_on"),
        ({"registered_on": "3/4/2025"}, "date-ambiguous", "registered_on"),
        ({"registered_on": "1900-01-01"}, "date-out-of-range", "registered_on"),
        ({"registered_on": datetime(2025, 6, 2)}, "date-out-of-range", "registered_on"),
        ({"category": "特种车"}, "category-unknown", "category"),
        ({"category": None}, "category-missing", "category"),
        ({"event": "存量"}, "event-unknown", "event"),
        ({"event": None}, "event-missing", "event"),
        ({"unit": "洛阳市"}, "unit-mismatch", "unit"),
        ({"vin": Fault("cell-error")}, "cell-error", "vin"),
        ({"plate": Fault("cell-error")}, "cell-error", "plate"),
        ({"registered_on": Fault("formula-without-value")}, "formula-without-value", "registered_on"),
        ({"category": Fault("cell-error")}, "cell-error", "category"),
        ({"event": Fault("cell-error")}, "cell-error", "event"),
        ({"fuel": Fault("cell-error")}, "cell-error", "fuel"),
        ({"model": Fault("formula-without-value")}, "formula-without-value", "model"),
        ({"gross_mass": Fault("cell-error")}, "cell-error", "gross_mass"),
    ],
)
def test_an_error_in_a_needed_cell_holds_its_row_alone(
    cells: dict[str, object], code: str, field: str
) -> None:
    block = read(a_row(1), a_row(2, **cells), a_row(3))
    assert codes(block) == [(3, code, LETTER[field])]
    assert (block.rows, [row.row for row in block.aside]) == ([2, 4], [3])
    assert severity_of(block.findings[0]) is Severity.ERROR


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


def test_what_no_column_says_is_taken_from_the_sheet_before_the_sender() -> None:
    row = a_row(1, category=None, event=None)
    context = ReadingContext(Expectation("410100", category="taxi", event="new"), TODAY)
    named = read(row, reading=a_reading(category="bus", event="replacement"), context=context)
    assert (named.columns["category"], named.columns["event"]) == (["bus"], ["replacement"])
    said = ReadingContext(Expectation("410100", category="bus", event="new"), TODAY)
    taken = read(row, context=said)
    assert (taken.columns["category"], taken.columns["event"]) == (["bus"], ["new"])


def test_a_vehicle_may_be_registered_on_the_day_it_was_built() -> None:
    assert read(a_row(1, built_on="2025-03-01")).findings == []


def test_the_sender_said_one_category_and_the_row_shows_another_is_asked() -> None:
    context = ReadingContext(Expectation("410100", category="bus"), TODAY)
    block = read(a_row(1, category=None, product_name="纯电动洗扫车"), context=context)
    assert block.columns["category"] == ["bus"]
    assert [message(finding).zh for finding in block.findings] == ["报为公交车，但本行其他内容更像市政环卫车"]


def test_words_that_cannot_be_read_are_not_overridden_by_what_the_sender_said() -> None:
    context = ReadingContext(Expectation("410100", category="bus", event="new"), TODAY)
    block = read(a_row(1, category="特种车", event="存量"), context=context)
    assert [code for _, code, _ in codes(block)] == ["category-unknown", "event-unknown"]


def test_a_tipper_is_a_muck_truck_only_with_a_muck_permit() -> None:
    tipper = {"category": None, "vehicle_type": "重型自卸货车"}
    block = read(a_row(1, **tipper), a_row(2, **tipper, permit_no="渣土运输证0012"))
    assert (block.columns["category"], codes(block)) == (["muck_truck"], [(2, "category-missing", "F")])


def test_a_van_of_the_post_is_postal_and_any_other_van_in_freight_is_logistics() -> None:
    van = {"category": None, "use_nature": "货运", "vehicle_type": "轻型厢式货车"}
    block = read(a_row(1, **van, owner="中国邮政集团某分公司"), a_row(2, **van))
    assert (block.columns["category"], block.findings) == (["postal", "urban_logistics"], [])


def test_a_missing_column_holds_every_row_and_names_no_cell() -> None:
    block = read(a_row(1), reading=a_reading(without=("vin",)))
    assert [(finding.code, finding.row, finding.column) for finding in block.findings] == [
        ("vin-missing", 2, None)
    ]
    without_day = read(a_row(1), reading=a_reading(without=("registered_on",)))
    assert codes(without_day) == [(2, "date-missing", None)]


def test_rows_that_are_no_vehicles_are_listed_and_blank_rows_are_not() -> None:
    block = read(
        a_row(1),
        {},
        {"seq": "合计", "vin": "1辆"},
        dict(zip(FIELDS, FIELDS, strict=True)),
        {"seq": "填表人：张三"},
        {"seq": " ", "vin": "\u3000"},
    )
    assert block.rows == [2]
    assert [(row.row, row.fate, row.why) for row in block.aside] == [
        (4, RowFate.IGNORED, "subtotal"),
        (5, RowFate.IGNORED, "repeated-header"),
        (6, RowFate.IGNORED, "note"),
    ]
    assert block.findings == []


def test_one_late_day_below_settles_the_days_above_it() -> None:
    rows = [a_row(number, registered_on="3/4/2025") for number in range(1, 6)]
    block = read(*rows, a_row(6, registered_on="3/25/2025"), block_rows=2)
    assert block.columns["registered_on"] == ["2025-03-04"] * 5 + ["2025-03-25"]


def test_a_catalogue_entry_settles_what_the_words_leave_open() -> None:
    row = a_row(
        1, plate="豫A12345", fuel="混合动力", powertrain=None, model="BYD6480STHEV", emission_stage=None
    )
    entry = CatalogueEntry("BYD6480STHEV", Energy.PHEV)
    known = read(row, context=a_context(catalogue={"BYD6480STHEV": entry}))
    assert (known.columns["energy"], known.columns["energy_basis"]) == (["phev"], ["catalogue,wording"])
    assert known.columns["emission_stage"] == ["unknown"]
    assert read(row).columns["energy"] == ["unknown"]


def test_a_vehicle_without_a_tailpipe_has_stage_zero_though_nobody_wrote_it() -> None:
    assert read(a_row(1, emission_stage=None)).columns["emission_stage"] == ["zero"]


CELLS = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.floats(allow_nan=True, allow_infinity=True),
    st.integers(),
    st.booleans(),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.timedeltas(),
    st.sampled_from(
        [Fault("cell-error"), Fault("formula-without-value"), "合计", "无", "3/4/2025", "注：", ""]
    ),
)
CLEAN = st.builds(a_row, st.integers(1, 6))
DIRTY = st.builds(
    lambda row, more: row | more, CLEAN, st.dictionaries(st.sampled_from(FIELDS), CELLS, max_size=5)
)
WILD = st.dictionaries(st.sampled_from(FIELDS), CELLS, max_size=4)


def is_filled(row: dict[str, object]) -> bool:
    return any(
        cell is not None
        and not (isinstance(cell, str) and not "".join(sign for sign in cell if sign.isprintable()).strip())
        for cell in row.values()
    )


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(CLEAN, DIRTY, WILD), max_size=12), st.integers(1, 5))
def test_every_row_has_exactly_one_fate_whatever_it_holds(rows: list[dict[str, object]], size: int) -> None:
    block = read(*rows, block_rows=size)
    numbers = [*block.rows, *(row.row for row in block.aside)]
    assert len(numbers) == len(set(numbers))
    missing = set(range(2, len(rows) + 2)) - set(numbers)
    assert all(not is_filled(rows[number - 2]) for number in missing)
    assert {len(column) for column in block.columns.values()} == {len(block.rows)}
    held = {row.row for row in block.aside if row.fate is RowFate.HELD}
    assert held == {finding.row for finding in block.findings if severity_of(finding) is Severity.ERROR}
    for finding in block.findings:
        assert message(finding).zh


def test_the_size_of_blocks_changes_nothing() -> None:
    rows = [
        a_row(number % 7 + 1, event="更新", replaces_plate=f"豫A1111{number % 3}") for number in range(20)
    ]
    assert read(*rows, block_rows=3) == read(*rows, block_rows=4096)


@pytest.mark.parametrize(
    "name", ["bus_fleet_B_25.gbk.csv", "bus_fleet_B_25.utf8bom.csv", "bus_fleet_B_25.xlsx"]
)
def test_a_real_fleet_of_another_province_is_read_whole(shared_dir: Path, name: str) -> None:
    expectation = Expectation("410100", category="bus", event="new")
    inspected = container.inspect(shared_dir / "samples" / "fleet" / name, name=name)
    assert isinstance(inspected, container.Container)
    workbook = sheets.open_workbook(inspected)
    assert isinstance(workbook, sheets.Workbook)
    found = layout.find_layout(workbook, expectation)
    assert isinstance(found, layout.Layout)
    (reading,) = found.readings
    (block,) = read_blocks(
        workbook.sheets[reading.index], reading, ReadingContext(expectation, date(2026, 1, 1))
    )
    assert len(block.rows) == 25
    assert block.aside == []
    assert [finding.code for finding in block.findings] == ["plate-other-city"] * 25
    kinds = list(
        zip(
            block.columns["energy"],
            block.columns["energy_basis"],
            block.columns["emission_stage"],
            strict=True,
        )
    )
    assert kinds.count(("bev", "plate,wording", "zero")) == 18
    assert kinds.count(("gas", "wording", "china_3")) == 7
    assert block.columns["gross_mass_kg"].count(16500) == 7


def test_every_finding_says_something_and_how_to_repair_it_in_both_languages() -> None:
    for code, kind in KINDS.items():
        texts = (kind.message.zh, kind.message.en, kind.repair.zh, kind.repair.en)
        assert all(texts), code
        assert code == code.lower()
        said = message(Finding(code, value="某值"))
        assert "{" not in said.zh + said.en
