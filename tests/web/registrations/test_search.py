"""The one search at the head of each page: to the one thing that is meant, else to what there is by kind."""

import re
from collections.abc import Iterator

import pytest
from werkzeug.test import TestResponse

from tests.browser import Bureau, a_bureau, words_of
from tests.fleets import a_fleet_file
from tests.reporting_app import fresh_numbers
from tests.upload_cases import a_row, a_vin

OWNER = "郑州甲乙客运有限公司"


@pytest.fixture(scope="module")
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "search") as opened:
        yield opened


def sought(bureau: Bureau, who: str, text: str) -> TestResponse:
    """Look for a text by the form at the head of a page."""
    page = "/office" if who == "office" else "/bureau"
    assert 'action="/search" method="post" role="search"' in bureau[who].open(page)
    return bureau[who].send(page, "/search", {"sought": text})


def led(answer: TestResponse) -> str:
    assert answer.status_code == 303, words_of(answer.get_data(as_text=True))
    return answer.headers["Location"]


def shown(answer: TestResponse, status: int = 200) -> str:
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def test_a_vehicle_an_owner_and_a_delivery_are_found_where_they_may_be_seen_and_nowhere_else(
    bureau: Bureau,
) -> None:
    first, second = fresh_numbers(2)
    rows = (a_row(first, plate=f"豫A{first:05d}D"), OWNER), (a_row(second, plate=f"豫A{second:05d}D"), OWNER)
    delivery = bureau.reviewed(a_fleet_file(*rows), name="十月 客运.csv")
    assert bureau["owner"].send(f"/uploads/{delivery}", f"/uploads/{delivery}/confirm").status_code == 303
    bureau.work()

    dossier = led(sought(bureau, "owner", a_vin(first)[-6:].lower()))
    assert re.fullmatch(r"/registrations/\d+", dossier)
    assert a_vin(first) in bureau["owner"].open(dossier)
    assert led(sought(bureau, "owner", f" 豫A·{first:05d}D ")) == dossier
    assert led(sought(bureau, "office", a_vin(first))) == f"{dossier}?unit=410100"
    assert led(sought(bureau, "owner", "十月 客")) == f"/uploads/{delivery}"
    assert led(sought(bureau, "office", "十月 客")) == f"/uploads/{delivery}?unit=410100"

    both = words_of(shown(sought(bureau, "owner", "客运")))
    assert f"{delivery} 十月 客运.csv" in both
    assert f"{a_vin(second)} {OWNER}" in both
    masked = shown(sought(bureau, "office", "客运"))
    assert (a_vin(first) in masked, OWNER in masked, "郑州**公司" in masked) == (False, False, True)
    for text in (a_vin(first), OWNER, "十月 客", str(delivery)):
        assert "没有符合" in shown(sought(bureau, "stranger", text))


def test_the_number_of_a_delivery_comes_before_what_only_holds_it(bureau: Bureau) -> None:
    owned = fresh_numbers(1)[0]
    delivery = bureau.reviewed(a_fleet_file((a_row(owned), OWNER)), name="甲.csv")
    other = bureau.reviewed(a_fleet_file((a_row(fresh_numbers(1)[0]), OWNER)), name=f"甲{delivery}.csv")
    found = re.findall(r'href="/uploads/(\d+)"', shown(sought(bureau, "owner", str(delivery))))
    assert found == [str(delivery), str(other)]


def test_of_many_it_says_that_more_fit_and_of_nothing_or_too_much_what_to_write(bureau: Bureau) -> None:
    numbers = fresh_numbers(21)
    bureau.stored(a_fleet_file(*((a_row(number), "许昌二十一辆公司") for number in numbers)), who="owner")
    many = shown(sought(bureau, "owner", "二十一辆"))
    assert len(set(re.findall(r'href="/registrations/(\d+)"', many))) == 20
    assert "符合的不止这些，只列出前 20 项" in many
    assert "请先写要查找的内容" in shown(sought(bureau, "owner", " "), 422)
    assert "有 61 个字，最多 60 个" in shown(sought(bureau, "owner", "车" * 61), 422)
    assert 'role="search"' not in bureau["dealer"].open("/ask")
