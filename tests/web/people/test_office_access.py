"""An administrator lets nobody into the office without the office being told."""

import re
from collections.abc import Iterator

import pytest
from werkzeug.test import TestResponse

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.models import AccountId, SessionId
from fleetsvc.services.audit import events
from fleetsvc.services.people import accounts, office_access, second_factor
from fleetsvc.services.people.passwords import MODERN
from tests.actors import TESTER, noted
from tests.browser import Browser, Bureau, a_bureau, words_of
from tests.notices import occurrences, tell_all

DOINGS = ("reset", "disable", "enable")


@pytest.fixture(scope="module")
def bureau(owner_url: str) -> Iterator[Bureau]:
    with a_bureau(owner_url, "office_access") as opened:
        yield opened


def number_of(bureau: Bureau, name: str) -> int:
    with bureau.service.database.transaction(OFFICE) as session:
        return accounts.user_named(session, name).number


def test_the_office_is_told_of_accounts_and_keys_of_its_own_and_of_nobody_elses(bureau: Bureau) -> None:
    admin, before = bureau["admin"], len(occurrences(bureau.service.database))
    for name, role in (("newcomer", "office"), ("reader", "auditor")):
        made = admin.send("/accounts", "/accounts", {"name": name, "role": role})
        assert made.status_code == 200, words_of(made.get_data(as_text=True))
        for action in DOINGS:
            address = f"/accounts/{number_of(bureau, name)}/{action}"
            assert admin.send(address, address).status_code in (200, 303)
    for name, role in (("province", "office"), ("shop", "dealer")):
        made = admin.send("/keys", "/keys", {"name": name, "role": role})
        assert made.status_code == 200, words_of(made.get_data(as_text=True))
    told = [(kind, details) for kind, _, details in occurrences(bureau.service.database)[before:]]
    assert told == [
        ("office-account-added", {"name": "newcomer", "by": "admin"}),
        ("office-account-reset", {"name": "newcomer", "by": "admin"}),
        ("office-account-added", {"name": "newcomer", "by": "admin"}),
        ("office-key-added", {"name": "province", "by": "admin"}),
    ]
    assert tell_all(bureau.service.database, now=clock.now())
    shown = words_of(bureau["office"].open("/notices"))
    assert "admin 新开或恢复了省级账户“newcomer”，可查看全部单位；不是本部门安排的，请联系审计员" in shown
    assert "admin 新发了省级密钥“province”" in shown
    assert "newcomer" not in words_of(bureau["owner"].open("/notices"))


def shown_once(answer: TestResponse) -> str:
    """The password or the key that a page shows this once."""
    found = re.search(r'class="secret long">([^<]+)<', answer.get_data(as_text=True))
    assert found is not None, words_of(answer.get_data(as_text=True))
    return found.group(1)


def came_in(bureau: Bureau, name: str, password: str) -> Browser:
    browser = Browser(bureau.service.client())
    assert browser.send("/sign-in", "/sign-in", {"name": name, "password": password}).status_code == 303
    return browser


def sees_only_that_it_waits(browser: Browser) -> bool:
    """Whether nothing is open to a person but the page that says so."""
    for address in ("/office", "/registrations?unit=410100", "/account", "/account/password"):
        assert browser.client.get(address).location.startswith("/sign-in/waiting?next="), address
    assert browser.client.get("/api/v1/registrations").status_code == 401
    return "须省级主管部门一位同事在“省级账户”页同意后才能使用" in browser.open("/sign-in/waiting")


OWN = "乌龟慢慢爬上那座山坡 77"
"""A password of a person's choice."""


def chose(browser: Browser, present: str, own: str = OWN) -> bool:
    """Whether nothing is open to a person but to choose a password, which they do."""
    assert browser.client.get("/office").location.startswith("/account/password?next=")
    sent = {"present": present, "new": own, "again": own}
    return browser.send("/account/password", "/account/password", sent).status_code == 303


def answered(bureau: Bureau, kind: str, number: int, word: str) -> int:
    sent = {"kind": kind, "number": str(number), "word": word}
    return bureau["deputy"].send("/office-access", "/office-access", sent).status_code


def test_what_an_administrator_opens_for_the_office_opens_nothing_until_the_office_lets_it_in(
    bureau: Bureau,
) -> None:
    admin = bureau["admin"]
    password = shown_once(admin.send("/accounts", "/accounts", {"name": "eve", "role": "office"}))
    number = number_of(bureau, "eve")
    eve = came_in(bureau, "eve", password)
    assert answered(bureau, "account", number, "admit") == 422, "the administrator knows the password"
    assert "本人尚未登录并自设密码" in words_of(bureau["deputy"].open("/office-access"))
    assert chose(eve, password)
    assert sees_only_that_it_waits(eve)
    known = {"name": "eve", "password": password}
    assert Browser(bureau.service.client()).send("/sign-in", "/sign-in", known).status_code == 401
    assert eve.send("/sign-in/waiting", "/office-access", {"number": str(number)}).status_code == 302
    assert "等待省级同事同意" in words_of(admin.open("/accounts"))
    assert admin.client.get("/office-access").status_code == 403
    assert " eve 账户 " in words_of(bureau["deputy"].open("/office-access"))
    assert answered(bureau, "account", number, "admit") == 303
    assert answered(bureau, "account", number, "admit") == 303, "and a second time it is told that it is done"
    assert "已由同事办理" in words_of(bureau["deputy"].open("/office-access?done=late"))
    assert eve.client.get("/office").status_code == 200

    for doing in ("reset", "disable", "enable"):
        address = f"/accounts/{number}/{doing}"
        answer = admin.send(address, address)
        password = shown_once(answer) if doing == "reset" else password
    eve = came_in(bureau, "eve", password)
    assert chose(eve, password, OWN + "8")
    assert sees_only_that_it_waits(eve)
    assert answered(bureau, "account", number, "refuse") == 303
    assert (
        Browser(bureau.service.client())
        .send("/sign-in", "/sign-in", {"name": "eve", "password": OWN + "8"})
        .status_code
        == 401
    )


def test_an_account_that_becomes_the_offices_and_one_that_lost_its_factor_wait_too(bureau: Bureau) -> None:
    admin, deputy = bureau["admin"], bureau["deputy"]
    password = shown_once(admin.send("/accounts", "/accounts", {"name": "mallory", "role": "dealer"}))
    number = number_of(bureau, "mallory")
    page = f"/accounts/{number}/change"
    assert admin.send(page, page, {"name": "mallory", "role": "office"}).status_code == 303
    mallory = came_in(bureau, "mallory", password)
    assert chose(mallory, password)
    assert sees_only_that_it_waits(mallory)
    assert admin.send(page, page, {"name": "mallory", "role": "dealer"}).status_code == 303
    assert " mallory " not in words_of(deputy.open("/office-access"))
    assert admin.send(page, page, {"name": "mallory", "role": "office"}).status_code == 303
    assert answered(bureau, "account", number, "admit") == 422, (
        "an administrator may have chosen it as a dealer"
    )
    assert chose(came_in(bureau, "mallory", OWN), OWN, OWN + "8")
    assert answered(bureau, "account", number, "admit") == 303
    with bureau.service.database.transaction(OFFICE) as session:
        user = accounts.user(session, AccountId(number))
        user.must_change_password, user.totp_secret, user.totp_confirmed_at = False, "x", clock.now()
        session.add(user)
    drop = f"/accounts/{number}/drop-factor"
    assert admin.send(drop, drop).status_code == 303
    assert sees_only_that_it_waits(came_in(bureau, "mallory", OWN + "8"))
    with bureau.service.database.transaction(OFFICE) as session:
        user = accounts.user(session, AccountId(number))
        user.awaits_office = False
        own = events.by_person(user.number, SessionId(1), name="mallory", role="office", unit=None)
        second_factor.drop(session, user, by=own, now=clock.now())
        accounts.reset_password(session, user, password=None, policy=MODERN, by=TESTER, now=clock.now())
        assert not user.awaits_office, "neither by its own person nor at the host"


def test_a_key_of_the_office_is_no_key_until_it_is_let_in(bureau: Bureau) -> None:
    admin, client = bureau["admin"], bureau.service.client()
    keys = [
        shown_once(admin.send("/keys", "/keys", {"name": name, "role": "office"})) for name in ("one", "two")
    ]

    def answers() -> list[int]:
        return [
            client.get("/api/v1/registrations", headers={"Authorization": f"Bearer {key}"}).status_code
            for key in keys
        ]

    assert answers() == [401, 401]
    with bureau.service.database.transaction(OFFICE) as session:
        found = [key.number for key in office_access.waiting(session).keys if key.name in ("one", "two")]
    assert [
        answered(bureau, "key", number, word) for number, word in zip(found, ("admit", "refuse"), strict=True)
    ] == [
        303,
        303,
    ]
    assert answers() == [200, 401]
    assert [answered(bureau, "key", number, "admit") for number in (*found, 2**70)] == [303, 303, 303]
    with bureau.service.database.transaction(OFFICE) as session:
        told = [
            (one.act, one.actor_name, one.subject)
            for one in noted(session, limit=10)
            if "office-access" in one.act
        ]
    assert told[:2] == [
        ("office-access-refused", "deputy", f"key/{found[1]}"),
        ("office-access-admitted", "deputy", f"key/{found[0]}"),
    ]
