"""Answers given from memory: like those of the application, and only where nothing is in doubt."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from types import SimpleNamespace
from typing import Final

import pytest
from flask import Flask, request_started
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from fleetsvc.app import create_app
from fleetsvc.database.transactions import OFFICE
from fleetsvc.edge.parts import PARTS, Parts
from fleetsvc.edge.reporting import RequestCounts
from fleetsvc.services.people import keys
from fleetsvc.services.people.accounts import Role
from fleetsvc.settings import read_settings
from tests.actors import TESTER
from tests.http_app import ACTIVATED, Service

PATH: Final = "/api/v1/requirements"
_OWN_TO_EACH: Final = frozenset({"X-Request-ID", "RateLimit"})
_DAYS = count(1)


@pytest.fixture
def address() -> str:
    """A question that nobody has asked before."""
    return f"{PATH}?unit=410100&category=bus&event=new&gross_mass_kg={next(_DAYS) + 5000}&energy=bev"


@contextmanager
def asking(app: Flask) -> Iterator[list[str]]:
    """Yield the methods of the requests that come to the application itself."""
    methods: list[str] = []

    def note(_: Flask, **__: object) -> None:
        methods.append("asked")

    with request_started.connected_to(note, app):
        yield methods


def said(response: TestResponse) -> tuple[int, dict[str, str], bytes]:
    """What an answer says but for what is its own alone."""
    return response.status_code, said_in_head(response), response.data


def said_in_head(response: TestResponse) -> dict[str, str]:
    """The head of an answer but for what is its own alone."""
    return {name: value for name, value in response.headers if name not in _OWN_TO_EACH}


@pytest.mark.parametrize("language", [None, "zh-CN", "en", "en;q=0.5, zh", "fr"])
@pytest.mark.parametrize("known", [False, True])
def test_a_question_asked_again_gets_the_same_answer_without_the_application(
    service: Service, address: str, language: str | None, *, known: bool
) -> None:
    headers = service.bearer() if known else {}
    headers |= {} if language is None else {"Accept-Language": language}
    with asking(service.app) as asked:
        first, second = (service.client().get(address, headers=headers) for _ in range(2))
    assert len(asked) == 1
    assert said(first) == said(second)
    assert first.status_code == 200
    assert first.headers["Content-Length"] == str(len(first.data))


def test_who_holds_the_answer_is_told_so(service: Service, address: str) -> None:
    client = service.client()
    tag = client.get(address).headers["ETag"]
    with asking(service.app) as asked:
        held = client.get(address, headers={"If-None-Match": tag})
        assert not asked
        slowly = client.get(address, headers={"If-None-Match": f'"another", {tag}'})
    assert (held.status_code, held.data, len(asked)) == (304, b"", 1)
    assert said_in_head(held) == said_in_head(slowly)
    assert client.get(address, headers={"If-None-Match": '"another"'}).status_code == 200


def _with_a_cookie(client: FlaskClient) -> FlaskClient:
    client.set_cookie("fleetsvc", "of-nobody")
    return client


IN_DOUBT: Final[dict[str, Callable[[FlaskClient, str], TestResponse]]] = {
    "head": lambda client, address: client.head(address),
    "cookie": lambda client, address: _with_a_cookie(client).get(address),
    "body": lambda client, address: client.get(address, data=b"x"),
    "other key": lambda client, address: client.get(address, headers={"Authorization": "Bearer fsk_no"}),
    "no key": lambda client, address: client.get(address, headers={"Authorization": "Basic YTpi"}),
    "method": lambda client, address: client.post(address),
    "path": lambda client, address: client.get(address.replace("requirements", "Requirements")),
}


@pytest.mark.parametrize("way", IN_DOUBT)
def test_whatever_is_in_doubt_is_the_applications_to_answer(service: Service, address: str, way: str) -> None:
    client = service.client()
    assert client.get(address).status_code == 200
    with asking(service.app) as asked:
        answer = IN_DOUBT[way](client, address)
    assert len(asked) == 1
    wanted = {"other key": 401, "no key": 401, "method": 405, "path": 404}
    assert answer.status_code == wanted.get(way, 200)


def test_a_question_that_was_refused_is_not_remembered(service: Service, address: str) -> None:
    with asking(service.app) as asked:
        answers = [service.client().get(f"{address}&colour=red").status_code for _ in range(2)]
    assert (answers, len(asked)) == ([422, 422], 2)


def test_answers_from_memory_count_against_the_rate(
    service: Service, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Far ahead: the windows before the real present are forgotten by what runs beside.
    monkeypatch.setattr("fleetsvc.clock.now", lambda: datetime(2100, 5, 5, 4, 0, 10, tzinfo=UTC))
    url = service.database.engine.url.render_as_string(hide_password=False)
    settings = read_settings({"FLEETSVC_DATABASE_URL": url, "FLEETSVC_RATE_ANONYMOUS": "3"})
    client = create_app(settings, service.database).test_client()
    answers = [client.get(address, environ_base={"REMOTE_ADDR": "198.51.100.77"}) for _ in range(5)]
    assert [(answer.status_code, answer.headers["RateLimit"]) for answer in answers] == [
        (200, '"anonymous";r=2;t=50'),
        (200, '"anonymous";r=1;t=50'),
        (200, '"anonymous";r=0;t=50'),
        (429, '"anonymous";r=0;t=50'),
        (429, '"anonymous";r=0;t=50'),
    ]
    assert answers[4].headers["Retry-After"] == "50"


def test_a_revoked_key_gets_nothing_from_memory(
    service: Service, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with service.database.transaction(OFFICE) as session:
        record, key = keys.add_key(
            session, "soon revoked", role=Role.DEALER, unit=None, by=TESTER, now=ACTIVATED
        )
        number = record.number
    bearer = {"Authorization": f"Bearer {key}"}
    assert [service.client().get(address, headers=bearer).status_code for _ in range(2)] == [200, 200]
    with service.database.transaction(OFFICE) as session:
        keys.revoke_key(session, number, by=TESTER, now=ACTIVATED)
    monkeypatch.setattr("fleetsvc.edge.callers.time", SimpleNamespace(monotonic=lambda: float("inf")))
    assert service.client().get(address, headers=bearer).status_code == 401


def test_another_law_answers_anew(service: Service, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shared: Parts = service.app.extensions[PARTS]
    client = service.client()
    client.get(address)
    law = shared.in_force.get()
    monkeypatch.setattr(shared.in_force, "_known", replace(law, book=replace(law.book, edition="another")))
    with asking(service.app) as asked:
        client.get(address)
    assert len(asked) == 1


def test_a_question_is_asked_anew_each_day(
    service: Service, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = []
    for day in (5, 6):
        monkeypatch.setattr("fleetsvc.clock.now", lambda day=day: datetime(2026, 5, day, 4, tzinfo=UTC))
        days.append((service.client().get(address).json or {})["on"])
    assert days == ["2026-05-05", "2026-05-06"]


def test_answers_from_memory_are_counted_with_their_route(
    service: Service, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: list[tuple[str, str, int]] = []
    monkeypatch.setattr(RequestCounts, "note", lambda _, answered, *__: noted.append(answered))
    for _ in range(2):
        service.client().get(address)
    assert noted == [(PATH, "GET", 200)] * 2
