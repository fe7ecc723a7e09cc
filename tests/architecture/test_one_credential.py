"""A cookie of one with a key of another, at every route: under /api/v1 the key acts as if alone, pages refuse both.

The routes are those of the application itself, so that a new one is asked as well; what it is sent may be of no use
to it, but its answer is the same whoever's cookie comes along.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from itertools import cycle
from typing import Any, NamedTuple

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from fleetsvc import clock
from fleetsvc.books import shipped_book
from fleetsvc.database.transactions import OFFICE, ScopedSession
from fleetsvc.models import AppUser
from fleetsvc.services.people import accounts, sessions
from fleetsvc.services.people import keys as people_keys
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.people.sessions import Origin
from tests.actors import TESTER
from tests.http_app import PERIOD
from tests.making import nobody_waiting
from tests.reporting_app import Reporting, a_reporting_app
from tests.upload_cases import a_file, a_row

pytestmark = pytest.mark.slow(20)

OURS, THEIRS = "410100", "410200"
PEOPLE: dict[str, tuple[Role, str | None]] = {
    "bureau": (Role.BUREAU, OURS),
    "office": (Role.OFFICE, None),
    "dealer": (Role.DEALER, None),
    "auditor": (Role.AUDITOR, None),
    "admin": (Role.ADMIN, None),
    "operator": (Role.OPERATOR, None),
}
NOBODY = "nobody"
KEYS = (
    "key of the bureau",
    "key of another bureau",
    "key of the office",
    "key of a dealer",
    "dealer's own key",
)
REFUSED = (
    "revoked key",
    "expired key",
    "key of a closed account",
    "key of nobody",
    "password",
    "nothing",
    "two keys",
    "no ASCII",
    "100,000 letters",
)
ARGUMENTS = {
    "period": PERIOD,
    "text": PERIOD,
    "name": "henan",
    "code": "ZK6105BEVG25",
    "action": "unlock",
    "edition": shipped_book().edition,
    "verdict": "compliant",
    "filename": "frame/style.css",
}
DESCRIPTIONS = {"description.get_openapi", "description.get_postman"}
"""Routes that describe the API; they look at no credential."""
MACHINES = ("/livez", "/readyz", "/metrics", "/.well-known/jwks.json")
"""Routes that look at nobody's credentials: what a monitor sends along is ignored."""


class Answer(NamedTuple):
    """All of an answer that somebody can tell from another."""

    status: str
    media: str | None
    to: str | None
    body: bytes


@dataclass
class World:
    """The application, a cookie of each person, and what may stand in the header, by its name."""

    api: Reporting
    browsers: dict[str, FlaskClient]
    headers: dict[str, str]
    upload: int
    registration: int

    def rules(self) -> list[Rule]:
        """The routes of the application; first those that only read, so that all find the same."""
        return sorted(
            self.api.service.app.url_map.iter_rules(), key=lambda rule: (self.writes(rule), rule.rule)
        )

    @staticmethod
    def writes(rule: Rule) -> bool:
        return "GET" not in (rule.methods or set())

    def address(self, rule: Rule) -> str:
        """The address of a route, of the unit's own objects where it has a number."""
        number = self.upload if "/uploads/" in rule.rule else self.registration
        values = ARGUMENTS | {"number": str(number)}
        if rule.rule.endswith("/rules/<path:name>"):
            values["name"] = "henan-2023/13-bus-new"
        return re.sub("<(?:[^<>:]+:)?([^<>]+)>", lambda found: values.get(found[1], "1"), rule.rule)

    def ask(self, method: str, rule: Rule, *, cookie: str, header: str) -> Answer:
        """Ask with both."""
        environ = {"HTTP_AUTHORIZATION": self.headers[header], "HTTP_X_REQUEST_ID": "the-same"}
        sent = _sent(rule) if method not in ("GET", "HEAD", "OPTIONS") else {}
        answer = self.browsers[cookie].open(
            self.address(rule), method=method, environ_overrides=environ, buffered=True, **sent
        )
        return _told(answer)


def _sent(rule: Rule) -> dict[str, Any]:
    if rule.rule.endswith("/uploads"):
        return {"data": {"unit": OURS, "file": (BytesIO(a_file(a_row(960))), "又一份.csv")}}
    return {"json": {"items": [{"unit": OURS, "category": "bus", "event": "new"}] * 2}}


def _told(answer: TestResponse) -> Answer:
    return Answer(answer.status, answer.mimetype, answer.headers.get("Location"), answer.data)


def methods(rule: Rule) -> list[str]:
    return sorted(rule.methods or set())


def is_page(rule: Rule) -> bool:
    return (
        not rule.rule.startswith("/api/v1/")
        and rule.rule not in MACHINES
        and not rule.endpoint.startswith("statics.")
    )


@pytest.fixture(scope="module")
def world(owner_url: str) -> Iterator[World]:
    with a_reporting_app(owner_url, "one_credential") as api, nobody_waiting():
        number = api.settled(
            "owner", a_file(a_row(961), a_row(962, energy="柴油", plate="豫A00962")), confirm="true"
        )
        registration = api.read("owner", f"/registrations?upload={number}")["items"][0]["id"]
        waiting = api.send("owner", a_file(a_row(963)))
        assert waiting.json is not None
        with api.service.database.transaction(OFFICE) as session:
            people = {name: _account(session, name) for name in PEOPLE}
            browsers = {NOBODY: api.service.client()}
            for name, user in people.items():
                browsers[name] = api.service.client()
                token, _ = sessions.begin(
                    session, user, Origin("127.0.0.1", "test"), factor_at=None, now=clock.now()
                )
                browsers[name].set_cookie("fleetsvc", token)
            headers = _keys(session, people["dealer"]) | _no_keys(session)
        yield World(api, browsers, headers, waiting.json["id"], registration)


def _account(session: ScopedSession, name: str, *, role: Role | None = None) -> AppUser:
    wanted, unit = PEOPLE[name] if role is None else (role, None)
    return accounts.add_user(
        session, name, role=wanted, unit=unit, password=None, by=TESTER, now=clock.now()
    )[0]


def _keys(session: ScopedSession, dealer: AppUser) -> dict[str, str]:
    wanted = (
        (Role.BUREAU, OURS, None),
        (Role.BUREAU, THEIRS, None),
        (Role.OFFICE, None, None),
        (Role.DEALER, None, None),
        (Role.DEALER, None, dealer.number),
    )
    made = [
        people_keys.add_key(session, "k", role=role, unit=unit, holder=holder, by=TESTER, now=clock.now())[1]
        for role, unit, holder in wanted
    ]
    return {name: f"Bearer {key}" for name, key in zip(KEYS, made, strict=True)}


def _no_keys(session: ScopedSession) -> dict[str, str]:
    now, closed = clock.now(), _account(session, "closed", role=Role.DEALER)
    revoked, was_given = people_keys.add_key(session, "k", role=Role.OFFICE, unit=None, by=TESTER, now=now)
    people_keys.revoke_key(session, revoked.number, by=TESTER, now=now)
    past = now - timedelta(days=1)
    expired = people_keys.add_key(
        session, "k", role=Role.OFFICE, unit=None, by=TESTER, now=past, expires_at=past
    )[1]
    theirs = people_keys.add_key(
        session, "k", role=Role.DEALER, unit=None, by=TESTER, now=now, holder=closed.number
    )[1]
    accounts.disable(session, closed, by=TESTER, now=now)
    made = (
        f"Bearer {was_given}",
        f"Bearer {expired}",
        f"Bearer {theirs}",
        f"Bearer fsk_{'A' * 43}",
        "Basic b2ZmaWNlOnBhc3N3b3Jk",
        "",
        f"Bearer {was_given}, Bearer {theirs}",
        "Bearer fsk_\xe5\xaf\x86",
        f"Bearer fsk_{'a' * 100_000}",
    )
    return dict(zip(REFUSED, made, strict=True))


@pytest.fixture
def _cookies_are_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    def found(*_: object, **__: object) -> None:
        raise AssertionError("a session was looked up")

    monkeypatch.setattr(sessions, "find", found)


def test_the_routes_and_the_cookies_are_there_to_be_asked(world: World) -> None:
    assert len([rule for rule in world.rules() if is_page(rule)]) > 60
    assert len([rule for rule in world.rules() if rule.rule.startswith("/api/v1/")]) > 25
    pages = {
        "bureau": "/bureau",
        "office": "/office",
        "dealer": "/my/keys",
        "auditor": "/audit",
        "admin": "/keys",
        "operator": "/fleet",
    }
    assert {
        name: world.browsers[name].get(page).status_code for name, page in pages.items()
    } == dict.fromkeys(pages, 200)
    for name in KEYS:
        answer = world.browsers[NOBODY].get(
            "/api/v1/rankings", headers={"Authorization": world.headers[name]}
        )
        assert answer.status_code == 200, name


# Where no session is looked up, a cookie of one person is as good as that of any other.


@pytest.mark.usefixtures("_cookies_are_not_looked_at")
def test_every_page_refuses_every_key_whoever_sends_it(world: World) -> None:
    """Each page and method is asked with one header in turn, with and without a cookie: each header meets many."""
    turn = cycle((*KEYS[1:], *REFUSED))
    for rule in world.rules():
        for method in methods(rule) if is_page(rule) else ():
            first = world.ask(method, rule, cookie=NOBODY, header=KEYS[0])
            assert (first.status, first.media) == ("400 BAD REQUEST", "text/html"), (method, rule)
            assert method == "HEAD" or "此页不接受密钥" in first.body.decode(), (method, rule)
            header = next(turn)
            for cookie in (NOBODY, "office"):
                assert world.ask(method, rule, cookie=cookie, header=header) == first, (method, rule, header)


@pytest.mark.usefixtures("_cookies_are_not_looked_at")
@pytest.mark.parametrize("header", KEYS)
def test_the_api_answers_a_key_with_anybodys_cookie_as_the_key_alone(world: World, header: str) -> None:
    another = "bureau" if header == "key of the office" else "office"
    for rule in world.rules():
        for method in methods(rule) if rule.rule.startswith("/api/v1/") else ():
            if world.writes(rule):
                world.ask(
                    method, rule, cookie=NOBODY, header=header
                )  # what changes something has done so now
            alone = world.ask(method, rule, cookie=NOBODY, header=header)
            assert world.ask(method, rule, cookie=another, header=header) == alone, (method, rule)


@pytest.mark.usefixtures("_cookies_are_not_looked_at")
def test_the_api_takes_nothing_that_is_no_key_of_ours_for_a_session(world: World) -> None:
    """Each route and method is asked with two of the headers in turn: each header meets many."""
    turn = cycle(REFUSED)
    for rule in world.rules():
        if not rule.rule.startswith("/api/v1/") or rule.endpoint in DESCRIPTIONS:
            continue
        for method in methods(rule):
            for cookie, header in ((NOBODY, next(turn)), ("office", next(turn))):
                answer = world.ask(method, rule, cookie=cookie, header=header)
                assert answer.status == "401 UNAUTHORIZED", (method, rule, cookie)
                assert answer.media == "application/problem+json", (method, rule, cookie)
                assert method == "HEAD" or b'"key-refused"' in answer.body, (method, rule, cookie)


@pytest.mark.parametrize("header", [*KEYS, *REFUSED])
def test_what_is_for_machines_or_describes_the_api_looks_at_no_credentials(world: World, header: str) -> None:
    for path in (*MACHINES, "/static/frame/style.css", "/api/v1/openapi.json", "/api/v1/postman.json"):
        plain = world.browsers[NOBODY].get(path, buffered=True)
        asked = world.browsers["office"].get(
            path, environ_overrides={"HTTP_AUTHORIZATION": world.headers[header]}, buffered=True
        )
        assert (asked.status, asked.mimetype) == (plain.status, plain.mimetype), path
        assert plain.status_code == 200, path
