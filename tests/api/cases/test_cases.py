"""``/api/v1/cases``: a unit sees its own, the office decides, each once."""

from collections.abc import Iterator
from typing import Any

import pytest

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.services.cases.amounts import Amounts, set_amounts
from fleetsvc.services.rankings.publishing import publish_final
from rules.periods import parse_period
from tests.actors import TESTER
from tests.reporting_app import OFFICER, OWNER, STRANGER, Reporting, a_reporting_app
from tests.upload_cases import a_file, a_row, a_vin

DIESEL: dict[str, Any] = {"energy": "柴油", "plate": "豫A00001"}


@pytest.fixture(scope="module")
def api(owner_url: str) -> Iterator[Reporting]:
    with a_reporting_app(owner_url, "cases_api") as opened:
        yield opened


def a_review(api: Reporting, number: int) -> dict[str, Any]:
    """Have a diesel bus sent again as battery-electric; the case that comes of it, as its unit sees it."""
    api.settled(OWNER, a_file(a_row(number, **DIESEL)), confirm="true")
    upload = api.settled(OWNER, a_file(a_row(number)), confirm="true")
    found = api.read(OWNER, f"/cases?upload={upload}&kind=change_review&status=open")
    assert found["next_cursor"] is None
    (case,) = found["items"]
    return dict(case)


def test_a_case_tells_what_is_to_be_decided(api: Reporting) -> None:
    case = a_review(api, 1)
    assert case == {
        "id": case["id"],
        "unit": "410100",
        "kind": "change_review",
        "status": "open",
        "vin": a_vin(1),
        "registered_on": "2025-03-01",
        "registration": case["registration"],
        "upload": case["upload"],
        "reason": None,
        "answer": None,
        "ground": None,
        "details": {
            "registration": case["registration"],
            "sheet": "登记表",
            "row": 2,
            "from_upload": case["upload"] - 1,
            "published": False,
            "facts": ["energy", "event", "category", "emission_stage", "mass_class", "perhaps_used"],
            "before": ["diesel", "new", "bus", "unknown", "light", "no"],
            "after": ["bev", "new", "bus", "zero", "light", "no"],
            "changed": [
                {
                    "fact": "energy",
                    "name": {"zh": "能源种类", "en": "energy"},
                    "before": {"zh": "柴油", "en": "diesel"},
                    "after": {"zh": "纯电动", "en": "battery-electric"},
                },
                {
                    "fact": "emission_stage",
                    "name": {"zh": "排放阶段", "en": "emission stage"},
                    "before": {"zh": "排放阶段不明", "en": "emission stage unknown"},
                    "after": {"zh": "零排放", "en": "zero emission"},
                },
            ],
        },
        "officer": None,
        "opened_by": "",
        "opened_at": case["opened_at"],
        "notified_at": None,
        "due_on": None,
        "decided_by": None,
        "decided_at": None,
        "decision_reason": None,
        "outcome": None,
        "valid_from": None,
        "valid_until": None,
        "conditions": None,
        "actions": ["answer", "comment"],
    }
    assert api.read(OWNER, f"/registrations/{case['registration']}")["verdict"] == "non_compliant"


def test_the_office_decides_once_and_is_told_what_was_decided(api: Reporting) -> None:
    case = a_review(api, 2)
    seen = api.read(OFFICER, f"/cases/{case['id']}")
    assert (seen["actions"], seen["vin"]) == (
        ["approve", "refuse", "assign", "comment"],
        f"LZY**********{a_vin(2)[-4:]}",
    )
    refused = api.call(OFFICER, "POST", f"/cases/{case['id']}/refuse", json={})
    assert (refused.status_code, (refused.json or {})["code"]) == (422, "reason-missing")
    decided = api.call(OFFICER, "POST", f"/cases/{case['id']}/approve", json={"reason": "certificate seen"})
    assert decided.status_code == 200
    document = decided.json or {}
    assert (document["status"], document["decision_reason"], document["actions"]) == (
        "approved",
        "certificate seen",
        ["close", "assign", "comment"],
    )
    again = api.call(OFFICER, "POST", f"/cases/{case['id']}/refuse", json={"reason": "no"})
    assert (again.status_code, (again.json or {})["code"], (again.json or {})["detail"]) == (
        409,
        "case-not-open",
        "Its status: approved",
    )
    assert api.read(OWNER, f"/registrations/{case['registration']}")["verdict"] == "compliant"


def test_a_unit_decides_nothing_and_another_one_sees_nothing(api: Reporting) -> None:
    case = a_review(api, 3)
    address = f"/cases/{case['id']}"
    own = api.call(OWNER, "POST", f"{address}/approve", json={})
    assert own.status_code == 403
    assert [api.call(STRANGER, "GET", address).status_code,
            api.call(STRANGER, "POST", f"{address}/approve", json={}).status_code] == [404, 404]  # fmt: skip
    assert case["id"] not in [one["id"] for one in api.read(STRANGER, "/cases")["items"]]
    assert api.call(OFFICER, "POST", f"{address}/forget", json={}).status_code == 404


def test_a_disputed_vehicle_has_a_case_for_each_side(api: Reporting) -> None:
    api.settled(STRANGER, a_file(a_row(4)), confirm="true")
    api.settled(OWNER, a_file(a_row(4)), confirm="true")
    found = api.read(OFFICER, "/cases?kind=vin_conflict&status=open")["items"]
    assert [case["unit"] for case in found] == ["410200", "410100"] or [case["unit"] for case in found] == [
        "410100",
        "410200",
    ]
    assert [case["unit"] for case in api.read(OWNER, "/cases?kind=vin_conflict&status=open")["items"]] == [
        "410100"
    ]


def test_withdrawing_what_is_published_is_a_request_that_the_office_decides(api: Reporting) -> None:
    number = api.settled(OWNER, a_file(a_row(5)), confirm="true")
    with api.service.database.transaction(OFFICE) as session:
        publish_final(session, parse_period("2025-03"), now=clock.now())
    bare = api.call(OWNER, "POST", f"/uploads/{number}/withdraw")
    assert (bare.status_code, (bare.json or {})["code"]) == (422, "reason-missing")
    reason = {"reason": "sent twice"}
    first, again = (api.call(OWNER, "POST", f"/uploads/{number}/withdraw", json=reason) for _ in range(2))
    assert (first.status_code, again.status_code) == (202, 202)
    document = first.json or {}
    (case,) = api.read(OFFICER, "/cases?kind=withdrawal")["items"]
    assert (document["status"], document["withdrawal"]) == (
        "accepted",
        {
            "case": case["id"],
            "status": "open",
            "reason": "sent twice",
            "asked_by": "bureau",
            "asked_at": case["opened_at"],
        },
    )
    assert (case["vin"], case["reason"], case["details"]) == (
        None,
        "sent twice",
        {"published": 1, "periods": ["2025-03"], "overridden": 0},
    )
    assert api.call(OFFICER, "POST", f"/cases/{case['id']}/approve", json={}).status_code == 200
    assert api.read(OWNER, f"/uploads/{number}")["status"] == "withdrawn"


def test_a_unit_says_why_and_nobody_else_does(api: Reporting) -> None:
    case = a_review(api, 6)
    address = f"/cases/{case['id']}/answer"
    said = api.call(OWNER, "POST", address, json={"reason": "mistyped"})
    assert (said.status_code, (said.json or {})["reason"]) == (200, "mistyped")
    assert api.call(OFFICER, "POST", address, json={"reason": "mistyped"}).status_code == 403
    assert api.call(STRANGER, "POST", address, json={"reason": "mistyped"}).status_code == 404


def a_taxi(api: Reporting, number: int) -> int:
    """Have a petrol taxi stored; return the number of the case that comes of it."""
    row = a_row(number, category="出租车", energy="汽油", plate=f"豫A{number:05d}")
    upload = api.settled(OWNER, a_file(row), confirm="true")
    (case,) = api.read(OWNER, f"/cases?upload={upload}&kind=justification")["items"]
    return int(case["id"])


def test_a_taxi_is_justified_assigned_and_exempted_and_each_step_is_told(api: Reporting) -> None:
    number = a_taxi(api, 21)
    address = f"/cases/{number}"
    seen = api.read(OWNER, address)
    assert (seen["status"], seen["actions"]) == ("open", ["answer", "correct", "not_ours", "comment"])
    whim = api.call(OWNER, "POST", f"{address}/answer", json={"reason": "none is sold", "ground": "whim"})
    assert (whim.status_code, whim.json and whim.json["code"]) == (422, "ground-missing")
    ground = {"reason": "none is sold", "ground": "no-suitable-model", "evidence": []}
    bare = api.call(OWNER, "POST", f"{address}/answer", json=ground | {"brought": [1]})
    assert (bare.status_code, bare.json and bare.json["code"]) == (422, "evidence-missing")
    ground |= {"missing": "the maker has not answered"}
    assert api.call(OWNER, "POST", f"{address}/answer", json=ground).status_code == 200
    for action, body in (
        ("assign", {"officer": "Li"}),
        ("comment", {"reason": "ask the maker", "internal": True}),
    ):
        assert api.call(OFFICER, "POST", f"{address}/{action}", json=body).status_code == 200
    (mine,) = api.read(OFFICER, "/cases?officer=Li")["items"]
    assert (mine["id"], mine["ground"]) == (number, "no-suitable-model")
    past = api.call(OFFICER, "POST", f"{address}/approve", json={"valid_until": "2020-01-01"})
    assert (past.status_code, past.json and past.json["code"]) == (422, "term-unfit")
    approved = api.call(OFFICER, "POST", f"{address}/approve", json={"conditions": "until one is sold"})
    assert approved.status_code == 200
    assert api.read(OWNER, f"/registrations/{seen['registration']}")["verdict"] == "exempt"
    assert [step["action"] for step in api.read(OFFICER, address)["history"]] == [
        "answer",
        "assign",
        "comment",
        "approve",
    ]
    history = api.read(OWNER, address)["history"]
    assert [step["action"] for step in history] == ["answer", "assign", "approve"]
    assert history[-1] == {
        "action": "approve",
        "from": "answered",
        "to": "approved",
        "by": "office",
        "actor": "office",
        "reason": None,
        "ground": None,
        "evidence": [],
        "details": history[-1]["details"],
        "internal": False,
        "at": history[-1]["at"],
    }
    assert history[-1]["details"]["conditions"] == "until one is sold"


def test_what_is_written_of_vehicles_is_masked_for_the_office(api: Reporting) -> None:
    address = f"/cases/{a_taxi(api, 25)}"
    told = f"{a_vin(25)} is no taxi"
    body = {"reason": told, "ground": "no-suitable-model", "missing": told}
    assert api.call(OWNER, "POST", f"{address}/answer", json=body).status_code == 200
    (own,), seen = api.read(OWNER, address)["history"], api.read(OFFICER, address)
    assert (own["reason"], own["details"]["missing"]) == (told, told)
    (line,) = seen["history"]
    for words in (seen["reason"], line["reason"], line["details"]["missing"]):
        assert a_vin(25) not in words
        assert words.endswith("is no taxi")


def test_a_system_that_says_nothing_of_the_list_is_heard_and_the_office_is_told_so(api: Reporting) -> None:
    address = f"/cases/{a_taxi(api, 24)}"
    body = {"reason": "none is sold", "ground": "no-suitable-model", "evidence": []}
    assert api.call(OWNER, "POST", f"{address}/answer", json=body).status_code == 200
    (step,) = api.read(OFFICER, address)["history"]
    assert step["details"] == {"answer": "ground", "list_unsaid": True}


@pytest.mark.parametrize("number", [2.5, "7", 0, None, True])
def test_what_is_no_number_of_a_case_is_refused_at_its_place(api: Reporting, number: object) -> None:
    body = {"action": "answer", "cases": [number], "evidence": [number], "reason": "none is sold"}
    refused = api.call(OWNER, "POST", "/cases/acts", json=body)
    assert refused.status_code == 422
    assert [fault["pointer"] for fault in (refused.json or {})["errors"]] == ["/evidence/0", "/cases/0"]


def test_only_true_and_false_say_whether_a_comment_is_for_the_office(api: Reporting) -> None:
    body = {"action": "comment", "cases": [a_taxi(api, 31)], "reason": "look at it", "internal": 1}
    (fault,) = (api.call(OFFICER, "POST", "/cases/acts", json=body).json or {})["errors"]
    assert (fault["pointer"], fault["code"]) == ("/internal", "not-boolean")
    answer = api.call(OFFICER, "POST", "/cases/acts", json=body | {"internal": True})
    assert (answer.json or {})["done"] == body["cases"]


def test_many_are_answered_and_decided_in_one_act(api: Reporting) -> None:
    numbers = [a_taxi(api, number) for number in (22, 23)]
    ground = {"action": "answer", "cases": numbers, "reason": "none is sold", "ground": "no-suitable-model"}
    bare = api.call(OWNER, "POST", "/cases/acts", json=ground | {"brought": []}).json or {}
    assert [one["code"] for one in bare["passed"]] == ["evidence-missing"] * 2
    ground |= {"missing": "the maker has not answered"}
    assert api.call(OWNER, "POST", "/cases/acts", json=ground).json == {"done": numbers, "passed": []}
    theirs = api.call(STRANGER, "POST", "/cases/acts", json=ground | {"action": "comment"}).json
    assert theirs == {
        "done": [],
        "passed": [
            {"id": number, "code": "case-unknown", "message": "There is no such case or action"}
            for number in numbers
        ],
    }
    refused = {"action": "refuse", "cases": [numbers[0]], "reason": "one is sold"}
    assert (api.call(OFFICER, "POST", "/cases/acts", json=refused).json or {})["done"] == [numbers[0]]
    both = api.call(OFFICER, "POST", "/cases/acts", json=refused | {"cases": numbers}).json
    assert both == {
        "done": [numbers[1]],
        "passed": [
            {
                "id": numbers[0],
                "code": "case-not-open",
                "message": "The case does not stand so that this can be done",
            }
        ],
    }
    due = api.read(OFFICER, "/cases?status=refused&kind=justification&due_before=2999-01-01")["items"]
    assert [case["id"] for case in due] == numbers[::-1]
    assert api.read(OFFICER, "/cases?status=refused&kind=justification&due_before=2000-01-01")["items"] == []


def test_a_case_that_changed_since_it_was_read_is_not_decided(api: Reporting) -> None:
    path = f"/cases/{a_review(api, 901)['id']}"
    seen = api.call(OFFICER, "GET", path).headers["ETag"]
    decision = {"reason": "与行驶证一致"}
    for outdated in ('"made-up"', "", api.call(OWNER, "GET", path).headers["ETag"] + "x"):
        answer = api.call(OFFICER, "POST", f"{path}/approve", json=decision, headers={"If-Match": outdated})
        assert (answer.status_code, answer.json and answer.json["code"]) == (412, "changed-meanwhile")
    taken = api.call(OFFICER, "POST", f"{path}/approve", json=decision, headers={"If-Match": seen})
    assert taken.status_code == 200, taken.json
    again = api.call(OFFICER, "POST", f"{path}/approve", json=decision, headers={"If-Match": seen})
    assert again.status_code == 412


def test_above_the_amounts_a_key_decides_nothing_alone(api: Reporting) -> None:
    case = a_review(api, 60)
    with api.service.database.transaction(OFFICE) as session:
        set_amounts(session, Amounts(approve=1), by=TESTER, now=clock.now())
    try:
        for path, body in (
            (f"/cases/{case['id']}/approve", {"reason": "checked"}),
            ("/cases/acts", {"action": "approve", "cases": [case["id"]], "reason": "checked"}),
        ):
            answer = api.call(OFFICER, "POST", path, json=body)
            assert (answer.status_code, (answer.json or {})["code"]) == (403, "signature-by-person")
        assert api.read(OFFICER, f"/cases/{case['id']}")["proposal"] is None
        assert api.read(OFFICER, "/case-proposals")["items"] == []
        for path, code in (
            ("", "case-proposal-unknown"),
            ("/signature", "person-needed"),
            ("/refusal", "person-needed"),
        ):
            method = "POST" if path else "GET"
            more: dict[str, Any] = {"json": {"reason": "no"}} if path == "/refusal" else {}
            answer = api.call(OFFICER, method, f"/case-proposals/1{path}", **more)
            assert (answer.json or {})["code"] == code
    finally:
        with api.service.database.transaction(OFFICE) as session:
            set_amounts(session, Amounts(), by=TESTER, now=clock.now())


def test_claims_of_one_unit_are_approved_in_one_act_and_not_both_sides_of_a_vehicle(api: Reporting) -> None:
    file = a_file(a_row(71), a_row(72))
    for who in (OWNER, STRANGER):
        api.settled(who, file, confirm="true")
    address, vins = "/cases?kind=vin_conflict&status=open", {a_vin(71), a_vin(72)}
    ours, theirs = (
        sorted(case["id"] for case in api.read(who, address)["items"] if case["vin"] in vins)
        for who in (OWNER, STRANGER)
    )
    act = {"action": "approve", "reason": "checked"}
    both = api.call(OFFICER, "POST", "/cases/acts", json=act | {"cases": [ours[0], *theirs]}).json or {}
    assert both["done"] == [theirs[1]]
    assert [(one["id"], one["code"]) for one in both["passed"]] == [
        (ours[0], "rival-chosen"),
        (theirs[0], "rival-chosen"),
    ]
    assert api.call(OFFICER, "POST", "/cases/acts", json=act | {"cases": ours}).json == {
        "done": [ours[0]],
        "passed": [
            {
                "id": ours[1],
                "code": "case-not-open",
                "message": "The case does not stand so that this can be done",
            },
        ],
    }
