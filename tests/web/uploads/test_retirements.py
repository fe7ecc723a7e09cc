"""A clerk sends a list of retired vehicles, reviews and confirms it, and sees at the new vehicle what confirms it."""

import re
from collections.abc import Iterator

import pytest

from tests.browser import Bureau, a_bureau, number_in, words_of
from tests.upload_cases import a_file, a_row, a_vin

LIST = "号牌号码,车辆用途,注销日期,车辆状态\n豫A90001,公交,2025-02-01,注销\n豫A90002,公交,,注销\n".encode()
CLAIM = a_row(1, plate="豫A00001", event="更新", energy="柴油", replaces="豫A90001")


@pytest.fixture(scope="module")
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "retirement_pages") as opened:
        yield opened


def test_a_list_is_chosen_reviewed_confirmed_and_named_at_the_vehicle_it_confirms(bureau: Bureau) -> None:
    owner = bureau["owner"]
    bureau.stored(a_file(CLAIM))
    found = re.search(r'"(/registrations/\d+)\?list=', owner.open(f"/registrations?text={a_vin(1)}"))
    assert found is not None
    assert "仅为申报：尚未核实" in words_of(owner.open(found.group(1)))
    assert a_vin(1) in owner.open("/registrations?replaces=claimed")

    number = number_in(owner.upload(("注销名单.csv", LIST), kind="retirements"))
    bureau.work()
    review = words_of(owner.open(f"/uploads/{number}"))
    assert "退出车辆（注销、报废、转出）" in review
    assert "退出车辆名单不作判定" in review
    assert "没有填写退出（注销、报废、转出）日期" in review
    assert owner.send(f"/uploads/{number}", f"/uploads/{number}/confirm").status_code == 303
    bureau.work()

    assert "已核实：豫A90001 2025年2月1日 注销，见退出车辆名单“注销名单.csv”" in words_of(
        owner.open(found.group(1))
    )
    assert "退出车辆（注销、报废、转出）" in words_of(owner.open("/uploads"))
    assert a_vin(1) not in owner.open("/registrations?replaces=claimed")
    listed = owner.open("/registrations?replaces=confirmed&col=vin&col=replaces")
    assert "被更新的车辆已核实</td>" in listed
    assert a_vin(1) in listed
    assert ",被更新的车辆已核实," in owner.open("/registrations.csv?replaces=confirmed")
    told = words_of(owner.open("/registrations?replaces=shown", 422))
    assert "“被更新的车辆”不能是“shown”，这一条件未采用" in told


def test_a_list_of_retired_vehicles_sent_as_registrations_says_what_to_choose(bureau: Bureau) -> None:
    content = "\n".join(["报废车辆名单", "号牌号码,车架号,报废日期", f"豫A90009,{a_vin(909)},2025-02-01", ""])
    number = bureau.reviewed(content.encode())
    assert "退出车辆名单请另行上传，种类选“退出车辆”" in words_of(bureau["owner"].open(f"/uploads/{number}"))


def test_another_kind_is_refused(bureau: Bureau) -> None:
    assert bureau["owner"].upload(("a.csv", LIST), kind="catalogue").status_code == 422
