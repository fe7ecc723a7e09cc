"""What an upload holds: findings, rows, the file itself, its annotated copy; and the template."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from fleetsvc.database.transactions import OFFICE
from tests.actors import noted
from tests.making import making
from tests.reporting_app import DEALER, OFFICER, OWNER, STRANGER, Reporting, a_reporting_app, fresh_file
from tests.upload_cases import a_file, a_row, a_vin

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS = (
    a_row(1),
    a_row(2, day=""),
    a_row(3, energy="混动"),
    a_row(3, energy="混动"),
    "合计,,,,,,",
)


@pytest.fixture(scope="module")
def api(owner_url: str) -> Iterator[Reporting]:
    with a_reporting_app(owner_url, "contents_api") as opened, making(opened.service.database):
        yield opened


@pytest.fixture(scope="module")
def upload(api: Reporting) -> int:
    """Two rows are held and a sub-total is ignored; one vehicle stands in the file twice."""
    return api.settled(OWNER, a_file(*ROWS), name="登记表 (1).csv")


def said(answer: Any) -> tuple[int, str | None]:
    return answer.status_code, (answer.json or {}).get("code")


def revealed(api: Reporting) -> list[str | None]:
    with api.service.database.transaction(OFFICE) as session:
        return [event.subject for event in noted(session, act="revealed")]


def test_findings_are_listed_page_by_page_in_the_order_of_discovery(api: Reporting, upload: int) -> None:
    whole = api.read(OWNER, f"/uploads/{upload}/findings")["items"]
    missing = next(item for item in whole if item["code"] == "date-missing")
    sheet = missing["sheet"]
    assert missing == {
        "code": "date-missing",
        "severity": "error",
        "sheet": sheet,
        "row": 3,
        "column": "F",
        "field": "registered_on",
        "value": "",
        "other_rows": [],
        "message": missing["message"],
        "repair": missing["repair"],
    }
    found, path = [], f"/uploads/{upload}/findings?limit=1"
    while path:
        answer = api.call(OWNER, "GET", path)
        assert answer.json is not None
        found += answer.json["items"]
        path = answer.headers.get("Link", "").partition(">")[0].removeprefix("</api/v1")
    assert found == whole
    counts = api.read(OWNER, f"/uploads/{upload}")["findings"]
    for severity, count in counts.items():
        listed = api.read(OWNER, f"/uploads/{upload}/findings?severity={severity}")["items"]
        assert [item["severity"] for item in listed] == [severity] * count
    only = api.read(OWNER, f"/uploads/{upload}/findings?code=date-missing")["items"]
    assert only == [missing]


def test_a_finding_is_worded_in_its_readers_language(api: Reporting, upload: int) -> None:
    path = f"/uploads/{upload}/findings?code=date-missing"
    english = api.read(OWNER, path)["items"][0]
    chinese = api.read(OWNER, path, headers={"Accept-Language": "zh"})["items"][0]
    assert english["message"].isascii()
    assert not chinese["message"].isascii()


@pytest.mark.parametrize("query", ["code=no-such", "severity=bad", "cursor=x", "limit=0", "x=1"])
def test_a_malformed_query_of_findings_is_refused(api: Reporting, upload: int, query: str) -> None:
    assert said(api.call(OWNER, "GET", f"/uploads/{upload}/findings?{query}")) == (422, "input-refused")


@pytest.mark.parametrize("place", [2**31 - 1, 2**31, 2**62])
def test_after_the_last_finding_there_is_none(api: Reporting, upload: int, place: int) -> None:
    answer = api.read(OWNER, f"/uploads/{upload}/findings?cursor={place}")
    assert answer == {"items": [], "next_cursor": None}


def test_the_rows_behind_each_number_of_the_report_are_listed(api: Reporting, upload: int) -> None:
    counts = api.read(OWNER, f"/uploads/{upload}")["report"]["rows"]
    for fate in ("held", "ignored", "unchanged"):
        rows = api.read(OWNER, f"/uploads/{upload}/rows?fate={fate}")["items"]
        assert ([row["fate"] for row in rows], len(rows)) == ([fate] * counts[fate], counts[fate])
    held = api.read(OWNER, f"/uploads/{upload}/rows?fate=held&limit=1")
    first = held["items"][0]
    assert first == {
        "sheet": first["sheet"],
        "row": 3,
        "fate": "held",
        "why": None,
        "cells": [a_vin(2), "豫A00002D", "公交车", "新增", "纯电动", "", "", "3500"],
        "registration": None,
    }
    further = api.read(OWNER, f"/uploads/{upload}/rows?fate=held&limit=1&cursor={held['next_cursor']}")
    assert [row["row"] for row in further["items"]] > [3]
    ignored = api.read(OWNER, f"/uploads/{upload}/rows?fate=ignored")["items"]
    assert [(row["row"], row["why"], row["cells"][0]) for row in ignored] == [(6, "subtotal", "合计")]


def test_accepted_rows_lead_to_their_registrations_once_stored(api: Reporting) -> None:
    upload = api.settled(OWNER, fresh_file(count=2), confirm="true")
    rows = api.read(OWNER, f"/uploads/{upload}/rows?fate=accepted")["items"]
    stored = api.read(OWNER, f"/registrations?upload={upload}&sort=registered_on")["items"]
    assert [row["registration"] for row in rows] == sorted(item["id"] for item in stored)
    assert [row["row"] for row in rows] == [2, 3]


@pytest.mark.parametrize("query", ["", "fate=lost", "fate=held&cursor=eA", "fate=held&cursor=WyIiLHRydWVd"])
def test_a_malformed_query_of_rows_is_refused(api: Reporting, upload: int, query: str) -> None:
    assert said(api.call(OWNER, "GET", f"/uploads/{upload}/rows?{query}")) == (422, "input-refused")


def test_the_office_sees_findings_rows_and_samples_masked_unless_it_asks(api: Reporting, upload: int) -> None:
    secrets = [a_vin(number) for number in (1, 2, 3)] + ["豫A00001D", "豫A00002D", "豫A00003D"]
    paths = (f"/uploads/{upload}", f"/uploads/{upload}/findings", f"/uploads/{upload}/rows?fate=held")
    before = len(revealed(api))
    for path in paths:
        assert [secret for secret in secrets if secret in str(api.read(OFFICER, path))] == [], path
    assert len(revealed(api)) == before
    for path in paths:
        asked = api.read(OFFICER, f"{path}{'&' if '?' in path else '?'}reveal=true")
        assert any(secret in str(asked) for secret in secrets), path
    assert revealed(api)[:3] == [f"upload/410100/{upload}"] * 3
    assert len(revealed(api)) == before + 3


def test_the_original_comes_back_byte_for_byte_as_an_attachment_under_its_name(
    api: Reporting, upload: int
) -> None:
    answer = api.call(OWNER, "GET", f"/uploads/{upload}/original")
    assert (answer.status_code, answer.data) == (200, a_file(*ROWS))
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=download.csv; filename*=UTF-8''%E7%99%BB%E8%AE%B0%E8%A1%A8%20%281%29.csv"
    )


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("../../etc/passwd", "passwd"),
        ("a\tb.csv", "ab.csv"),
        ("长" * 500 + ".xlsx", "长" * 192 + ".xlsx"),
        ("..", ".."),
    ],
)
def test_a_senders_file_name_is_a_label_and_never_a_path(api: Reporting, name: str, label: str) -> None:
    sent = api.send(OWNER, fresh_file(), name=name)
    assert (sent.status_code, (sent.json or {})["name"]) == (202, label)


def test_the_annotated_copy_is_a_workbook(api: Reporting, upload: int) -> None:
    answer = api.call(OWNER, "GET", f"/uploads/{upload}/annotated")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, XLSX)
    assert load_workbook(BytesIO(answer.data)).worksheets
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=download.xlsx; filename*=")


def test_a_copy_that_is_sent_back_keeps_what_was_said_of_its_first_delivery(api: Reporting) -> None:
    first = (api.send(OWNER, fresh_file(), category="bus", event="new").json or {})["id"]
    api.work()
    copy = api.call(OWNER, "GET", f"/uploads/{first}/annotated").data
    second = api.send(OWNER, copy).json or {}
    assert (second["category"], second["event"]) == ("bus", "new")


def test_there_is_no_annotated_copy_of_what_was_not_read(api: Reporting) -> None:
    waiting = (api.send(OWNER, fresh_file()).json or {})["id"]
    refused = api.call(OWNER, "GET", f"/uploads/{waiting}/annotated")
    assert (*said(refused), (refused.json or {})["detail"]) == (
        409,
        "upload-without-rows",
        "Its status: received",
    )


@pytest.mark.parametrize("path", ["original", "annotated"])
def test_the_office_gets_whole_files_only_by_an_audited_request(
    api: Reporting, upload: int, path: str
) -> None:
    before = len(revealed(api))
    assert said(api.call(OFFICER, "GET", f"/uploads/{upload}/{path}")) == (403, "reveal-needed")
    assert len(revealed(api)) == before
    assert api.call(OFFICER, "GET", f"/uploads/{upload}/{path}?reveal=true").status_code == 200
    assert revealed(api)[0] == f"upload/410100/{upload}"


def test_a_template_is_made_for_a_unit_and_a_category(api: Reporting) -> None:
    answer = api.call(STRANGER, "GET", "/templates/registrations.xlsx?unit=410200&category=taxi")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, XLSX)
    assert "Kaifeng" in str(load_workbook(BytesIO(answer.data)).worksheets[0]["A1"].value)
    assert said(api.call(OWNER, "GET", "/templates/registrations.xlsx")) == (422, "input-refused")
    assert said(api.call(DEALER, "GET", "/templates/registrations.xlsx?unit=410200")) == (
        403,
        "key-not-admitted",
    )
