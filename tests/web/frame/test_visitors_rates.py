"""How often somebody who is not signed in may ask for pages: counted by address, forms and questions apart."""

import itertools
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from fleetsvc.app import create_app
from fleetsvc.settings import read_settings
from fleetsvc.web.frame.pages import Pages
from tests.browser import PASSWORD, Bureau, a_bureau, token_in, words_of

NOON = 4_102_488_000.0
"""Far ahead: the windows before the real present are forgotten by what runs beside."""
"""The start of a window of a minute."""

Opened = Callable[..., FlaskClient]
_ADDRESSES = itertools.count(1)


@pytest.fixture
def here() -> str:
    """An address from which no other test asks."""
    return f"192.0.2.{next(_ADDRESSES)}"


@pytest.fixture(scope="module")
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "visitors_service") as opened:
        yield opened


@pytest.fixture
def opened(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> Opened:
    """Opens the application with rates of the test's own, at an instant that stands still."""
    monkeypatch.setattr("fleetsvc.clock.now", lambda: datetime.fromtimestamp(NOON + 10, UTC))

    def open_it(**environment: str) -> FlaskClient:
        database = bureau.service.database
        told = {"FLEETSVC_DATABASE_URL": database.engine.url.render_as_string(hide_password=False)}
        settings = read_settings(told | {"FLEETSVC_SECRET_KEY": "of no worth " * 3} | environment)
        return create_app(settings, database).test_client()

    return open_it


def asked(client: FlaskClient, address: str, method: str = "GET", *, by: str) -> TestResponse:
    return client.open(address, method=method, environ_base={"REMOTE_ADDR": by}, buffered=True)


def test_past_the_rate_a_page_says_so_and_when_to_come_back(opened: Opened, here: str) -> None:
    client = opened(FLEETSVC_RATE_ANONYMOUS="1")
    first, second = (asked(client, "/ask?unit=410100", by=here) for _ in range(2))
    assert (first.status_code, first.headers["RateLimit-Policy"]) == (422, '"question";q=1;w=60')
    assert (second.status_code, second.mimetype, second.headers["Retry-After"]) == (429, "text/html", "50")
    assert "请求过于频繁 请在 50 秒后再试。同一网络地址的访问合并计数；登录后不受此限。" in words_of(
        second.text
    )
    assert '<a class="button" href="/ask?unit=410100">' in second.text
    english = asked(client, "/ask?unit=410100&lang=en", by=here)
    assert (
        "Too many requests Try again in 50 seconds. All visitors from one network address are counted together; once"
        " signed in you are not." in words_of(english.text)
    )


FORMS = ("/sign-in", "/sign-in/code", "/sign-out", "/uploads", "/rulebook/drafts", "/account/password")
QUESTIONS = ("/ask?unit=410100", "/?period=2025", "/rulebook?edition=sha256:0", "/requirements?unit=410100")


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_somebody_unknown_is_counted_before_it_is_read(
    opened: Opened, here: str, form: str
) -> None:
    client = opened(FLEETSVC_RATE_ANONYMOUS="2")
    statuses = [asked(client, form, "POST", by=here).status_code for _ in range(3)]
    assert statuses[:2] in ([400, 400], [302, 302])
    assert statuses[2] == 429


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_of_somebody_unknown_is_counted(opened: Opened, here: str, question: str) -> None:
    client = opened(FLEETSVC_RATE_ANONYMOUS="2")
    statuses = [asked(client, question, by=here).status_code for _ in range(3)]
    assert (429 in statuses[:2], statuses[2]) == (False, 429)


def test_plain_pages_have_a_rate_of_their_own(opened: Opened, here: str) -> None:
    client = opened(FLEETSVC_RATE_ANONYMOUS="1", FLEETSVC_RATE_PAGES="3")
    pages = ("/", "/ask?lang=en", "/sign-in?next=/uploads", "/help")
    answers = [asked(client, page, by=here) for page in pages]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[0].headers["RateLimit-Policy"] == '"page";q=3;w=60'
    assert asked(client, "/static/frame/style.css", by=here).status_code == 200
    assert asked(client, "/", by="198.51.100.1").status_code == 200


def test_who_calls_the_api_too_often_keeps_nobody_from_signing_in(opened: Opened, here: str) -> None:
    client = opened(FLEETSVC_RATE_ANONYMOUS="1")
    calls = [asked(client, "/api/v1/units", by=here).status_code for _ in range(2)]
    assert calls == [200, 429]
    page = asked(client, "/sign-in", by=here)
    fields = {"csrf_token": token_in(page.text), "name": "owner", "password": PASSWORD}
    entered = client.post("/sign-in", data=fields, environ_base={"REMOTE_ADDR": here})
    assert entered.status_code == 303
    # Once signed in nobody is counted by address any more.
    statuses = [asked(client, "/ask?unit=410100", by=here).status_code for _ in range(3)]
    assert statuses == [422] * 3


def test_a_made_up_cookie_is_no_session(opened: Opened, here: str) -> None:
    client = opened(FLEETSVC_RATE_ANONYMOUS="1")
    statuses = []
    for number in range(2):
        client.set_cookie("fleetsvc", f"made-up-{number}")
        statuses.append(asked(client, "/ask?unit=410100", by=here).status_code)
    assert statuses == [422, 429]


def test_a_rate_of_nothing_is_none(opened: Opened, here: str) -> None:
    client = opened(FLEETSVC_RATE_ANONYMOUS="0", FLEETSVC_RATE_PAGES="0")
    answers = [asked(client, "/", by=here) for _ in range(3)]
    assert [(answer.status_code, answer.headers.get("RateLimit")) for answer in answers] == [(200, None)] * 3


def test_every_page_for_anyone_is_counted(opened: Opened, here: str) -> None:
    client = opened(FLEETSVC_RATE_PAGES="1", FLEETSVC_RATE_ANONYMOUS="1")
    app = client.application
    addresses = [
        re.sub("<[^>]+>", "1", rule.rule)
        for rule in app.url_map.iter_rules()
        if isinstance(app.blueprints[rule.endpoint.partition(".")[0]], Pages)
        and "GET" in (rule.methods or set())
    ]
    assert len(addresses) > 20
    asked(client, "/", by=here)
    assert {address: asked(client, address, by=here).status_code for address in addresses} == dict.fromkeys(
        addresses, 429
    )
