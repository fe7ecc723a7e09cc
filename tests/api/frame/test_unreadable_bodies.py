"""What a body says of itself is heard: its character set, its place where it breaks, the names of its files."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from fleetsvc.api.uploads.checks import CheckItem
from tests.reporting_app import BASE, OWNER, Reporting, a_reporting_app, fresh_file

CHECKS = "/api/v1/checks"
BOUNDARY = "----form"


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"", "The body is empty"),
        (b" \n", "The body is empty"),
        (b'{"items": [\n  {"unit": }', "This is no JSON at line 2, character 12"),
        (b'{"items": "\xd6\xd0"}', "From byte 12 on this is not UTF-8"),
        (b'{"items": NaN}', "JSON knows no NaN"),
        (b'{"items": [], "items": []}', "“items” stands twice in one object"),
        (b"[" * 10_000, "Lists and objects are nested too deeply"),
        (b'{"items": ' + b"9" * 5000 + b"}", "A number has too many digits"),
    ],
)
def test_malformed_json_is_told_with_its_place(client: FlaskClient, body: bytes, detail: str) -> None:
    headers = {"Accept-Language": "en"}
    answer = client.post(CHECKS, data=body, content_type="application/json", headers=headers)
    assert answer.status_code == 400
    assert answer.json is not None
    assert (answer.json["code"], answer.json["detail"]) == ("malformed-request", detail)


@pytest.mark.parametrize("charset", ["gbk", "GB18030", "utf-16", "iso-8859-1", "x" * 200])
def test_json_in_another_character_set_is_refused_before_it_is_read(
    client: FlaskClient, charset: str
) -> None:
    body = '{"items": [{"unit": "郑州"}]}'.encode("gbk")
    answer = client.post(CHECKS, data=body, content_type=f"application/json; charset={charset}")
    assert (answer.status_code, (answer.json or {})["code"]) == (415, "charset-unsupported")


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"', "us-ascii"])
def test_json_that_says_it_is_utf_8_is_read(client: FlaskClient, charset: str) -> None:
    answer = client.post(CHECKS, data=b'{"items": []}', content_type=f"application/json; charset={charset}")
    assert answer.status_code == 422


def test_an_empty_list_has_a_code_of_its_own(client: FlaskClient) -> None:
    answer = client.post(CHECKS, json={"items": []})
    assert answer.json is not None
    assert [(fault["pointer"], fault["code"]) for fault in answer.json["errors"]] == [
        ("/items", "empty-list")
    ]


@pytest.fixture(scope="module")
def api(owner_url: str) -> Iterator[Reporting]:
    with a_reporting_app(owner_url, "unreadable_bodies") as opened:
        yield opened


@pytest.mark.parametrize(
    "disposition",
    [
        'filename="登记表.csv"'.encode("gbk"),
        'filename="登记表.csv"'.encode(),
        b'filename="=?UTF-8?B?55m76K6w6KGoLmNzdg==?="',
        b'filename="=?gb2312?B?tce8x7HtLmNzdg==?="',
        b'filename="=?utf-8?Q?=E7=99=BB=E8=AE=B0=E8=A1=A8.csv?="',
        b"filename=a.csv; filename*=UTF-8''%E7%99%BB%E8%AE%B0%E8%A1%A8.csv",
        b'filename="%E7%99%BB%E8%AE%B0%E8%A1%A8.csv"',
        'filename="C:\\\\报表\\\\登记表.csv"'.encode("gbk"),
    ],
)
def test_a_files_name_is_read_as_whatever_program_wrote_it(api: Reporting, disposition: bytes) -> None:
    def part(head: bytes, content: bytes) -> bytes:
        line = b"Content-Disposition: form-data; "
        return b"--" + BOUNDARY.encode() + b"\r\n" + line + head + b"\r\n\r\n" + content + b"\r\n"

    body = part(b'name="unit"', b"410100") + part(b'name="file"; ' + disposition, fresh_file())
    answer = api.service.client().post(
        f"{BASE}/uploads",
        data=body + b"--" + BOUNDARY.encode() + b"--\r\n",
        content_type=f"multipart/form-data; boundary={BOUNDARY}",
        headers={"Authorization": f"Bearer {api.keys[OWNER]}"},
    )
    assert answer.status_code == 202, answer.json
    assert answer.json is not None
    assert answer.json["name"] == "登记表.csv"


def test_null_means_absent_for_every_optional_field(client: FlaskClient) -> None:
    needed = {"unit": "410100", "category": "bus", "event": "new"}
    optional = [name for name, field in CheckItem().fields.items() if not field.required]
    assert len(optional) >= 8
    given = client.post(CHECKS, json={"items": [needed | dict.fromkeys(optional)]})
    absent = client.post(CHECKS, json={"items": [needed]})
    assert given.status_code == 200, given.json
    assert given.json == absent.json


@pytest.mark.parametrize("name", ["unit", "category", "event"])
def test_null_is_refused_for_what_is_needed(client: FlaskClient, name: str) -> None:
    needed: dict[str, str | None] = {"unit": "410100", "category": "bus", "event": "new"}
    answer = client.post(CHECKS, json={"items": [needed | {name: None}]})
    assert answer.json is not None
    assert [(fault["pointer"], fault["code"]) for fault in answer.json["errors"]] == [
        (f"/items/0/{name}", "null")
    ]
