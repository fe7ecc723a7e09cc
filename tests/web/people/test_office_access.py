"""An administrator lets nobody into the office without the office being told."""

from collections.abc import Iterator

import pytest

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.services.people import accounts
from tests.browser import Bureau, a_bureau, words_of
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
