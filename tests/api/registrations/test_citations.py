"""The catalogue as evidence: cited with its batches in the dossier of what it settled."""

from collections.abc import Iterator

import pytest

from tests.reporting_app import OWNER, Reporting, a_reporting_app, fresh_numbers
from tests.upload_cases import a_vin


@pytest.fixture(scope="module")
def api(owner_url: str) -> Iterator[Reporting]:
    with a_reporting_app(owner_url, "citations") as opened:
        yield opened


def test_a_dossier_cites_the_batches_that_list_its_model(api: Reporting) -> None:
    listed, other = fresh_numbers(2)
    lines = [
        "车架号,车辆型号,燃料种类,车辆用途类别,新增/更新,注册日期",
        f"{a_vin(listed)},zk6105bevg25,,公交车,新增,2025-03-01",
        f"{a_vin(other)},XX6105BEV,纯电动,公交车,新增,2025-03-01",
    ]
    api.settled(OWNER, "\n".join(lines).encode(), confirm="true")
    items = api.read(OWNER, "/registrations")["items"]
    dossiers = [api.read(OWNER, f"/registrations/{item['id']}") for item in items]
    steps = {one["model"]: one["decision"]["steps"] for one in dossiers}

    assert {one["model"]: one["energy_basis"] for one in dossiers} == {
        "zk6105bevg25": ["catalogue"],
        "XX6105BEV": ["wording"],
    }
    assert steps["zk6105bevg25"][0] == (
        "The catalogue of vehicle models (第70批) lists ZK6105BEVG25: battery-electric."
    )
    assert steps["zk6105bevg25"][2].startswith("Registered on 2025-03-01")
    assert not [step for step in steps["XX6105BEV"] if "catalogue" in step]
