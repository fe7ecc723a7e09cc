"""An application with the people of two reporting units, the office and a dealer, for tests that send files to it."""

import itertools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from werkzeug.test import TestResponse

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.jobs.reading_uploads import work_once
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.people.keys import add_key
from tests.actors import TESTER
from tests.http_app import ACTIVATED, Service, a_service
from tests.upload_cases import a_file, a_row

OWNER, COLLEAGUE, STRANGER, OFFICER, DEALER, NOBODY = (
    "owner",
    "colleague",
    "stranger",
    "office",
    "dealer",
    "nobody",
)
UNITS = {OWNER: "410100", COLLEAGUE: "410100", STRANGER: "410200"}
BASE = "/api/v1"
_UNHINDERED = {
    "FLEETSVC_RATE_ANONYMOUS": "1000000",
    "FLEETSVC_RATE_KEY": "1000000",
    "FLEETSVC_MAX_UPLOADS_WAITING": "10000",
    "FLEETSVC_MAX_UPLOADS_PER_DAY": "10000",
    "FLEETSVC_MAX_HANDOUTS_WAITING": "0",
    "FLEETSVC_MAX_HANDOUTS_PER_HOUR": "0",
}
"""Limits are tested where they are the matter."""
_NUMBERS = itertools.count(100)


@dataclass(frozen=True)
class Reporting:
    """The service and a key of each caller: two of one unit, one of another, the office, a dealer."""

    service: Service
    keys: dict[str, str]

    def call(self, who: str, method: str, path: str, **more: Any) -> TestResponse:
        """Ask as one of the callers, in English unless told otherwise."""
        headers = {"Accept-Language": "en"} | more.pop("headers", {})
        if who != NOBODY:
            headers["Authorization"] = f"Bearer {self.keys[who]}"
        return self.service.client().open(BASE + path, method=method, headers=headers, **more)

    def read(self, who: str, path: str, **more: Any) -> Any:
        """The JSON of an answer that must be 200."""
        answer = self.call(who, "GET", path, **more)
        assert answer.status_code == 200, answer.json
        return answer.json

    def send(
        self,
        who: str,
        content: bytes,
        *,
        name: str = "登记表.csv",
        headers: Mapping[str, str] | None = None,
        **form: str,
    ) -> TestResponse:
        """Send a file, for the caller's own unit unless another is named."""
        data: dict[str, Any] = {"unit": UNITS.get(who, "410100")} | form
        data["file"] = (BytesIO(content), name)
        return self.call(who, "POST", "/uploads", data=data, headers=dict(headers or {}))

    def work(self) -> None:
        """Let a worker read and settle whatever waits."""
        while work_once(self.service.database, worker="test", now=clock.now):
            pass

    def settled(self, who: str, content: bytes, *, name: str = "登记表.csv", **form: str) -> int:
        """Send a file, have it read, and return its number."""
        answer = self.send(who, content, name=name, headers=None, **form)
        assert answer.status_code == 202, answer.json
        self.work()
        assert answer.json is not None
        return int(answer.json["id"])


def fresh_numbers(count: int) -> list[int]:
    """Numbers of vehicles that no other test uses."""
    return list(itertools.islice(_NUMBERS, count))


def fresh_file(*rows: str, count: int = 1) -> bytes:
    """A file that no other test has sent: some compliant buses, then further rows."""
    return a_file(*(a_row(number) for number in fresh_numbers(count)), *rows)


@contextmanager
def a_reporting_app(owner_url: str, name: str, **environment: str) -> Iterator[Reporting]:
    """Put the application together over a database of its own; ``environment``: settings of the test's own."""
    with a_service(owner_url, name, **_UNHINDERED | environment) as service:
        keys = {
            OWNER: service.keys[Role.BUREAU],
            OFFICER: service.keys[Role.OFFICE],
            DEALER: service.keys[Role.DEALER],
        }
        with service.database.transaction(OFFICE) as session:
            for who in (COLLEAGUE, STRANGER):
                keys[who] = add_key(
                    session, who, role=Role.BUREAU, unit=UNITS[who], by=TESTER, now=ACTIVATED
                )[1]
        yield Reporting(service, keys)
