"""The page of changes: the same list as the feed, found from the pages that answer what is asked."""

import pytest
from flask.testing import FlaskClient


def test_the_page_lists_what_the_api_lists(client: FlaskClient) -> None:
    page = client.get("/changes?unit=410100&category=bus&lang=en").get_data(as_text=True)
    answer = client.get("/api/v1/changes?unit=410100&category=bus", headers={"Accept-Language": "en"}).json
    assert answer is not None
    assert page.count("<article") == len(answer["items"]) == 2
    for entry in answer["items"]:
        assert all(text in page for text in (*entry["before"], *entry["after"], entry["rulebook"]["edition"]))
    assert '<option value="410100" selected>' in page
    assert "/ask?unit=410100&amp;category=bus&amp;event=new&amp;on=2023-03-01" in page


def test_a_word_that_is_none_is_told_and_left_out(client: FlaskClient) -> None:
    answer = client.get("/changes?unit=410100&category=tram&lang=en")
    assert answer.status_code == 422
    assert "There is no “tram”" in answer.get_data(as_text=True)


@pytest.mark.parametrize("address", ["/ask", "/requirements", "/rulebook", "/changes"])
def test_public_pages_lead_to_the_list_and_name_the_feed(client: FlaskClient, address: str) -> None:
    page = client.get(address).get_data(as_text=True)
    assert 'type="application/atom+xml"' in page
    assert "/changes" in page.partition("<main")[2]
