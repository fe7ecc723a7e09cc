"""Between proposal and signature a vehicle may change: whoever signs is told what, and signs nothing outdated."""

from collections.abc import Callable, Iterator

import pytest

from tests.browser import Bureau, a_bureau, words_of
from tests.overrides import a_diesel, case_of, decided, proposed, replayed
from tests.upload_cases import a_file, a_row

Change = Callable[[Bureau, int], None]


@pytest.fixture(scope="module")
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "override_signed") as opened:
        yield opened


def withdrawn(bureau: Bureau, number: int) -> None:
    case = case_of(bureau, number)
    page = f"/uploads/{case.upload_id}"
    bureau["owner"].send(page, f"{page}/withdraw", {"reason": "重复报送"})


def disputed(bureau: Bureau, number: int) -> None:
    bureau.stored(a_file(a_row(number)), who="stranger")


def other_facts(bureau: Bureau, number: int) -> None:
    a_diesel(bureau, number, energy="汽油")


def better_facts(bureau: Bureau, number: int) -> None:
    a_diesel(bureau, number, energy="纯电动", plate=f"豫A{number:05d}D")


CHANGES: dict[str, tuple[Change, str]] = {
    "gone": (withdrawn, "已撤回或不再现行"),
    "disputed": (disputed, "有争议"),
    "changed": (other_facts, "事实已变动"),
    "review": (better_facts, "正待核准"),
}


@pytest.mark.parametrize("why", CHANGES)
def test_who_signs_is_told_what_has_changed_and_can_send_it_back(bureau: Bureau, why: str) -> None:
    change, said = CHANGES[why]
    number, vehicle = a_diesel(bureau)
    page = proposed(bureau, vehicle)
    assert "不能签署" not in words_of(bureau["deputy"].open(page))
    change(bureau, number)
    shown = bureau["deputy"].open(page)
    assert (said in words_of(shown), f"{page}/sign" in shown) == (True, False), words_of(shown)
    api = f"/api/v1/case-proposals/{page.rpartition('/')[2]}"
    assert bureau["deputy"].client.get(api).get_json()["outdated"] == why
    refused = bureau["deputy"].send(page, f"{page}/sign")
    assert (refused.status_code, said in words_of(refused.get_data(as_text=True))) == (422, True)
    told = bureau["deputy"].client.post(f"{api}/signature", headers=token(bureau, page))
    assert (told.status_code, told.get_json()["code"], said in told.get_json()["detail"]) == (
        409,
        "override-outdated",
        True,
    )
    dropped = bureau["deputy"].send(page, f"{page}/drop", {"reason": "情况已变"})
    assert dropped.status_code == 303
    assert case_of(bureau, number).state in ("closed", "corrected")
    assert replayed(bureau) == 0


def token(bureau: Bureau, page: str) -> dict[str, str]:
    shown = bureau["deputy"].open(page)
    return {"X-CSRFToken": shown.partition('name="csrf-token" content="')[2].partition('"')[0]}


def test_what_says_the_same_of_its_facts_is_signed_all_the_same(bureau: Bureau) -> None:
    number, vehicle = a_diesel(bureau)
    page = proposed(bureau, vehicle)
    a_diesel(bureau, number, plate=f"豫A{number + 50_000:05d}")
    assert (
        bureau["deputy"]
        .client.get(f"/api/v1/case-proposals/{page.rpartition('/')[2]}")
        .get_json()["outdated"]
        is None
    )
    assert "done=1" in bureau["deputy"].send(page, f"{page}/sign").headers["Location"]
    assert decided(bureau, number)[0] == "exempt"
