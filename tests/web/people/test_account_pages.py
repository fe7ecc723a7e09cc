"""Accounts as an administrator makes many of them at once from a sheet, and changes who one is for."""

from collections.abc import Iterator, Sequence
from io import BytesIO

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from sqlmodel import col, func, select
from werkzeug.test import TestResponse

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.models import AccountId, AppUser, AuditEvent
from fleetsvc.services.audit.events import Act
from fleetsvc.services.people import account_sheet, passwords
from fleetsvc.services.people.accounts import Role, user_named
from fleetsvc.services.people.keys import add_key
from tests.actors import TESTER
from tests.browser import Browser, Bureau, a_bureau, fields_in, token_in, words_of
from tests.fleets import an_application
from tests.notices import occurrences

PAGE, CONFIRM = "/accounts/import", "/accounts/import/confirm"
Row = tuple[str | int | None, ...]


@pytest.fixture(scope="module")
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "account_pages") as opened:
        yield opened


@pytest.fixture
def admin(bureau: Bureau) -> Browser:
    return bureau["admin"]


def first_sheet(content: bytes) -> Worksheet:
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    assert isinstance(sheet, Worksheet)
    return sheet


def filled_in(admin: Browser, rows: Sequence[Row]) -> bytes:
    """The sheet that the page hands out, with rows below its header."""
    book = openpyxl.load_workbook(BytesIO(admin.client.get(f"{PAGE}/sheet.xlsx").data))
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in rows:
        sheet.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def looked_at(admin: Browser, content: bytes, name: str = "账户.xlsx") -> TestResponse:
    return admin.send(PAGE, PAGE, {"file": (BytesIO(content), name)})


def number_of(bureau: Bureau, name: str) -> int:
    with bureau.service.database.transaction(OFFICE) as session:
        return user_named(session, name).number


def accounts_in(bureau: Bureau) -> int:
    with bureau.service.database.transaction(OFFICE) as session:
        return session.exec(select(func.count(col(AppUser.id)))).one()


def test_each_row_says_what_it_makes_or_how_to_put_it_right_and_one_wrong_row_keeps_all_from_being_made(
    bureau: Bureau, admin: Browser
) -> None:
    before = accounts_in(bureau)
    rows: list[Row] = [
        ("anyang-1", "市级交通部门", "安阳市"),
        (13800000000, "bureau", 410600),
        (None, "经销商", None),
        ("twice", "审计员", None),
        ("twice", "经销商", None),
        ("office", "管理员", None),
        ("king", "国王", None),
        ("nowhere", "市级交通部门", None),
        ("wuhan", "市级交通部门", "武汉市"),
        ("shop", "经销商", "郑州市"),
    ]
    answer = looked_at(admin, filled_in(admin, rows))
    page = answer.get_data(as_text=True)
    shown = words_of(page)
    assert answer.status_code == 422
    assert "8 行有问题，没有开立任何账户。" in shown
    for told in (
        "2 anyang-1 市级交通部门 安阳市 可开立",
        "3 13800000000 市级交通部门 鹤壁市 可开立",
        "4 – 经销商 – 请填写用户名（最多 60 个字符）",
        "5 twice 审计员 – 表中有同名的行",
        "6 twice 经销商 – 表中有同名的行",
        "7 office 管理员 – 已有同名账户",
        "8 king 国王 – 没有这个角色",
        "9 nowhere 市级交通部门 – 市级交通部门须填报送单位",
        "10 wuhan 市级交通部门 武汉市 不是 19 个报送单位之一",
        "11 shop 经销商 郑州市 只有市级交通部门属于报送单位",
    ):
        assert told in shown
    assert f'action="{CONFIRM}"' not in page
    assert accounts_in(bureau) == before


def test_all_are_made_by_one_confirmation_and_their_passwords_are_given_once(
    bureau: Bureau, admin: Browser
) -> None:
    database, told = bureau.service.database, len(occurrences(bureau.service.database))
    rows: list[Row] = [("puyang-1", "市级交通部门", "濮阳市"), ("+province", "省级主管部门", None)]
    page = looked_at(admin, filled_in(admin, rows)).get_data(as_text=True)
    assert "2 行均可开立。" in words_of(page)
    sent = fields_in(page, CONFIRM)
    answer = admin.send(PAGE, CONFIRM, sent)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    lines = list(first_sheet(answer.data).iter_rows(values_only=True))
    assert [line[:3] for line in lines] == [
        account_sheet.HEADERS,
        ("puyang-1", "市级交通部门", "濮阳市"),
        ("+province", "省级主管部门", None),
    ]
    with database.transaction(OFFICE) as session:
        for name, role, _, password, _ in lines[1:]:
            user = session.exec(select(AppUser).where(AppUser.name == name)).one()
            assert passwords.fits(user.password_hash, str(password)), role
            assert user.must_change_password
            noted = select(AuditEvent).where(AuditEvent.subject == f"account/{user.id}")
            assert [(one.act, one.actor_name) for one in session.exec(noted)] == [
                (Act.ACCOUNT_ADDED, "admin")
            ]
    assert [(kind, details["name"]) for kind, _, details in occurrences(database)[told:]] == [
        ("office-account-added", "+province")
    ]
    made = accounts_in(bureau)
    again = admin.send(PAGE, CONFIRM, sent)
    assert again.status_code == 422
    assert "2 puyang-1 市级交通部门 濮阳市 已有同名账户" in words_of(again.get_data(as_text=True))
    assert accounts_in(bureau) == made


def test_a_file_that_is_no_such_sheet_is_told_with_its_repair(admin: Browser) -> None:
    head = "用户名,角色,报送单位\n"
    for content, told in (
        (b"%PDF-1.7", "这是图片或 PDF"),
        ("姓名,电话\n张三,1\n".encode(), "没有找到“用户名”和“角色”两列"),
        (head.encode(), "没有"),
        ((head + "".join(f"n{i},dealer,\n" for i in range(101))).encode(), "一次最多开立 100 个账户"),
    ):
        answer = looked_at(admin, content, "账户.csv")
        assert answer.status_code == 422
        assert told in words_of(answer.get_data(as_text=True))
    assert "请选择文件。" in words_of(admin.send(PAGE, PAGE).get_data(as_text=True))


@pytest.mark.parametrize("rows", ["", "{", "[]", "{}", '[["2", "a", "dealer", ""]]', '[[2, "a", "dealer"]]'])
def test_rows_that_no_page_of_ours_carried_are_refused(admin: Browser, rows: str) -> None:
    assert admin.send(PAGE, CONFIRM, {"rows": rows}).status_code == 400


def test_another_role_ends_the_sessions_another_name_does_not_and_both_are_audited(
    bureau: Bureau, admin: Browser
) -> None:
    database, told = bureau.service.database, len(occurrences(bureau.service.database))
    colleague, number = bureau["colleague"], number_of(bureau, "colleague")
    colleague.open("/account")
    page = f"/accounts/{number}/change"
    assert fields_in(admin.open(page), page) == {"name": "colleague", "role": "bureau", "unit": "410100"}
    sent = {"name": "renamed", "role": "bureau", "unit": "410100"}
    answer = admin.send(page, page, sent)
    assert answer.status_code == 303
    shown = words_of(admin.open(answer.headers["Location"]))
    assert "已完成：修改“renamed”。" in shown
    assert "renamed 市级交通部门 郑州市 在用" in shown
    colleague.open("/account")
    assert admin.send(page, page, sent | {"role": "office", "unit": ""}).status_code == 303
    assert colleague.client.get("/account").status_code == 302
    with database.transaction(OFFICE) as session:
        noted = (
            select(AuditEvent).where(AuditEvent.act == Act.ACCOUNT_CHANGED).order_by(col(AuditEvent.number))
        )
        details = [one.details for one in session.exec(noted)]
    assert details == [
        {"name": "renamed", "name_before": "colleague"},
        {"role": "office", "role_before": "bureau", "city_code": None, "city_code_before": 410100},
    ]
    assert [(kind, said["name"]) for kind, _, said in occurrences(database)[told:]] == [
        ("office-account-added", "renamed")
    ]


def test_what_cannot_be_changed_is_told_and_stays_as_it_is(bureau: Bureau, admin: Browser) -> None:
    database, number = bureau.service.database, number_of(bureau, "stranger")
    with database.transaction(OFFICE) as session:
        add_key(
            session, "own", role=Role.BUREAU, unit="410200", by=TESTER, now=clock.now(),
            holder=AccountId(number),
        )  # fmt: skip
    an_application(database, unit="410100")
    stranger = {"name": "stranger", "role": "bureau", "unit": "410200"}
    operator = {"name": "operator", "role": "operator", "unit": ""}
    for who, sent, told in (
        ("stranger", stranger | {"unit": "410300"}, "该账户名下有接口密钥"),
        ("stranger", stranger | {"name": "office"}, "已有名为“office”的账户"),
        ("stranger", stranger | {"unit": ""}, "市级交通部门须选择报送单位。"),
        ("operator", operator | {"name": "fleet"}, "用户名不能再改"),
        ("admin", {"name": "admin", "role": "dealer", "unit": ""}, "不能对自己的账户做这项操作"),
    ):
        page = f"/accounts/{number_of(bureau, who)}/change"
        answer = admin.send("/accounts", page, sent)
        assert answer.status_code == 422
        assert told in words_of(answer.get_data(as_text=True))
        assert words_of(admin.open("/accounts")).count(f" {who} ") >= 1


def test_the_list_says_when_somebody_was_last_in_and_offers_what_is_of_use(
    bureau: Bureau, admin: Browser
) -> None:
    def line() -> str:
        return words_of(admin.open("/accounts")).partition(" dealer 经销商 ")[2].partition(" 修改 ")[0]

    def offered() -> bool:
        return f"/accounts/{number_of(bureau, 'dealer')}/unlock" in admin.open("/accounts")

    assert (line().endswith("从未"), offered()) == (True, False)
    client = bureau.service.client()
    for _ in range(5):
        page = client.get("/sign-in").get_data(as_text=True)
        client.post("/sign-in", data={"csrf_token": token_in(page), "name": "dealer", "password": "wrong"})
    assert ("锁定至" in line(), offered()) == (True, True)
    page = f"/accounts/{number_of(bureau, 'dealer')}/unlock"
    assert admin.send(page, page).status_code == 303
    bureau["dealer"].open("/account")
    assert (line().endswith("从未"), "锁定至" in line(), offered()) == (False, False, False)
