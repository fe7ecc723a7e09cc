"""``/rankings/{period}/preview`` and ``…/release`` of the API: the office shows a period and publishes it."""

from collections.abc import Iterator
from typing import Any

import pytest

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.services.rankings import publishing
from rules.periods import PeriodKind, parse_period, period_of
from tests.actors import noted
from tests.reporting_app import DEALER, NOBODY, OFFICER, OWNER, STRANGER, Reporting, a_reporting_app
from tests.upload_cases import a_file, a_row

MARCH = "2025-03"
CURRENT = period_of(clock.day_of(clock.now()), PeriodKind.MONTH).key


@pytest.fixture(scope="module")
def api(owner_url: str) -> Iterator[Reporting]:
    with a_reporting_app(owner_url, "releases_api") as opened:
        opened.settled(OWNER, a_file(a_row(1), a_row(2, energy="柴油", plate="豫A00002")), confirm="true")
        yield opened


def step(api: Reporting, period: str, what: str, who: str = OFFICER) -> tuple[int, Any]:
    answer = api.call(who, "POST", f"/rankings/{period}/{what}")
    return answer.status_code, answer.json


def code(answer: tuple[int, Any]) -> tuple[int, str]:
    return answer[0], answer[1]["code"]


def test_a_period_is_shown_released_and_published_once(api: Reporting) -> None:
    assert code(step(api, MARCH, "release")) == (409, "not-in-preview")
    status, shown = step(api, MARCH, "preview")
    assert (status, {(one["period"], one["status"]) for one in shown["editions"]}) == (
        201,
        {(MARCH, "preview")},
    )
    assert "lines" not in shown["editions"][0]
    assert step(api, MARCH, "preview") == (200, {"editions": []}), "nothing has changed"
    assert [line["unit"] for line in api.read(OWNER, f"/rankings/{MARCH}")["lines"]] == ["410100"]
    assert api.read(OFFICER, f"/rankings/{MARCH}/talks") == {
        "period": MARCH,
        "category": None,
        "revision": 0,
        "status": "preview",
        "rule": {"last_places": 3, "editions": 2, "strict_violations": 1},
        "items": [{"unit": "410100", "grounds": ["strict_violations"], "strict_violations": 1}],
    }
    case = api.call(OWNER, "POST", f"/rankings/{MARCH}/objections", json={"reason": "不符"}).json or {}
    hindered = step(api, MARCH, "release")
    assert (code(hindered), hindered[1]["detail"]) == (
        (409, "edition-objected"),
        f"See cases {case['id']} (410100)",
    )
    assert (
        api.call(OFFICER, "POST", f"/cases/{case['id']}/approve", json={"reason": "核对"}).status_code == 200
    )
    status, made = step(api, MARCH, "release")
    assert (status, {one["status"] for one in made["editions"]}) == (201, {"final"})
    assert api.read(NOBODY, f"/rankings/{MARCH}")["status"] == "final"
    for what in ("preview", "release"):
        assert code(step(api, MARCH, what)) == (409, "edition-final")
    with api.service.database.transaction(OFFICE) as session:
        (event,) = noted(session, act="ranking-released")
    assert event.subject == f"ranking/{MARCH}"


@pytest.mark.parametrize(
    ("period", "answer"),
    [
        (CURRENT, (409, "period-not-over")),
        ("2025-04", (409, "nothing-reported")),
        ("2025-44", (422, "period-malformed")),
        ("2999-01", (409, "period-not-over")),
    ],
)
def test_what_is_not_shown_says_why(api: Reporting, period: str, answer: tuple[int, str]) -> None:
    assert code(step(api, period, "preview")) == answer


@pytest.mark.parametrize(("who", "status"), [(OWNER, 403), (STRANGER, 403), (DEALER, 403), (NOBODY, 401)])
def test_nobody_but_the_office_shows_or_releases_or_is_told_whom_to_talk_to(
    api: Reporting, who: str, status: int
) -> None:
    assert [step(api, MARCH, what, who)[0] for what in ("preview", "release")] == [status] * 2
    assert api.call(who, "GET", f"/rankings/{MARCH}/talks").status_code == status


def test_no_talk_is_proposed_by_what_still_moves_or_is_not_there(api: Reporting) -> None:
    with api.service.database.transaction(OFFICE) as session:
        publishing.publish_provisional(session, parse_period("2025-Q1"), now=clock.now())
    moving, missing = (api.call(OFFICER, "GET", f"/rankings/{key}/talks") for key in ("2025-Q1", "2024-01"))
    assert code((moving.status_code, moving.json)) == (409, "ranking-provisional")
    assert code((missing.status_code, missing.json)) == (404, "ranking-unknown")
