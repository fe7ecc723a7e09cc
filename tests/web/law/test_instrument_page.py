"""The act as a page: a quote leads to its words, marked in the text, and what is damaged is shown as such."""

import html
import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from fleetsvc.books import shipped_book, shipped_texts
from tests.http_app import Service, a_service

PLAN = "/instruments/henan-action-plan-2023"
WEB_PAGE = "b768470fbd7aecd8d7bc45046ebd44299dfa8047e317f257b374ee29cd648554"
ASKED = "/ask?unit=410100&category=bus&event=new&on=2025-06-01&energy=diesel"


@pytest.fixture(scope="module")
def service(owner_url: str) -> Iterator[Service]:
    with a_service(owner_url, "instrument_page") as opened:
        yield opened


@pytest.fixture
def client(service: Service) -> FlaskClient:
    return service.client()


def page(client: FlaskClient, address: str) -> str:
    found = client.get(address)
    assert found.status_code == 200
    return found.get_data(as_text=True)


def test_each_quote_of_an_answer_and_of_the_rulebook_leads_to_its_marked_words(client: FlaskClient) -> None:
    book = shipped_book()
    quotes = {clause.quote for clause in book.clauses.values()}
    quotes |= {ground.clause.quote for ground in book.grounds.values()}
    led = [
        set(re.findall(rf'href="({PLAN}[?]text=[^"]*#quote)"', page(client, address)))
        for address in (ASKED, "/rulebook")
    ]
    assert len(led[0]) > 1
    found = {address: marked(client, html.unescape(address)) for address in led[0] | led[1]}
    assert {found[address] for address in led[1]} == quotes
    assert {found[address] for address in led[0]} < quotes


def marked(client: FlaskClient, address: str) -> str:
    """The words that the page marks, over all its pieces; the first of them has the anchor."""
    shown = page(client, address)
    pieces = re.findall(r"<mark( id=\"quote\")?[^>]*>(.*?)</mark>", shown, re.DOTALL)
    assert [bool(anchor) for anchor, _ in pieces] == [True, *[False] * (len(pieces) - 1)]
    return "".join(html.unescape(words) for _, words in pieces)


def test_the_text_is_shown_whole_with_its_damaged_spots(client: FlaskClient) -> None:
    shown = page(client, f"{PLAN}?text={WEB_PAGE}")
    body = shown.partition('class="card source-text"')[2]
    spots = re.findall(r'<span class="damaged">(.*?)</span>', body)
    assert len(spots) == 626
    assert "转码损坏：夹入读音 614 处，无法辨认 12 处" in shown
    assert "损坏的段落不能引用" in shown
    told = html.unescape(re.sub(r'<span class="badge.*?</span>|<[^>]+>', "", body.partition("</section>")[0]))
    whole = re.sub(r"\s", "", shipped_texts()[WEB_PAGE])
    assert re.sub(r"\s", "", told.partition(">")[2]) == whole


def test_a_place_that_is_none_is_not_marked_and_a_text_that_is_none_is_not_found(client: FlaskClient) -> None:
    for place in (
        "offset=99999&length=1",
        "offset=-1&length=2",
        "offset=948",
        "offset=948&length=0",
        "offset=x",
    ):
        assert "<mark" not in page(client, f"{PLAN}?{place}")
    for address in ("/instruments/nothing", f"{PLAN}?text=x", f"{PLAN}?text={'0' * 64}"):
        refused = client.get(address)
        assert refused.status_code == 404
        assert "没有这份文件" in refused.get_data(as_text=True)
