"""One vehicle by form: checked as a file is, told at its fields, then a delivery of the unit like any other."""

import re
from collections.abc import Iterator

import pytest

from fleetsvc import clock
from tests.browser import Bureau, a_bureau, number_in, words_of
from tests.upload_cases import a_vin

PAGE = "/uploads/vehicle"
VEHICLE = {
    "plate": "豫A00801D",
    "vin": a_vin(801),
    "category": "公交车",
    "event": "新增",
    "registered_on": "2025-03-01",
    "fuel": "纯电动",
    "gross_mass": "18000",
    "owner": "郑州公交",
}


@pytest.fixture(scope="module")
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "one_vehicle") as opened:
        yield opened


def faults(page: str) -> dict[str, str]:
    found = re.findall(r'<div id="w-(\w+)">(.*?)</div>', page, re.DOTALL)
    return {name: " ".join(re.sub("<[^>]*>", " ", said).split()) for name, said in found}


def test_a_vehicle_becomes_a_batch_of_the_unit_that_is_reviewed_and_stored(bureau: Bureau) -> None:
    owner = bureau["owner"]
    assert "直接填写" in words_of(owner.open("/uploads"))
    answer = owner.send(PAGE, PAGE, VEHICLE)
    assert answer.status_code == 303
    number = number_in(answer)
    bureau.work()
    shown = words_of(owner.open(f"/uploads/{number}"))
    assert "单车登记（" in shown
    assert "共读取" in shown or "1" in shown
    owner.send(f"/uploads/{number}", f"/uploads/{number}/confirm")
    bureau.work()
    listed = owner.open("/registrations")
    assert VEHICLE["vin"] in listed
    again = owner.send(PAGE, PAGE, VEHICLE)
    assert again.headers["Location"] == f"/uploads/{number}?told=known"
    assert f"/uploads/{number}" not in bureau["stranger"].open("/uploads")


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"vin": "LZYTAAGW0S100"}, "vin", "17"),
        ({"vin": ""}, "vin", "车架号"),
        ({"registered_on": ""}, "registered_on", "日期"),
        ({"registered_on": "3/4/2025"}, "registered_on", "日期"),
        ({"registered_on": "2999-01-01"}, "registered_on", "日期"),
        ({"plate": "豫A1"}, "plate", "号牌"),
        ({"category": "电车"}, "category", "电车"),
        ({"event": ""}, "event", "新增"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_stored(
    bureau: Bureau, changed: dict[str, str], field: str, said: str
) -> None:
    owner = bureau["colleague"]
    answer = owner.send(PAGE, PAGE, VEHICLE | {"vin": a_vin(802), "plate": "豫A00802D"} | changed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert said in faults(page)[field], faults(page)
    assert 'value="郑州公交"' in page


def test_an_empty_form_is_told_as_such(bureau: Bureau) -> None:
    answer = bureau["owner"].send(PAGE, PAGE, {"remark": "无"})
    assert answer.status_code == 422
    assert "还没有提交" in words_of(answer.get_data(as_text=True))


def test_what_looks_like_a_formula_is_a_text(bureau: Bureau) -> None:
    sent = VEHICLE | {"vin": a_vin(803), "plate": "豫A00803D", "owner": '=HYPERLINK("x"),"\n甲'}
    answer = bureau["owner"].send(PAGE, PAGE, sent)
    assert answer.status_code == 303
    assert clock.now().strftime("%Y") in words_of(bureau["owner"].open(answer.headers["Location"]))
