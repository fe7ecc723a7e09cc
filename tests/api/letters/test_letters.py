"""Letters about an edition over HTTP: Word documents for the office alone, made by a worker, one for each edition."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from docx import Document
from werkzeug.test import TestResponse

from fleetsvc.database.transactions import OFFICE
from fleetsvc.services.rankings import publishing
from rules.periods import parse_period
from tests.http_app import PUBLISHED
from tests.making import make_all, nobody_waiting
from tests.ranking_data import register, sign_nil
from tests.reporting_app import DEALER, NOBODY, OFFICER, OWNER, STRANGER, Reporting, a_reporting_app
from tests.upload_cases import ODD_NAMES

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CIRCULAR = "/rankings/2025-08/circular.docx"


@pytest.fixture(scope="module")
def api(owner_url: str) -> Iterator[Reporting]:
    """August 2025 is published, July is in preview, June moves."""
    with a_reporting_app(owner_url, "letters_api") as opened:
        with opened.service.database.transaction(OFFICE) as session:
            day = parse_period("2025-08").from_day
            register(session, "410100", day=day, compliant=4, needs_justification=2)
            sign_nil(session, "410100", months=("2025-07", "2025-08", "2025-10"))
            publishing.publish_final(session, parse_period("2025-08"), now=PUBLISHED)
            publishing.publish_preview(session, parse_period("2025-07"), now=PUBLISHED)
            publishing.publish_provisional(session, parse_period("2025-10"), now=PUBLISHED)
        yield opened


@pytest.fixture(autouse=True)
def in_no_time() -> Iterator[None]:
    """Nobody works meanwhile, so no request waits."""
    with nobody_waiting():
        yield


def fetched(api: Reporting, path: str, who: str = OFFICER) -> TestResponse:
    api.call(who, "GET", path)
    make_all(api.service.database)
    return api.call(who, "GET", path)


def code_of(answer: TestResponse) -> tuple[int, str | None]:
    return answer.status_code, (answer.json or {}).get("code")


def test_the_office_is_given_the_circular_of_a_final_edition(api: Reporting) -> None:
    given = fetched(api, CIRCULAR)
    assert (given.status_code, given.headers["Content-Type"]) == (200, DOCX)
    letter = Document(BytesIO(given.data))
    assert [line.text for line in letter.paragraphs][2] == "关于2025年8月新增和更新车辆"
    assert [len(table.rows) for table in letter.tables] == [1 + 19, 1 + 2]
    assert letter.sections[0].header.is_linked_to_previous
    assert api.call(OFFICER, "GET", CIRCULAR).data == given.data
    assert make_all(api.service.database) == 0
    listed = {one["name"]: one["kind"] for one in api.read(OFFICER, "/handouts")["items"]}
    assert listed["2025年8月新能源要求落实情况通报.docx"] == "letter"


def test_a_preview_is_marked_and_a_moving_edition_refused(api: Reporting) -> None:
    letter = Document(BytesIO(fetched(api, "/rankings/2025-07/circular.docx").data))
    assert "征求意见稿" in letter.sections[0].header.paragraphs[0].text
    assert code_of(api.call(OFFICER, "GET", "/rankings/2025-10/circular.docx")) == (
        409,
        "ranking-provisional",
    )
    assert code_of(api.call(OFFICER, "GET", "/rankings/2024-06/circular.docx")) == (404, "ranking-unknown")
    assert code_of(api.call(OFFICER, "GET", "/rankings/2025-66/circular.docx")) == (422, "period-malformed")


def test_a_unit_is_written_to_about_its_own_vehicles(api: Reporting) -> None:
    base = "/rankings/2025-08/units"
    for kind, title in (("rectification", "整改通知书"), ("talk", "约谈函")):
        letter = Document(BytesIO(fetched(api, f"{base}/410100/{kind}.docx").data))
        assert [line.text for line in letter.paragraphs][2:5:2] == [title, "郑州市："]
    for path in ("410100/circular.docx", "110000/talk.docx", "410100/x.docx"):
        assert code_of(api.call(OFFICER, "GET", f"{base}/{path}")) == (404, "letter-unknown")


@pytest.mark.parametrize(("who", "status"), [(OWNER, 403), (DEALER, 403), (NOBODY, 401)])
def test_nobody_but_the_office_is_given_a_letter(api: Reporting, who: str, status: int) -> None:
    assert api.call(who, "GET", CIRCULAR).status_code == status


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_template_is_taken_whatever_it_is_called(api: Reporting, name: str) -> None:
    given = api.call(OFFICER, "GET", "/letter-templates/talk.docx")
    sent = {"file": (BytesIO(given.data), name)}
    answer = api.call(OFFICER, "POST", "/letter-templates/talk", data=sent)
    assert (answer.status_code, (answer.json or {})["name"].isprintable()) == (201, True)
    assert api.call(OFFICER, "POST", "/letter-templates/talk/standard").status_code == 200


def test_templates_are_told_with_their_fields_sent_checked_and_given_back(api: Reporting) -> None:
    listed = {one["kind"]: one for one in api.read(OFFICER, "/letter-templates")["items"]}
    assert [one["name"] for one in listed.values()] == [None, None, None]
    assert {"name": "单位", "block": False} in [
        {name: field[name] for name in ("name", "block")} for field in listed["talk"]["fields"]
    ]
    given = api.call(OFFICER, "GET", "/letter-templates/talk.docx")
    assert (given.status_code, given.headers["Content-Type"]) == (200, DOCX)
    sent = api.call(
        OFFICER, "POST", "/letter-templates/talk", data={"file": (BytesIO(given.data), "我们的约谈函.docx")}
    )
    assert sent.status_code == 201
    assert (sent.json or {})["name"] == "我们的约谈函.docx"
    wrong = api.call(
        OFFICER, "POST", "/letter-templates/circular", data={"file": (BytesIO(given.data), "x.docx")}
    )
    assert code_of(wrong) == (422, "template-refused")
    assert "there is no field 单位" in (wrong.json or {})["detail"]
    assert api.call(OFFICER, "POST", "/letter-templates/talk/standard").status_code == 200
    assert code_of(api.call(OFFICER, "GET", "/letter-templates/x.docx")) == (404, "letter-unknown")
    assert api.call(OFFICER, "POST", "/letter-templates/talk.docx").status_code == 405


def test_measures_are_noted_by_the_office_and_read_by_their_unit(api: Reporting) -> None:
    body = {"unit": "410100", "kind": "promise", "happened_on": "2025-10-09", "said": "十月底前补报"}
    answer = api.call(OFFICER, "POST", "/measures", json=body)
    assert (answer.status_code, (answer.json or {})["said"]) == (201, "十月底前补报")
    assert [one["kind"] for one in api.read(OWNER, "/measures")["items"]] == ["promise"]
    assert api.read(STRANGER, "/measures")["items"] == []
    assert code_of(api.call(OWNER, "POST", "/measures", json=body)) == (403, "key-not-admitted")
    later = api.call(OFFICER, "POST", "/measures", json=body | {"happened_on": "2999-01-01"})
    assert code_of(later) == (422, "measure-in-future")
    for blank in ("", " \u3000"):
        unsaid = api.call(OFFICER, "POST", "/measures", json=body | {"said": blank})
        (fault,) = (unsaid.json or {})["errors"]
        assert (unsaid.status_code, fault["pointer"], fault["code"]) == (422, "/said", "blank")
