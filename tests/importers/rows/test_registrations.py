"""Rows become registrations and findings; no row is lost and none is guessed."""

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importers.catalogue.entries import CatalogueEntry
from importers.findings.register import KINDS, message, severity_of
from importers.formats import container, sheets
from importers.formats.cell_faults import NO_RESULT, Fault, error_cell
from importers.layout import workbook_layout
from importers.results import Expectation, Finding, RowFate, Severity
from importers.rows.registrations import ReadingContext, read_blocks
from rules.vocabulary import Energy
from tests.row_data import FIELDS, LETTER, TODAY, a_context, a_reading, a_row, a_vin, codes, read


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
        "built_on": None,
        "emission_stage": "zero",
        "owner": "某公交公司",
        "gross_mass_kg": 18000,
        "replaces_vin": None,
        "replaces_plate": None,
        "replacement_shown": 0,
        "said": '{"fuel":"电","powertrain":"纯电动","category":"公交车","event":"新增","emission_stage":"零排放"}',
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
        ({"vin": error_cell("#N/A")}, "cell-error", "vin"),
        ({"plate": error_cell("#N/A")}, "cell-error", "plate"),
        ({"registered_on": NO_RESULT}, "formula-without-value", "registered_on"),
        ({"category": error_cell("#N/A")}, "cell-error", "category"),
        ({"event": error_cell("#N/A")}, "cell-error", "event"),
        ({"fuel": error_cell("#N/A")}, "cell-error", "fuel"),
        ({"model": NO_RESULT}, "formula-without-value", "model"),
        ({"gross_mass": error_cell("#N/A")}, "cell-error", "gross_mass"),
    ],
)
def test_an_error_in_a_needed_cell_holds_its_row_alone(
    cells: dict[str, object], code: str, field: str
) -> None:
    block = read(a_row(1), a_row(2, **cells), a_row(3))
    assert codes(block) == [(3, code, LETTER[field])]
    assert (block.rows, [row.row for row in block.aside]) == ([2, 4], [3])
    assert severity_of(block.findings[0]) is Severity.ERROR


@pytest.mark.parametrize("code", ["quote-unclosed", "cell-altered", "cell-error"])
@pytest.mark.parametrize("field", ["vin", "plate", "registered_on", "category", "event", "fuel", "model"])
def test_a_faulty_cell_holds_its_row_even_where_it_shows_a_value_in_order(field: str, code: str) -> None:
    sound = a_row(2)[field]
    block = read(a_row(1), a_row(2, **{field: Fault(code, str(sound))}), a_row(3))
    assert codes(block) == [(3, code, LETTER[field])]
    assert (block.rows, [row.row for row in block.aside]) == ([2, 4], [3])


def test_what_no_column_says_is_taken_from_the_sheet_before_the_sender() -> None:
    row = a_row(1, category=None, event=None)
    context = ReadingContext(Expectation("410100", category="taxi", event="new"), TODAY)
    named = read(row, reading=a_reading(category="bus", event="replacement"), context=context)
    assert (named.columns["category"], named.columns["event"]) == (["bus"], ["replacement"])
    said = ReadingContext(Expectation("410100", category="bus", event="new"), TODAY)
    taken = read(row, context=said)
    assert (taken.columns["category"], taken.columns["event"]) == (["bus"], ["new"])


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
    st.sampled_from([error_cell("#N/A"), NO_RESULT, "合计", "无", "3/4/2025", "注：", ""]),
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


@settings(max_examples=300)
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
    found = workbook_layout.find_layout(workbook, expectation)
    assert isinstance(found, workbook_layout.Layout)
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
