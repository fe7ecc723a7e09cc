"""``known_on`` means the same wherever it is taken: a day or an instant, never one that is still to come."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from click.testing import CliRunner, Result

from fleetsvc import clock
from fleetsvc.books import shipped_book
from fleetsvc.cli import main
from fleetsvc.database.transactions import as_login_role
from tests.conftest import url_of
from tests.http_app import PERIOD
from tests.reporting_app import OFFICER, OWNER, Reporting, a_reporting_app
from tests.upload_cases import a_file, a_row

RULE = "henan-2023/13-bus-new"
BOOK = shipped_book()
NOT_THEN, IN_FORCE = "2024-12-31", "2025-12-01"
ASKED = "unit=410100&category=bus&event=new&on=2025-06-01"
ADDRESSES = {
    "requirements": f"/requirements?{ASKED}",
    "registrations": "/registrations?limit=5",
    "registration": "/registrations/{number}?reveal=true",
    "decisions": "/registrations/{number}/decisions?limit=5",
    "rankings": "/rankings?limit=5",
    "ranking": f"/rankings/{PERIOD}?",
    "rulebooks": "/rulebooks?limit=5",
    "rulebook": f"/rulebooks/{BOOK.id}?",
    "rule": f"/rules/{RULE}?",
}
EARLY = {
    "requirements": 404,
    "registrations": 0,
    "registration": 404,
    "decisions": 404,
    "rankings": 0,
    "ranking": 404,
    "rulebooks": 0,
    "rulebook": 404,
    "rule": 404,
}
"""What is answered of a day when nothing was known yet: a status, or how many items."""


@pytest.fixture(scope="module")
def api(owner_url: str) -> Iterator[Reporting]:
    """One vehicle, stored today; the rulebook since January, one ranking since October."""
    with a_reporting_app(owner_url, "known_on") as opened:
        opened.settled(OWNER, a_file(a_row(1)), confirm="true")
        yield opened


def address(api: Reporting, name: str, known_on: str) -> str:
    number = api.read(OFFICER, "/registrations?limit=1")["items"][0]["id"]
    return f"{ADDRESSES[name].format(number=number)}&known_on={known_on}".replace("?&", "?")


def tomorrow() -> str:
    return (clock.day_of(clock.now()) + timedelta(days=1)).isoformat()


@pytest.mark.parametrize("name", ADDRESSES)
def test_what_has_come_is_answered_and_what_has_not_is_refused_everywhere(api: Reporting, name: str) -> None:
    now = clock.now()
    for known_on in (clock.day_of(now).isoformat(), clock.rfc3339(now).replace("+", "%2B")):
        assert api.call(OFFICER, "GET", address(api, name, known_on)).status_code == 200, known_on
    ahead = clock.rfc3339(now + timedelta(minutes=5)).replace("+", "%2B")
    wrong = {tomorrow(): "day-in-future", ahead: "day-in-future", "yesterday": "not-instant"}
    for known_on, code in (wrong | {"2025-06-01T08:00:00": "not-instant"}).items():
        refused = api.call(OFFICER, "GET", address(api, name, known_on))
        told = [(one["pointer"], one["code"]) for one in (refused.json or {})["errors"]]
        assert (refused.status_code, told) == (422, [("/known_on", code)]), known_on


@pytest.mark.parametrize("name", ADDRESSES)
def test_of_a_day_before_anything_was_known_nothing_is_told(api: Reporting, name: str) -> None:
    answer = api.call(OFFICER, "GET", address(api, name, NOT_THEN))
    found = len((answer.json or {})["items"]) if answer.status_code == 200 else answer.status_code
    assert found == EARLY[name]


def test_an_edition_tells_when_it_was_in_force_as_known_then(api: Reporting) -> None:
    (header,) = api.read(OFFICER, f"/rulebooks?known_on={IN_FORCE}")["items"]
    since = "2025-01-01T12:00:00+08:00"
    assert header == {
        "id": BOOK.id,
        "name": BOOK.name,
        "edition": BOOK.edition,
        "status": "active",
        "activated_at": since,
        "in_force": [{"since": since, "until": None}],
    }
    assert (
        api.read(OFFICER, f"/rulebooks/{BOOK.edition}?known_on={IN_FORCE}")["in_force"] == header["in_force"]
    )


def run(owner_url: str, *arguments: str) -> Result:
    url = as_login_role(url_of(owner_url, "known_on"))
    environment = {"LC_ALL": "en_GB.UTF-8", "FLEETSVC_DATABASE_URL": url}
    return CliRunner().invoke(main, list(arguments), env=environment)


COMMANDS = {
    "requirements": ("requirements", "--unit", "410100", "--category", "bus", "--event", "new"),
    "rank": ("rank", "--period", PERIOD),
    "rulebook show": ("rulebook", "show"),
}


@pytest.mark.usefixtures("api")
@pytest.mark.parametrize("name", COMMANDS)
def test_the_command_line_tells_what_was_known_and_refuses_what_has_not_come(
    owner_url: str, name: str
) -> None:
    then = run(owner_url, *COMMANDS[name], "--known-on", IN_FORCE, "--json")
    assert then.exit_code == 0, then.stderr
    assert BOOK.edition in then.stdout
    early = run(owner_url, *COMMANDS[name], "--known-on", NOT_THEN)
    assert (early.exit_code, len(early.stderr.splitlines())) == (1, 1)
    for wrong, says in ((tomorrow(), "has not come yet"), ("yesterday", "no day or instant")):
        refused = run(owner_url, *COMMANDS[name], "--known-on", wrong)
        assert (refused.exit_code, says in refused.stderr) == (2, True)
