"""``GET /api/v1/changes`` and ``/changes.atom``: what changes for whom from which day, for dealers to follow."""

import copy
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from flask.testing import FlaskClient

from fleetsvc.books import book_mapping
from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.models import stored_id
from fleetsvc.services.law import enactment, rulebooks
from fleetsvc.services.law.change_log import Announced, Log
from rules.units import UNITS
from tests.http_app import Service, a_service
from tests.signing import two_signatures

Book = dict[str, Any]
LIST, FEED = "/api/v1/changes", "/api/v1/changes.atom"
ATOM = "{http://www.w3.org/2005/Atom}"
JULY, AUGUST = datetime(2025, 7, 1, 1, tzinfo=UTC), datetime(2025, 8, 1, 1, tzinfo=UTC)
BUSES = {"unit": "410100", "category": "bus", "event": "new"}


@pytest.fixture
def own(owner_url: str) -> Iterator[Service]:
    with a_service(owner_url, "changes_service", FLEETSVC_PUBLIC_URL="https://fleet.example.cn/") as opened:
        yield opened


def enact(database: Database, change: Callable[[Book], object], *, now: datetime) -> str:
    """Put a changed edition of the shipped book in force; its hash."""
    book: Book = copy.deepcopy(dict(book_mapping()))
    change(book)
    with database.transaction(OFFICE) as session:
        draft, _ = rulebooks.load(session, book, now=now)
        number = stored_id(draft)
        enactment.activate(session, number, by=two_signatures(session, number, now=now), now=now)
        return draft.edition


def the_bus_rule_ends(book: Book) -> None:
    next(one for one in book["rules"] if one["id"] == "13-bus-new")["effective_until"] = "2099-01-01"


def buses_are_bought_later(book: Book) -> None:
    entry = next(one for one in book["interpretations"] if one["id"] == "effective-day")
    entry["sets"]["first_day"] = "2023-04-01"
    entry.update(status="confirmed", letter={"number": "豫环函 2025 年第 7 号", "dated": "2025-06-20"})


def listed(client: FlaskClient, address: str = LIST, **query: str) -> Any:
    answer = client.get(address, query_string=query, headers={"Accept-Language": "en"})
    assert answer.status_code == 200, answer.json
    return answer.json


def feed(client: FlaskClient, **query: str) -> Element:
    answer = client.get(FEED, query_string=query | {"lang": "en"})
    assert (answer.status_code, answer.content_type) == (200, "application/atom+xml; charset=utf-8")
    return fromstring(answer.data)  # noqa: S314 (what the service itself wrote)


def test_an_entry_says_whom_it_concerns_from_when_before_and_after_with_clause_and_edition(
    own: Service,
) -> None:
    edition = enact(own.database, the_bus_rule_ends, now=JULY)
    entry = listed(own.client(), **BUSES)["items"][0]
    [clause] = entry.pop("clauses")
    assert (clause["quote"], clause["number"]) == ("新增公交车、市政环卫车全部使用新能源汽车", "13")
    stage = (
        "all: above 3,500 kg gross mass one of: China VIa, China VIb, China VI, zero emission;"
        " taken to be heavy where the mass is not known; no exceptions"
    )
    assert entry == {
        "id": "tag:fleet.example.cn,2026:changes/2/bus/new/2099-01-01/410100",
        "updated": "2025-07-01T09:00:00+08:00",
        "title": "The whole province: bus, newly added, registered from 2099-01-01: something else is asked",
        "kind": "changes",
        "units": list(UNITS),
        "category": "bus",
        "event": "new",
        "from": "2099-01-01",
        "until": None,
        "before": [
            "all: battery-electric, plug-in hybrid (range-extended included), fuel cell; no exceptions",
            stage,
        ],
        "after": [stage],
        "rules": ["henan-2023/13-bus-new"],
        "interpretations": [],
        "stands": True,
        "rulebook": {"id": "henan", "edition": edition},
    }


def test_what_is_there_never_changes_and_what_changes_nothing_for_the_asked_gives_no_entry(
    own: Service,
) -> None:
    client = own.client()
    first = listed(client)["items"]
    assert len(first) == 20
    enact(own.database, the_bus_rule_ends, now=JULY)
    assert len(listed(client, **BUSES)["items"]) == 2
    assert listed(client, category="taxi")["items"] == [one for one in first if one["category"] == "taxi"]
    enact(own.database, lambda _: None, now=AUGUST)  # back to the shipped edition
    [again, ended, begun] = listed(client, **BUSES)["items"]
    assert (again["before"], again["after"]) == (ended["after"], ended["before"])
    assert (again["stands"], ended["stands"], begun["stands"]) == (True, False, True)
    assert begun in first
    assert [one for one in listed(client)["items"] if one["id"] in {old["id"] for old in first}] == first


def test_an_entry_stands_only_while_all_its_days_are_as_it_says(own: Service) -> None:
    def the_bus_rule_returns(book: Book) -> None:
        the_bus_rule_ends(book)
        ended = next(one for one in book["rules"] if one["id"] == "13-bus-new")
        again = {name: value for name, value in ended.items() if name != "effective_until"}
        book["rules"].append(again | {"id": "13-bus-again", "effective_from": "2100-01-01"})

    enact(own.database, the_bus_rule_ends, now=JULY)
    enact(own.database, the_bus_rule_returns, now=AUGUST)
    told = [(one["from"], one["until"], one["stands"]) for one in listed(own.client(), **BUSES)["items"]]
    assert told[:2] == [("2100-01-01", None, True), ("2099-01-01", None, False)]


def test_the_feed_which_does_not_tell_it_does_not_ask_what_stands(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stands(_: Log, one: Announced) -> bool:
        raise AssertionError(one)

    monkeypatch.setattr(Log, "stands", stands)
    assert len(feed(client).findall(f"{ATOM}entry")) == 20


def test_a_confirmed_interpretation_that_alters_what_is_asked_is_named_before_and_after(own: Service) -> None:
    enact(own.database, buses_are_bought_later, now=JULY)
    entry = listed(own.client(), **BUSES)["items"][0]
    assert (entry["kind"], entry["from"], entry["until"]) == ("ends", "2023-03-01", "2023-04-01")
    [changed] = entry["interpretations"]
    told = [(one["id"], one["status"], one["letter"], one["sets"]) for one in changed.values()]
    assert told == [
        ("effective-day", "assumed", None, {"first_day": "2023-03-01"}),
        ("effective-day", "confirmed", "豫环函 2025 年第 7 号", {"first_day": "2023-04-01"}),
    ]


def test_a_page_leads_to_the_next_and_words_that_are_none_are_refused(client: FlaskClient) -> None:
    page = listed(client, limit="15")
    rest = listed(client, limit="15", cursor=page["next_cursor"])
    assert (len(page["items"]), len(rest["items"]), rest["next_cursor"]) == (15, 5, None)
    answer = client.get(LIST, query_string={"unit": "110000", "category": "tram"})
    assert answer.status_code == 422
    assert answer.json is not None
    assert [fault["pointer"] for fault in answer.json["errors"]] == ["/unit", "/category"]


@pytest.mark.parametrize("address", [LIST, FEED])
def test_who_holds_the_answer_is_told_so_and_caches_may_keep_it(client: FlaskClient, address: str) -> None:
    first = client.get(address, query_string=BUSES)
    again = client.get(address, query_string=BUSES, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.headers["Cache-Control"], again.status_code, again.data) == ("max-age=60", 304, b"")


def test_the_feed_is_atom_with_lasting_ids_and_moves_only_with_a_new_entry(own: Service) -> None:
    client = own.client()
    before = feed(client, **BUSES)
    enact(own.database, the_bus_rule_ends, now=JULY)
    assert feed(client, category="taxi").findtext(f"{ATOM}updated") == before.findtext(f"{ATOM}updated")
    found = feed(client, **BUSES)
    assert found.tag == f"{ATOM}feed"
    assert found.findtext(f"{ATOM}id") == "tag:fleet.example.cn,2026:changes/410100/bus/new"
    assert found.findtext(f"{ATOM}updated") == "2025-07-01T09:00:00+08:00"
    assert found.findtext(f"{ATOM}author/{ATOM}name")
    links = {link.get("rel"): link.get("href") for link in found.findall(f"{ATOM}link")}
    asked = "unit=410100&category=bus&event=new"
    assert links == {
        "self": f"https://fleet.example.cn{FEED}?{asked}&lang=en",
        "alternate": f"https://fleet.example.cn/changes?{asked}",
    }
    new, old = found.findall(f"{ATOM}entry")
    assert [old.findtext(f"{ATOM}{name}") for name in ("id", "updated", "content")] == [
        before.findtext(f"{ATOM}entry/{ATOM}{name}") for name in ("id", "updated", "content")
    ]
    assert new.findtext(f"{ATOM}id") == "tag:fleet.example.cn,2026:changes/2/bus/new/2099-01-01/410100"
    link = new.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == (
        "https://fleet.example.cn/ask?unit=410100&category=bus&event=new&on=2099-01-01"
    )
    said = new.findtext(f"{ATOM}content") or ""
    assert [line.partition(": ")[0] for line in said.splitlines()[1:]] == [
        "Before", "Before", "Now", "Clause", "Rulebook edition",
    ]  # fmt: skip


def test_a_long_feed_leads_to_its_next_page(client: FlaskClient) -> None:
    found = feed(client, limit="15")
    links = {link.get("rel"): link.get("href") for link in found.findall(f"{ATOM}link")}
    assert links["next"] == f"http://localhost{FEED}?limit=15&lang=en&cursor=15"
