"""A file that says there are none, sent by API: read, shown as what it is, and accepted when confirmed."""

from collections.abc import Iterator

import pytest

from tests.reporting_app import OWNER, Reporting, a_reporting_app

NIL = "序号,车架号,号牌号码,初次登记日期,燃料种类\n,,本月无新增公交车,,\n".encode()


@pytest.fixture(scope="module")
def api(owner_url: str) -> Iterator[Reporting]:
    with a_reporting_app(owner_url, "nil_api") as opened:
        yield opened


def test_a_nil_report_is_read_reviewed_and_accepted(api: Reporting) -> None:
    number = api.settled(OWNER, NIL)
    upload = api.read(OWNER, f"/uploads/{number}")
    assert (upload["status"], upload["report"]["nil"], upload["report"]["rows"]["read"]) == (
        "in_review",
        True,
        0,
    )
    assert api.call(OWNER, "POST", f"/uploads/{number}/confirm").status_code == 202
    api.work()
    accepted = api.read(OWNER, f"/uploads/{number}")
    assert (accepted["status"], accepted["report"]["nil"]) == ("accepted", True)


def test_a_file_with_vehicles_says_nothing_of_it(api: Reporting) -> None:
    number = api.settled(OWNER, b"%PDF-1.7")
    assert "nil" not in api.read(OWNER, f"/uploads/{number}")["report"]
