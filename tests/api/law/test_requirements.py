"""``GET /api/v1/requirements``."""

from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from fleetsvc.books import shipped_book
from fleetsvc.services.law.requirements import requirement_answer
from rules.questions import Question
from rules.units import UNITS
from rules.vocabulary import Category, Energy, Event
from tests.http_app import Service

ADDRESS = "/api/v1/requirements"
MUCK_TRUCK = {"unit": "410100", "category": "muck_truck", "event": "new", "on": "2025-06-01"}
BUS = {"unit": "410100", "category": "bus", "event": "new", "on": "2025-06-01"}
SOURCE = "d6c75690bfb0c097ec917fa597e65ec9dcef9cbddd7cc9381d63e2d453447c1d"

INSTRUMENT = "Action Plan of Henan Province for Synergy in Reducing Pollution and Carbon Emissions"
TRANSLATION = "Newly added buses and municipal sanitation vehicles shall all be new-energy vehicles."


def asked(client: FlaskClient, query: dict[str, str], language: str = "en") -> Any:
    response = client.get(ADDRESS, query_string=query, headers={"Accept-Language": language})
    assert response.status_code == 200, response.json
    return response.json


def test_a_new_bus_must_be_a_new_energy_vehicle_without_exception(client: FlaskClient) -> None:
    answer = asked(client, BUS | {"energy": "diesel"})
    interpretations = answer.pop("interpretations")
    assert answer == {
        "unit": "410100",
        "category": "bus",
        "event": "new",
        "on": "2025-06-01",
        "governed": True,
        "energy_governed": True,
        "emission_governed": None,
        "force": "all",
        "allowed_energy": ["bev", "phev", "fcev"],
        "summary": "Bus, newly added: must be battery-electric, plug-in hybrid (range-extended included), "
        "fuel cell; there are no exceptions. "
        "Also, above 3,500 kg gross mass one of: China VIa, China VIb, China VI, zero emission.",
        "rules": [
            {
                "id": "henan-2023/13-bus-new",
                "title": "Newly added buses are all new-energy",
                "force": "all",
                "requires": {"energy": ["bev", "phev", "fcev"]},
                "demand": "battery-electric, plug-in hybrid (range-extended included), fuel cell",
                "where": None,
                "meant": None,
                "effective_from": "2023-03-01",
                "effective_until": None,
                "clause": {
                    "id": "13-new",
                    "instrument": INSTRUMENT,
                    "instrument_id": "henan-action-plan-2023",
                    "caveat": None,
                    "number": "13",
                    "passage": "task 13",
                    "quote": "新增公交车、市政环卫车全部使用新能源汽车",
                    "translation": TRANSLATION,
                    "source_sha256": SOURCE,
                    "offset": 948,
                    "length": 20,
                },
                "interpretations": [
                    "effective-day",
                    "nev-kinds",
                    "new-is-not-replacement",
                    "replacement-shown",
                    "buses-in-public-transport",
                    "used-vehicles",
                    "registration-day-counts",
                    "retrofits",
                    "no-last-day",
                    "rank-of-evidence",
                    "later-acts",
                    "trolleybuses",
                    "hydrogen-engines",
                ],
            },
            {
                "id": "henan-2023/11-heavy-china-6",
                "title": "Heavy vehicles meet China VI",
                "force": "all",
                "requires": {
                    "emission_stage": ["china_6a", "china_6b", "china_6", "zero"],
                    "gross_mass_above_kg": 3500,
                },
                "demand": "above 3,500 kg gross mass one of: China VIa, China VIb, China VI, zero emission",
                "where": None,
                "meant": None,
                "effective_from": "2023-03-01",
                "effective_until": None,
                "clause": {
                    "id": "11-heavy",
                    "instrument": INSTRUMENT,
                    "instrument_id": "henan-action-plan-2023",
                    "caveat": None,
                    "number": "11",
                    "passage": "task 11",
                    "quote": "全面实施重型车国六排放标准",
                    "translation": "The China VI emission standard for heavy vehicles shall be fully implemented.",
                    "source_sha256": SOURCE,
                    "offset": 559,
                    "length": 13,
                },
                "interpretations": [
                    "effective-day",
                    "heavy-above-3500-kg",
                    "china-6-either-letter",
                    "gross-mass-not-given",
                    "used-vehicles",
                    "registration-day-counts",
                    "no-last-day",
                    "later-acts",
                    "china-6-binds-single-vehicles",
                ],
            },
        ],
        "exceptions": [],
        "near_rules": [],
        "energy": "diesel",
        "emission_stage": None,
        "gross_mass_kg": None,
        "replaces": None,
        "owner_class": None,
        "use": None,
        "area": None,
        "county": None,
        "verdict": "non_compliant",
        "duties": [
            {"duty": "energy", "verdict": "non_compliant", "rule": "henan-2023/13-bus-new"},
            {"duty": "emission_stage", "verdict": "not_governed", "rule": None},
        ],
        "conditions": [],
        "depends_on": ["gross_mass_kg", "emission_stage"],
        "outcomes": answer["outcomes"],
        "scope_note": f"Answered by the acts that are loaded: {INSTRUMENT} (tasks 11, 13). "
        "Other national, provincial or city acts may ask for more.",
        "rulebook": {"id": "henan", "edition": shipped_book().edition},
        "rulebooks": [{"id": "henan", "edition": shipped_book().edition}],
    }
    assert {entry["status"] for entry in interpretations} == {"assumed"}


@pytest.mark.parametrize(
    ("query", "verdict"),
    [
        (BUS | {"energy": "bev"}, "compliant"),
        (BUS | {"energy": "unknown"}, "undetermined"),
        (BUS | {"event": "replacement", "energy": "diesel", "gross_mass_kg": "3500"}, "not_governed"),
        (BUS | {"event": "replacement", "energy": "diesel"}, "not_governed"),
        (BUS | {"event": "replacement", "energy": "diesel", "emission_stage": "china_5"}, "non_compliant"),
        (BUS | {"on": "2023-02-28", "energy": "diesel"}, "not_governed"),
        (BUS | {"on": "2023-03-01", "energy": "diesel"}, "non_compliant"),
        (MUCK_TRUCK | {"energy": "diesel"}, "needs_justification"),
        (MUCK_TRUCK | {"event": "replacement", "energy": "gas"}, "needs_justification"),
        (MUCK_TRUCK, None),
    ],
)
def test_with_an_energy_the_verdict_says_what_that_vehicle_would_get(
    client: FlaskClient, query: dict[str, str], verdict: str | None
) -> None:
    assert asked(client, query)["verdict"] == verdict


def test_a_bus_whose_stage_is_stated_is_presumed_heavy_and_the_answer_says_so(client: FlaskClient) -> None:
    answer = asked(client, BUS | {"energy": "phev", "emission_stage": "china_5"})
    assert (answer["emission_governed"], answer["verdict"]) == (True, "non_compliant")
    (condition,) = answer["conditions"]
    assert (condition["code"], "presumed heavy" in condition["message"]) == ("gross-mass-presumed", True)


DIESEL_BUS = BUS | {"event": "replacement", "energy": "diesel"}
HEAVY_CHINA_6 = {"emission_stage": "china_6", "gross_mass_kg": "18000"}


def duties(answer: Any) -> dict[str, str]:
    return {one["duty"]: one["verdict"] for one in answer["duties"]}


def test_a_replaced_diesel_bus_with_china_6_is_free_on_energy_and_meets_the_emission_standard(
    client: FlaskClient,
) -> None:
    answer = asked(client, DIESEL_BUS | HEAVY_CHINA_6 | {"replaces": "confirmed"})
    assert (answer["energy_governed"], answer["emission_governed"], answer["allowed_energy"]) == (
        False,
        True,
        None,
    )
    assert duties(answer) == {"energy": "not_governed", "emission_stage": "compliant"}
    assert (answer["verdict"], answer["depends_on"], answer["outcomes"], answer["conditions"]) == (
        "compliant",
        [],
        [],
        [],
    )


@pytest.mark.parametrize(
    ("replaces", "energy", "depends_on", "conditions"),
    [
        ({}, "not_governed", ["replaces"], ["replacement-unconfirmed"]),
        ({"replaces": "none"}, "undetermined", [], []),
        ({"replaces": "claimed"}, "not_governed", [], ["replacement-unconfirmed"]),
        ({"replaces": "confirmed"}, "not_governed", [], []),
    ],
)
def test_a_claimed_replacement_is_answered_as_claimed_with_its_condition(
    client: FlaskClient,
    replaces: dict[str, str],
    energy: str,
    depends_on: list[str],
    conditions: list[str],
) -> None:
    answer = asked(client, DIESEL_BUS | HEAVY_CHINA_6 | replaces)
    assert duties(answer)["energy"] == energy
    assert answer["depends_on"] == depends_on
    assert [one["code"] for one in answer["conditions"]] == conditions


@pytest.mark.parametrize("energy", ["bev", "phev"])
def test_a_claim_that_decides_nothing_is_no_condition(client: FlaskClient, energy: str) -> None:
    answer = asked(
        client,
        DIESEL_BUS
        | HEAVY_CHINA_6
        | {"energy": energy, "replaces": "claimed"}
        | ({"emission_stage": "zero"} if energy == "bev" else {}),
    )
    assert answer["conditions"] == []


@pytest.mark.parametrize(
    ("query", "governed", "depends_on"),
    [
        ({}, None, ["gross_mass_kg"]),
        ({"gross_mass_kg": "3500"}, False, []),
        ({"gross_mass_kg": "3501"}, True, []),
        ({"energy": "phev"}, None, ["gross_mass_kg", "emission_stage"]),
        ({"energy": "phev", "emission_stage": "china_5"}, None, ["gross_mass_kg"]),
        ({"energy": "phev", "gross_mass_kg": "18000"}, True, ["emission_stage"]),
        ({"energy": "phev", "gross_mass_kg": "2000"}, False, []),
        ({"energy": "bev"}, None, []),
        ({"energy": "phev", "emission_stage": "china_6"}, None, []),
        ({"on": "2023-02-28"}, False, []),
    ],
)
def test_facts_that_are_missing_and_would_decide_are_named(
    client: FlaskClient, query: dict[str, str], governed: bool | None, depends_on: list[str]
) -> None:
    answer = asked(client, BUS | {"category": "taxi"} | query)
    assert (answer["emission_governed"], answer["depends_on"]) == (governed, depends_on)


def test_a_missing_fact_leads_to_the_outcomes_of_each_of_its_values(client: FlaskClient) -> None:
    answer = asked(client, BUS | {"category": "taxi", "energy": "phev", "gross_mass_kg": "18000"})
    old, new = answer["outcomes"]
    assert (old["if"]["emission_stage"], duties(old)) == (
        ["china_1", "china_2", "china_3", "china_4", "china_5"],
        {"energy": "compliant", "emission_stage": "non_compliant"},
    )
    assert (new["if"]["emission_stage"], duties(new)) == (
        ["china_6a", "china_6b", "china_6"],
        {"energy": "compliant", "emission_stage": "compliant"},
    )
    assert new["message"] == "China VIa, China VIb, China VI"


@pytest.mark.parametrize(
    ("query", "code", "clause", "interpretation"),
    [
        ({"event": "replacement"}, "replacement-not-named", "13-new", "new-is-not-replacement"),
        ({"category": "other"}, "category-not-named", "13-in-principle", "and-the-like-adds-nothing"),
        ({"on": "2023-02-28"}, "outside-effective-days", "13-new", "effective-day"),
    ],
)
def test_the_ground_of_a_no_is_cited_with_the_near_clause_and_the_interpretation(
    client: FlaskClient, query: dict[str, str], code: str, clause: str, interpretation: str
) -> None:
    answer = asked(client, BUS | query)
    assert (answer["energy_governed"], answer["allowed_energy"]) == (False, None)
    near = next(rule for rule in answer["near_rules"] if rule["code"] == code)
    assert near["clause"]["id"] == clause
    assert interpretation in near["interpretations"]
    assert interpretation in [entry["id"] for entry in answer["interpretations"]]
    assert near["message"] in answer["summary"]


def test_a_replaced_bus_is_answered_as_if_the_retired_one_were_named_and_the_summary_says_so(
    client: FlaskClient,
) -> None:
    answer = asked(client, BUS | {"event": "replacement"})
    assert (answer["governed"], answer["force"]) == (False, None)
    assert answer["summary"].endswith(
        "This takes for granted that the retired vehicle is named; if it is not, the demand on new vehicles stays open."
    )


def test_the_wording_is_chinese_unless_english_is_preferred(client: FlaskClient) -> None:
    for header, starts in (
        ("", "新增的公交车"),
        ("fr, zh-CN;q=0.5", "新增的公交车"),
        ("en-GB, zh;q=0.5", "Bus"),
    ):
        assert asked(client, BUS, header)["summary"].startswith(starts)


def test_the_same_answer_comes_from_memory_and_from_the_service(client: FlaskClient) -> None:
    query = MUCK_TRUCK | {"energy": "phev"}
    expected = requirement_answer(
        shipped_book(),
        Question(Category.MUCK_TRUCK, Event.NEW, "410100", date(2025, 6, 1), Energy.PHEV),
        language="en",
    )
    assert [asked(client, query), asked(client, query)] == [expected, expected]


def test_who_holds_the_answer_gets_304(client: FlaskClient) -> None:
    first = client.get(ADDRESS, query_string=BUS)
    assert first.headers["Cache-Control"] == "max-age=60"
    assert first.headers["Vary"] == "Accept-Language"
    for held in (first.headers["ETag"], f'"x", {first.headers["ETag"]}'):
        again = client.get(ADDRESS, query_string=BUS, headers={"If-None-Match": held})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    english = client.get(
        ADDRESS,
        query_string=BUS,
        headers={"If-None-Match": first.headers["ETag"], "Accept-Language": "en"},
    )
    assert english.status_code == 200


def test_known_on_answers_by_the_edition_that_was_in_force(client: FlaskClient) -> None:
    assert asked(client, BUS | {"known_on": "2025-01-01"})["rulebook"]["edition"] == shipped_book().edition
    instant = BUS | {"known_on": "2025-01-01T12:00:00+08:00"}
    assert asked(client, instant)["rulebook"]["edition"] == shipped_book().edition
    before = client.get(ADDRESS, query_string=BUS | {"known_on": "2024-12-31"})
    assert (before.status_code, before.mimetype, before.json and before.json["code"]) == (
        404,
        "application/problem+json",
        "no-rulebook-then",
    )


def test_everything_wrong_with_a_query_is_told_at_once(client: FlaskClient) -> None:
    response = client.get(
        f"{ADDRESS}?unit=110000&event=new&on=2025-02-30&colour=red",
        headers={"Accept-Language": "en", "X-Request-ID": "r-1"},
    )
    assert (response.status_code, response.mimetype) == (422, "application/problem+json")
    assert response.json == {
        "type": "/api/docs#problem-input-refused",
        "title": "The request cannot be understood",
        "status": 422,
        "code": "input-refused",
        "request_id": "r-1",
        "errors": [
            {
                "in": "query",
                "pointer": "/unit",
                "code": "not-allowed",
                "message": "this must be one of: " + " ".join(UNITS),
                "allowed": list(UNITS),
            },
            {"in": "query", "pointer": "/category", "code": "missing", "message": "this is missing"},
            {
                "in": "query",
                "pointer": "/on",
                "code": "not-day",
                "message": "this must be a day, written 2025-06-01",
            },
            {
                "in": "query",
                "pointer": "/colour",
                "code": "unknown-name",
                "message": "there is no such name here; check its spelling",
            },
        ],
    }


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        ("&unit=410200", "repeated"),
        ("&on=2025-6-1", "not-day"),
        ("&on=20250601", "not-day"),
        ("&on=2025-W01-1", "not-day"),
        ("&on=", "not-day"),
        ("&on=%00", "not-day"),
        ("&on=%ff%fe", "not-day"),
        ("&known_on=9999-01-01", "day-in-future"),
        ("&known_on=9999-01-01T00:00:00Z", "day-in-future"),
        ("&known_on=2025-01-01T00:00:00", "not-instant"),
        ("&gross_mass_kg=0", "out-of-range"),
        ("&gross_mass_kg=heavy", "not-number"),
        ("&replaces=maybe", "not-allowed"),
        ("&emission_stage=7", "not-allowed"),
        ("&energy=BEV", "not-allowed"),
        ("&energy=%ff", "not-allowed"),
        ("&%00=1", "unknown-name"),
    ],
)
def test_each_malformed_parameter_is_refused_by_its_code(client: FlaskClient, extra: str, code: str) -> None:
    response = client.get(f"{ADDRESS}?unit=410100&category=bus&event=new{extra}")
    assert (response.status_code, [error["code"] for error in (response.json or {})["errors"]]) == (
        422,
        [code],
    )


def test_a_key_is_recognised_where_it_is_given(client: FlaskClient, service: Service) -> None:
    assert client.get(ADDRESS, query_string=BUS, headers=service.bearer()).status_code == 200
    for wrong in ("Bearer fsk_wrong", "Bearer ", "Basic eDp5", "fsk_x", "Bearer fsk_\xe9"):
        response = client.get(ADDRESS, query_string=BUS, headers={"Authorization": wrong})
        assert (response.status_code, response.headers["WWW-Authenticate"]) == (
            401,
            'Bearer realm="fleetsvc", error="invalid_token"',
        )


def test_the_encouragement_of_goods_transport_is_told_with_whom_it_is_about(client: FlaskClient) -> None:
    question = {"unit": "410100", "category": "other", "event": "new", "on": "2025-06-01", "energy": "diesel"}
    found = [asked(client, question | use) for use in ({}, {"use": "freight"}, {"use": "passenger"})]
    rule = "henan-2023/11-short-haul-other"
    assert [rule in {one["id"] for one in answer["rules"]} for answer in found] == [False, True, False]
    assert [answer["use"] for answer in found] == [None, "freight", "passenger"]
    assert [answer["duties"][0]["verdict"] for answer in found] == [
        "not_governed",
        "advisory",
        "not_governed",
    ]
    [told] = [one for one in found[1]["rules"] if one["id"] == rule]
    assert (told["where"], told["meant"]) == ({"use": ["freight"]}, "use: goods transport")
    assert "is about: use: goods transport." in found[1]["summary"]
    assert "use" not in found[0]["depends_on"]
    assert [(one["id"], one["code"]) for one in found[2]["near_rules"] if one["id"] == rule] == [
        (rule, "not-meant-by-rule")
    ]
