"""What was published stands beside today's figures where they differ, and each says of when it is."""

import re

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.services.rankings import publishing
from rules.periods import parse_period
from tests.browser import a_bureau, words_of
from tests.reporting_app import fresh_numbers
from tests.upload_cases import a_file, a_row


def test_what_was_published_stands_beside_todays_figures_where_they_differ(owner_url: str) -> None:
    with a_bureau(owner_url, "published_beside") as bureau:
        first, second = fresh_numbers(2)
        bureau.stored(a_file(a_row(first)))
        now = words_of(bureau["office"].open("/office?period=2025-03"))
        assert re.search(r"按截至 \d+年\d+月\d+日 \d\d:\d\d 入库的数据计算", now)
        assert "本期已通报" not in now
        with bureau.service.database.transaction(OFFICE) as session:
            publishing.publish_final(session, parse_period("2025-03"), now=clock.now())
        same = words_of(bureau["office"].open("/office?period=2025-03"))
        assert "各单位目前与通报的相同" in same
        bureau.stored(a_file(a_row(second, energy="柴油", plate=f"豫A{second:05d}")))
        page = bureau["office"].open("/office?period=2025-03")
        told = words_of(page)
        assert "1 个单位目前与通报的不同" in told
        assert "合规率 50.0% 受约束车辆 2 辆 · 通报 100.0%" in told
        line = page.partition('<tr id="unit-410100"')[2].partition("</tr>")[0]
        assert "2 通报 1" in words_of(f"<main{line}")
        assert "通报 " not in page.partition('<tr id="unit-410200"')[2].partition("</tr>")[0]
