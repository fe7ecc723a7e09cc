"""``POST /rankings/{period}/objections``: a unit's own line, while its period is in preview."""

from collections.abc import Iterator
from datetime import date

import pytest

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.services.rankings import publishing, releasing
from rules.periods import parse_period
from tests.actors import TESTER
from tests.cases import an_attachment
from tests.ranking_data import register, sign_nil
from tests.reporting_app import OFFICER, OWNER, STRANGER, Reporting, a_reporting_app

AUGUST = parse_period("2025-08")
ADDRESS = "/rankings/2025-08/objections"


@pytest.fixture
def api(owner_url: str) -> Iterator[Reporting]:
    with a_reporting_app(owner_url, "objections_api") as opened:
        with opened.service.database.transaction(OFFICE) as session:
            for unit in ("410100", "410200"):
                register(session, unit, day=date(2025, 8, 4), compliant=8, non_compliant=2)
                sign_nil(session, unit, months=("2025-08",))
            publishing.publish_preview(session, AUGUST, now=clock.now())
        yield opened


def code(api: Reporting, who: str, **body: object) -> tuple[int, str | None]:
    answer = api.call(who, "POST", ADDRESS, json=body)
    return answer.status_code, (answer.json or {}).get("code")


def test_a_unit_objects_with_evidence_and_the_office_decides(api: Reporting) -> None:
    number = an_attachment(api.service.database, unit="410100")
    made = api.call(OWNER, "POST", ADDRESS, json={"reason": "不符", "evidence": [number], "category": "bus"})
    case = made.json or {}
    assert (made.status_code, made.headers["Location"]) == (201, f"/api/v1/cases/{case['id']}")
    assert (case["kind"], case["status"], case["reason"], case["actions"]) == (
        "objection",
        "open",
        "不符",
        ["answer", "comment"],
    )
    assert [case["details"][name] for name in ("period", "category", "registrations")] == [
        "2025-08",
        "bus",
        [],
    ]
    seen = api.read(OFFICER, f"/cases/{case['id']}")
    assert [(line["action"], line["evidence"]) for line in seen["history"]] == [("answer", [number])]
    assert api.call(STRANGER, "GET", f"/cases/{case['id']}").status_code == 404
    assert code(api, OWNER, reason="again") == (409, "objected-already")
    assert code(api, STRANGER, reason="不符")[0] == 201
    refused = api.call(OFFICER, "POST", f"/cases/{case['id']}/refuse", json={"reason": "数据无误"}).json or {}
    assert (refused["status"], refused["due_on"] is None) == ("refused", False)
    assert api.read(OWNER, f"/cases/{case['id']}")["actions"] == ["appeal", "comment"]


def test_what_cannot_be_objected_to_is_told(api: Reporting) -> None:
    assert code(api, OFFICER, reason="不符") == (403, "key-not-admitted")
    assert code(api, OWNER) == (422, "input-refused")
    assert code(api, OWNER, reason=" ") == (422, "input-refused")
    assert code(api, OWNER, reason="x", vehicles=["LTEST00000000000X"]) == (422, "vehicle-not-in-line")
    assert code(api, OWNER, reason="x", evidence=[987654]) == (404, "attachment-unknown")
    other = api.call(OWNER, "POST", "/rankings/2025-07/objections", json={"reason": "x"})
    assert (other.status_code, (other.json or {})["code"]) == (409, "not-in-preview")
    with api.service.database.transaction(OFFICE) as session:
        assert releasing.release(session, AUGUST, by=TESTER, now=clock.now())
    assert code(api, OWNER, reason="x") == (409, "edition-final")
