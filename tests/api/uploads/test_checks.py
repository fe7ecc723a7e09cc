"""``POST /api/v1/checks``."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from fleetsvc.api.frame.schemas import Number, OneOf, Words
from fleetsvc.api.uploads.checks import MAX_CHECKS, ROOM, CheckItem
from fleetsvc.books import shipped_book
from fleetsvc.edge.parts import parts
from fleetsvc.services.people.accounts import Role
from tests.counted_bodies import JSON, Body, send
from tests.http_app import Service

ADDRESS = "/api/v1/checks"
ENGLISH = {"Accept-Language": "en"}

INSTRUMENT = "Action Plan of Henan Province for Synergy in Reducing Pollution and Carbon Emissions"
TRANSLATION = "Newly added buses and municipal sanitation vehicles shall all be new-energy vehicles."


def an_item(**values: object) -> dict[str, object]:
    return {"unit": "410100", "category": "bus", "event": "new", "registered_on": "2025-06-01"} | values


def checked(client: FlaskClient, *items: dict[str, object], headers: dict[str, str] | None = None) -> Any:
    response = client.post(ADDRESS, json={"items": items}, headers=ENGLISH | (headers or {}))
    assert response.status_code == 200, (response.json or {}).get("errors")
    assert response.json is not None
    assert response.json["rulebook"] == {"id": "henan", "edition": shipped_book().edition}
    return response.json["items"]


def test_a_new_diesel_bus_is_non_compliant_with_its_clause_and_steps(client: FlaskClient) -> None:
    (item,) = checked(client, an_item(energy="diesel", ref="a-1", gross_mass_kg=3500))
    steps = item.pop("steps")
    assert item == {
        "ref": "a-1",
        "verdict": "non_compliant",
        "rule": "henan-2023/13-bus-new",
        "duties": [
            {"duty": "energy", "verdict": "non_compliant", "rule": "henan-2023/13-bus-new"},
            {"duty": "emission_stage", "verdict": "not_governed", "rule": None},
        ],
        "energy": "diesel",
        "energy_basis": ["wording"],
        "reasons": [
            {
                "code": "requirement-broken",
                "message": item["reasons"][0]["message"],
                "clause": {
                    "id": "13-new",
                    "instrument": INSTRUMENT,
                    "instrument_id": "henan-action-plan-2023",
                    "caveat": None,
                    "number": "13",
                    "passage": item["reasons"][0]["clause"]["passage"],
                    "offset": item["reasons"][0]["clause"]["offset"],
                    "length": len("新增公交车、市政环卫车全部使用新能源汽车"),
                    "quote": "新增公交车、市政环卫车全部使用新能源汽车",
                    "translation": TRANSLATION,
                    "source_sha256": "d6c75690bfb0c097ec917fa597e65ec9dcef9cbddd7cc9381d63e2d453447c1d",
                },
            }
        ],
        "findings": [],
        "replacement": "none",
        "conditions": [],
        "interpretations": item["interpretations"],
    }
    assert len(steps) > 3
    assert "henan-2023/13-bus-new" in steps[-1]


@pytest.mark.parametrize(
    ("values", "energy", "basis", "verdict"),
    [
        ({"plate": "豫A·D12345"}, "bev", ["plate"], "compliant"),
        ({"model": "zk6105bevg25"}, "bev", ["catalogue"], "compliant"),
        ({"model": "XX6105BEV"}, "unknown", [], "undetermined"),
        ({"energy": "unknown"}, "unknown", [], "undetermined"),
        ({"energy": "other"}, "other", ["wording"], "non_compliant"),
        ({"energy": "hev"}, "hev", ["wording"], "non_compliant"),
        ({"energy": "bev", "plate": "豫AD12345"}, "bev", ["plate", "wording"], "compliant"),
        ({"energy": "diesel", "plate": "豫AD12345"}, "unknown", ["plate", "wording"], "undetermined"),
        ({"energy": "diesel", "registered_on": "2023-02-28"}, "diesel", ["wording"], "not_governed"),
    ],
)
def test_the_energy_kind_is_settled_from_all_that_is_given(
    client: FlaskClient, values: dict[str, object], energy: str, basis: list[str], verdict: str
) -> None:
    (item,) = checked(client, an_item(**values))
    assert (item["energy"], item["energy_basis"], item["verdict"]) == (energy, basis, verdict)


def test_the_catalogue_is_cited_with_its_batches_where_it_is_evidence(client: FlaskClient) -> None:
    bus = an_item(model="zk6105bevg25")
    settled, contradicted, unlisted = (
        checked(client, item)[0] for item in (bus, bus | {"energy": "diesel"}, an_item(model="XX6105BEV"))
    )
    cited = "The catalogue of vehicle models (第70批) lists ZK6105BEVG25: battery-electric."
    assert (settled["steps"][0], contradicted["steps"][0]) == (cited, cited)
    assert not [step for step in unlisted["steps"] if "catalogue" in step]


@pytest.mark.parametrize(
    "energy", ["bev", "phev", "fcev", "hev", "petrol", "diesel", "gas", "lpg", "methanol", "other"]
)
def test_a_stated_kind_alone_is_taken_as_stated(client: FlaskClient, energy: str) -> None:
    (item,) = checked(client, an_item(energy=energy))
    assert (item["energy"], item["findings"]) == (energy, [])


@pytest.mark.parametrize(
    ("category", "stage", "expected"),
    [
        ("bus", "china_5", "non_compliant"),
        ("muck_truck", None, "not_governed"),
        ("mixer_truck", "china_6", "compliant"),
        ("taxi", None, "not_governed"),
    ],
)
def test_a_bus_or_truck_without_a_mass_is_presumed_heavy_and_the_steps_say_so(
    client: FlaskClient, category: str, stage: str | None, expected: str
) -> None:
    (found,) = checked(client, an_item(category=category, energy="phev", emission_stage=stage))
    assert found["duties"][1]["verdict"] == expected
    assert any(step.startswith("No gross mass was given") for step in found["steps"]) == (stage is not None)


@pytest.mark.parametrize(
    ("energy", "stage"),
    [("bev", "china_6"), ("fcev", "china_5"), ("phev", "zero"), ("diesel", "zero"), ("other", "zero")],
)
def test_an_energy_and_a_stage_that_contradict_each_other_decide_nothing(
    client: FlaskClient, energy: str, stage: str
) -> None:
    (found,) = checked(client, an_item(energy=energy, emission_stage=stage, gross_mass_kg=18000))
    assert [duty["verdict"] for duty in found["duties"]] == ["undetermined", "undetermined"]
    assert {reason["code"] for reason in found["reasons"]} == {"facts-contradict"}


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        ("china_5", "non_compliant"),
        ("china_6", "compliant"),
        ("china_6b", "compliant"),
        ("zero", "undetermined"),  # a diesel vehicle has a tailpipe
    ],
)
def test_a_stated_stage_is_read_as_stated(client: FlaskClient, stage: str, expected: str) -> None:
    item = an_item(category="other", energy="diesel", emission_stage=stage, gross_mass_kg=18000)
    (found,) = checked(client, item)
    assert (found["verdict"], found["rule"]) == (expected, "henan-2023/11-heavy-china-6")


def test_a_replacement_counts_where_a_plausible_retired_vehicle_is_named(
    client: FlaskClient, service: Service
) -> None:
    bus = an_item(event="replacement", energy="diesel", vin="LZYTABGW0P1000001", gross_mass_kg=3500)
    items = checked(
        client,
        bus,
        bus | {"replaces_vin": "LZYTABGW0E1000002"},
        bus | {"replaces_vin": "LZYTABGW0P1000001"},
        bus | {"replaces_plate": "豫A12345"},
        headers=service.bearer(),
    )
    assert [item["verdict"] for item in items] == [
        "undetermined",
        "not_governed",
        "undetermined",
        "not_governed",
    ]
    told = [[finding["code"] for finding in item["findings"] if "repl" in finding["code"]] for item in items]
    assert told == [["replacement-unproven"], [], ["replacement-unproven"], []]
    assert [item["replacement"] for item in items] == ["none", "claimed", "none", "claimed"]
    conditions = [[one["code"] for one in item["conditions"]] for item in items]
    assert conditions == [[], ["replacement-unconfirmed"], [], ["replacement-unconfirmed"]]


def test_a_claim_that_decides_nothing_is_no_condition(client: FlaskClient, service: Service) -> None:
    bus = an_item(event="replacement", energy="bev", replaces_plate="豫A12345")
    taxi = an_item(event="replacement", energy="diesel", replaces_plate="豫A12346", category="taxi")
    items = checked(client, bus, taxi, headers=service.bearer())
    assert [(item["replacement"], item["conditions"]) for item in items] == [("claimed", [])] * 2


def test_findings_name_the_field_and_the_value_as_it_was_sent(client: FlaskClient) -> None:
    (item,) = checked(client, an_item(energy="bev", vin="LZYTABGW0P100000O", plate="豫X9"))
    assert [(f["code"], f["severity"], f["field"], f["value"]) for f in item["findings"]] == [
        ("vin-characters", "error", "vin", "LZYTABGW0P100000O"),
        ("plate-malformed", "error", "plate", "豫X9"),
    ]
    assert all(finding["message"] and finding["repair"] for finding in item["findings"])


def test_items_come_back_in_their_order_whatever_their_units(client: FlaskClient, service: Service) -> None:
    units = ["410100", "410300", "410100", "419001"]
    items = [an_item(unit=unit, energy="bev", ref=str(place)) for place, unit in enumerate(units)]
    for role in Role.BUREAU, Role.OFFICE, Role.DEALER:
        found = checked(client, *items, headers=service.bearer(role))
        assert [item["ref"] for item in found] == ["0", "1", "2", "3"]


def test_without_a_key_only_one_vehicle_is_checked_at_a_time(client: FlaskClient) -> None:
    response = client.post(ADDRESS, json={"items": [an_item(), an_item()]}, headers=ENGLISH)
    assert response.status_code == 422
    assert (response.json or {})["errors"] == [
        {
            "in": "body",
            "pointer": "/items",
            "code": "key-needed",
            "message": "without a key only one vehicle may be checked at a time",
        }
    ]


def test_each_fault_of_an_item_is_told_at_its_pointer(client: FlaskClient, service: Service) -> None:
    items = [
        an_item(),
        an_item(category="tram", registered_on="2025-02-30", gross_mass_kg=1.5, vin=7, colour="red"),
        5,
        {"unit": "410100"},
        an_item(plate="x" * 41, model="a\u0000b", gross_mass_kg=True),
    ]
    response = client.post(ADDRESS, json={"items": items}, headers=service.bearer())
    assert response.status_code == 422
    assert {error["pointer"]: error["code"] for error in (response.json or {})["errors"]} == {
        "/items/1/category": "not-allowed",
        "/items/1/registered_on": "not-day",
        "/items/1/gross_mass_kg": "not-number",
        "/items/1/vin": "not-text",
        "/items/1/colour": "unknown-name",
        "/items/2": "not-object",
        "/items/3/category": "missing",
        "/items/3/event": "missing",
        "/items/4/plate": "too-long",
        "/items/4/model": "control-characters",
        "/items/4/gross_mass_kg": "not-number",
    }


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "malformed-request"),
        (b"{", 400, "malformed-request"),
        (b"\xff\xfe{\x00}\x00", 400, "malformed-request"),
        (b'{"items": NaN}', 400, "malformed-request"),
        (b'{"items": [], "items": []}', 400, "malformed-request"),
        (b"[" * 10_000, 400, "malformed-request"),
        (b'{"items": [{"gross_mass_kg": ' + b"9" * 5000 + b"}]}", 400, "malformed-request"),
        (b"null", 422, "input-refused"),
        (b"[]", 422, "input-refused"),
        (b"{}", 422, "input-refused"),
        (b'{"items": {}}', 422, "input-refused"),
        (b'{"items": []}', 422, "input-refused"),
        (
            b'{"items": [{"unit": "410100", "category": "bus", "event": "new", "vin": "\\ud800"}]}',
            422,
            "input-refused",
        ),
    ],
)
def test_a_malformed_body_is_refused_and_never_breaks_the_service(
    client: FlaskClient, body: bytes, status: int, code: str
) -> None:
    response = client.post(ADDRESS, data=body, content_type="application/json")
    assert (response.status_code, (response.json or {})["code"]) == (status, code)


def test_only_json_of_a_bearable_size_is_taken(client: FlaskClient) -> None:
    assert client.post(ADDRESS, data=b"{}", content_type="text/plain").status_code == 415
    assert client.post(ADDRESS, data=b"{}").status_code == 415
    assert client.get(ADDRESS).status_code == 405


def the_longest_item() -> dict[str, object]:
    """A vehicle with all its fields, each as long as it may be."""

    def longest(field: object) -> object:
        if isinstance(field, OneOf):
            return max(field.words, key=len)
        if isinstance(field, Words):
            return "汉" * field.longest
        return field.most if isinstance(field, Number) else "2025-06-01"

    fields = {name: longest(field) for name, field in CheckItem().fields.items()}
    return fields | {"unit": "410100", "county": "410102"}


def compact(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def test_there_is_room_for_ten_thousand_of_the_longest_items_and_without_a_key_for_one(
    client: FlaskClient, service: Service
) -> None:
    item = the_longest_item()
    with service.app.app_context():
        assert len(compact({"items": [item] * MAX_CHECKS})) <= ROOM.bytes_in(parts().settings)
    assert [found["ref"] for found in checked(client, item)] == [item["ref"]]


def told_of(client: FlaskClient, body: Body, headers: dict[str, str]) -> tuple[Any, int]:
    """The problem that a body is answered with, and how much of it was read."""
    answer = send(client, "POST", ADDRESS, body, kind=JSON, headers=headers)
    document = dict(answer.json or {})
    document.pop("request_id")
    return document, body.taken


def test_ten_thousand_checks_need_a_key_before_anything_of_them_is_read(
    client: FlaskClient, service: Service
) -> None:
    content = compact({"items": [an_item(energy="bev")] * 10_000})
    problem = {"type": "/api/docs#problem-too-large", "status": 413, "code": "too-large"}
    assert told_of(client, Body(len(content), content), {}) == (
        problem
        | {
            "title": "请求内容过大",
            "detail": "没有密钥时此地址至多接收 16 KB；带密钥（Authorization: Bearer fsk_…）至多 17 MB",
        },
        0,
    )
    assert told_of(client, Body(16 * 1024 + 1), ENGLISH) == (
        problem
        | {
            "title": "The request is too large",
            "detail": "Without a key this address takes at most 16 KB, with one (Authorization: Bearer fsk_…) 17 MB",
        },
        0,
    )
    assert told_of(client, Body(17 * 1024**2 + 1), ENGLISH | service.bearer()) == (
        problem
        | {
            "title": "The request is too large",
            "detail": "This address takes at most 17 MB, a form at most 1,000 fields: send it in parts",
        },
        0,
    )


@pytest.mark.parametrize("piece", [b"[]", b"{}", b"0", b'"a"', b"[[]]"])
def test_a_million_values_are_not_looked_at_one_by_one(
    client: FlaskClient, service: Service, piece: bytes
) -> None:
    content = b'{"items":[' + b",".join([piece] * 1_000_000) + b"]}"
    document, _ = told_of(client, Body(len(content), content), ENGLISH | service.bearer())
    assert (document["status"], document["code"], document["detail"]) == (
        413,
        "too-large",
        "JSON may hold at most 400,000 values: send it in parts",
    )


def test_too_many_items_are_told_in_one_sentence(client: FlaskClient, service: Service) -> None:
    content = compact({"items": [0] * 10_001})
    document, _ = told_of(client, Body(len(content), content), ENGLISH | service.bearer())
    assert document["errors"] == [
        {
            "in": "body",
            "pointer": "/items",
            "code": "too-many",
            "message": "there may be at most 10,000 items at once",
        }
    ]


def test_of_very_many_faults_the_first_thousand_are_told_and_all_are_counted(
    client: FlaskClient, service: Service
) -> None:
    content = compact({"items": [0] * 1_001})
    document, _ = told_of(client, Body(len(content), content), ENGLISH | service.bearer())
    assert [error["pointer"] for error in document["errors"]] == [f"/items/{place}" for place in range(1000)]
    assert document["detail"] == "1001 things are wrong; the first 1,000 are listed"


def test_a_goods_vehicle_that_no_other_clause_reaches_is_advised_once_its_use_is_said(
    client: FlaskClient,
) -> None:
    truck = an_item(category="other", energy="diesel", emission_stage="china_6", gross_mass_kg=18000)
    known = {"use": "freight", "owner_class": "private", "area": "built_up", "county": "410122"}
    said, unsaid, coach = (
        checked(client, truck | more)[0] for more in (known, {"use": None}, {"use": "passenger"})
    )
    assert said["duties"] == [
        {"duty": "energy", "verdict": "advisory", "rule": "henan-2023/11-short-haul-other"},
        {"duty": "emission_stage", "verdict": "compliant", "rule": "henan-2023/11-heavy-china-6"},
    ]
    assert said["reasons"][0]["code"] == "encouragement-not-met"
    assert [one["verdict"] for one in (said, unsaid, coach)] == ["advisory", "compliant", "compliant"]


def test_a_county_must_be_one_of_the_unit(client: FlaskClient) -> None:
    response = client.post(ADDRESS, json={"items": [an_item(energy="bev", county="410225")]}, headers=ENGLISH)
    assert response.status_code == 422
    answer: Any = response.json
    assert [(one["pointer"], one["code"]) for one in answer["errors"]] == [
        ("/items/0/county", "county-of-another-unit")
    ]
