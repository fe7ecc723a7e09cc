"""Exports of registrations: the filter's rows, all of them, as CSV and xlsx, and never a formula."""

import csv
import io
import tracemalloc
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy.exc import OperationalError

from fleetsvc import clock
from fleetsvc.clock import SHANGHAI
from fleetsvc.database.transactions import OFFICE
from fleetsvc.edge import document_answers
from fleetsvc.services.documents.list_exports import Writing
from fleetsvc.services.registrations import exports, lists
from tests.actors import noted
from tests.reporting_app import OFFICER, OWNER, STRANGER, Reporting, a_reporting_app
from tests.upload_cases import HEADER, a_row, a_vin

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
PAYLOADS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "=HYPERLINK(\"http://x\";\"y\")",
    "=cmd|' /C calc'!A0",
)  # fmt: skip
VEHICLES = 3 + len(PAYLOADS)


@pytest.fixture(scope="module")
def api(owner_url: str) -> Iterator[Reporting]:
    """Vehicles of plain owners, and of owners whose names are formulas."""
    with a_reporting_app(owner_url, "exports_api") as opened:
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow([*HEADER.split(","), "所有人"])
        for number in range(1, 4):
            writer.writerow([*a_row(number, day=f"2025-03-0{number}").split(","), "某公交公司"])
        for number, payload in enumerate(PAYLOADS, start=4):
            writer.writerow([*a_row(number, energy="柴油", plate=f"豫A{number:05d}").split(","), payload])
        opened.settled(OWNER, out.getvalue().encode(), confirm="true")
        yield opened


def table(api: Reporting, who: str, query: str = "", **headers: str) -> list[dict[str, str]]:
    answer = api.call(who, "GET", f"/registrations?{query}", headers={"Accept": CSV} | headers)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def sheet(api: Reporting, who: str, query: str = "") -> list[tuple[Any, ...]]:
    answer = api.call(who, "GET", f"/registrations?{query}", headers={"Accept": XLSX})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, XLSX)
    return list(load_workbook(io.BytesIO(answer.data)).worksheets[0].values)


def test_an_export_holds_all_rows_of_its_filter_not_only_a_page(api: Reporting) -> None:
    assert len(table(api, OWNER, "limit=1")) == VEHICLES
    rows = table(api, OWNER, "energy=bev&sort=registered_on&limit=1")
    assert rows[0] == {
        "number": rows[0]["number"],
        "unit code": "410100",
        "reporting unit": "Zhengzhou",
        "VIN": a_vin(1),
        "plate": "豫A00001D",
        "category": "bus",
        "new or replacement": rows[0]["new or replacement"],
        "energy": rows[0]["energy"],
        "model": "",
        "registered on": "2025-03-01",
        "day of manufacture": "",
        "emission stage": rows[0]["emission stage"],
        "owner": "某公交公司",
        "gross mass (kg)": "3500",
        "VIN of the replaced vehicle": "",
        "plate of the replaced vehicle": "",
        "state of the replacement": "no retired vehicle named",
        "verdict": "compliant",
        "NEV duty": "compliant",
        "China VI": "not governed",
        "rule": "henan-2023/13-bus-new",
        "upload": rows[0]["upload"],
        "sheet": rows[0]["sheet"],
        "row": "2",
        "recorded at": rows[0]["recorded at"],
        "decided otherwise by the office": "",
    }
    assert [row["VIN"] for row in rows] == [a_vin(number) for number in (1, 2, 3)]
    values = sheet(api, OWNER, "energy=bev&sort=registered_on")
    assert list(values[0]) == list(rows[0])
    assert [row[3] for row in values[1:]] == [a_vin(number) for number in (1, 2, 3)]


def test_an_export_speaks_its_readers_language(api: Reporting) -> None:
    (row,) = table(api, OWNER, "until=2025-03-02&energy=bev", **{"Accept-Language": "zh-CN"})
    assert (row["车架号"], row["报送单位"], row["能源种类"]) == (a_vin(1), "郑州市", "纯电动")


def test_no_text_becomes_a_formula(api: Reporting) -> None:
    owners = {row["owner"] for row in table(api, OWNER, "energy=diesel")}
    assert owners == {f"'{payload}" for payload in PAYLOADS}
    answer = api.call(OWNER, "GET", "/registrations?energy=diesel", headers={"Accept": XLSX})
    cells = [
        cell
        for row in load_workbook(io.BytesIO(answer.data)).worksheets[0].iter_rows(min_row=2)
        for cell in row
        if cell.value in PAYLOADS
    ]
    assert [cell.data_type for cell in cells] == ["s"] * len(PAYLOADS)


@pytest.mark.parametrize("lead", ["\t", "\r", "\n", "＝"])
def test_what_some_programs_take_for_the_start_of_a_formula_is_none(lead: str) -> None:
    row: exports.Cells = [f"{lead}=1+1"]
    lines = b"".join(exports.csv_lines([row], language="en")).decode("utf-8-sig")
    (_, written) = csv.reader(io.StringIO(lines, newline=""))
    assert written == [f"'{lead}=1+1"]


def test_an_export_keeps_to_its_units_rows_and_masks_those_of_the_office(api: Reporting) -> None:
    assert table(api, STRANGER) == []
    masked = table(api, OFFICER, "energy=bev&sort=registered_on")
    assert [row["plate"] for row in masked] == ["豫A·***01D", "豫A·***02D", "豫A·***03D"]
    assert {row["owner"] for row in masked} == {"某公**公司"}
    assert a_vin(1) not in str(sheet(api, OFFICER, "energy=bev"))
    shown = table(api, OFFICER, "energy=bev&sort=registered_on&reveal=true")
    assert [row["VIN"] for row in shown] == [a_vin(number) for number in (1, 2, 3)]
    with api.service.database.transaction(OFFICE) as session:
        (event,) = noted(session, act="revealed")
    assert (event.subject, event.details) == ("registrations", {"energy": "bev"})


def test_each_list_that_is_taken_away_is_noted_with_its_filter_and_how_many_vehicles_it_holds(
    api: Reporting,
) -> None:
    taken = []
    for who, query in ((OFFICER, "energy=bev&from=2025-01-01"), (OWNER, "owner=nobody"), (STRANGER, "")):
        rows = len(table(api, who, query))
        with api.service.database.transaction(OFFICE) as session:
            events = noted(session, act="list-exported", limit=20)
        event = next(one for one in events if "form" in one.details)
        (written,) = [one for one in events if one.details.get("asked") == event.number]
        assert (event.role, event.subject) == (
            "office" if who == OFFICER else "bureau",
            "export/registrations",
        )
        assert written.details == {"rows": rows, "whole": "yes", "asked": event.number}
        taken.append(event.details)
    assert taken == [
        {"energy": "bev", "from_on": "2025-01-01", "form": "csv", "shown": "masked"},
        {"unit": "410100", "form": "csv", "shown": "full"},
        {"unit": "410200", "form": "csv", "shown": "full"},
    ]


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "application/json"),
        ("text/csv, application/json;q=0.5", "text/csv"),
        (XLSX, XLSX),
    ],
)
def test_the_form_of_the_answer_is_negotiated(api: Reporting, accept: str | None, media: str) -> None:
    headers = {} if accept is None else {"Accept": accept}
    answer = api.call(OWNER, "GET", "/registrations?limit=1", headers=headers)
    assert (answer.status_code, answer.mimetype) == (200, media)


def test_another_form_is_not_acceptable(api: Reporting) -> None:
    answer = api.call(OWNER, "GET", "/registrations", headers={"Accept": "application/pdf"})
    assert (answer.status_code, (answer.json or {})["code"]) == (406, "not-acceptable")


def test_the_memory_of_an_export_does_not_grow_with_its_rows() -> None:
    def peak(count: int) -> int:
        rows: Iterator[exports.Cells] = (["x" * 100, number] for number in range(count))
        tracemalloc.start()
        for _ in exports.csv_lines(rows, language="en"):
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(10)  # what is loaded once
    assert peak(40_000) < 2 * peak(2_000)


def test_what_programs_read_is_one_plain_table_with_days_that_are_days(api: Reporting) -> None:
    answer = api.call(OWNER, "GET", "/registrations?energy=bev&sort=registered_on", headers={"Accept": XLSX})
    (only,) = load_workbook(io.BytesIO(answer.data)).worksheets
    first = dict(zip(*list(only.values)[:2], strict=True))
    assert (first["registered on"], first["rule"]) == (datetime(2025, 3, 1), "henan-2023/13-bus-new")
    assert isinstance(first["recorded at"], datetime)
    assert abs(first["recorded at"].replace(tzinfo=SHANGHAI) - clock.now()) < timedelta(hours=1)


@pytest.fixture
def in_three_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each vehicle is a piece by itself."""
    whole = Writing.pieces

    def slowly(self: Writing) -> Iterator[bytes]:
        pieces = whole(self)
        for self.rows in (1, 2, 3):
            yield b"a vehicle"
        yield from pieces

    monkeypatch.setattr(Writing, "pieces", slowly)


@pytest.mark.usefixtures("in_three_pieces")
def test_a_list_that_nobody_takes_to_the_end_is_noted_and_gives_its_place_back(api: Reporting) -> None:
    for _ in range(2 * document_answers.MOST_DIRECT):
        answer = api.call(OWNER, "GET", "/registrations", headers={"Accept": CSV}, buffered=False)
        assert next(iter(answer.response)) == b"a vehicle"
        answer.close()
    with api.service.database.transaction(OFFICE) as session:
        events = noted(session, act="list-exported", limit=20)
    asked = next(one for one in events if "form" in one.details)
    (cut,) = [one for one in events if one.details.get("asked") == asked.number]
    assert cut.details == {"rows": 1, "whole": "no", "asked": asked.number}


def test_a_list_whose_statement_fails_is_an_error_and_gives_its_place_back(
    api: Reporting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise OperationalError("", {}, Exception())

    monkeypatch.setattr(lists, "all_registrations", broken)
    for _ in range(2 * document_answers.MOST_DIRECT):
        assert api.call(OWNER, "GET", "/registrations", headers={"Accept": CSV}).status_code == 503
