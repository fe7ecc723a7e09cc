"""The office shows a period to the units and releases it; a unit sees itself, and everybody nothing until then."""

from collections.abc import Iterator
from datetime import date

import pytest

from fleetsvc.database.transactions import OFFICE
from fleetsvc.services.people.accounts import Role
from tests.browser import Bureau, a_bureau, words_of
from tests.ranking_data import register, sign_nil

AUGUST, DAY = "/rankings/2025-08", date(2025, 8, 4)


@pytest.fixture
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "ranking_releases") as opened:
        with opened.service.database.transaction(OFFICE) as session:
            for unit, met in (("410100", 8), ("410200", 9)):
                register(session, unit, day=DAY, compliant=met, non_compliant=10 - met)
                sign_nil(session, unit, months=("2025-08",))
        yield opened


def status_of(bureau: Bureau, **headers: str) -> int:
    return bureau.service.client().get(f"/api/v1{AUGUST}", headers=headers).status_code


def test_a_period_goes_from_preview_to_publication(bureau: Bureau) -> None:
    office, owner = bureau["office"], bureau["owner"]
    told = office.send("/account", f"{AUGUST}/preview", {})
    assert told.headers["Location"] == f"{AUGUST}?told=previewed"
    assert "预览中：各单位只见本单位的数据" in words_of(office.open(AUGUST))
    own = words_of(owner.open(AUGUST))
    assert "排在前面的有 1 个单位。 第 1 名 90.0%" in own
    assert ("80.00%" in own, "开封市" in own.split("预览：")[1].split("计算方法")[0]) == (True, False)
    assert bureau.service.client().get(AUGUST).status_code == 404
    assert [status_of(bureau), status_of(bureau, **bureau.service.bearer(Role.DEALER))] == [404, 404]
    key = bureau.service.bearer(Role.BUREAU)
    shown = bureau.service.client().get(f"/api/v1{AUGUST}", headers=key).get_json()
    assert ([line["unit"] for line in shown["lines"]], shown["above"]) == (
        ["410100"],
        [{"rank": 1, "rate": 0.9}],
    )

    told = office.send(AUGUST, f"{AUGUST}/release", {})
    assert "已正式发布" in words_of(office.open(told.headers["Location"]))
    assert "开封市" in bureau.service.client().get(AUGUST).get_data(as_text=True)
    assert status_of(bureau) == 200
    listed = bureau.service.client().get("/api/v1/rankings").get_json()["items"]
    assert [(one["period"], one["status"]) for one in listed] == [("2025-08", "final"), ("2025-09", "final")]


def test_what_cannot_be_shown_or_released_is_told(bureau: Bureau) -> None:
    office = bureau["office"]
    for address, told in (
        (f"{AUGUST}/release", "not_in_preview"),
        ("/rankings/2025-07/preview", "nothing"),
        ("/rankings/2025-09/preview", "already"),
        ("/rankings/2999-01/preview", "not_over"),
    ):
        sent = office.send("/account", address, {})
        assert (sent.status_code, sent.headers["Location"].split("told=")[1]) == (303, told)
