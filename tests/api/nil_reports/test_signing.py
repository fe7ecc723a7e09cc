"""What a unit has not registered it can sign as nil: by API, command, page and file; nothing else reports it."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlmodel import select

from fleetsvc.database.transactions import OFFICE
from fleetsvc.models import AuditEvent
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.law.standing_counts import standing
from fleetsvc.services.nil_reports.reported import reported_categories
from fleetsvc.services.uploads import two_persons
from rules.periods import parse_period
from rules.vocabulary import Category
from tests.reporting_app import COLLEAGUE, DEALER, OFFICER, OWNER, STRANGER, Reporting, a_reporting_app
from tests.upload_cases import NOW, a_file, a_row

HEADER = "序号,车架号,号牌号码,初次登记日期,燃料种类\n"


@pytest.fixture
def api(owner_url: str) -> Iterator[Reporting]:
    with a_reporting_app(owner_url, "nil_signed") as opened:
        yield opened


def reported(api: Reporting, period: str, unit: str = "410100") -> set[str]:
    with api.service.database.transaction(OFFICE) as session:
        span = parse_period(period)
        stand = standing(session, first=span.from_day, until=span.until_day)
        found = reported_categories(session, span, stand, today=date(2026, 2, 1))
    return {category.value for category in found.get(unit, ())}


def sign(api: Reporting, who: str = OWNER, **said: object) -> tuple[int, object]:
    body = {"unit": "410100", "category": "taxi", "period": "2025-09"} | said
    answer = api.call(who, "POST", "/nil-reports", json=body)
    document = answer.json or {}
    return answer.status_code, document.get("code") or {
        name: document.get(name) for name in ("unit", "category", "period", "signed_by")
    }


def test_a_unit_signs_a_quarter_once_and_it_counts_for_each_of_its_months(api: Reporting) -> None:
    told = {"unit": "410100", "category": "taxi", "period": "2025-Q3"}
    assert sign(api, period="2025-Q3") == (201, told | {"signed_by": "bureau"})
    assert sign(api, COLLEAGUE, period="2025-Q3") == (200, told | {"signed_by": "bureau"})
    assert [reported(api, period) for period in ("2025-07", "2025-Q3", "2025-10")] == [
        {"taxi"},
        {"taxi"},
        set(),
    ]
    with api.service.database.transaction(OFFICE) as session:
        events = session.exec(select(AuditEvent).where(AuditEvent.act == "nil-report-signed")).all()
    assert [(event.actor_name, event.subject) for event in events] == [
        ("bureau", "nil-report/410100/taxi/2025-Q3")
    ]


@pytest.mark.parametrize(
    ("who", "said", "answer"),
    [
        (STRANGER, {}, (403, "unit-not-yours")),
        (DEALER, {}, (403, "key-not-admitted")),
        (OWNER, {"period": "2999-01"}, (422, "period-not-begun")),
        (OWNER, {"period": "2025-13"}, (422, "period-malformed")),
        (OWNER, {"period": None}, (422, "input-refused")),
        (OWNER, {"category": "tram"}, (422, "input-refused")),
    ],
)
def test_what_cannot_be_signed_is_refused(
    api: Reporting, who: str, said: dict[str, object], answer: tuple[int, str]
) -> None:
    assert sign(api, who, **said) == answer
    assert reported(api, "2025-09") == set()


def test_the_office_signs_for_a_unit(api: Reporting) -> None:
    assert sign(api, OFFICER)[0] == 201
    assert reported(api, "2025-09") == {"taxi"}


def test_what_is_registered_is_not_signed_as_nil(api: Reporting) -> None:
    api.settled(OWNER, a_file(a_row(1, day="2025-09-03")), confirm="true")
    assert sign(api, category="bus") == (409, "vehicles-registered")
    assert sign(api, category="bus", period="2025-08")[0] == 201


@pytest.mark.parametrize(
    ("said", "form", "categories"),
    [
        ("2025年9月无新增", {}, {category.value for category in Category} - {"other"}),
        ("2025年9月无新增", {"category": "taxi"}, {"taxi"}),
        ("2025年9月无新增公交车", {}, {"bus"}),
    ],
)
def test_a_file_that_says_there_are_none_reports_once_it_is_accepted_and_until_it_is_withdrawn(
    api: Reporting, said: str, form: dict[str, str], categories: set[str]
) -> None:
    content = f"{HEADER},,{said},,\n".encode()
    number = api.settled(OWNER, content, **form)
    assert reported(api, "2025-09") == set()
    assert api.call(OWNER, "POST", f"/uploads/{number}/confirm").status_code == 202
    api.work()
    assert reported(api, "2025-09") == categories
    report = api.read(OWNER, f"/uploads/{number}")["report"]
    assert {one["category"] for one in report["nil_reports"]} == categories
    assert {one["month"] for one in report["nil_reports"]} == {"2025-09"}
    sent = api.call(OWNER, "POST", f"/uploads/{number}/withdraw", json={"reason": "mistaken"})
    assert sent.status_code == 200
    assert reported(api, "2025-09") == set()


def test_where_two_persons_submit_no_system_and_no_officer_signs(api: Reporting) -> None:
    by = Actor("user", 1, "office", "office", None, "session/1")
    with api.service.database.transaction(OFFICE) as session:
        two_persons.ask_for(session, city=410100, by=by, now=NOW)
    assert sign(api)[0] == 202
    assert sign(api, OFFICER) == (409, "second-person-needed")
    assert sign(api, STRANGER, unit="410200")[0] == 201
    assert reported(api, "2025-09") == set()
