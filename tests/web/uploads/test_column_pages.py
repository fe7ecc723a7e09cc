"""What is open in a whole column is asked at the top of the review, and answered by one button."""

import re
from collections.abc import Iterator

import pytest

from tests.browser import Bureau, a_bureau, words_of
from tests.upload_cases import a_file, a_row


@pytest.fixture(scope="module")
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "column_web") as opened:
        yield opened


def test_the_order_of_days_is_answered_once_for_the_column(bureau: Bureau) -> None:
    owner = bureau["owner"]
    number = bureau.reviewed(a_file(a_row(811, day="3/4/2025"), a_row(812, day="5/4/2025")))
    page = f"/uploads/{number}"
    shown = owner.open(page)
    assert "F 列“注册日期”有 2 个日期看不出年月日的次序。 例如第 2 行“3/4/2025”应读作：" in words_of(shown)
    assert "日-月-年：2025-04-03 月-日-年：2025-03-04" in words_of(shown)
    assert shown.index('id="questions"') < shown.index('id="mapping"')
    (sheet,) = re.findall(r'name="sheet" value="([^"]+)"><input type="hidden" name="column"', shown)
    said = {"sheet": sheet, "column": "F", "way": "dmy"}
    assert bureau["stranger"].send("/uploads", f"{page}/columns", said).status_code == 404
    wrong = owner.send(page, f"{page}/columns", said | {"way": "tram"})
    assert wrong.headers["Location"] == f"{page}?told=changed"
    assert owner.send(page, f"{page}/columns", said).headers["Location"] == page
    bureau.work()
    answered = owner.open(page)
    assert "整列只须回答一次" not in words_of(answered)
    owner.send(page, f"{page}/confirm")
    bureau.work()
    assert "2025-04-03" in owner.open("/registrations")
    following = bureau.reviewed(a_file(a_row(813, day="6/5/2025")), name="下月.csv")
    assert "整列只须回答一次" not in words_of(owner.open(f"/uploads/{following}"))
