"""The inbox: by day, read one by one or all; what one is told of is chosen; nobody sees another's."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from fleetsvc import clock
from fleetsvc.services.notices.events import Event
from tests.browser import Bureau, a_bureau, words_of
from tests.notices import happen, tell_all

INBOX = "/notices"


@pytest.fixture(scope="module")
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "notice_pages") as opened:
        yield opened


def told(bureau: Bureau, *marks: str) -> None:
    """Have the people of a unit told of as many things as there are marks."""
    for mark in marks:
        details: dict[str, str | int] = {"name": f"{mark}.csv", "read": 3, "held": 1}
        happen(bureau.service.database, mark=mark, details=details, now=clock.now() + timedelta(hours=1))
        tell_all(bureau.service.database, now=clock.now())


def head_of(page: str) -> str:
    """What the head of a page says of notices."""
    return " ".join(re.sub("<[^>]*>", " ", re.findall(r'<a class="bell".*?</a>', page, re.DOTALL)[0]).split())


def number_of(page: str, name: str) -> str:
    found = re.search(rf'name="open" value="(\d+)">“{name}', page)
    assert found is not None
    return found[1]


def test_notices_are_listed_counted_opened_and_read_by_their_reader_alone(
    bureau: Bureau, one_day: None
) -> None:
    owner, colleague, stranger = bureau["owner"], bureau["colleague"], bureau["stranger"]
    assert (head_of(owner.open("/bureau")), "没有消息" in words_of(owner.open(INBOX))) == ("消息", True)
    told(bureau, "甲", "乙", "丙")
    shown = owner.open(INBOX)
    assert (head_of(shown), head_of(stranger.open(INBOX))) == ("消息 3", "消息")
    assert re.findall(r"“(.)\.csv”已读完：共 3 行，待更正 1 行", words_of(shown)) == ["丙", "乙", "甲"]
    opened = owner.send(INBOX, f"{INBOX}/read", {"open": number_of(shown, "甲")})
    assert (opened.status_code, opened.headers["Location"]) == (303, "/uploads/1")
    one = owner.send(INBOX, f"{INBOX}/read", {"one": number_of(shown, "丙"), "show": "unread"})
    assert one.headers["Location"] == f"{INBOX}?show=unread"
    unread = owner.open(f"{INBOX}?show=unread")
    assert (head_of(unread), re.findall(r"“(.)\.csv", words_of(unread))) == ("消息 1", ["乙"])
    theirs = stranger.send(INBOX, f"{INBOX}/read", {"open": number_of(shown, "乙")})
    assert (theirs.headers["Location"], head_of(owner.open(INBOX))) == (INBOX, "消息 1")
    found = re.search(r'name="shown_by" value="([^"]+)"', owner.open(INBOX))
    assert found is not None
    told(bureau, "丁")
    owner.send(INBOX, f"{INBOX}/read", {"shown_by": found[1]})
    assert re.findall(r"“(.)\.csv", words_of(owner.open(f"{INBOX}?show=unread"))) == ["丁"]
    assert head_of(colleague.open(INBOX)) == "消息 4"
    assert "“甲.csv” was read: 3 rows" in words_of(colleague.open(f"{INBOX}?lang=en"))


@pytest.mark.parametrize("typed", ["x", "-1", "0", "9" * 19, "9" * 30, "１"])
def test_a_number_that_is_none_reads_nothing(bureau: Bureau, typed: str) -> None:
    answer = bureau["deputy"].send(INBOX, f"{INBOX}/read", {"open": typed, "shown_by": typed, "one": typed})
    assert (answer.status_code, answer.headers["Location"]) == (303, INBOX)
    bureau["deputy"].open(f"{INBOX}?before={typed}&show={typed}")


def test_one_chooses_what_one_is_told_of(bureau: Bureau, one_day: None) -> None:
    address, dealer = f"{INBOX}/settings", bureau["dealer"]
    assert re.findall(r'value="([^"]+)" checked', dealer.open(address)) == [
        Event.RULEBOOK_IN_FORCE.value,
        Event.RULEBOOK_TAKEN_OUT.value,
    ]
    assert dealer.send(address, address, {"event": "cases-opened"}).status_code == 303
    shown = dealer.open(f"{address}?done=1")
    assert ("已保存" in words_of(shown), " checked" in shown) == (True, False)
    auditor = bureau["auditor"]
    assert auditor.send(address, address).status_code == 303


def test_who_has_read_a_hundred_less_is_told_so(bureau: Bureau) -> None:
    for number in range(101):
        happen(
            bureau.service.database,
            Event.CASES_ANSWERED,
            "cases/410200",
            city=410200,
            mark=str(number),
            details={"count": 2},
            now=clock.now() + timedelta(hours=1),
        )
    tell_all(bureau.service.database)
    page = bureau["deputy"].open(INBOX)
    assert (head_of(page), words_of(page).count("2 项事项")) == ("消息 99+", 50)
    following = re.search(r'rel="next" href="([^"]+)"', page)
    assert following is not None
    assert words_of(bureau["deputy"].open(following[1])).count("2 项事项") == 50
