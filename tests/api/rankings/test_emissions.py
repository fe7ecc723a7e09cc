"""``GET /outlook/emissions``: the office sees province and units, a bureau its own; sources come along."""

from collections.abc import Iterator

import pytest

from fleetsvc import clock
from tests.reporting_app import OFFICER, OWNER, STRANGER, Reporting, a_reporting_app
from tests.upload_cases import a_file, a_row


@pytest.fixture(scope="module")
def api(owner_url: str) -> Iterator[Reporting]:
    """Two heavy battery buses of Zhengzhou."""
    with a_reporting_app(owner_url, "emissions_api") as opened:
        day = f"{clock.day_of(clock.now()).year}-01-01"
        opened.settled(OWNER, a_file(*(a_row(n, day=day, mass="12000") for n in (1, 2))), confirm="true")
        yield opened


def test_the_office_sees_province_and_units_and_a_bureau_its_own(api: Reporting) -> None:
    whole = api.read(OFFICER, "/outlook/emissions?category=bus")
    assert (whole["estimate"], whole["unit_of_measure"]) == (True, "tonnes_a_year")
    assert [(one["unit"], one["avoided"]["vehicles"]) for one in whole["items"]][:3] == [
        (None, 2),
        ("410100", 2),
        ("410200", 0),
    ]
    (own,) = api.read(OWNER, "/outlook/emissions?category=bus")["items"]
    assert own["avoided"]["nox"] == {"vehicles": 2, "low": 0.24, "high": 1.0}
    assert own["avoided"]["co2_tailpipe"] is None
    assert {one["unit"] for one in api.read(STRANGER, "/outlook/emissions")["items"]} == {"410200"}


def test_another_units_estimate_is_not_told(api: Reporting) -> None:
    answer = api.call(OWNER, "GET", "/outlook/emissions?unit=410200")
    assert (answer.status_code, (answer.json or {})["code"]) == (403, "unit-not-yours")


def test_each_figure_comes_with_its_source(api: Reporting) -> None:
    told = api.read(OWNER, "/outlook/emissions")
    bus = next(one for one in told["baselines"] if one["category"] == "bus")
    assert bus["co2"] is False
    assert {(one["value"], one["unit"], one["dated"]) for one in bus["factors"]} >= {(8.64, "g/km", "2014")}
