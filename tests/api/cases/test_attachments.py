"""``/api/v1/attachments``: evidence of a unit, for its cases."""

import hashlib
from collections.abc import Iterator
from io import BytesIO

import pytest
from werkzeug.test import TestResponse

from fleetsvc.app import openapi_document
from tests.cases import A_PDF, an_open_case
from tests.counted_bodies import MULTIPART, a_multipart
from tests.reporting_app import DEALER, OFFICER, OWNER, STRANGER, Reporting, a_reporting_app
from tests.upload_cases import ODD_NAMES


@pytest.fixture(scope="module")
def api(owner_url: str) -> Iterator[Reporting]:
    with a_reporting_app(owner_url, "attachments_api") as opened:
        yield opened


def bring(api: Reporting, who: str, content: bytes, *, name: str = "说明.pdf", **form: str) -> TestResponse:
    fields = [(field, "", value.encode()) for field, value in form.items()]
    data = a_multipart(*fields, ("file", name, content))
    return api.call(who, "POST", "/attachments", data=data, content_type=MULTIPART)


def test_evidence_is_brought_once_and_handed_out_as_it_came(api: Reporting) -> None:
    first, again = bring(api, OWNER, A_PDF), bring(api, OWNER, A_PDF, name="another name.pdf")
    document = first.json or {}
    assert (first.status_code, again.json) == (201, document)
    assert document == {
        "id": document["id"],
        "sha256": hashlib.sha256(A_PDF).hexdigest(),
        "name": "说明.pdf",
        "media": "application/pdf",
        "bytes": len(A_PDF),
    }
    described = openapi_document()["paths"]["/api/v1/attachments/{number}"]["get"]["responses"]["200"]
    for who in (OWNER, OFFICER):
        got = api.call(who, "GET", f"/attachments/{document['id']}")
        assert (got.status_code, got.data, got.mimetype) == (200, A_PDF, "application/pdf")
        assert got.mimetype in described["content"]
        assert got.headers["Content-Disposition"].startswith("attachment")
        assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert api.call(STRANGER, "GET", f"/attachments/{document['id']}").status_code == 404


@pytest.mark.parametrize("name", ODD_NAMES)
def test_evidence_is_taken_whatever_it_is_called(api: Reporting, name: str) -> None:
    content = A_PDF + name.encode()
    data = {"file": (BytesIO(content), name)}
    assert api.call(OWNER, "POST", "/attachments", data=data).status_code == 201


def test_what_is_no_evidence_is_told_and_not_kept(api: Reporting) -> None:
    for content, status, code in (
        (b"no picture", 422, "attachment-unfit"),
        (b"%PDF-" + bytes(20 * 1024 * 1024), 413, "attachment-too-large"),
    ):
        refused = bring(api, OWNER, content)
        assert (refused.status_code, (refused.json or {})["code"]) == (status, code)
    assert bring(api, DEALER, A_PDF).status_code == 403
    assert bring(api, OWNER, A_PDF, unit="410200").status_code == 403
    assert bring(api, OFFICER, A_PDF, unit="410200").status_code == 201


def test_a_step_names_evidence_of_its_own_unit_only(api: Reporting) -> None:
    case = an_open_case(api.service.database, unit="410100")
    ours, theirs = ((bring(api, who, A_PDF).json or {})["id"] for who in (OWNER, STRANGER))
    answer = {"reason": "mistyped", "evidence": [theirs]}
    refused = api.call(OWNER, "POST", f"/cases/{case}/answer", json=answer)
    assert (refused.status_code, (refused.json or {})["code"]) == (404, "attachment-unknown")
    assert (
        api.call(OWNER, "POST", f"/cases/{case}/answer", json=answer | {"evidence": [ours]}).status_code
        == 200
    )
    (line,) = api.read(OFFICER, f"/cases/{case}")["history"]
    assert line["evidence"] == [ours]
