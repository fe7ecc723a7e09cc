"""``GET /shares``: the office sees every unit's attainment, a bureau its own."""

from collections.abc import Iterator
from typing import Any

import pytest

from fleetsvc.books import shipped_book
from rules.units import UNITS
from tests.reporting_app import DEALER, OFFICER, OWNER, STRANGER, Reporting, a_reporting_app
from tests.upload_cases import a_file, a_row


@pytest.fixture(scope="module")
def api(owner_url: str) -> Iterator[Reporting]:
    """Two new delivery vans of Zhengzhou, one of them battery-electric."""
    with a_reporting_app(owner_url, "shares_api") as opened:
        rows = [
            a_row(1, category="城市物流", energy="柴油", plate="豫A00001", day="2025-04-01"),
            a_row(2, category="城市物流", plate="豫A00002D", day="2025-04-02"),
        ]
        opened.settled(OWNER, a_file(*rows), confirm="true")
        yield opened


def lines(document: Any) -> list[tuple[Any, ...]]:
    names = ("unit", "counted", "met", "unknown", "share_low", "share_high", "shortfall", "attainment")
    return [tuple(one[name] for name in names) for one in document["items"]]


OWN = ("410100", 2, 1, 0, 0.5, 0.5, 1, "not_met")


def test_the_office_sees_all_units_and_a_bureau_its_own(api: Reporting) -> None:
    whole = api.read(OFFICER, "/shares?period=2025")
    assert (whole["period"], whole["rulebook"]) == (
        "2025",
        {"id": "henan", "edition": shipped_book().edition},
    )
    assert [line[0] for line in lines(whole)] == list(UNITS)
    assert lines(whole)[0] == OWN
    assert lines(api.read(OFFICER, "/shares?period=2025-Q2&unit=410100")) == [OWN]
    assert lines(api.read(OWNER, "/shares?period=2025")) == [OWN]
    assert lines(api.read(OWNER, "/shares?period=2025-Q1")) == [("410100", 0, 0, 0, None, None, 0, "empty")]
    assert [line[:2] for line in lines(api.read(STRANGER, "/shares?period=2025"))] == [("410200", 0)]


@pytest.mark.parametrize(
    ("who", "query", "told"),
    [
        (STRANGER, "?unit=410100", (403, "unit-not-yours")),
        (OFFICER, "?unit=999999", (422, "input-refused")),
        (OFFICER, "?period=2025-13", (422, "period-malformed")),
        (DEALER, "", (403, "key-not-admitted")),
    ],
)
def test_what_is_not_to_be_seen_or_understood_is_refused(
    api: Reporting, who: str, query: str, told: tuple[int, str]
) -> None:
    answer = api.call(who, "GET", f"/shares{query}")
    assert (answer.status_code, (answer.json or {})["code"]) == told
