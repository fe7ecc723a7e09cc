"""``/api/v1/holidays``: notices of days off, announced by the office."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.reporting_app import OFFICER, Reporting, a_reporting_app

NOTICE = {
    "year": 2026,
    "source": "国办发明电〔2025〕7号",
    "days_off": ["2026-10-01"],
    "days_worked": ["2026-10-10"],
}


@pytest.fixture(scope="module")
def api(owner_url: str) -> Iterator[Reporting]:
    with a_reporting_app(owner_url, "holidays_api") as opened:
        yield opened


def test_a_notice_is_announced_and_listed(api: Reporting) -> None:
    announced = api.call(OFFICER, "POST", "/holidays", json=NOTICE)
    document = announced.json or {}
    assert announced.status_code == 200
    assert {name: document[name] for name in NOTICE} == NOTICE
    assert [one["source"] for one in api.read(OFFICER, "/holidays")["items"]] == [NOTICE["source"]]


@pytest.mark.parametrize(
    ("changed", "pointer", "code"),
    [
        ({"year": None}, "/year", "null"),
        ({"year": "2026"}, "/year", "not-number"),
        ({"source": ""}, "/source", "blank"),
        ({"source": " \u3000"}, "/source", "blank"),
    ],
)
def test_what_a_notice_lacks_is_told_at_its_place(
    api: Reporting, changed: dict[str, Any], pointer: str, code: str
) -> None:
    refused = api.call(OFFICER, "POST", "/holidays", json=NOTICE | changed)
    (fault,) = (refused.json or {})["errors"]
    assert (refused.status_code, fault["pointer"], fault["code"]) == (422, pointer, code)


def test_a_notice_names_its_year(api: Reporting) -> None:
    yearless = {name: said for name, said in NOTICE.items() if name != "year"}
    refused = api.call(OFFICER, "POST", "/holidays", json=yearless)
    assert [(fault["pointer"], fault["code"]) for fault in (refused.json or {})["errors"]] == [
        ("/year", "missing")
    ]
