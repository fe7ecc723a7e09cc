"""Lists of retired vehicles by the API, and what they do to the replacements that name their vehicles."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.reporting_app import OFFICER, OWNER, STRANGER, Reporting, a_reporting_app
from tests.upload_cases import a_file, a_row, a_vin

LIST = "\n".join(
    ["号牌号码,车架号,车辆用途,注销日期,所有人", f"豫A90001,{a_vin(901)},公交,2025-02-01,郑州甲公司", ""]
).encode()


@pytest.fixture(scope="module")
def api(owner_url: str) -> Iterator[Reporting]:
    """Zhengzhou has two replacements; the vehicle that the first replaces is on a list."""
    with a_reporting_app(owner_url, "retirements_api") as opened:
        rows = [
            a_row(number, plate=f"豫A{number:05d}", event="更新", energy="柴油", replaces=f"豫A9000{number}")
            for number in (1, 2)
        ]
        opened.settled(OWNER, a_file(*rows), confirm="true")
        opened.settled(OWNER, LIST, kind="retirements", confirm="true")
        yield opened


def dossier(api: Reporting, number: int, who: str = OWNER) -> Any:
    (item,) = [one for one in api.read(OWNER, "/registrations")["items"] if one["vin"] == a_vin(number)]
    return api.read(who, f"/registrations/{item['id']}")


def the_list(api: Reporting) -> Any:
    return next(one for one in api.read(OWNER, "/uploads")["items"] if one["kind"] == "retirements")


def test_a_list_is_an_upload_of_its_kind_that_judges_nothing(api: Reporting) -> None:
    found = api.read(OWNER, f"/uploads/{the_list(api)['id']}")
    assert (found["status"], found["report"]["rows"]["accepted"], found["report"]["verdicts"]) == (
        "accepted",
        1,
        {},
    )
    fields = [column["field"] for column in found["report"]["sheets"][0]["columns"]]
    assert fields == ["plate", "vin", "category", "retired_on", "owner"]


def test_what_it_confirms_is_decided_and_names_its_row(api: Reporting) -> None:
    found = dossier(api, 1)
    assert (found["verdict"], found["replacement"]) == (
        "not_governed",
        {
            "state": "confirmed",
            "ground": {
                "kind": "retirements",
                "upload": the_list(api)["id"],
                "file": "登记表.csv",
                "sheet": found["replacement"]["ground"]["sheet"],
                "row": 2,
                "registration": None,
                "vin": a_vin(901),
                "plate": "豫A90001",
                "retired_on": "2025-02-01",
                "way": "deregistered",
            },
        },
    )


def test_what_no_list_names_is_claimed_and_open(api: Reporting) -> None:
    found = dossier(api, 2)
    assert (found["verdict"], found["replacement"]) == (
        "undetermined",
        {"state": "claimed", "ground": None},
    )


@pytest.mark.parametrize(("state", "expected"), [("none", []), ("claimed", [2]), ("confirmed", [1])])
def test_a_list_has_the_state_and_is_narrowed_by_it(api: Reporting, state: str, expected: list[int]) -> None:
    for path in (
        "/registrations?",
        "/registrations?verdict=undetermined&",
        "/registrations?known_on=2020-01-01&",
    ):
        fits = [] if "2020" in path else [one for one in expected if "verdict" not in path or one == 2]
        items = api.read(OWNER, f"{path}replaces={state}")["items"]
        assert [(one["vin"], one["replaces"]) for one in items] == [(a_vin(one), state) for one in fits], path
        assert api.read(STRANGER, f"{path}replaces={state}")["items"] == []
    assert [dossier(api, number)["replaces"] for number in expected] == [state] * len(expected)
    answer = api.call(OWNER, "GET", f"/registrations?replaces={state}", headers={"Accept": "text/csv"})
    assert len(answer.data.decode().splitlines()) == 1 + len(expected)
    shown = api.read(OFFICER, f"/registrations?replaces={state}&reveal=true")["items"]
    assert [one["vin"] for one in shown] == [a_vin(one) for one in expected]


def test_a_state_that_there_is_not_is_refused_at_its_pointer(api: Reporting) -> None:
    answer = api.call(OWNER, "GET", "/registrations?replaces=shown")
    assert answer.status_code == 422
    assert [one["pointer"] for one in (answer.json or {})["errors"]] == ["/replaces"]


def test_the_retired_vehicle_is_masked_as_its_neighbours_are(api: Reporting) -> None:
    ground = dossier(api, 1, OFFICER)["replacement"]["ground"]
    assert (ground["plate"], ground["vin"]) == ("豫A·**001", f"LZY{'*' * 10}{a_vin(901)[-4:]}")


def test_another_bureau_sees_no_list(api: Reporting) -> None:
    number = the_list(api)["id"]
    assert api.call(STRANGER, "GET", f"/uploads/{number}").status_code == 404
    assert api.read(STRANGER, "/uploads")["items"] == []


def test_another_kind_is_refused_at_its_pointer(api: Reporting) -> None:
    answer = api.send(OWNER, LIST, kind="catalogue")
    assert answer.status_code == 422
    assert [one["pointer"] for one in (answer.json or {})["errors"]] == ["/kind"]
