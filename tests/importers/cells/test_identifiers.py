"""One cell, one value or one named problem."""

from datetime import datetime

import pytest

from importers.cells.categories import CategoryEvidence, category_by_evidence, parse_category
from importers.cells.identifiers import (
    CellProblem,
    parse_event,
    parse_vin,
    shown,
    text_of,
)
from importers.cells.masses import parse_mass
from importers.cells.plates import parse_plate
from importers.cells.stages import parse_stage
from importers.cells.units import parse_unit
from tests.row_data import said


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
        ("VIN:LZYTABGWXP1000001", "LZYTABGWXP1000001"),
        ("VIN码 LZYTABGWXP1000001", "LZYTABGWXP1000001"),
        ("车架号：lzytabgwxp1000001", "LZYTABGWXP1000001"),
        ("*LZYTABGWXP1000001*", "LZYTABGWXP1000001"),
        ("LZYTABGWXP1000001#", "LZYTABGWXP1000001"),
        ('="LZYTABGWXP1000001"', "LZYTABGWXP1000001"),
        ("`LZYTABGWXP1000001", "LZYTABGWXP1000001"),
        ("LZYTABGW****00001", "vin-characters"),
        ("LZYTABGWXP100*0001", "vin-length"),
        ("LZYTABGWXP1000001/LZYTABGW1P1000002", "several-in-cell"),
        ("LZYTABGWXP1000001\nLZYTABGW1P1000002", "several-in-cell"),
        ("LLZYTABGWXP1000001", "vin-length"),
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


NOT_YET = (
    "未上牌", "无牌", "临牌", "待上牌", "尚未上牌", "暂未上牌", "未挂牌", "还没上牌", "没有号牌", "无号牌", "未办理牌照", "临时牌照",
    "临时号牌", "上牌中", "正在办理", "新车", "新车未上牌", "待办理号牌", "豫A临12345", "临豫A12345", "豫A12345临",
)  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("豫A·D12345", "豫AD12345"),
        (" 豫ａ12345 ", "豫A12345"),
        (None, None),
        ("/", None),
        ("无", None),
        *((words, "plate-none") for words in NOT_YET),
        ("豫AD12345（绿）", "豫AD12345"),
        ("豫AD12345(新能源)", "豫AD12345"),
        ("豫AD12345（小型新能源）", "豫AD12345"),
        ("豫AD12345 绿牌", "豫AD12345"),
        ("车牌：豫AD12345", "豫AD12345"),
        ("号牌号码:豫A12345", "豫A12345"),
        ("*豫AD12345*", "豫AD12345"),
        ('="豫AD12345"', "豫AD12345"),
        ("豫AD12345、豫AD12346", "several-in-cell"),
        ("豫AD12345\n豫A12345", "several-in-cell"),
        ("豫A12345/豫A1234挂", "several-in-cell"),
        ("豫A12****5", "plate-malformed"),
        ("予AD12345", "plate-malformed"),
        ("军A12345", "plate-malformed"),
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
        ("非新增", "", "event-unknown"),
        ("不是更新", "", "event-unknown"),
        ("不属于新增", "", "event-unknown"),
        ("未更新", "", "event-unknown"),
        ("更新：否", "", "event-unknown"),
        ("是", "是否非新增车辆", "event-unknown"),
        ("√", "是否更新", "replacement"),
        ("✔", "是否为更新车辆", "replacement"),
        ("○", "是否更新", "replacement"),
        ("×", "是否更新", "new"),
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
        ("18 000", "kg", 18000),
        ("18\u00a0000", "kg", 18000),
        ("18，000", "kg", 18000),
        ("'18000", "kg", 18000),
        ("1.8万", "kg", 18000),
        ("1.8万千克", None, 18000),
        ("18000（满载）", "kg", 18000),
        ("2.5e4", "kg", 25000),
        ("18000 kgs", None, 18000),
        ("18000,0", "kg", "mass-unreadable"),
        ("25,5", "kg", "mass-unreadable"),
        ("≤18000", "kg", "mass-unreadable"),
        ("18000\n12000", "kg", "mass-unreadable"),
        ("18000 12000", "kg", "mass-unreadable"),
        ("18000(12000)", "kg", "mass-unreadable"),
        ("十八吨", "kg", "mass-unreadable"),
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


CATEGORY_WORDS = (
    ("社区巴士", "bus"),
    ("城乡公交", "bus"),
    ("微循环公交", "bus"),
    ("公共汽电车", "bus"),
    ("农村客运", "other"),
    ("旅游包车", "other"),
    ("旅游巴士", "category-unknown"),
    ("公交（含校车）", "category-unknown"),
    ("公交车/班车", "category-unknown"),
    ("出租车（巡游/网约）", "category-unknown"),
    ("网约出租车", "ride_hailing"),
    ("网络约车", "ride_hailing"),
    ("计程车", "taxi"),
    ("泥头车", "muck_truck"),
    ("土方车", "muck_truck"),
    ("渣土/商砼", "category-unknown"),
    ("商砼车", "mixer_truck"),
    ("散装水泥车", "mixer_truck"),
    ("粉粒物料运输车", "mixer_truck"),
    ("混凝土泵车", "category-unknown"),
    ("混凝土输送泵车", "category-unknown"),
    ("车载泵", "category-unknown"),
    ("道路冲洗车", "sanitation"),
    ("压缩车", "sanitation"),
    ("钩臂车", "sanitation"),
    ("园林洒水车", "category-assumed"),
    ("洒水", "sanitation"),
    ("城配", "urban_logistics"),
    ("新能源城配", "urban_logistics"),
    ("邮车", "postal"),
    ("邮件运输车", "postal"),
    ("快递三轮", "category-unknown"),
    ("公务车（执法）", "official"),
    ("警车", "category-unknown"),
    ("救护车", "category-unknown"),
    ("工程车", "category-unknown"),
    ("押运车", "category-unknown"),
    ("租赁车", "category-unknown"),
    ("出祖车", "category-unknown"),
)


def test_a_slip_in_an_event_is_proposed_and_not_put_in() -> None:
    with pytest.raises(CellProblem) as problem:
        parse_event("新赠")
    assert problem.value.values["proposal_zh"] == "；可能是 新增 / 新购，请核对"


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("出祖车", "出租车"),
        ("环位车", "环卫车"),
        ("渣士车", "渣土车"),
        ("搅伴车", "搅拌车"),
        ("网越车", "网约车"),
    ],
)
def test_a_slip_in_a_category_is_proposed_and_not_put_in(word: str, meant: str) -> None:
    with pytest.raises(CellProblem) as problem:
        parse_category(word)
    assert problem.value.values["proposal_zh"] == f"；可能是 {meant}，请核对"


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
        ("中国邮政速递", "category-unknown"),
        ("快递车", "category-assumed"),
        ("快递", "category-assumed"),
        ("快递物流配送车", "urban_logistics"),
        ("出租、网约车", "category-unknown"),
        ("出租转非", "category-unknown"),
        ("自卸汽车", "category-unknown"),
        *CATEGORY_WORDS,
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
    assert text_of("　ＡＢ\u200b\u00a0 Ⅵ\n") == "AB VI"
    assert shown("　ＡＢ") == "　ＡＢ"
    assert [shown(cell) for cell in (None, 18000.0, 1.5, datetime(2025, 3, 1), True)] == [
        "", "18000", "1.5", "2025-03-01", "True",
    ]  # fmt: skip
