"""What unknown words mean is asked at the top of the review, and told in the history as the unit's answer."""

import re
from collections.abc import Iterator

import pytest

from tests.browser import Bureau, a_bureau, words_of
from tests.upload_cases import a_file, a_row


@pytest.fixture(scope="module")
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "words_web") as opened:
        yield opened


def test_a_code_is_answered_once_for_the_column(bureau: Bureau) -> None:
    owner = bureau["owner"]
    rows = (a_row(number, plate=f"豫A00{number}", energy="YD") for number in (821, 822))
    number = bureau.reviewed(a_file(*rows))
    page = f"/uploads/{number}"
    shown = owner.open(page)
    assert "“YD”（2 行，如第 2 行）" in words_of(shown)
    assert shown.index('id="words"') < shown.index('id="mapping"')
    (sheet,) = re.findall(r'name="sheet" value="([^"]+)"><input type="hidden" name="column"', shown)
    said = {"sheet": sheet, "column": "E", "word": "YD", "means": "diesel"}
    assert bureau["stranger"].send("/uploads", f"{page}/words", said).status_code == 404
    for wrong in ({"means": "tram"}, {"word": "柴油"}, {"means": ""}):
        assert owner.send(page, f"{page}/words", said | wrong).headers["Location"] == f"{page}?told=changed"
    assert owner.send(page, f"{page}/words", said).headers["Location"] == page
    bureau.work()
    answered = words_of(owner.open(page))
    assert "本单位说明写法的含义，重新读取" in answered
    assert "“YD”=柴油" in answered
    assert "按本单位的说明，“YD”读作柴油" in answered
