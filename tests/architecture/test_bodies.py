"""No route takes more than it declares, or reads a body before its sender is let in: all are asked with too much."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from fleetsvc.api.frame.resources import Resource
from fleetsvc.edge.bodies import MOST_FIELDS, SMALL_BYTES, UNKNOWN_BYTES, rooms
from fleetsvc.edge.entry import Entry
from fleetsvc.settings import MEBIBYTE
from fleetsvc.web.frame.pages import Pages
from tests.browser import Bureau, a_bureau, token_in, words_of
from tests.counted_bodies import FORM, JSON, MULTIPART, Body, a_form, a_multipart, send

OURS = {"Origin": "http://localhost"}
ADMITTED = {
    Entry.ANYONE: "owner",
    Entry.ANY_KEY: "dealer",
    Entry.REPORTING: "owner",
    Entry.SIGNED_IN: "owner",
    Entry.KEY_HOLDER: "dealer",
    Entry.OFFICE: "office",
    Entry.AUDIT: "auditor",
    Entry.ADMIN: "admin",
    Entry.OPERATOR: "operator",
    Entry.BUREAU: "owner",
}
DECLARED = {
    "uploads.post_upload": 2 * MEBIBYTE,
    "upload_pages.send": 2 * MEBIBYTE,
    "drafts.post_draft": 2 * MEBIBYTE,
    "draft_pages.add": 3 * MEBIBYTE,
    "texts.post_text": 2 * MEBIBYTE,
    "text_pages.add": 3 * MEBIBYTE,
    "manuscript_file.upload": 3 * MEBIBYTE,
    "manuscript_act.add_act": 3 * MEBIBYTE,
    "checks.post_checks": 17 * MEBIBYTE,
    "list_pages.answer": 4 * MEBIBYTE + 128 * 1024,
    "attachments.post_attachment": 21 * MEBIBYTE,
    "case_page.act_on_one": 21 * MEBIBYTE,
    "objection_pages.send": 21 * MEBIBYTE,
    "override_pages.propose": 21 * MEBIBYTE,
    "vehicle_pages.explain": 21 * MEBIBYTE,
    "fleet_cases.post_attachment": 21 * MEBIBYTE,
}
"""The routes that take more than a megabyte, where files of one may be sent."""


FOR_ANYBODY = ("checks.post_checks", "list_pages.answer")
"""Those that nobody is kept out of."""
OF_A_FILE = set(DECLARED) - {"drafts.post_draft", "checks.post_checks"}
"""Those of them whose body is a form with a file in it."""


@pytest.fixture(scope="module")
def bureau(owner_url: str) -> Iterator[Bureau]:
    unhindered = {"FLEETSVC_RATE_ANONYMOUS": "0", "FLEETSVC_RATE_PAGES": "0"}
    with a_bureau(owner_url, "bodies_service", FLEETSVC_MAX_UPLOAD_MB="1", **unhindered) as opened:
        yield opened


@pytest.fixture(scope="module")
def tokens(bureau: Bureau) -> dict[str, str]:
    """The token of forms of each person's browser."""
    return {who: token_in(bureau[who].open("/account")) for who in set(ADMITTED.values())}


def entry_of(app: Flask, rule: Rule) -> Entry:
    entry = getattr(app.blueprints[rule.endpoint.partition(".")[0]], "entry")  # noqa: B009 (not of every blueprint)
    assert isinstance(entry, Entry)
    return entry


def routes(app: Flask, *kinds: type) -> list[tuple[Rule, str]]:
    """Each route with each method, of all groups or of those of a kind."""
    return [
        (rule, method)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"OPTIONS"})
        if not kinds or isinstance(app.blueprints[rule.endpoint.partition(".")[0]], kinds)
    ]


def address_of(rule: Rule) -> str:
    return re.sub("<[^>]+>", "1", rule.rule)


def told(answer: TestResponse) -> tuple[int, str | None]:
    return answer.status_code, answer.mimetype


def refusal(rule: Rule) -> tuple[int, str]:
    """A page for people, a problem document for machines."""
    is_for_machines = rule.rule.startswith(("/api/v1/", "/.well-known/")) or rule.rule in (
        "/livez",
        "/readyz",
        "/metrics",
    )
    return 413, "application/problem+json" if is_for_machines else "text/html"


def ask(
    bureau: Bureau, tokens: dict[str, str], rule: Rule, method: str, body: Body, **more: Any
) -> TestResponse:
    """Ask as somebody whom the route lets in, from a page of ours."""
    who = ADMITTED[entry_of(bureau.service.app, rule)]
    headers = {"X-CSRFToken": tokens[who]} if rule.rule.startswith("/api/v1/") else OURS
    return send(bureau[who].client, method, address_of(rule), body, headers=headers, **more)


def test_the_routes_that_take_more_are_these_and_take_so_much(bureau: Bureau) -> None:
    app, settings = bureau.service.app, bureau.service.app.extensions["fleetsvc"].settings
    assert {name: room.bytes_in(settings) for name, room in rooms(app).items()} == DECLARED


def test_only_groups_that_ask_for_the_token_of_forms_take_forms(bureau: Bureau) -> None:
    app = bureau.service.app
    changing = {rule.endpoint for rule, method in routes(app) if method not in ("GET", "HEAD")}
    asking = {rule.endpoint for rule, _ in routes(app, Pages, Resource)}
    assert changing <= asking


def test_a_body_larger_than_the_route_takes_is_refused_unread(bureau: Bureau, tokens: dict[str, str]) -> None:
    wrong = {}
    for rule, method in routes(bureau.service.app):
        body = Body(DECLARED.get(rule.endpoint, SMALL_BYTES) + 1)
        answer = ask(bureau, tokens, rule, method, body)
        if (told(answer), body.taken) != (refusal(rule), 0):
            wrong[method, rule.rule] = (told(answer), body.taken)
    assert wrong == {}


def test_of_a_body_that_does_not_say_how_large_it_is_no_more_is_read_than_the_route_takes(
    bureau: Bureau, tokens: dict[str, str]
) -> None:
    wrong, read = {}, set()
    file_part = a_multipart(("file", "a.csv", b""), end=False)
    for rule, method in routes(bureau.service.app):
        if method == "HEAD":
            continue  # the view of GET
        most, kind, body = DECLARED.get(rule.endpoint, SMALL_BYTES), FORM, Body(1000 * MEBIBYTE)
        if rule.rule.startswith("/api/"):
            kind = JSON
        if rule.endpoint in OF_A_FILE:
            kind, body = MULTIPART, Body(1000 * MEBIBYTE, head=file_part)
        answer = ask(bureau, tokens, rule, method, body, kind=kind, declared=-1)
        if body.taken:
            read.add(rule.endpoint)
        if body.taken > most + 1 or (
            told(answer) != refusal(rule) if body.taken else answer.status_code >= 500
        ):
            wrong[method, rule.rule] = (told(answer), body.taken)
    assert wrong == {}  # one byte more shows that there is more
    assert read >= set(DECLARED)


@pytest.mark.parametrize("kind", [FORM, MULTIPART])
def test_a_form_of_more_than_a_thousand_fields_is_refused(
    bureau: Bureau, tokens: dict[str, str], kind: str
) -> None:
    parts = [(f"f{number}", "", b"a") for number in range(MOST_FIELDS + 1)]
    content = a_form(MOST_FIELDS + 1) if kind == FORM else a_multipart(*parts)
    wrong, pages = {}, routes(bureau.service.app, Pages)
    posts = [(rule, method) for rule, method in pages if method == "POST"]
    for rule, method in posts:
        answer = ask(bureau, tokens, rule, method, Body(len(content), content), kind=kind)
        if told(answer) != refusal(rule):
            wrong[rule.rule] = told(answer)
    assert (posts != [], wrong) == (True, {})


def test_an_upload_holds_no_more_fields_than_can_be_held_in_memory(
    bureau: Bureau, tokens: dict[str, str]
) -> None:
    few, many = ([(f"f{number}", "", b"a") for number in range(count)] for count in (248, 249))
    long = [("f", "", b"a" * 200_000)]
    always = [("file", "a.csv", b"x"), ("csrf_token", "", tokens["owner"].encode())]
    for endpoint in ("uploads.post_upload", "upload_pages.send"):
        (rule,) = (
            rule
            for rule, method in routes(bureau.service.app)
            if (rule.endpoint, method) == (endpoint, "POST")
        )
        statuses = []
        for parts in (few, many, long):
            content = a_multipart(*always, *parts)
            answer = ask(bureau, tokens, rule, "POST", Body(len(content), content), kind=MULTIPART)
            statuses.append(answer.status_code)
        assert statuses == [422, 413, 413], endpoint


def test_a_form_of_a_thousand_fields_and_a_megabyte_is_taken(bureau: Bureau, tokens: dict[str, str]) -> None:
    content = a_form(MOST_FIELDS - 1, head=f"csrf_token={tokens['owner']}")
    content += b"a" * (SMALL_BYTES - len(content))
    body = Body(len(content), content)
    answer = send(bureau["owner"].client, "POST", "/account/password", body)
    assert (answer.status_code, body.taken) == (422, SMALL_BYTES)


def test_somebody_unknown_has_room_for_a_name_and_a_password(bureau: Bureau) -> None:
    client = bureau.service.client()
    token = token_in(client.get("/sign-in").get_data(as_text=True))
    content = a_form(1, size=UNKNOWN_BYTES - len(token) - 15, head=f"csrf_token={token}")
    fits, too_large = Body(len(content), content), Body(UNKNOWN_BYTES + 1)
    statuses = [send(client, "POST", "/sign-in", body).status_code for body in (fits, too_large)]
    assert (statuses, fits.taken, too_large.taken) == ([401, 413], UNKNOWN_BYTES, 0)
    answer = send(client, "POST", "/sign-in?lang=en", Body(UNKNOWN_BYTES + 1))
    assert "At most 64 KB and 1,000 fields or files are taken here at once" in words_of(answer.text)


@pytest.mark.parametrize("endpoint", [name for name in DECLARED if name not in FOR_ANYBODY])
def test_of_a_sender_who_is_not_let_in_nothing_is_read(bureau: Bureau, endpoint: str) -> None:
    (rule,) = (
        rule for rule, method in routes(bureau.service.app) if (rule.endpoint, method) == (endpoint, "POST")
    )
    is_page = refusal(rule)[1] == "text/html"
    senders = {
        "nobody": (bureau.service.client(), {}),
        "auditor": (bureau["auditor"].client, {}),
        "dealer": (bureau["dealer"].client, {}),
        "key": (bureau.service.client(), bureau.service.bearer()),
        "made up": (bureau.service.client(), {"Authorization": "Bearer fsk_no"}),
        "no token": (
            bureau["office" if "draft" in endpoint or "manuscript" in endpoint else "owner"].client,
            {},
        ),
    }
    file_part = a_multipart(("file", "a.csv", b""), end=False)
    for who, (client, headers) in senders.items():
        for declared in (None, -1):
            body = Body(2 * MEBIBYTE - 1, head=file_part)
            answer = send(
                client, "POST", address_of(rule), body, kind=MULTIPART, headers=headers, declared=declared
            )
            refused = (302, 400, 401, 403) if declared is None else (302, 400, 401, 403, 413)
            assert answer.status_code in refused, (who, answer.status_code)
            assert body.taken <= (SMALL_BYTES + 1 if is_page and who == "no token" and declared else 0), who


def test_a_session_without_the_token_of_our_pages_has_no_more_room_than_nobody(
    bureau: Bureau, tokens: dict[str, str]
) -> None:
    read = []
    for headers in ({}, {"X-CSRFToken": "made up"}, {"X-CSRFToken": tokens["dealer"]}):
        body = Body(16 * 1024 + 1)
        send(bureau["dealer"].client, "POST", "/api/v1/checks", body, kind=JSON, headers=headers)
        read.append(body.taken)
    assert read == [0, 0, 16 * 1024 + 1]


FOREIGN: list[dict[str, str]] = [
    {},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Referer": "http://["},
    OURS | {"Sec-Fetch-Site": "cross-site"},
    OURS | {"Sec-Fetch-Site": "same-site"},
]


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_large_form_is_not_read_unless_a_page_of_ours_sends_it(
    bureau: Bureau, tokens: dict[str, str], headers: dict[str, str]
) -> None:
    content = a_multipart(("csrf_token", "", tokens["owner"].encode()), ("files", "a.csv", b""), end=False)
    body = Body(2 * MEBIBYTE - 1, head=content)
    answer = send(bureau["owner"].client, "POST", "/uploads", body, kind=MULTIPART, headers=headers)
    assert (answer.status_code, body.taken) == (400, 0)


@pytest.mark.parametrize(
    "headers",
    [
        OURS,
        {"Referer": "http://localhost/uploads"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Origin": "https://localhost"},
    ],
)
def test_a_large_form_of_a_page_of_ours_is_read_and_its_token_decides(
    bureau: Bureau, tokens: dict[str, str], headers: dict[str, str]
) -> None:
    answers = []
    for token in (tokens["owner"], "made up"):
        content = a_multipart(("csrf_token", "", token.encode()), ("files", "a.csv", b"a" * MEBIBYTE))
        answers.append(
            send(
                bureau["owner"].client,
                "POST",
                "/uploads",
                Body(len(content), content),
                kind=MULTIPART,
                headers=headers,
            )
        )
    taken, refused = answers
    assert (taken.status_code, taken.headers["Location"].startswith("/uploads/")) == (303, True)
    assert (refused.status_code, "/uploads/" in refused.headers.get("Location", "")) in (
        (303, False),  # kept, to be sent after all
        (400, False),
    )


def test_half_a_form_is_none(bureau: Bureau) -> None:
    client = bureau.service.client()
    token = token_in(client.get("/sign-in").get_data(as_text=True))
    content = f"csrf_token={token}&name=owner&password=correct horse bat".encode()
    answer = send(client, "POST", "/sign-in", Body(len(content), content), declared=len(content) + 5)
    assert (answer.status_code, answer.mimetype) == (400, "text/html")
