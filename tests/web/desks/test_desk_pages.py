"""Lists as one person has them: filters saved under names, opened, changed; columns and rows remembered."""

import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from urllib.parse import quote

import openpyxl
import pytest
from sqlalchemy import text

from tests.browser import Bureau, a_bureau, words_of
from tests.reporting_app import fresh_numbers
from tests.upload_cases import a_file, a_row


@pytest.fixture(scope="module")
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "desks") as opened:
        yield opened


def chips(page: str) -> dict[str, str]:
    """The filters above a list with their addresses; the one that is open has a star."""
    found = re.findall(r'<a class="chip" href="([^"]+)"( aria-current=true)?>\s*([^<]+?)\s*<', page)
    return {f"{name}{'*' if here else ''}": unescape(address) for address, here, name in found}


def saved(bureau: Bureau, who: str, page: str, name: str, **more: str) -> str:
    """Save what a page asks under a name, and return where that leads."""
    shown = bureau[who].open(page)
    action = re.search(r'action="(/desk/[a-z]+(?:\?[^"]*)?)"', shown)
    asked = re.search(r'name="asked" value="([^"]*)"', shown)
    assert action, page
    assert asked, page
    data = {"name": name, "asked": unescape(asked[1]), **more}
    answer = bureau[who].send(page, unescape(action[1]), data)
    assert answer.status_code == 303, words_of(answer.get_data(as_text=True))
    return str(answer.headers["Location"])


@pytest.mark.parametrize(
    ("who", "page"),
    [
        ("office", "/noncompliance?category=bus&unit=410100"),
        ("owner", "/registrations?category=bus"),
        ("office", "/registrations?unit=410100&category=bus"),
        ("owner", "/cases?kind=undetermined&state="),
        ("owner", "/uploads?status=accepted"),
    ],
)
def test_a_filter_is_saved_opened_made_the_usual_one_renamed_and_deleted(
    bureau: Bureau, who: str, page: str
) -> None:
    browser, plain = bureau[who], page.partition("?")[0]
    unit = "?unit=410100" if (who, plain) == ("office", "/registrations") else ""
    opened = saved(bureau, who, page, "每月<必看>", default="1")
    number = opened.rpartition("filter=")[2]
    names = chips(browser.open(opened))
    assert set(names) == {"全部", "每月&lt;必看&gt;*"}
    answer = browser.client.get(plain + unit)
    assert (answer.status_code, answer.headers["Location"]) == (302, opened)
    assert "每月&lt;必看&gt;" in chips(browser.open(names["全部"]))
    assert chips(bureau["colleague" if who == "owner" else "deputy"].open(page)) == {}
    desk = f"/desk{plain}{unit}"
    manage = f"/desk{plain}/filters/{number}/{{}}{unit}".format
    assert browser.send(desk, manage("rename"), {"name": "每月"}).status_code == 303
    assert browser.send(desk, manage("plain")).status_code == 303
    assert browser.client.get(plain + unit).status_code == 200
    fault = browser.send(desk, f"/desk{plain}{unit}", {"name": "每月", "asked": "status=refused"})
    told = fault.get_data(as_text=True)
    assert (fault.status_code, "已有同名的筛选" in told, 'value="status=refused"' in told) == (
        422,
        True,
        True,
    )
    assert bureau["stranger"].send("/desk/cases", manage("forget")).status_code == 404
    assert browser.send(desk, manage("forget")).status_code == 303
    assert chips(browser.open(page)) == {}
    assert browser.send(desk, manage("rename"), {"name": "x"}).status_code == 404


def test_a_condition_that_exists_no_more_is_told(bureau: Bureau) -> None:
    opened = saved(bureau, "office", "/noncompliance?unit=410100", "old")
    number = opened.rpartition("filter=")[2]
    with bureau.service.database.engine.begin() as connection:
        connection.execute(text("SET LOCAL ROLE fleetsvc_unit"))
        connection.execute(text(f"SET LOCAL fleetsvc.account = '{account_of(bureau, 'office')}'"))
        connection.execute(text("UPDATE saved_filter SET query = 'category=tram&unit=419999'"))
    page = words_of(bureau["office"].open(chips(bureau["office"].open("/noncompliance"))["old"], 422))
    assert "“报送单位”不能是“419999”" in page
    assert "“车辆用途”不能是“tram”" in page
    assert "您保存的筛选“old”里有条件已不存在" in page
    gone = bureau["office"].send("/desk/noncompliance", f"/desk/noncompliance/filters/{number}/forget")
    assert gone.status_code == 303
    told = words_of(bureau["owner"].open("/cases?unit=410200&kind=tram&view=mine&state=todo", 422))
    assert [f"“{name}”不能是" in told for name in ("报送单位", "种类", "范围")] == [True] * 3
    held = bureau["office"].send(
        "/cases", "/cases?unit=419999", {"all": "1", "action": "comment", "reason": "x"}
    )
    assert held.status_code == 422


def account_of(bureau: Bureau, who: str) -> int:
    with bureau.service.database.engine.begin() as connection:
        connection.execute(text("SET LOCAL ROLE fleetsvc_office"))
        query = text("SELECT id FROM app_user WHERE name = :name")
        return int(connection.execute(query, {"name": who}).scalar_one())


@pytest.mark.parametrize("of", ["noncompliance", "trams"])
def test_a_bureau_has_no_desk_of_a_list_that_it_has_not(bureau: Bureau, of: str) -> None:
    assert bureau["owner"].client.get(f"/desk/{of}").status_code == 404
    assert bureau["owner"].send("/desk/cases", f"/desk/{of}", {"name": "x"}).status_code == 404


def test_columns_and_rows_are_remembered_for_one_person_on_page_and_export(bureau: Bureau) -> None:
    bureau.stored(a_file(a_row(fresh_numbers(1)[0])))
    owner = bureau["owner"]
    heads = re.compile(r'<th scope="col"[^>]*>(?:<a[^>]*>)?([^<]+)').findall
    usual = heads(owner.open("/registrations"))
    chosen = "/registrations?col=model&col=seats&rows=50"
    shown = heads(owner.open(chosen))
    assert shown != usual
    answer = owner.send(
        chosen, "/desk/registrations/layout", {"asked": "category=bus&col=model&col=seats&rows=50"}
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, "/registrations?category=bus")
    for plain in (owner.open("/registrations"), owner.open("/registrations?category=bus")):
        assert (heads(plain), "<option selected>50" in plain) == (shown, True)
    assert heads(bureau["colleague"].open("/registrations")) == usual
    back = "/registrations?" + "&".join(f"col={name}" for name in ("vin", "owner", "source"))
    assert heads(owner.open(back)) == usual
    dossier = re.search(r'href="(/registrations/\d+\?[^"]*)"', owner.open(back))
    assert dossier
    assert quote("col=vin") in unescape(dossier[1])
    cells = openpyxl.load_workbook(BytesIO(owner.client.get("/registrations.xlsx").data)).worksheets[0]
    assert "车辆型号" in {cell.value for row in cells.iter_rows(max_row=6) for cell in row}
    assert owner.send("/desk/registrations", "/desk/registrations/layout", {"forget": "1"}).status_code == 303
    assert heads(owner.open("/registrations?plain=1")) == usual
    wrong = {"asked": "col=nothing&rows=999999999999"}
    assert owner.send("/desk/registrations", "/desk/registrations/layout", wrong).status_code == 303
    assert "<option selected>20" in owner.open("/registrations?category=bus")
    unseen = owner.send("/desk/registrations", "/desk/registrations/layout", {"asked": "col=a%00b"})
    assert (unseen.status_code, "第 2 个字符" in unseen.text) == (422, True)
