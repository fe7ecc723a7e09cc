"""The office's and the administrator's pages on rulebooks, rankings and the schedule, in English."""

import re
from collections.abc import Iterator
from html import unescape

import pytest

from fleetsvc import clock
from fleetsvc.books import book_mapping
from fleetsvc.database.transactions import OFFICE
from fleetsvc.services.audit.events import NOBODY
from fleetsvc.services.law import rulebooks
from fleetsvc.services.operations import job_requests
from tests.browser import Bureau, a_bureau
from tests.ranking_data import register

QUOTED = r'<blockquote.*?</blockquote>|<q .*?</q>|<a class="lang".*?</a>|<textarea.*?</textarea>'


@pytest.fixture(scope="module")
def opened(owner_url: str) -> Iterator[tuple[Bureau, str]]:
    """A bureau with a draft, something to correct, and a job asked for."""
    with a_bureau(owner_url, "office_english") as bureau:
        now = clock.now()
        with bureau.service.database.transaction(OFFICE) as session:
            book = dict(book_mapping()) | {"name": "henan-2027"}
            edition = rulebooks.load(session, book, now=now)[0].edition
            register(session, "410100", compliant=8, non_compliant=2)
            job_requests.ask(session, "nightly-ranking", by=NOBODY, now=now)
        yield bureau, edition


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("office", "/rulebook/drafts"),
        ("office", "/rulebook/drafts/{edition}"),
        ("office", "/rulebook?edition={edition}"),
        ("office", "/rankings"),
        ("office", "/rankings/2025-09"),
        ("office", "/rankings/2025-09/correction"),
        ("admin", "/schedule"),
    ],
)
def test_a_page_in_english_holds_no_chinese_but_quotes_and_nothing_inline(
    opened: tuple[Bureau, str], who: str, address: str
) -> None:
    bureau, edition = opened
    path = address.format(edition=edition)
    page = bureau[who].open(f"{path}{'&' if '?' in path else '?'}lang=en")
    told = unescape(re.sub(r"<[^>]+>", " ", re.sub(QUOTED, "", page, flags=re.DOTALL)))
    told = re.sub(r"in the original: [^)]*\)", "", told)  # the steps of a verdict quote the clause
    assert re.findall("[\u4e00-\u9fff]+", told) == []
    assert re.findall(r"<(?:style|script)\b(?! src)|\bstyle=|\bon\w+=\"", page) == []
