"""One cell, one value or one named problem."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from importers.categories import CategoryEvidence, category_by_evidence, parse_category
from importers.cells import CellProblem, parse_event, parse_plate, parse_unit, parse_vin, shown, text_of
from importers.days import EXCEL_1904, Calendar, DayOrder, parse_day, settle_order
from importers.masses import parse_mass
from importers.stages import parse_stage

TODAY = Calendar(today=date(2025, 6, 1))
FIRST_OF_MARCH = date(2025, 3, 1)


def said(parse: Callable[[], object]) -> object:
    """The value, or the code of the problem."""
    try:
        return parse()
    except CellProblem as problem:
        return problem.code


@pytest.mark.parametrize(
    "cell",
    [
        datetime(2025, 3, 1),
        datetime(2025, 3, 1, 23, 59),
        date(2025, 3, 1),
        45717,
        45717.0,
        45717.75,
        20250301,
        20250301.0,
        "45717",
        "20250301",
        "20250301.0",
        "2025-03-01",
        "2025-3-1",
        "2025/3/1",
        "2025.3.1",
        "2025.03.01.",
        "2025年3月1日",
        "2025年03月01号",
        " 2025 年 3 月 1 日",
        "２０２５－０３－０１",
        "2025-03-01 00:00:00",
        "2025-03-01T08:30:00Z",
        "2025/3/1 上午 8:30",
        "20250301083000",
        "二〇二五年三月一日",
        "25年3月1日",
        "民国114年3月1日",
        "民國114.3.1",
        "1-Mar-2025",
        "Mar 1, 2025",
        "3/1/2025\u200b",
    ],
)
def test_a_day_is_read_in_every_form_that_leaves_no_choice(cell: object) -> None:
    order = DayOrder(long="mdy")
    assert parse_day(cell, TODAY, order) == FIRST_OF_MARCH


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (None, "date-missing"),
        ("", "date-missing"),
        ("无", "date-missing"),
        ("—", "date-missing"),
        ("0000-00-00", "date-missing"),
        ("1900-01-01", "date-out-of-range"),
        (datetime(1900, 1, 1), "date-out-of-range"),
        (0, "date-out-of-range"),
        ("1989-12-31", "date-out-of-range"),
        ("2025-06-02", "date-out-of-range"),
        ("2205-03-01", "date-out-of-range"),
        ("2025-02-30", "date-unreadable"),
        ("20251301", "date-unreadable"),
        ("2025年3月", "date-unreadable"),
        ("2025.3", "date-unreadable"),
        ("去年三月", "date-unreadable"),
        (1e300, "date-unreadable"),
        (float("nan"), "date-unreadable"),
        (-1, "date-unreadable"),
        (True, "date-unreadable"),
        ("3/4/2025", "date-ambiguous"),
        ("23.3.4", "date-ambiguous"),
        ("114.3.1", "date-ambiguous"),
        ("114年3月1日", "date-ambiguous"),
    ],
)
def test_a_day_that_cannot_be_known_is_named_and_not_guessed(cell: object, code: str) -> None:
    assert said(lambda: parse_day(cell, TODAY)) == code


def test_the_last_possible_day_is_today_and_the_first_is_in_1990() -> None:
    assert parse_day("2025-06-01", TODAY) == date(2025, 6, 1)
    assert parse_day("1990-01-01", TODAY) == date(1990, 1, 1)


def test_serial_numbers_of_a_1904_workbook_count_from_1904() -> None:
    assert parse_day(44255, Calendar(today=TODAY.today, epoch=EXCEL_1904)) == FIRST_OF_MARCH


def test_one_late_day_settles_the_order_of_a_whole_column() -> None:
    order = settle_order(["3/4/2025", "3/25/2025", "2025-01-01", None, 45717], TODAY)
    assert order == DayOrder(long="mdy")
    assert parse_day("3/4/2025", TODAY, order) == date(2025, 3, 4)
    assert settle_order(["3/4/2025", "25/3/2025"], TODAY) == DayOrder(long="dmy")


def test_a_column_that_settles_nothing_or_contradicts_itself_has_no_order() -> None:
    assert settle_order(["3/4/2025", "5/4/2025"], TODAY) == DayOrder()
    contradictory = settle_order(["3/25/2025", "25/3/2025", "3/4/2025"], TODAY)
    assert contradictory == DayOrder()
    assert said(lambda: parse_day("3/4/2025", TODAY, contradictory)) == "date-ambiguous"
    assert parse_day("25/3/2025", TODAY, contradictory) == date(2025, 3, 25)


def test_a_day_that_reads_alike_in_both_orders_needs_no_order() -> None:
    assert parse_day("3/3/2025", TODAY) == date(2025, 3, 3)


def test_short_years_are_settled_by_the_column_too() -> None:
    order = settle_order(["25.3.1", "24.12.31"], TODAY)
    assert order == DayOrder(short="ymd")
    assert parse_day("25.3.1", TODAY, order) == FIRST_OF_MARCH


def test_an_ambiguous_day_lists_its_readings() -> None:
    with pytest.raises(CellProblem) as problem:
        parse_day("3/4/2025", TODAY)
    assert problem.value.values == {"read": "2025-03-04 / 2025-04-03"}


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("LZYTABGWXP1000001", "LZYTABGWXP1000001"),
        (" lzytabgw-xp1000001\u00a0", "LZYTABGWXP1000001"),
        ("ＬＺＹＴＡＢＧＷＸＰ１０００００１", "LZYTABGWXP1000001"),
        (None, "vin-missing"),
        ("  ", "vin-missing"),
        ("无", "vin-missing"),
        (1.234567890123457e16, "vin-numeric"),
        (123, "vin-numeric"),
        ("1.23457E+16", "vin-numeric"),
        (datetime(2025, 3, 1), "vin-numeric"),
        ("LZYTABGWXP100000", "vin-length"),
        ("LZYTABGWXP10000011", "vin-length"),
        ("LZYTABGWXPI000001", "vin-characters"),
    ],
)
def test_a_vin_is_read_or_its_problem_named(cell: object, expected: str) -> None:
    assert said(lambda: parse_vin(cell)) == expected


def test_a_look_alike_in_a_vin_is_proposed_and_not_put_in() -> None:
    with pytest.raises(CellProblem) as problem:
        parse_vin("LZYTABGWXPI000001")
    assert problem.value.values == {
        "length": "17",
        "wrong": "I",
        "proposal_zh": "；可能是 LZYTABGWXP1000001，请核对",
        "proposal_en": "; perhaps LZYTABGWXP1000001, please check",
    }


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("豫A·D12345", "豫AD12345"),
        (" 豫ａ12345 ", "豫A12345"),
        (None, None),
        ("未上牌", None),
        ("/", None),
        ("A12345D", "plate-malformed"),
        ("豫A1234", "plate-malformed"),
        (12345.0, "plate-malformed"),
    ],
)
def test_a_plate_is_read_or_its_problem_named(cell: object, expected: str | None) -> None:
    def text() -> str | None:
        plate = parse_plate(cell)
        return None if plate is None else plate.text

    assert said(text) == expected


def test_a_missing_province_is_proposed_and_not_put_in() -> None:
    with pytest.raises(CellProblem) as problem:
        parse_plate("A12345D")
    assert problem.value.values["proposal_zh"] == "；可能是 豫A12345D，请核对"


@pytest.mark.parametrize(
    ("cell", "header", "expected"),
    [
        ("新增", "", "new"),
        ("新购", "", "new"),
        ("新投放", "", "new"),
        ("更新", "", "replacement"),
        ("更换", "", "replacement"),
        ("替换", "", "replacement"),
        ("以旧换新", "", "replacement"),
        ("到期更新", "", "replacement"),
        ("replacement", "", "replacement"),
        ("是", "是否更新", "replacement"),
        ("否", "是否更新", "new"),
        ("是", "是否新增", "new"),
        ("否", "是否新增", "event-unknown"),
        ("是", "新增/更新", "event-unknown"),
        ("新增/更新", "", "event-unknown"),
        ("存量", "", "event-unknown"),
        ("新能源", "", "event-unknown"),
        (None, "", None),
    ],
)
def test_an_event_is_read_in_the_words_of_the_trade(cell: object, header: str, expected: str | None) -> None:
    assert said(lambda: parse_event(cell, header=header)) == expected


@pytest.mark.parametrize(
    ("cell", "unit", "expected"),
    [
        (18000.0, None, 18000),
        (18.0, None, 18000),
        ("18,000", "kg", 18000),
        ("18t", "kg", 18000),
        ("4.495吨", None, 4495),
        ("1800 千克", "t", 1800),
        (100, None, 100_000),
        (4495, "t", 4495),
        (0, None, None),
        ("", None, None),
        ("/", None, None),
        (18, "kg", "mass-doubtful"),
        (101, None, "mass-doubtful"),
        ("4495/4995", None, "mass-unreadable"),
        ("约18吨", None, "mass-unreadable"),
    ],
)
def test_a_mass_is_read_in_kilograms_and_tonnes(cell: object, unit: str | None, expected: object) -> None:
    assert said(lambda: parse_mass(cell, unit=unit)) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("国六B", "china_6b"),
        ("国VIb", "china_6b"),
        ("国ⅥB", "china_6b"),
        ("国六(b)阶段", "china_6b"),
        ("国6A", "china_6a"),
        ("GB18352.6-2016（国六b阶段）", "china_6b"),
        ("国Ⅵ", "china_6"),
        ("国六", "china_6"),
        ("第六阶段", "china_6"),
        ("GB18352.6—2016", "china_6"),
        ("GB 17691-2018", "china_6"),
        ("China VI", "china_6"),
        ("国五", "china_5"),
        ("国V", "china_5"),
        ("国Ⅴ", "china_5"),
        (5.0, "china_5"),
        ("国Ⅳ", "china_4"),
        ("国III", "china_3"),
        ("国3", "china_3"),
        ("国二", "china_2"),
        ("国I", "china_1"),
        ("零排放", "zero"),
        (99, "zero"),
        ("—", None),
        (None, None),
        ("国四/国五", "stage-unknown"),
        ("欧V", "stage-unknown"),
        ("GB17691-2005", "stage-unknown"),
        ("达标", "stage-unknown"),
    ],
)
def test_an_emission_stage_is_read_in_every_spelling(cell: object, expected: str | None) -> None:
    assert said(lambda: parse_stage(cell)) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("公交车", "bus"),
        ("洗扫车", "sanitation"),
        ("自卸式垃圾车", "sanitation"),
        ("建筑垃圾运输车", "muck_truck"),
        ("城建渣土自卸车", "muck_truck"),
        ("巡游出租车", "taxi"),
        ("网络预约出租汽车", "ride_hailing"),
        ("混凝土搅拌运输车", "mixer_truck"),
        ("城市物流配送车", "urban_logistics"),
        ("邮政用车", "postal"),
        ("公务用车", "official"),
        ("其他", "other"),
        ("muck_truck", "muck_truck"),
        ("大型普通客车", None),
        (None, None),
        ("邮政快递车", "category-unknown"),
        ("快递车", "category-unknown"),
        ("出租、网约车", "category-unknown"),
        ("自卸汽车", "category-unknown"),
    ],
)
def test_a_category_is_read_by_its_wording(cell: object, expected: str | None) -> None:
    assert said(lambda: parse_category(cell)) == expected


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        (CategoryEvidence(use_nature="C"), "bus"),
        (CategoryEvidence(use_nature="出租客运", vehicle_type="小型轿车"), "taxi"),
        (CategoryEvidence(use_nature="T"), "ride_hailing"),
        (CategoryEvidence(vehicle_type="D11"), "bus"),
        (CategoryEvidence(product_name="纯电动洗扫车"), "sanitation"),
        (CategoryEvidence(model="5180TXSDFE5"), "sanitation"),
        (CategoryEvidence(model="ZZ5257GJBN"), "mixer_truck"),
        (CategoryEvidence(model="EQ5040XYZBEV"), "postal"),
        (CategoryEvidence(use_nature="货运", vehicle_type="轻型厢式货车"), "urban_logistics"),
        (CategoryEvidence(use_nature="F", vehicle_type="H33"), "urban_logistics"),
        (CategoryEvidence(use_nature="F", vehicle_type="H33", owner="中国邮政集团某分公司"), "postal"),
        (CategoryEvidence(use_nature="F", vehicle_type="H33", owner="中国邮政速递物流某分公司"), None),
        (CategoryEvidence(vehicle_type="重型自卸货车", muck_permit=True), "muck_truck"),
        (CategoryEvidence(vehicle_type="重型自卸货车"), None),
        (CategoryEvidence(vehicle_type="轻型厢式货车"), None),
        (CategoryEvidence(model="EQ5040XXYACBEV7"), None),
        (CategoryEvidence(use_nature="A", vehicle_type="小型轿车"), None),
        (CategoryEvidence(product_name="洗扫车", vehicle_type="城市公交"), None),
        (CategoryEvidence(), None),
    ],
)
def test_a_category_is_taken_from_evidence_only_where_it_is_sure(
    evidence: CategoryEvidence, expected: str | None
) -> None:
    assert category_by_evidence(evidence) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("洛阳市", "410300"),
        ("洛阳", "410300"),
        ("河南省洛阳市", "410300"),
        ("洛阳市交通运输局", "410300"),
        (410300.0, "410300"),
        ("410322", "410300"),
        ("济源市", "419001"),
        ("航空港区", "410173"),
        ("410173", "410173"),
        ("洛阳公交集团", None),
        ("北京市", None),
        ("110000", None),
        (None, None),
    ],
)
def test_a_reporting_unit_is_read_by_name_or_code(cell: object, expected: str | None) -> None:
    assert parse_unit(cell) == expected


def test_cells_are_folded_to_be_read_and_kept_to_be_shown() -> None:
    assert text_of("　ＡＢ\u200b\u00a0 Ⅵ_x000D_\n") == "AB VI"
    assert shown("　ＡＢ") == "　ＡＢ"
    assert [shown(cell) for cell in (None, 18000.0, 1.5, datetime(2025, 3, 1), True)] == [
        "", "18000", "1.5", "2025-03-01", "True",
    ]  # fmt: skip
