"""Published rankings: corrected by the office with a reason, compared with what they were, led to their vehicles."""

import re
from collections.abc import Iterator

import pytest

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.services.law.ranking_method import current_method
from fleetsvc.services.rankings import lists, publishing, seals
from rules.periods import parse_period
from tests.actors import noted
from tests.browser import Bureau, a_bureau, words_of
from tests.ranking_data import register, sign_nil

EDITION, CORRECTION = "/rankings/2025-09", "/rankings/2025-09/correction"


@pytest.fixture
def bureau(owner_url: str) -> Iterator[Bureau]:
    """September 2025 was published before anybody had reported."""
    with a_bureau(owner_url, "ranking_corrections") as opened:
        yield opened


def report(bureau: Bureau) -> None:
    with bureau.service.database.transaction(OFFICE) as session:
        register(session, "410100", compliant=8, non_compliant=2)
        register(session, "410200", compliant=9)
        for unit in ("410100", "410200"):
            sign_nil(session, unit)


def test_without_a_change_there_is_nothing_to_correct(bureau: Bureau) -> None:
    told = words_of(bureau["office"].open(CORRECTION))
    assert "2025年9月 的数据与已发布的完全一致，没有可更正的内容" in told
    assert 'name="reason"' not in bureau["office"].open(CORRECTION)
    answer = bureau["office"].send("/account", CORRECTION, {"reason": "补报"})
    assert (answer.status_code, "没有可更正的内容" in answer.get_data(as_text=True)) == (422, True)
    with bureau.service.database.transaction(OFFICE) as session:
        assert lists.current_edition(session, parse_period("2025-09"))["revision"] == 0


def test_a_correction_shows_first_who_moves_then_stands_with_its_reason_beside_the_old_one(
    bureau: Bureau,
) -> None:
    report(bureau)
    office = bureau["office"]
    assert f'href="{CORRECTION}"' in office.open(EDITION)
    asked = words_of(office.open(CORRECTION))
    assert "开封市 未报送 1 – – 100.00% 0 9" in asked
    assert "郑州市 未报送 2 – – 80.00% 0 10" in asked
    assert "其余 17 个单位不变" in asked
    for reason, told in (
        (" ", "没有更正：请写明原因"),
        ("x" * 501, "没有更正：请写明原因"),
        ("豫A12345 补报", "通报人人可见"),
        ("豫A1234领补报", "通报人人可见"),
        ("使123456 补报", "通报人人可见"),
        ("补报lzytabgwxp1000001", "通报人人可见"),
        ("补报豫Ａ·１２３４５", "通报人人可见"),
    ):
        refused = office.send(CORRECTION, CORRECTION, {"reason": reason})
        assert (refused.status_code, told in refused.get_data(as_text=True)) == (422, True)
    done = office.send(CORRECTION, CORRECTION, {"reason": "两市补报"})
    assert (done.status_code, done.headers["Location"]) == (303, f"{EDITION}?corrected=10")

    shown = words_of(office.open(f"{EDITION}?corrected=10"))
    assert "更正已发布：共 10 份" in shown
    assert "本次为更正，原因：两市补报" in shown
    assert "与修订号 0 相比的变化" in shown
    assert "郑州市 未报送 2 – – 80.00% 0 10" in shown
    everybody = bureau.service.client().get(EDITION).get_data(as_text=True)
    assert "两市补报" in everybody
    assert CORRECTION not in everybody
    assert "更正" in words_of(office.open("/rankings"))

    old = words_of(office.open(f"{EDITION}?revision=0"))
    assert "这是旧的一次，现以最新一次为准" in old
    assert "排名 0、数量过少 0、报送不全 0、未报送 19" in old
    back = words_of(office.open(f"{EDITION}?revision=0&against=1"))
    assert "与修订号 1 相比的变化" in back
    assert "郑州市 2 未报送" in back

    with bureau.service.database.transaction(OFFICE) as session:
        (event,) = noted(session, act="ranking-corrected")
        assert seals.verify(session).broken == ()
    assert (event.actor_name, event.subject, event.details) == (
        "office",
        "ranking/2025-09",
        {"reason": "两市补报", "categories": ", ".join(["all", *current_method().counted])},
    )


def test_a_period_that_is_not_published_is_not_corrected(bureau: Bureau) -> None:
    told = words_of(bureau["office"].open("/rankings/2025-08/correction"))
    assert "2025年8月 还没有正式发布" in told
    bureau["office"].open("/rankings/x/correction", 404)
    bureau["owner"].open(CORRECTION, 403)


def test_numbers_lead_the_office_and_the_unit_itself_to_the_vehicles_and_nobody_else(bureau: Bureau) -> None:
    report(bureau)
    bureau["office"].send(CORRECTION, CORRECTION, {"reason": "补报"})

    def ways(page: str) -> list[str]:
        return [
            link.replace("&amp;", "&")
            for link in re.findall(r'<td class="num[^"]*"><a href="([^"]+)">', page)
        ]

    listed = "duty=energy&verdict=non_compliant&from=2025-09-01&until=2025-09-30"
    assert ways(bureau["office"].open(EDITION)) == [f"/noncompliance?{listed}&unit=410100"]
    assert ways(bureau["owner"].open(EDITION)) == [
        f"/registrations?duty=energy&verdict={verdict}&from=2025-09-01&until=2025-09-30"
        for verdict in ("compliant", "non_compliant")
    ]
    assert ways(bureau.service.client().get(EDITION).get_data(as_text=True)) == []


def test_the_list_tells_the_province_and_an_edition_its_neighbours(bureau: Bureau) -> None:
    report(bureau)
    office = bureau["office"]
    office.send(CORRECTION, CORRECTION, {"reason": "补报"})
    assert "2025年9月 正式 更正 89.5% 19 开封市 2 17" in words_of(office.open("/rankings"))
    assert "上一期 2025年8月" not in words_of(office.open(EDITION))
    with bureau.service.database.transaction(OFFICE) as session:
        publishing.publish_final(session, parse_period("2025-08"), now=clock.now())
    assert "上一期 2025年8月" in words_of(office.open(EDITION))
    assert "下一期 2025年9月" in words_of(office.open("/rankings/2025-08"))
