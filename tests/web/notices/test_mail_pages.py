"""Mails on the pages: an address is given, confirmed by its link, ticked event by event; what was given up is shown."""

import re
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from sqlalchemy import text

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.jobs.sending_mail import post_of, work_once
from fleetsvc.settings import read_settings
from tests.browser import Bureau, a_bureau, words_of
from tests.notices import happen, tell_all

SETTINGS = "/notices/settings"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "mails"


@pytest.fixture
def bureau(owner_url: str, folder: Path) -> Iterator[Bureau]:
    mailing = {
        "FLEETSVC_PUBLIC_URL": "https://fleet.example.cn",
        "FLEETSVC_MAIL_SENDER": "fleet@example.cn",
        "FLEETSVC_MAIL_FOLDER": str(folder),
    }
    with a_bureau(owner_url, "mail_pages", **mailing) as opened:
        yield opened


def sent(bureau: Bureau, folder: Path) -> list[str]:
    """Have what waits sent; the words of all mails so far, the first one first."""
    settings = bureau.service.app.extensions["fleetsvc"].settings
    post = post_of(settings)
    assert post is not None
    work_once(bureau.service.database, post, now=clock.now)
    files = sorted(folder.glob("*.eml"), key=lambda path: int(path.stem.rpartition("-")[2]))
    return [message_from_bytes(path.read_bytes(), policy=default).get_content() for path in files]


def test_an_address_is_given_confirmed_and_used_for_what_was_ticked(bureau: Bureau, folder: Path) -> None:
    owner = bureau["owner"]
    assert "也发邮件" not in words_of(owner.open(SETTINGS))
    given = owner.send(SETTINGS, "/notices/mail", {"address": "owner@example.cn", "language": "en"})
    assert given.headers["Location"] == f"{SETTINGS}?done=1"
    assert "确认邮件已发出" in words_of(owner.open(SETTINGS))
    [asking] = sent(bureau, folder)
    link = re.search(r"https://fleet.example.cn(/notices/mail/confirm\?token=(\S+))", asking)
    assert link is not None
    assert link[2] not in bureau["stranger"].open(SETTINGS)
    stranger = bureau["stranger"].send(SETTINGS, "/notices/mail/confirm", {"token": link[2]})
    assert (stranger.status_code, "链接无效" in words_of(stranger.get_data(as_text=True))) == (422, True)
    assert 'value="' + link[2] in owner.open(link[1])
    assert "也会发到 owner@example.cn" in words_of(owner.open(link[1]))
    begun = owner.send(link[1], "/notices/mail/confirm", {"token": link[2]}).headers["Location"]
    page = owner.open(begun)
    assert "会发到 owner@example.cn，不需要的请取消勾选" in words_of(page)
    assert page.count('name="mail"') == len(re.findall('name="mail" value="[a-z-]+" checked', page)) > 3
    assert "链接无效" in words_of(owner.open(link[1]))
    assert owner.send(link[1], "/notices/mail/confirm", {"token": link[2]}).status_code == 422
    ticked = {"event": ["upload-read", "cases-asked"], "mail": ["upload-read"]}
    owner.send(SETTINGS, SETTINGS, ticked)
    assert re.findall('name="mail" value="([a-z-]+)" checked', owner.open(SETTINGS)) == ["upload-read"]
    happen(bureau.service.database, now=clock.now() + timedelta(seconds=1))
    tell_all(bureau.service.database, now=clock.now())
    assert sent(bureau, folder)[1].startswith("“登记表.csv” was read: 3 rows")
    owner.send(SETTINGS, "/notices/mail", {"address": ""})
    assert "owner@example.cn" not in owner.open(SETTINGS)


def test_what_is_mailed_is_told_though_only_the_mail_was_ticked(bureau: Bureau, folder: Path) -> None:
    owner = bureau["owner"]
    owner.send(SETTINGS, "/notices/mail", {"address": "owner@example.cn"})
    token = sent(bureau, folder)[0].partition("token=")[2].split()[0]
    owner.send("/notices/mail/confirm?token=x", "/notices/mail/confirm", {"token": token})
    owner.send(SETTINGS, SETTINGS, {"mail": ["upload-read"]})
    assert 'name="event" value="upload-read" checked' in owner.open(SETTINGS)
    happen(bureau.service.database, now=clock.now() + timedelta(seconds=1))
    tell_all(bureau.service.database, now=clock.now())
    assert len(sent(bureau, folder)) == 2


def test_who_asks_too_often_is_told_how_often_is_allowed(bureau: Bureau) -> None:
    assert "每人 5 封、每个地址 3 封" in words_of(bureau["owner"].open(f"{SETTINGS}?fault=often"))


def test_a_wrong_address_is_told(bureau: Bureau) -> None:
    owner = bureau["owner"]
    answer = owner.send(SETTINGS, "/notices/mail", {"address": "nobody"})
    assert answer.headers["Location"] == f"{SETTINGS}?fault=form"
    assert "邮箱地址写法有误" in words_of(owner.open(answer.headers["Location"]))


def test_administrators_see_what_was_given_up_and_try_it_again(bureau: Bureau, folder: Path) -> None:
    owner, admin = bureau["owner"], bureau["admin"]
    assert "没有未发出的邮件" in words_of(admin.open("/mail"))
    owner.send(SETTINGS, "/notices/mail", {"address": "owner@example.cn"})
    put(bureau, "status = 'dead', answer = '550 5.1.1', attempts = 1, settled_at = now()")
    page = words_of(admin.open("/mail"))
    assert ("owner" in page, "确认地址" in page, "550 5.1.1" in page, "owner@example.cn" in page) == (
        True,
        True,
        True,
        False,
    )
    assert "邮箱不存在或不收信：请收件人在“消息设置”更换地址" in page
    again = [admin.send("/mail", "/mail/again", {"mail": number}) for number in ("1", "1", "x")]
    assert [one.headers["Location"] for one in again] == ["/mail?again=1", "/mail?again=0", "/mail?again=0"]
    assert "没有未发出的邮件" in words_of(admin.open("/mail"))
    assert len(sent(bureau, folder)) == 1


def put(bureau: Bureau, values: str) -> None:
    """Have all mails stand so."""
    with bureau.service.database.transaction(OFFICE) as session:
        session.connection().execute(text(f"UPDATE mail_delivery SET {values}"))


def test_administrators_try_all_again_at_once(bureau: Bureau, folder: Path) -> None:
    admin = bureau["admin"]
    for name in ("owner", "stranger"):
        bureau[name].send(SETTINGS, "/notices/mail", {"address": f"{name}@example.cn"})
    assert "全部重发" not in words_of(admin.open("/mail"))
    put(bureau, "status = 'dead', answer = 'unreached TimeoutError', settled_at = now()")
    page = words_of(admin.open("/mail"))
    assert ("全部重发" in page, "请检查服务器、网络" in page) == (True, True)
    answer = admin.send("/mail", "/mail/again", {"mail": "all"})
    assert "2 封邮件将重发" in words_of(admin.open(answer.headers["Location"]))
    assert len(sent(bureau, folder)) == 2


def test_a_confirmation_whose_link_ran_out_is_not_sent_again_and_that_is_said(
    bureau: Bureau, folder: Path
) -> None:
    admin = bureau["admin"]
    bureau["owner"].send(SETTINGS, "/notices/mail", {"address": "owner@example.cn"})
    put(bureau, "status = 'dead', answer = '554', settled_at = now(), made_at = now() - interval '1 day'")
    for chosen in ("1", "all"):
        answer = admin.send("/mail", "/mail/again", {"mail": chosen})
        assert answer.headers["Location"] == "/mail?again=0"
    page = admin.open("/mail")
    assert ("确认链接已过期，不能重发" in words_of(page), 'value="1"' in page) == (True, False)
    assert sent(bureau, folder) == []


def test_administrators_see_what_waits_why_and_when_it_is_tried_again(bureau: Bureau) -> None:
    bureau["owner"].send(SETTINGS, "/notices/mail", {"address": "owner@example.cn"})
    assert "没有等待再次发送的邮件" in words_of(bureau["admin"].open("/mail"))
    put(bureau, "answer = '451 4.7.1', attempts = 1, next_at = '2036-01-02 03:04:00+08'")
    page = words_of(bureau["admin"].open("/mail"))
    assert ("服务器暂不接收" in page, "2036" in page, "没有未发出的邮件" in page) == (True, True, True)


def test_where_mail_is_not_set_up_nobody_is_asked_for_an_address(owner_url: str) -> None:
    assert read_settings({}).outward.mail is None
    with a_bureau(owner_url, "mail_pages_off") as bureau:
        assert "/notices/mail" not in bureau["owner"].open(SETTINGS)
        assert (
            bureau["owner"].send(SETTINGS, "/notices/mail", {"address": "a@example.cn"}).headers["Location"]
            == SETTINGS
        )
        assert "没有设置邮件" in words_of(bureau["admin"].open("/mail"))
