"""``/api/v1/registrations``: lists, dossiers, and what was known when."""

from collections.abc import Iterator
from typing import Any

import pytest

from fleetsvc.books import shipped_book
from fleetsvc.database.transactions import OFFICE
from tests.actors import noted
from tests.reporting_app import (
    COLLEAGUE,
    DEALER,
    NOBODY,
    OFFICER,
    OWNER,
    STRANGER,
    Reporting,
    a_reporting_app,
)
from tests.upload_cases import a_file, a_row, a_vin

DAYS = ("2025-03-01", "2025-03-02", "2025-04-01")


@pytest.fixture(scope="module")
def api(owner_url: str) -> Iterator[Reporting]:
    """Zhengzhou has three vehicles (the second changed later), Kaifeng one."""
    with a_reporting_app(owner_url, "registrations_api") as opened:
        rows = [
            a_row(1, day=DAYS[0]),
            a_row(2, day=DAYS[1]),
            a_row(3, day=DAYS[2], energy="柴油", plate="豫A00003"),
        ]
        opened.settled(OWNER, a_file(*rows), confirm="true")
        opened.settled(OWNER, a_file(a_row(2, day=DAYS[1], energy="柴油", plate="豫A00002")), confirm="true")
        opened.settled(STRANGER, a_file(a_row(9, plate="豫B00009D")), confirm="true")
        yield opened


def said(answer: Any) -> tuple[int, str | None]:
    return answer.status_code, (answer.json or {}).get("code")


def vins(api: Reporting, who: str, query: str = "") -> list[str]:
    return [item["vin"] for item in api.read(who, f"/registrations?{query}")["items"]]


def versions(api: Reporting) -> list[dict[str, Any]]:
    """The two versions of the second vehicle, newest first."""
    (item,) = [one for one in api.read(OWNER, "/registrations")["items"] if one["vin"] == a_vin(2)]
    found: list[dict[str, Any]] = api.read(OWNER, f"/registrations/{item['id']}")["versions"]
    return found


def test_a_bureau_lists_its_own_registrations_in_full_newest_first(api: Reporting) -> None:
    items = api.read(OWNER, "/registrations")["items"]
    assert [item["vin"] for item in items] == [a_vin(3), a_vin(2), a_vin(1)]
    first = items[0]
    assert first == {
        "id": first["id"],
        "unit": "410100",
        "vin": a_vin(3),
        "plate": "豫A00003",
        "category": "bus",
        "event": "new",
        "energy": "diesel",
        "energy_basis": ["wording"],
        "model": None,
        "registered_on": "2025-04-01",
        "built_on": None,
        "emission_stage": "unknown",
        "owner": None,
        "gross_mass_kg": 3500,
        "replaces_vin": None,
        "replaces_plate": None,
        "replaces": "none",
        "verdict": "non_compliant",
        "rule": "henan-2023/13-bus-new",
        "duties": [
            {"duty": "energy", "verdict": "non_compliant", "rule": "henan-2023/13-bus-new"},
            {"duty": "emission_stage", "verdict": "not_governed", "rule": None},
        ],
        "disputed": False,
        "overridden": False,
        "upload": first["upload"],
        "sheet": first["sheet"],
        "row": 4,
        "recorded_at": first["recorded_at"],
        "superseded_at": None,
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("verdict=non_compliant", [3, 2]),
        ("verdict=exempt", []),
        ("energy=bev", [1]),
        ("category=bus", [3, 2, 1]),
        ("category=taxi", []),
        ("event=replacement", []),
        ("replaces=none", [3, 2, 1]),
        ("replaces=claimed", []),
        ("from=2025-03-02", [3, 2]),
        ("until=2025-03-02", [1]),
        ("from=2025-03-02&until=2025-04-01", [2]),
        ("sort=registered_on", [1, 2, 3]),
        ("owner=无此单位", []),
        ("unit=410100", [3, 2, 1]),
        ("unit=410200", []),
        ("upload=999999", []),
        ("known_on=2024-01-01", []),
    ],
)
def test_a_list_keeps_to_its_filter(api: Reporting, query: str, expected: list[int]) -> None:
    assert vins(api, OWNER, query) == [a_vin(number) for number in expected]


def test_a_list_of_an_upload_holds_what_stands_of_it(api: Reporting) -> None:
    first, second = sorted(item["id"] for item in api.read(OWNER, "/uploads")["items"])
    assert vins(api, OWNER, f"upload={first}") == [a_vin(3), a_vin(1)]
    assert vins(api, OWNER, f"upload={second}") == [a_vin(2)]
    assert vins(api, OWNER, f"upload={second}&verdict=compliant") == []
    assert vins(api, STRANGER, f"upload={first}") == []


@pytest.mark.parametrize("sort", ["registered_on", "-registered_on"])
def test_a_list_is_read_page_by_page(api: Reporting, sort: str) -> None:
    whole = vins(api, OFFICER, f"sort={sort}&reveal=true")
    found: list[str] = []
    path = f"/registrations?sort={sort}&limit=1&reveal=true"
    while path:
        answer = api.call(OFFICER, "GET", path)
        assert answer.json is not None
        found += [item["vin"] for item in answer.json["items"]]
        assert ("Link" in answer.headers) == (answer.json["next_cursor"] is not None)
        path = answer.headers.get("Link", "").partition(">")[0].removeprefix("</api/v1")
    assert (found, len(found)) == (whole, 4)


def test_a_cursor_belongs_to_its_list(api: Reporting) -> None:
    cursor = api.read(OWNER, "/registrations?limit=1")["next_cursor"]
    assert len(vins(api, OWNER, f"limit=1&cursor={cursor}")) == 1
    for query in (
        f"limit=1&category=bus&cursor={cursor}",
        f"cursor={cursor[:-2]}",
        "cursor=WzFd",
        "cursor=é",
    ):
        assert said(api.call(OWNER, "GET", f"/registrations?{query}")) == (422, "input-refused")


@pytest.mark.parametrize(
    "query",
    ["limit=501", "from=2025-3-1", "known_on=yesterday", "known_on=2025-03-01T08:00:00", "sort=vin", "colour=red",
     "owner=%00", "upload=0", "reveal=yes", "verdict=bad", "unit=110000", "known_on=0001-01-01T00:00:00%2B23:00"],
)  # fmt: skip
def test_a_malformed_filter_is_refused(api: Reporting, query: str) -> None:
    assert said(api.call(OWNER, "GET", f"/registrations?{query}")) == (422, "input-refused")


def test_what_was_known_at_an_instant_is_the_version_that_was_alive_then(api: Reporting) -> None:
    newer, older = versions(api)
    assert (newer["energy"], older["energy"]) == ("diesel", "bev")
    assert older["superseded_at"] == newer["recorded_at"]
    then = older["recorded_at"].replace("+", "%2B")
    listed = api.read(OWNER, f"/registrations?known_on={then}&from={DAYS[1]}&until={DAYS[2]}")["items"]
    assert [(item["id"], item["verdict"]) for item in listed] == [(older["id"], "compliant")]
    dossier = api.read(OWNER, f"/registrations/{newer['id']}?known_on={then}")
    assert (dossier["id"], dossier["verdict"], dossier["decision"]["verdict"]) == (
        older["id"],
        "compliant",
        "compliant",
    )
    now = api.read(OWNER, f"/registrations/{older['id']}")
    assert (now["id"], now["verdict"]) == (newer["id"], "non_compliant")
    unknown = api.call(OWNER, "GET", f"/registrations/{newer['id']}?known_on=2024-01-01")
    assert said(unknown) == (404, "registration-unknown")


def test_a_dossier_shows_each_fact_with_its_cell_and_the_verdict_with_its_clause(api: Reporting) -> None:
    number = api.read(OWNER, "/registrations?limit=1")["items"][0]["id"]
    dossier = api.read(OWNER, f"/registrations/{number}")
    sheet = dossier["sheet"]
    assert dossier["file"] == "登记表.csv"
    assert {fact["field"]: fact["cells"] for fact in dossier["facts"]}["energy"] == [
        {"sheet": sheet, "row": 4, "column": "E", "header": "燃料种类", "field": "fuel", "text": "柴油"}
    ]
    assert [
        (fact["field"], fact["value"], [cell["column"] for cell in fact["cells"]])
        for fact in dossier["facts"]
    ] == [
        ("vin", a_vin(3), ["A"]),
        ("plate", "豫A00003", ["B"]),
        ("category", "bus", ["C"]),
        ("event", "new", ["D"]),
        ("energy", "diesel", ["E"]),
        ("registered_on", "2025-04-01", ["F"]),
        ("emission_stage", "unknown", []),
        ("gross_mass_kg", 3500, ["H"]),
    ]
    decision = dossier["decision"]
    assert decision["reasons"][0]["clause"]["quote"] == "新增公交车、市政环卫车全部使用新能源汽车"
    assert decision["rulebook"] == {"id": "henan", "edition": shipped_book().edition}
    assert decision["steps"][:2] == [
        "Energy: E4 “柴油” says diesel; hence diesel.",
        "Other facts: C4 “公交车”; D4 “新增”; F4 “2025-04-01”; H4 “3500” is read as 3500 kg.",
    ]
    assert "henan-2023/13-bus-new" in decision["steps"][-1]
    assert [one["id"] for one in dossier["versions"]] == [number]


def test_all_decisions_on_a_registration_are_listed_newest_first(api: Reporting) -> None:
    newer, older = versions(api)
    items = api.read(OWNER, f"/registrations/{older['id']}/decisions")["items"]
    assert [(item["registration"], item["verdict"], item["superseded_at"]) for item in items] == [
        (newer["id"], "non_compliant", None),
        (older["id"], "compliant", newer["recorded_at"]),
    ]
    page = api.read(OWNER, f"/registrations/{older['id']}/decisions?limit=1")
    assert (page["items"], page["next_cursor"]) == (items[:1], "1")


@pytest.mark.parametrize("path", ["", "/decisions"])
def test_a_registration_is_seen_by_its_unit_and_the_office_and_not_there_for_a_stranger(
    api: Reporting, path: str
) -> None:
    number = versions(api)[0]["id"]
    for who in (OWNER, COLLEAGUE, OFFICER):
        assert api.call(who, "GET", f"/registrations/{number}{path}").status_code == 200
    assert said(api.call(STRANGER, "GET", f"/registrations/{number}{path}")) == (404, "registration-unknown")
    assert said(api.call(OWNER, "GET", f"/registrations/{2**70}{path}")) == (404, "registration-unknown")
    assert said(api.call(DEALER, "GET", f"/registrations/{number}{path}")) == (403, "key-not-admitted")
    assert said(api.call(NOBODY, "GET", f"/registrations/{number}{path}")) == (401, "key-missing")


def test_the_office_sees_vehicles_masked_unless_it_asks_and_that_is_audited(api: Reporting) -> None:
    def revealed() -> int:
        with api.service.database.transaction(OFFICE) as session:
            return len(noted(session, act="revealed", limit=500))

    before = revealed()
    masked = api.read(OFFICER, "/registrations?unit=410100&limit=1")["items"][0]
    assert (masked["vin"], masked["plate"]) == (f"LZY**********{a_vin(3)[-4:]}", "豫A·**003")
    dossier = api.read(OFFICER, f"/registrations/{masked['id']}")
    assert a_vin(3) not in str(dossier)
    assert "豫A00003" not in str(dossier)
    assert revealed() == before
    shown = api.read(OFFICER, "/registrations?unit=410100&limit=1&reveal=true")["items"][0]
    assert (shown["vin"], shown["plate"]) == (a_vin(3), "豫A00003")
    assert api.read(OFFICER, f"/registrations/{masked['id']}?reveal=true")["vin"] == a_vin(3)
    assert revealed() == before + 2
    assert api.read(OWNER, "/registrations?reveal=true")["items"][0]["vin"] == a_vin(3)
    assert revealed() == before + 2


def test_no_cache_keeps_what_a_known_caller_is_told(api: Reporting) -> None:
    client = api.service.client()
    by_key = api.call(OWNER, "GET", "/registrations")
    client.set_cookie("fleetsvc", "whatever")
    with_cookie = client.get("/api/v1/units")
    for answer in (by_key, with_cookie):
        assert answer.headers["Cache-Control"] == "no-store"
    again = api.call(OWNER, "GET", "/registrations", headers={"If-None-Match": by_key.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
