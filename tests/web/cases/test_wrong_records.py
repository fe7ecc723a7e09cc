"""From the public answer somebody says that a record looks wrong; what is known stays unknown to them."""

import re
from collections.abc import Iterator

import pytest

from fleetsvc.services.people.accounts import Role
from tests.browser import Browser, Bureau, a_bureau, words_of
from tests.reporting_app import fresh_numbers
from tests.upload_cases import a_file, a_row, a_vin

PAGE = "/ask/wrong-record"


@pytest.fixture(scope="module")
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "wrong_records") as opened:
        yield opened


def test_the_answer_is_the_same_of_a_vehicle_that_is_known_and_of_one_that_is_not(bureau: Bureau) -> None:
    first, second = fresh_numbers(2)
    bureau.stored(a_file(a_row(first)))
    known, unknown = a_vin(first), a_vin(second)
    anybody = Browser(bureau.service.client())
    assert PAGE in anybody.open("/ask")
    form = {"unit": "410100", "reason": "燃料不对"}
    answers = [anybody.send(PAGE, PAGE, form | {"vin": vin.lower()}) for vin in (known, unknown)]
    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {
        (303, f"{PAGE}?told=received")
    }
    headers = bureau.service.bearer(Role.DEALER)
    sent = [
        bureau.service.client().post("/api/v1/wrong-records", json=form | {"vin": vin}, headers=headers)
        for vin in (known, unknown)
    ]
    assert [(one.status_code, sorted(one.get_json())) for one in sent] == [(202, ["received_at", "unit"])] * 2
    own = words_of(bureau["owner"].open("/cases?kind=wrong_record"))
    assert all(vin in own for vin in (known, unknown))
    office = bureau["office"].open("/cases?kind=wrong_record")
    assert "登记有误" in words_of(office)
    assert not [vin for vin in (known, unknown) if vin in office]
    number = re.findall(r'href="/cases/(\d+)"', office)[0]
    page = words_of(bureau["office"].open(f"/cases/{number}"))
    assert all(word in page for word in ("燃料不对", "未登录者", "经销商"))
    assert known not in words_of(bureau["stranger"].open("/cases?kind=wrong_record"))


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"unit": "410000", "vin": a_vin(1), "reason": "x"}, "请选择报送单位"),
        ({"unit": "410100", "vin": "LZY", "reason": "x"}, "车架号须为 17 位"),
        ({"unit": "410100", "vin": a_vin(1), "reason": " "}, "请写明哪里不对"),
    ],
)
def test_what_is_wrong_in_the_form_is_told(bureau: Bureau, form: dict[str, str], told: str) -> None:
    answer = Browser(bureau.service.client()).send(PAGE, PAGE, form)
    page = answer.get_data(as_text=True)
    assert (answer.status_code, told in words_of(page), form["vin"] in page) == (422, True, True)


def test_a_key_is_told_what_is_wrong_with_a_vin(bureau: Bureau) -> None:
    body, headers = {"unit": "410100", "vin": "LZY", "reason": "x"}, bureau.service.bearer(Role.DEALER)
    answer = bureau.service.client().post("/api/v1/wrong-records", json=body, headers=headers)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "vin-malformed")
    assert bureau.service.client().post("/api/v1/wrong-records", json=body).status_code == 401
