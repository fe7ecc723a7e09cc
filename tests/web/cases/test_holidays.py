"""The page of holidays: a year that is missing is said, a notice is added, what cannot be is told."""

from collections.abc import Iterator

import pytest

from tests.browser import Bureau, a_bureau, words_of


@pytest.fixture(scope="module")
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "holiday_pages") as opened:
        yield opened


def test_the_office_adds_the_holidays_of_a_year(bureau: Bureau) -> None:
    office, form = bureau["office"], {"year": "2098", "source": "国办发明电 2097 年 1 号"}
    unread = office.send("/holidays", "/holidays", form | {"days_off": "New Year"})
    assert (
        unread.status_code,
        "日期请写成 2027-01-01 的样子" in words_of(unread.get_data(as_text=True)),
    ) == (422, True)
    other = office.send("/holidays", "/holidays", form | {"days_off": "2097-12-31"})
    assert "有日期不在该年" in words_of(other.get_data(as_text=True))
    days = {"days_off": "2098-01-01至2098-01-03、2098-10-01", "days_worked": "2098-01-05"}
    sent = office.send("/holidays", "/holidays", form | days)
    assert sent.status_code == 303
    shown = words_of(office.open(sent.headers["Location"]))
    assert "已录入 2098 年的安排，0 个期限随之变动" in shown
    assert "2098-01-01、2098-01-02、2098-01-03、2098-10-01 2098-01-05" in shown
    assert bureau["owner"].client.get("/holidays").status_code == 403
