"""The dossier as somebody who must defend a verdict opens it: both clocks, who sent it, what it is linked to."""

import copy
import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest

from fleetsvc.books import book_mapping, shipped_book
from fleetsvc.database.transactions import OFFICE
from fleetsvc.services.registrations import grounds
from fleetsvc.services.registrations.dossier import dossier
from fleetsvc.services.registrations.dossier_json import dossier_json
from rules.rulebook import build
from tests.browser import Bureau, a_bureau, words_of
from tests.cases import accept_changes
from tests.conftest import url_of
from tests.reporting_app import fresh_numbers
from tests.upload_cases import HEADER, a_file, a_row, a_vin, retire, send, settled

NOVEMBER = datetime(2025, 11, 10, 2, tzinfo=UTC)
DECEMBER = datetime(2025, 12, 10, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def bureau(owner_url: str) -> Iterator[Bureau]:
    """One service for all these tests: each has vehicles of its own."""
    with a_bureau(owner_url, "dossiers") as opened:
        yield opened


def stored_at(bureau: Bureau, now: datetime, *rows: str) -> None:
    """Have a file sent and stored at an instant."""
    upload = send(bureau.service.database, a_file(*rows), now=now)
    settled(bureau.service.database, upload, now=now)


def address_of(bureau: Bureau, number: int) -> str:
    """The address of a vehicle's dossier."""
    found = re.search(
        r'"(/registrations/\d+)\?list=', bureau["owner"].open(f"/registrations?text={a_vin(number)}")
    )
    assert found is not None
    return found.group(1)


@pytest.fixture(scope="module", autouse=True)
def corrected(bureau: Bureau) -> str:
    """A new bus that was told to be diesel in November and battery-electric in December: the address of its dossier.

    Stored before all others: a unit's changes have an order, so nothing can be stored in November after December, nor
    before the ranking that is published.
    """
    number = fresh_numbers(1)[0]
    stored_at(bureau, NOVEMBER, a_row(number, energy="柴油", plate=f"豫A{number:05d}", day="2025-06-01"))
    stored_at(bureau, DECEMBER, a_row(number, plate=f"豫A{number:05d}D", day="2025-06-01"))
    accept_changes(bureau.service.database, now=DECEMBER)
    return address_of(bureau, number)


def test_what_was_known_on_a_day_is_shown_with_its_verdict_and_what_is_otherwise_now(
    bureau: Bureau, corrected: str
) -> None:
    then = words_of(bureau["owner"].open(f"{corrected}?known_on=2025-11-30"))
    assert "以下按 2025年11月30日 的数据。 回到现在" in then
    assert "当时与现在 项目 2025年11月30日 的数据 现在 核查结论 不符合 符合" in then
    assert "能源种类 柴油 纯电动" in then
    assert "不符合 郑州市 · 新增的公交车 · 柴油 · 2025年6月1日 登记" in then
    now = words_of(bureau["owner"].open(corrected))
    assert "符合 郑州市 · 新增的公交车 · 纯电动 · 2025年6月1日 登记" in now
    assert "当时与现在" not in now
    assert "2025年11月10日 10:00 首次入库，至今 2 个版本、3 次判定。" in now
    later = words_of(bureau["owner"].open(f"{corrected}?known_on=2025-12-10"))
    assert "此后事实和结论都没有变化。" in later


def test_a_day_before_anything_was_known_or_that_is_none_is_told_and_the_present_shown(
    bureau: Bureau, corrected: str
) -> None:
    early = words_of(bureau["owner"].open(f"{corrected}?known_on=2025-11-09"))
    assert "到 2025年11月9日 为止还没有这辆车的登记，最早的一次入库是 2025年11月10日 10:00" in early
    assert "· 纯电动 ·" in early
    for text in ("2025-02-30", "x", "9999-12-31T"):
        assert f"“{text}”不是有效日期，没有采用" in bureau["owner"].open(f"{corrected}?known_on={text}")


def test_the_office_keeps_the_day_when_it_is_led_to_the_unit_and_when_it_reveals(
    bureau: Bureau, corrected: str
) -> None:
    led = bureau["office"].client.get(f"{corrected}?known_on=2025-11-30")
    assert led.headers["Location"] == f"{corrected}?unit=410100&known_on=2025-11-30"
    page = bureau["office"].open(led.headers["Location"])
    assert "柴油" in page
    assert f'href="{corrected}?reveal=true&amp;unit=410100&amp;known_on=2025-11-30"' in page
    assert f'<a href="{corrected}?unit=410100">回到现在</a>' in page
    assert "号牌、车架号和所有人已隐去" in page
    revealed = bureau["office"].open(f"{corrected}?unit=410100&reveal=true")
    assert "已隐去" not in revealed
    assert "号牌、车架号和所有人完整显示，已记入审计日志" in revealed


def test_it_says_with_which_energy_it_would_comply_only_where_that_is_what_it_lacks(bureau: Bureau) -> None:
    bus, electric, other = fresh_numbers(3)
    plates = {"energy": "柴油", "day": "2025-06-01"}
    stored_at(
        bureau,
        NOVEMBER,
        a_row(bus, plate=f"豫A{bus:05d}", **plates),
        a_row(electric),
        a_row(other, plate=f"豫A{other:05d}", category="其他", **plates),
    )
    sentence = "若能源种类为纯电动、插电式混合动力（含增程式）或燃料电池，其他事实不变，则结论为“符合”。"
    assert sentence in words_of(bureau["owner"].open(address_of(bureau, bus)))
    for number in (electric, other):
        assert "若能源种类为" not in bureau["owner"].open(address_of(bureau, number))


def test_it_names_who_sent_the_file_its_hash_and_what_was_found_in_the_row(bureau: Bureau) -> None:
    number = fresh_numbers(1)[0]
    content = a_file(a_row(number, plate=f"豫B{number:05d}D"))
    upload = bureau.stored(content)
    told = words_of(bureau["owner"].open(address_of(bureau, number)))
    assert re.search(
        rf"登记表\.csv · 第 {upload} 批次，owner 于 20\d\d年\d+月\d+日 \d\d:\d\d 报送 · 下载原文件", told
    )
    assert hashlib.sha256(content).hexdigest() in told
    assert re.search(r"这一行的核查问题 B2 \S+", told)


def test_it_leads_to_the_vehicle_it_replaces_and_back_and_says_where_there_is_none(bureau: Bureau) -> None:
    old, new, alone = fresh_numbers(3)
    stored_at(bureau, NOVEMBER, a_row(old, energy="柴油", plate=f"豫A{old:05d}", day="2024-05-01"))
    stored_at(
        bureau,
        DECEMBER,
        a_row(new, event="更新", day="2025-07-01", replaces=f"豫A{old:05d}"),
        a_row(alone, event="更新", day="2025-07-01", replaces="豫A99999"),
    )
    told = words_of(bureau["owner"].open(address_of(bureau, new)))
    assert f"被本车更新 豫A{old:05d} {a_vin(old)} 2024-05-01 公交车 新增 柴油 不符合" in told
    told = words_of(bureau["owner"].open(address_of(bureau, old)))
    assert f"更新了本车 豫A{new:05d}D {a_vin(new)} 2025-07-01 公交车 更新 纯电动" in told
    told = words_of(bureau["owner"].open(address_of(bureau, alone)))
    assert "本车申报更新 豫A99999，本单位没有它的登记。" in told
    masked = bureau["office"].open(f"{address_of(bureau, new)}?unit=410100")
    assert a_vin(old) not in masked
    assert f"豫A{old:05d}" not in masked


def test_it_shows_what_stands_in_each_cell_and_in_the_steps_what_follows_and_masks_both(
    bureau: Bureau,
) -> None:
    number = fresh_numbers(1)[0]
    plate = f"豫A·{number:05d}D"
    stored_at(bureau, DECEMBER, a_row(number, energy="柴油", plate=plate, day="2025.7.1", mass="18吨"))
    told = words_of(bureau["owner"].open(address_of(bureau, number)))
    assert f"号牌号码 豫A{number:05d}D {plate} " in told
    assert "登记日期 2025-07-01 2025.7.1 " in told
    assert f"能源种类：B2“{plate}”说明是纯电动，E2“柴油”说明是柴油；互相矛盾，能源种类待定。" in told
    assert "H2“18吨”读作18000 kg" in told
    masked = words_of(bureau["office"].open(f"{address_of(bureau, number)}?unit=410100"))
    assert re.search(r"B2“豫A·\*+\d\dD”说明是纯电动，E2“柴油”说明是柴油", masked)
    assert f"{number:05d}" not in masked


def test_it_says_what_the_edition_in_force_now_would_make_of_the_same_facts(bureau: Bureau) -> None:
    number = fresh_numbers(1)[0]
    stored_at(bureau, NOVEMBER, a_row(number, energy="柴油", plate=f"豫A{number:05d}", day="2025-06-01"))
    draft = copy.deepcopy(dict(book_mapping()))
    next(rule for rule in draft["rules"] if rule["id"] == "13-bus-new")["effective_from"] = "2025-07-01"
    registration = int(address_of(bureau, number).rpartition("/")[2])
    with bureau.service.database.transaction(OFFICE) as session:
        found = dossier(session, registration, known_at=None)
        book, later = shipped_book(), build(draft)
        same = grounds.lawful(found, in_force=book)
        other = grounds.lawful(found, in_force=later)
    assert same.rule is not None
    assert (same.rule.effective_from.isoformat(), same.verdict_now, same.rule_now) == (
        "2023-03-01",
        "non_compliant",
        "henan-2023/13-bus-new",
    )
    assert (other.verdict_now, other.edition_now) == ("not_governed", later.edition)


def test_the_steps_stand_apart_from_the_interpretations_and_none_is_lost(
    bureau: Bureau, corrected: str
) -> None:
    page = bureau["owner"].open(f"{corrected}?known_on=2025-11-30")
    steps = re.findall(r"<li>([^<]+)</li>", page.partition('<ol class="reached">')[2].partition("</ol>")[0])
    number = int(corrected.rpartition("/")[2])
    with bureau.service.database.transaction(OFFICE) as session:
        decision = dossier_json(dossier(session, number, known_at=NOVEMBER), "zh")["decision"]
    told = [step for step in decision["steps"] if not step.startswith("所依解释")]
    assert steps == told
    assert page.count('<span class="badge assumed">待确认</span>') == len(decision["interpretations"])


def test_in_english_the_dossier_leaves_only_the_law_and_what_people_wrote_in_chinese(
    bureau: Bureau, corrected: str
) -> None:
    page = bureau["owner"].open(f"{corrected}?known_on=2025-11-30&lang=en")
    bureau["owner"].client.delete_cookie("lang")
    quoted = set(re.findall(r'<(?:blockquote|q) lang="zh-CN">(.*?)</', page))
    assert quoted
    left = set(re.findall(r"[\u4e00-\u9fff]{2,}", words_of(page)))
    unquoted = {words for words in left if not any(words in quote for quote in quoted)}
    assert unquoted <= {
        "登记表",
        "总质量",
        "车架号",
        "号牌号码",
        "车辆用途类别",
        "新增",
        "更新",
        "燃料种类",
        "注册日期",
        "公交车",
        "柴油",
    }


def test_a_replaced_diesel_bus_with_china_6_reads_duty_by_duty_and_never_only_compliant(
    bureau: Bureau,
) -> None:
    number = fresh_numbers(1)[0]
    row = a_row(
        number, event="更新", energy="柴油", plate=f"豫A{number:05d}", replaces="豫A88888", day="2025-06-01"
    )
    retire(bureau.service.database, "豫A88888", now=NOVEMBER)
    content = f"{HEADER},排放标准\n{row.replace('3500', '18000')},国六\n".encode()
    settled(bureau.service.database, send(bureau.service.database, content, now=NOVEMBER), now=NOVEMBER)
    by_duty = "新能源要求：不适用 · 国六排放要求：达到"
    assert by_duty in words_of(bureau["owner"].open(address_of(bureau, number)))
    listed = words_of(bureau["owner"].open(f"/registrations?text={a_vin(number)}"))
    assert f"符合 {by_duty}" in listed
    assert a_vin(number) in bureau["owner"].open("/registrations?duty=energy&verdict=not_governed&col=vin")
    assert a_vin(number) not in bureau["owner"].open("/registrations?duty=energy&verdict=compliant&col=vin")


ALTERED = [
    (
        "UPDATE decision SET verdict = 'compliant', energy_verdict = 'compliant'",
        "这条记录经不起重新判定：结论与规则书对所存事实的判定不符。记录可能被改动，请管理员运行 fleetsvc replay --all 查明。"
        "所存结论：符合；重新判定：不符合。",
    ),
    (
        "UPDATE decision SET defence_sha256 = sha256(defence_sha256)",
        "这条记录经不起重新判定：论证（事实、步骤、引文、解释）与其校验码不符，或不是这一情形的论证。",
    ),
]


@pytest.mark.parametrize(("statement", "told"), ALTERED)
def test_a_verdict_or_defence_that_the_owner_of_the_database_alters_is_told_on_the_vehicles_page(
    bureau: Bureau, owner_url: str, statement: str, told: str
) -> None:
    number = fresh_numbers(1)[0]
    stored_at(bureau, NOVEMBER, a_row(number, energy="柴油", plate=f"豫A{number:05d}", day="2025-06-01"))
    address = address_of(bureau, number)
    whole = words_of(bureau["owner"].open(address))
    assert "经不起重新判定" not in whole
    assert re.search(r"论证：校验码与引擎 SHA-256 [0-9a-f]{12}…，规则引擎 [0-9a-f]{7}", whole)
    with psycopg.connect(url_of(owner_url, "dossiers")) as owner:
        place = address.rpartition("/")[2]
        owner.execute(f"{statement} WHERE registration_id = {place}")
    assert told in words_of(bureau["owner"].open(address))


def test_a_verdict_made_before_defences_were_hashed_says_so(bureau: Bureau, owner_url: str) -> None:
    number = fresh_numbers(1)[0]
    stored_at(bureau, NOVEMBER, a_row(number, energy="柴油", plate=f"豫A{number:05d}", day="2025-06-01"))
    address = address_of(bureau, number)
    with psycopg.connect(url_of(owner_url, "dossiers")) as owner:
        place = {"number": int(address.rpartition("/")[2])}
        owner.execute("UPDATE decision SET defence_sha256 = NULL WHERE registration_id = %(number)s", place)
    page = words_of(bureau["owner"].open(address))
    assert "在论证留存校验码之前作出，没有校验码。" in page
    assert "经不起重新判定" not in page
