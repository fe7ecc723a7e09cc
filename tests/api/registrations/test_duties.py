"""Energy and emission stage apart: in lists, filters, dossiers and histories."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.reporting_app import OWNER, Reporting, a_reporting_app
from tests.upload_cases import HEADER, a_row, a_vin, retire

HEAVY = "henan-2023/11-heavy-china-6"
BUS = "henan-2023/13-bus-new"


@pytest.fixture(scope="module")
def api(owner_url: str) -> Iterator[Reporting]:
    """Four buses: diesel with China VI for a retired one; electric; diesel with China VI; plug-in with China V."""
    with a_reporting_app(owner_url, "duties_api") as opened:
        diesel: dict[str, Any] = {"energy": "柴油"}
        rows = [
            a_row(1, event="更新", plate="豫A00001", replaces="豫A99999", mass="18000", **diesel) + ",国六",
            a_row(2, mass="18000") + ",",
            a_row(3, plate="豫A00003", mass="18000", **diesel) + ",国六",
            a_row(4, plate="豫A00004F", energy="插电式混合动力", mass="18000") + ",国五",
        ]
        content = "\n".join([f"{HEADER},排放标准", *rows, ""]).encode()
        retire(opened.service.database, "豫A99999")
        opened.settled(OWNER, content, confirm="true")
        yield opened


def found(api: Reporting, query: str) -> list[str]:
    items = api.read(OWNER, f"/registrations?{query}")["items"]
    return sorted((item["vin"] for item in items), key=lambda vin: vin[-6:])


def test_a_replaced_diesel_bus_with_china_6_is_told_by_duty_in_list_dossier_and_history(
    api: Reporting,
) -> None:
    duties = [
        {"duty": "energy", "verdict": "not_governed", "rule": None},
        {"duty": "emission_stage", "verdict": "compliant", "rule": HEAVY},
    ]
    (item,) = api.read(OWNER, "/registrations?event=replacement")["items"]
    assert (item["verdict"], item["rule"], item["duties"]) == ("compliant", HEAVY, duties)
    dossier = api.read(OWNER, f"/registrations/{item['id']}")
    assert dossier["duties"] == dossier["decision"]["duties"] == duties
    (decision,) = api.read(OWNER, f"/registrations/{item['id']}/decisions")["items"]
    assert (decision["verdict"], decision["duties"]) == ("compliant", duties)


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("verdict=compliant", (1, 2)),
        ("duty=energy&verdict=compliant", (2, 4)),
        ("duty=energy&verdict=not_governed", (1,)),
        ("duty=energy&verdict=non_compliant", (3,)),
        ("duty=energy", (2, 3, 4)),
        ("duty=emission_stage&verdict=compliant", (1, 2, 3)),
        ("duty=emission_stage&verdict=non_compliant", (4,)),
        ("duty=emission_stage&verdict=compliant&energy=diesel", (1, 3)),
        ("duty=emission_stage&verdict=compliant&upload=2", (1, 2, 3)),
    ],
)
def test_lists_filter_by_duty_and_verdict_together(
    api: Reporting, query: str, numbers: tuple[int, ...]
) -> None:
    assert found(api, query) == [a_vin(number) for number in numbers]


def test_a_duty_that_there_is_not_is_told_with_those_that_there_are(api: Reporting) -> None:
    answer = api.call(OWNER, "GET", "/registrations?duty=colour&verdict=compliant")
    assert answer.status_code == 422
    assert answer.json is not None
    (fault,) = answer.json["errors"]
    assert (fault["pointer"], fault["allowed"]) == ("/duty", ["energy", "emission_stage"])
