"""How often a caller may call: what each answer says of it, and that it holds over all processes."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import cycle

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from fleetsvc.app import create_app
from fleetsvc.database.transactions import Database, open_database
from fleetsvc.edge.counting import TOLERANCE, Limiter, Rate
from fleetsvc.edge.reporting import Reporter, reporter
from fleetsvc.settings import read_settings
from tests.http_app import Service

PATH = "/api/v1/units"
NOON = 4_102_488_000.0
"""Far ahead: the windows before the real present are forgotten by what runs beside."""
"""The start of a window of a minute."""


Opened = Callable[..., FlaskClient]


@pytest.fixture
def opened(service: Service, monkeypatch: pytest.MonkeyPatch) -> Opened:
    """Opens the application with rates of the test's own, at an instant that stands still."""
    monkeypatch.setattr("fleetsvc.clock.now", lambda: datetime.fromtimestamp(NOON + 10, UTC))

    def open_it(**environment: str) -> FlaskClient:
        url = service.database.engine.url.render_as_string(hide_password=False)
        settings = read_settings({"FLEETSVC_DATABASE_URL": url} | environment)
        return create_app(settings, service.database).test_client()

    return open_it


def rate_of(response: TestResponse) -> tuple[int, str | None, str | None, str | None]:
    fields = response.headers
    return (
        response.status_code,
        fields.get("RateLimit-Policy"),
        fields.get("RateLimit"),
        fields.get("Retry-After"),
    )


def asked_from(client: FlaskClient, address: str, forwarded: str | None = None) -> TestResponse:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    return client.get(PATH, environ_base={"REMOTE_ADDR": address}, headers=headers)


def test_each_answer_says_what_is_left_and_past_the_limit_when_to_come_back(opened: Opened) -> None:
    client = opened(FLEETSVC_RATE_ANONYMOUS="2")
    answers = [asked_from(client, "192.0.2.1") for _ in range(3)]
    policy = '"anonymous";q=2;w=60'
    assert [rate_of(answer) for answer in answers] == [
        (200, policy, '"anonymous";r=1;t=50', None),
        (200, policy, '"anonymous";r=0;t=50', None),
        (429, policy, '"anonymous";r=0;t=50', "50"),
    ]
    refused = answers[2]
    assert refused.mimetype == "application/problem+json"
    assert (refused.json or {}) | {"request_id": ""} == {
        "type": "/api/docs#problem-rate-exceeded",
        "title": "请求过于频繁，请在 Retry-After 秒后再试",
        "status": 429,
        "code": "rate-exceeded",
        "request_id": "",
    }


def test_a_refusal_is_worded_in_english_for_whom_prefers_it(opened: Opened) -> None:
    client = opened(FLEETSVC_RATE_ANONYMOUS="1")
    asked_from(client, "192.0.2.2")
    refused = client.get(
        PATH, environ_base={"REMOTE_ADDR": "192.0.2.2"}, headers={"Accept-Language": "en"}
    ).json
    assert (refused or {})["title"] == "Too many requests; try again after Retry-After seconds"


def test_addresses_and_keys_have_each_their_own_rate(opened: Opened, service: Service) -> None:
    client = opened(FLEETSVC_RATE_ANONYMOUS="1", FLEETSVC_RATE_KEY="2")
    assert asked_from(client, "192.0.2.3").status_code == 200
    assert asked_from(client, "192.0.2.3").status_code == 429
    assert asked_from(client, "192.0.2.4").status_code == 200
    bearer = service.bearer()
    by_key = [client.get(PATH, headers=bearer, environ_base={"REMOTE_ADDR": "192.0.2.3"}) for _ in range(3)]
    assert [rate_of(answer) for answer in by_key] == [
        (200, '"key";q=2;w=60', '"key";r=1;t=50', None),
        (200, '"key";q=2;w=60', '"key";r=0;t=50', None),
        (429, '"key";q=2;w=60', '"key";r=0;t=50', "50"),
    ]


def test_a_subscribers_ipv6_network_counts_as_one_caller(opened: Opened) -> None:
    client = opened(FLEETSVC_RATE_ANONYMOUS="1")
    assert asked_from(client, "2001:db8::1").status_code == 200
    assert asked_from(client, "2001:db8::2:0:0:7").status_code == 429
    assert asked_from(client, "2001:db8:0:1::1").status_code == 200


def test_who_guesses_keys_is_slowed_down(opened: Opened) -> None:
    client = opened(FLEETSVC_RATE_ANONYMOUS="1")
    guesses = [
        client.get(
            PATH,
            headers={"Authorization": f"Bearer fsk_{guess}"},
            environ_base={"REMOTE_ADDR": "192.0.2.5"},
        ).status_code
        for guess in "ab"
    ]
    assert guesses == [401, 429]


def test_x_forwarded_for_counts_only_behind_a_declared_proxy(opened: Opened) -> None:
    bare = opened(FLEETSVC_RATE_ANONYMOUS="1")
    assert asked_from(bare, "192.0.2.6", "198.51.100.1").status_code == 200
    assert asked_from(bare, "192.0.2.6", "198.51.100.2").status_code == 429
    proxied = opened(FLEETSVC_RATE_ANONYMOUS="1", FLEETSVC_TRUSTED_PROXIES="1")
    assert asked_from(proxied, "127.0.0.1", "198.51.100.3").status_code == 200
    assert asked_from(proxied, "127.0.0.1", "198.51.100.4").status_code == 200
    # What the caller itself wrote stands before what the proxy added.
    assert asked_from(proxied, "127.0.0.1", "198.51.100.9, 198.51.100.3").status_code == 429


def test_a_rate_of_nothing_is_no_limit(opened: Opened) -> None:
    client = opened(FLEETSVC_RATE_ANONYMOUS="0")
    assert [rate_of(asked_from(client, "192.0.2.7")) for _ in range(3)] == [(200, None, None, None)] * 3


def test_a_new_minute_begins_anew() -> None:
    limiter, rate = Limiter(), Rate("anonymous", 1)
    granted = [limiter.spend("a", rate, lambda _: {}, at=NOON + at).granted for at in (0, 59.9, 60, 61)]
    assert granted == [True, False, True, False]


def test_without_its_database_each_process_holds_the_quota_by_itself() -> None:
    database = open_database("postgresql://nobody@127.0.0.1:1/nothing")
    alone, rate = reporter(database), Rate("anonymous", 10)
    granted = [alone.limiter.spend("a", rate, alone.tell_spent, at=NOON).granted for _ in range(15)]
    assert granted == [True] * 10 + [False] * 5


@pytest.fixture
def processes(own_database_url: str) -> Iterator[Callable[[int], list[Reporter]]]:
    """So many reporters, each as in a process of its own: they share nothing but the database."""
    databases: list[Database] = []

    def start(number: int) -> list[Reporter]:
        databases.extend(open_database(own_database_url, pool_size=1) for _ in range(number))
        reporters = [reporter(database) for database in databases]
        for _ in range(2):  # the first is not yet seen by the others
            for one in reporters:
                one.report()
        assert {one.limiter.processes for one in reporters} == {number}
        return reporters

    yield start
    for database in databases:
        database.close()


@pytest.mark.parametrize(("number", "quota"), [(1, 120), (4, 120), (4, 2000), (12, 120)])
def test_the_limit_holds_over_all_processes_without_asking_the_database_each_time(
    processes: Callable[[int], list[Reporter]], number: int, quota: int
) -> None:
    reporters, rate = processes(number), Rate("anonymous", quota)
    asked: list[str] = []
    for one in reporters:
        event.listen(one.database.engine, "before_cursor_execute", lambda *event_: asked.append(event_[2]))

    def spend(one: Reporter) -> bool:
        return one.limiter.spend("192.0.2.1", rate, one.tell_spent, at=NOON).granted

    turns = cycle(reporters)
    with ThreadPoolExecutor(number) as pool:
        granted = sum(pool.map(spend, [next(turns) for _ in range(3 * quota)]))
    assert quota <= granted <= quota * (1 + TOLERANCE)
    told = sum("rate_spent" in statement for statement in asked)
    assert told <= number * (1 / TOLERANCE + 2)


def test_one_busy_process_among_idle_ones_gets_the_whole_quota(
    processes: Callable[[int], list[Reporter]],
) -> None:
    busy, rate = processes(4)[0], Rate("anonymous", 120)
    granted = sum(busy.limiter.spend("a", rate, busy.tell_spent, at=NOON).granted for _ in range(500))
    assert granted == 120


def test_counts_are_told_in_the_background_too(processes: Callable[[int], list[Reporter]]) -> None:
    rate = Rate("key", 1000)
    one, other = processes(2)
    spent = one.limiter.spend("a", rate, one.tell_spent, at=NOON)
    assert spent.remaining == 999
    one.limiter.tell_all(one.tell_spent, at=NOON)
    other.limiter.spend("a", rate, other.tell_spent, at=NOON)
    other.limiter.tell_all(other.tell_spent, at=NOON)
    assert other.limiter.spend("a", rate, other.tell_spent, at=NOON).remaining == 997
