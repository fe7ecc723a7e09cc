"""``/api/v1/rankings/{period}/corrections``: what a published period would be corrected to, and its correction."""

from collections.abc import Iterator
from typing import Any

import pytest

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.services.rankings import publishing
from rules.periods import parse_period
from tests.actors import noted
from tests.reporting_app import OFFICER, OWNER, Reporting, a_reporting_app
from tests.upload_cases import a_file, a_row

MARCH, QUARTER = "2025-03", "2025-Q1"
PATH = f"/rankings/{MARCH}/corrections"


@pytest.fixture
def api(owner_url: str) -> Iterator[Reporting]:
    with a_reporting_app(owner_url, "corrections_api") as opened:
        yield opened


def publish(api: Reporting, *periods: str) -> None:
    with api.service.database.transaction(OFFICE) as session:
        for period in periods:
            publishing.publish_final(session, parse_period(period), now=clock.now())


def correct(api: Reporting, said: dict[str, Any], who: str = OFFICER) -> Any:
    return api.call(who, "POST", PATH, json=said)


def test_the_office_corrects_a_period_and_those_that_hold_it_in_one_act(api: Reporting) -> None:
    api.settled(OWNER, a_file(a_row(1)), confirm="true")
    publish(api, MARCH, QUARTER)
    assert api.read(OFFICER, PATH) == {"period": MARCH, "categories": [], "onwards": [QUARTER, "2025-09"]}
    api.settled(OWNER, a_file(a_row(2)), confirm="true")
    assert api.read(OFFICER, PATH)["categories"] == [None, "bus"]
    done = correct(api, {"reason": "补报", "onwards": True})
    made = [
        (one["period"], one["category"], one["revision"], one["status"], one["reason"])
        for one in done.json["editions"]
    ]
    assert done.status_code == 201
    assert made == [
        (period, category, 1, "final", "补报") for period in (MARCH, QUARTER) for category in (None, "bus")
    ]
    again = correct(api, {"reason": "补报", "onwards": True})
    assert (again.status_code, again.json) == (200, {"editions": []})
    with api.service.database.transaction(OFFICE) as session:
        events = noted(session, act="ranking-corrected")
    assert sorted((event.subject, event.details["reason"]) for event in events) == [
        (f"ranking/{MARCH}", "补报"),
        (f"ranking/{QUARTER}", "补报"),
    ]


def test_what_can_not_be_corrected_is_told_and_nothing_is_stored(api: Reporting) -> None:
    unpublished = correct(api, {"reason": "补报"})
    assert (unpublished.status_code, unpublished.json["code"]) == (409, "nothing-to-correct")
    assert api.call(OFFICER, "GET", PATH).status_code == 409
    publish(api, MARCH)
    api.settled(OWNER, a_file(a_row(1)), confirm="true")
    for reason, code in (("  ", "input-refused"), ("更正豫A12345", "correction-reason-private")):
        refused = correct(api, {"reason": reason})
        assert (refused.status_code, refused.json["code"]) == (422, code)
    assert correct(api, {"reason": "补报"}, who=OWNER).status_code == 403
    assert api.read(OFFICER, PATH)["categories"] == [None, "bus"]
