"""The page of letters: from the edition to its circular and to letters to units; proposed talks stand first."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import pytest
from docx import Document

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.services.rankings import publishing
from fleetsvc.web.documents import pages
from rules.periods import parse_period
from tests.actors import TESTER
from tests.browser import Bureau, a_bureau, words_of
from tests.making import make_all
from tests.ranking_data import register, sign_nil

EDITION, PAGE = "/rankings/2025-09", "/rankings/2025-09/letters"


@pytest.fixture(scope="module")
def bureau(owner_url: str) -> Iterator[Bureau]:
    """September 2025 with a strict violation of Kaifeng."""
    with a_bureau(owner_url, "letter_pages") as opened:
        with opened.service.database.transaction(OFFICE) as session:
            for unit in ("410100", "410200"):
                register(session, unit, compliant=9)
                sign_nil(session, unit)
            register(session, "410200", rule="henan-2023/13-bus-new", non_compliant=1)
            publishing.correct(session, parse_period("2025-09"), reason="补报", by=TESTER, now=clock.now())
        yield opened


def test_the_office_finds_letters_from_the_edition_and_whom_a_talk_is_proposed_with_first(
    bureau: Bureau,
) -> None:
    assert f'href="{PAGE}"' in bureau["office"].open(EDITION)
    assert f'href="{PAGE}"' not in bureau["owner"].open(EDITION)
    told = words_of(bureau["office"].open(PAGE))
    assert "连续 2 期排名末 3 位，或违反“全部”条款达 1 辆。只是建议" in told
    first = told.index("开封市")
    assert told[first:].startswith("开封市 2 90.00% 违反“全部”条款 1 辆 整改通知书 · 约谈函")
    assert first < told.index("郑州市")


def test_a_letter_is_downloaded_from_the_page(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "AT_MOST", timedelta(0))
    address = "/rankings/2025-09/units/410200/talk.docx"
    assert bureau["office"].client.get(address).status_code == 303
    assert make_all(bureau.service.database) == 1
    given = bureau["office"].client.get(address)
    assert given.status_code == 200
    letter = Document(BytesIO(given.data))
    assert "本期有1辆车违反“全部使用新能源汽车”的条款。" in [line.text for line in letter.paragraphs]


@pytest.mark.parametrize(
    "address",
    [
        "/rankings/2024-09/letters",
        "/rankings/x/letters",
        "/rankings/2025-09/units/1/talk.docx",
        "/rankings/2025-09/units/410100/x.docx",
        "/rankings/2024-09/circular.docx",
    ],
)
def test_what_there_is_not_is_told_as_such(bureau: Bureau, address: str) -> None:
    assert "没有这份公文" in bureau["office"].open(address, 404)
