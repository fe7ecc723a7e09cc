"""People who are signed in and use the pages as a browser without JavaScript does: cookies kept, forms sent whole."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from html import unescape
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from fleetsvc import clock
from fleetsvc.jobs.reading_uploads import work_once
from fleetsvc.services.people import accounts
from fleetsvc.services.people.accounts import Role
from tests.actors import TESTER
from tests.http_app import FURNISHED, Service, a_service, filling, furnished

PASSWORD = "correct horse battery"
PEOPLED = "peopled"
PEOPLE = {
    "owner": (Role.BUREAU, "410100"),
    "colleague": (Role.BUREAU, "410100"),
    "stranger": (Role.BUREAU, "410200"),
    "office": (Role.OFFICE, None),
    "deputy": (Role.OFFICE, None),
    "dealer": (Role.DEALER, None),
    "auditor": (Role.AUDITOR, None),
    "admin": (Role.ADMIN, None),
    "operator": (Role.OPERATOR, None),
}


def token_in(page: str) -> str:
    """The token that a page's forms carry."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None, "the page has no form"
    return found.group(1)


class _Fields(HTMLParser):
    """What a browser sends of the form of one address, as far as texts and choices go."""

    def __init__(self, ending: str) -> None:
        super().__init__()
        self._ending, self._is_in, self._chosen = ending, False, ""
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = said.get("action", "")
            self._is_in = any(one.endswith(self._ending) for one in (action, action.partition("?")[0]))
        elif (
            self._is_in and tag == "input" and said["name"] != "csrf_token" and said.get("type") != "checkbox"
        ):
            self.found[said["name"]] = said.get("value", "")
        elif self._is_in and tag == "select":
            self._chosen = said["name"]
        elif self._is_in and tag == "option" and ("selected" in said or self._chosen not in self.found):
            self.found[self._chosen] = said.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        self._is_in = self._is_in and tag != "form"


def fields_in(page: str, ending: str) -> dict[str, str]:
    """What is sent unchanged of the form whose address ends so, but for its token."""
    reader = _Fields(ending)
    reader.feed(page)
    return reader.found


def words_of(page: str) -> str:
    """What a reader sees of a page's main part: no tags, blanks collapsed."""
    _, _, main = page.partition("<main")
    shown = re.sub(r"<option.*?</option>", " ", main, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", f"<main{shown}")).split())


@dataclass(frozen=True)
class Browser:
    """One person's browser."""

    client: FlaskClient

    def open(self, address: str, status: int = 200) -> str:
        """The page at an address."""
        answer = self.client.get(address)
        assert answer.status_code == status, (address, answer.status_code)
        return answer.get_data(as_text=True)

    def send(self, page: str, address: str, data: Mapping[str, Any] | None = None) -> TestResponse:
        """Send a form of a page; a confirmation with the mark of what the page shows."""
        shown = self.open(page)
        mark = fields_in(shown, address) if address.partition("?")[0].endswith("/confirm") else {}
        return self.client.post(address, data={"csrf_token": token_in(shown), **mark, **(data or {})})

    def upload(self, *files: tuple[str, bytes], address: str = "/uploads", **fields: str) -> TestResponse:
        """Send files by the form of deliveries."""
        data: MultiDict[str, Any] = MultiDict(fields)
        data["csrf_token"] = token_in(self.open(address))
        for name, content in files:
            data.add("files", (BytesIO(content), name))
        return self.client.post(address, data=data, content_type="multipart/form-data")


@dataclass(frozen=True)
class Bureau:
    """The service, and a browser of each person, signed in when first used."""

    service: Service
    people: dict[str, Browser]

    def __getitem__(self, who: str) -> Browser:
        if who not in self.people:
            self.people[who] = _signed_in(self.service, who)
        return self.people[who]

    def work(self) -> None:
        """Let a worker read and settle whatever waits."""
        while work_once(self.service.database, worker="test", now=clock.now):
            pass

    def reviewed(self, content: bytes, *, who: str = "owner", name: str = "登记表.csv") -> int:
        """Send a file, have it read, and return its number."""
        answer = self[who].upload((name, content))
        assert answer.status_code == 303, words_of(answer.get_data(as_text=True))
        self.work()
        return number_in(answer)

    def stored(self, content: bytes, *, who: str = "owner") -> int:
        """Send a file, confirm it, and return its number."""
        number = self.reviewed(content, who=who)
        assert self[who].send(f"/uploads/{number}", f"/uploads/{number}/confirm").status_code == 303
        self.work()
        return number


def number_in(answer: TestResponse) -> int:
    """The number of the delivery that an answer leads to."""
    found = re.fullmatch(r"/uploads/(\d+)(?:\?.*)?", answer.headers["Location"])
    assert found is not None, answer.headers["Location"]
    return int(found.group(1))


@contextmanager
def a_bureau(owner_url: str, name: str, **environment: str) -> Iterator[Bureau]:
    """Put the application together over a database of its own; ``environment``: settings of the test's own."""
    furnished(owner_url)
    _peopled(owner_url)
    with a_service(owner_url, name, of=PEOPLED, **environment) as service:
        yield Bureau(service, {})


@cache
def _peopled(owner_url: str) -> None:
    """Make, once for a server, the database with everybody's account."""
    with filling(owner_url, PEOPLED, of=FURNISHED) as session:
        for person, (role, unit) in PEOPLE.items():
            accounts.add_user(
                session, person, role=role, unit=unit, password=PASSWORD, by=TESTER, now=clock.now()
            )


def _signed_in(service: Service, name: str) -> Browser:
    browser = Browser(service.client())
    answer = browser.send("/sign-in", "/sign-in", {"name": name, "password": PASSWORD})
    assert answer.status_code == 303, name
    return browser
