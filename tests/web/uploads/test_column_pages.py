"""What is open in a whole column is asked at the top of the review, and answered by one button."""

import re
from collections.abc import Iterator

import pytest

from fleetsvc.web.uploads.status_view import ShownStatus, shown_status
from tests.browser import Bureau, a_bureau, fields_in, words_of
from tests.upload_cases import HEADER, a_file, a_row


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


def test_a_column_that_holds_something_and_is_not_used_is_asked_about_before_confirming(
    bureau: Bureau,
) -> None:
    owner, header = bureau["owner"], f"{HEADER},乙方,联系电话"
    rows = [f"{a_row(number)},郑州某某公交有限公司,1380000{number}" for number in (821, 822)]
    number = bureau.reviewed(a_file(*rows, header=header))
    address = f"/uploads/{number}"
    shown = owner.open(address)
    assert "I 列“乙方”有内容，现在没有使用：入库后查不到这一列。 如：郑州某某公交有限公司" in words_of(shown)
    assert shown.index('id="doubts"') < shown.index('id="findings"')
    bar = shown.partition('class="actbar"')[2]
    assert re.findall(r'class="(button[^"]*)"[^>]*>([^<]+)<', bar)[:2] == [
        ("button", "先回答 2 个问题"),
        ("button second", "确认入库（2 辆）"),
    ]
    form = fields_in(shown, "/mapping")
    assert (form["0:I"], form["0:J"]) == ("owner", ""), (
        "firms are owners, nobody knows what a telephone is for"
    )
    owner.send(address, f"{address}/mapping", {name: form[name] for name in ("0:I", "0:J")})
    bureau.work()
    answered = owner.open(address)
    assert ('id="doubts"' in answered, "先回答" in answered) == (False, False)
    owner.send(address, f"{address}/confirm")
    bureau.work()
    assert "郑州某某公交有限公司" in owner.open("/registrations")
    following = bureau.reviewed(
        a_file(f"{a_row(823)},郑州某某公交有限公司,1", header=header), name="下月.csv"
    )
    assert 'id="doubts"' not in owner.open(f"/uploads/{following}")


def test_what_is_confirmed_is_being_stored_until_it_is() -> None:
    def status(status: str, *, confirmed: bool) -> ShownStatus:
        return shown_status({"failing": None, "withdrawing": None, "status": status, "confirmed": confirmed})

    assert [status(one, confirmed=True) for one in ("in_review", "reading", "accepted")] == [
        ShownStatus.STORING,
        ShownStatus.STORING,
        ShownStatus.ACCEPTED,
    ]
    assert status("reading", confirmed=False) is ShownStatus.READING
