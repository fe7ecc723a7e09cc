"""The page of addresses that workbooks are fetched from, for administrators; a unit sees its own."""

import re
from collections.abc import Iterator

import pytest

from fleetsvc import clock
from fleetsvc.jobs.pulling_uploads import Puller, work_once
from tests.actors import SETTINGS
from tests.browser import Bureau, a_bureau, token_in, words_of

PAGE = "/sources"
TYPED = {"unit": "410100", "name": "车管系统", "url": "https://files.example/daily.xlsx", "hours": "24"}
GUARDED = Puller(SETTINGS, (), lambda *_: ["127.0.0.1"])


@pytest.fixture
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "source_pages") as opened:
        yield opened


def test_an_administrator_registers_asks_and_switches_and_the_unit_sees_what_comes_of_it(
    bureau: Bureau,
) -> None:
    admin, owner = bureau["admin"], bureau["owner"]
    assert "还没有取数地址" in words_of(admin.open(PAGE))
    assert "自动取数" not in words_of(owner.open("/uploads"))
    added = admin.send(PAGE, PAGE, TYPED | {"user": "bureau", "password": "口令"})
    assert (added.status_code, added.headers["Location"]) == (303, f"{PAGE}?done=add")
    shown = admin.open(f"{PAGE}?done=add")
    assert (
        "车管系统 使用中 https://files.example/daily.xlsx 郑州市 · 每 24 小时 · 新登记的车辆 · 带凭据 还没有取过"
        in words_of(shown)
    )
    assert "口令" not in shown.partition("车管系统")[2].partition("</article>")[0].replace("口令不要写在", "")
    assert work_once(bureau.service.database, GUARDED, now=clock.now)
    failed = words_of(admin.open(PAGE))
    assert "连续 1 次未取到" in failed
    assert "地址指向内部网络，未连接 · 下次" in failed
    of_unit = words_of(owner.open("/uploads"))
    assert "自动取数" in of_unit
    assert "地址指向内部网络，未连接" in of_unit
    assert "自动取数" not in words_of(bureau["stranger"].open("/uploads"))
    (number,) = set(re.findall(r"/sources/(\d+)/ask", shown))
    for action, said in (
        ("ask", "已排队"),
        ("disable", "已停用"),
        ("enable", "已启用"),
        ("credential", "凭据已更换"),
    ):
        answer = admin.send(PAGE, f"{PAGE}/{number}/{action}")
        assert answer.headers["Location"] == f"{PAGE}?done={action}"
        assert said in words_of(admin.open(f"{PAGE}?done={action}"))
    assert "不带凭据" in words_of(admin.open(PAGE))
    admin.send(PAGE, f"{PAGE}/{number}/disable")
    refused = admin.send(PAGE, f"{PAGE}/{number}/ask")
    assert (refused.status_code, "请先启用" in words_of(refused.get_data(as_text=True))) == (422, True)
    assert admin.send(PAGE, f"{PAGE}/{number}/explode").status_code == 404
    assert admin.send(PAGE, f"{PAGE}/999/ask").status_code == 404


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"unit": ""}, "请选择报送单位"),
        ({"unit": "410000"}, "请选择报送单位"),
        ({"name": ""}, "请填写名称"),
        ({"url": "http://files.example"}, "请填写完整的 https 地址"),
        ({"hours": "often"}, "间隔须为 1 至 720 小时"),
        ({"hours": "0"}, "间隔须为 1 至 720 小时"),
        ({"user": "a"}, None),
        ({"password": "b"}, "凭据填用户名和密码"),
        ({"header": "X-Key", "value": "y", "user": "a"}, "凭据填用户名和密码"),
        ({"kind": "tramways"}, "请选择"),
    ],
)
def test_what_is_wrong_with_the_form_is_told_and_what_was_typed_stays(
    bureau: Bureau, changed: dict[str, str], said: str | None
) -> None:
    answer = bureau["admin"].send(PAGE, PAGE, TYPED | changed)
    if said is None:
        assert answer.status_code == 303
        return
    page = answer.get_data(as_text=True)
    assert (answer.status_code, said in words_of(page)) == (422, True)
    assert f'value="{(TYPED | changed)["url"]}"' in page
    assert "口令" not in page.replace("口令不要写在", "")


@pytest.mark.parametrize("field", ["name", "url", "hours"])
@pytest.mark.parametrize(
    "secret", [{"header": "X-Key", "value": "TOPSECRET"}, {"user": "TOPSECRET", "password": "TOPSECRET"}]
)
def test_a_form_with_a_control_character_shows_no_credential(
    bureau: Bureau, field: str, secret: dict[str, str]
) -> None:
    answer = bureau["admin"].send(PAGE, PAGE, TYPED | secret | {field: TYPED[field] + "\x01"})
    page = answer.get_data(as_text=True)
    assert (answer.status_code, "TOPSECRET" in page) == (422, False)
    assert f'href="{PAGE}"' in page


def test_by_api_an_administrator_in_a_session_does_the_same(bureau: Bureau) -> None:
    admin = bureau["admin"]
    headers = {"X-CSRFToken": token_in(admin.open(PAGE))}
    where = "/api/v1/upload-sources"

    def post(address: str, **sent: str | int) -> tuple[int, dict[str, object]]:
        answer = admin.client.post(address, json=sent, headers=headers)
        return answer.status_code, answer.get_json()

    status, made = post(
        where, unit="410100", name="车管系统", url="https://files.example/x", header="X-Key", value="k"
    )
    assert status == 201
    assert made == {
        "id": made["id"], "unit": "410100", "name": "车管系统", "url": "https://files.example/x",
        "kind": "registrations", "every_hours": 24, "has_credential": True, "enabled": True, "outcome": None,
        "failures": 0, "asked_at": None, "next_at": made["made_at"], "upload": None, "upload_status": None,
        "made_by": "admin", "made_at": made["made_at"],
    }  # fmt: skip
    one = f"{where}/{made['id']}"
    assert admin.client.get(one).get_json() == made
    assert admin.client.get(where).get_json() == {"items": [made], "next_cursor": None}
    assert post(f"{one}/disable")[1]["enabled"] is False
    refused = post(f"{one}/ask")
    assert (refused[0], refused[1]["code"]) == (422, "upload-source-unfit")
    assert "off" in str(refused[1]["detail"])
    assert post(f"{one}/enable")[1]["enabled"] is True
    assert post(f"{one}/ask")[0] == 202
    assert post(f"{one}/credential")[1]["has_credential"] is False
    assert post(f"{one}/credential", user="a", password="b")[1]["has_credential"] is True
    assert post(f"{one}/credential", user="a", header="b")[0] == 422
    assert post(where, unit="410100", name="x", url="http://files.example/x")[0] == 422
    assert post(f"{where}/999/ask")[1]["code"] == "upload-source-unknown"
    assert post(where, unit="410100", name="x")[1]["errors"] is not None
