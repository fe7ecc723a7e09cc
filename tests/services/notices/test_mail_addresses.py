"""Addresses are asked to be confirmed so often and no oftener, and are kept no longer than they are written to."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text

from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.models import AccountId
from fleetsvc.services.notices import mail_addresses
from fleetsvc.services.notices.events import Event
from fleetsvc.services.notices.mail_addresses import GOOD_FOR, MOST_A_DAY, MOST_TO_ONE, PAUSE, AddressUnfit
from fleetsvc.services.notices.retention import erase
from fleetsvc.services.people import accounts
from tests.actors import TESTER
from tests.mailing import LATER, asked, deliveries, mailed, send
from tests.notices import happen, peopled, tell_all
from tests.smtp_server import Mailbox, a_mail_server
from tests.upload_cases import NOW


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with a_mail_server() as opened:
        yield opened


def forgotten(database: Database, account: AccountId) -> None:
    with database.transaction(OFFICE) as session:
        mail_addresses.forget(session, account, now=NOW)


def addresses(database: Database) -> list[str]:
    with database.transaction(OFFICE) as session:
        found = session.connection().execute(text("SELECT address FROM mail_address ORDER BY account_id"))
        return list(found.scalars())


def test_who_ends_it_and_asks_anew_waits_as_long_as_anybody(own_database: Database) -> None:
    owner = peopled(own_database)["owner"]
    asked(own_database, owner, "victim@example.cn")
    forgotten(own_database, owner)
    assert addresses(own_database) == [""]
    with own_database.transaction(OFFICE) as session:
        assert mail_addresses.find_address(session, owner) is None
    with pytest.raises(AddressUnfit, match="soon"):
        asked(own_database, owner, "victim@example.cn", now=NOW + PAUSE - timedelta(seconds=1))
    asked(own_database, owner, "victim@example.cn", now=NOW + PAUSE)


def test_a_person_has_so_many_confirmations_sent_in_a_day(own_database: Database) -> None:
    people = peopled(own_database)
    for number in range(MOST_A_DAY):
        asked(own_database, people["owner"], f"a{number}@example.cn", now=NOW + number * PAUSE)
        forgotten(own_database, people["owner"])
    with pytest.raises(AddressUnfit, match="often"):
        asked(own_database, people["owner"], "b@example.cn", now=NOW + timedelta(hours=23))
    asked(own_database, people["colleague"], "b@example.cn", now=NOW + timedelta(hours=23))
    asked(own_database, people["owner"], "b@example.cn", now=NOW + timedelta(days=1))


def test_an_address_gets_so_many_confirmations_in_a_day_whoever_asks(own_database: Database) -> None:
    people = list(peopled(own_database).values())
    for account in people[:MOST_TO_ONE]:
        asked(own_database, account, "victim@example.cn")
    with pytest.raises(AddressUnfit, match="often"):
        asked(own_database, people[MOST_TO_ONE], "VICTIM@Example.cn", now=LATER)
    asked(own_database, people[MOST_TO_ONE], "victim@example.cn", now=NOW + timedelta(days=1))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE subscription SET wanted = false WHERE account_id = :owner AND channel = 'mail'",
        "UPDATE app_user SET city_code = 410200 WHERE id = :owner",
        "UPDATE app_user SET role = 'admin', city_code = NULL WHERE id = :owner",
    ],
)
def test_who_is_to_be_told_no_more_is_not_mailed_what_waits(
    own_database: Database, box: Mailbox, change: str
) -> None:
    people = peopled(own_database)
    mailed(own_database, box, people["owner"], "owner@example.cn", Event.UPLOAD_READ)
    happen(own_database, now=LATER)
    tell_all(own_database, now=LATER)
    box.refusal = "451"
    send(own_database, box)
    box.refusal = ""
    with own_database.transaction(OFFICE) as session:
        session.connection().execute(text(change), {"owner": people["owner"]})
    send(own_database, box, now=LATER + timedelta(hours=1))
    assert (box.mails, deliveries(own_database)) == ([], [("dropped", 1, "451")])


def test_addresses_that_nobody_confirmed_and_those_of_disabled_accounts_are_erased(
    own_database: Database, box: Mailbox
) -> None:
    people = peopled(own_database)
    for name in ("owner", "colleague"):
        mailed(own_database, box, people[name], f"{name}@example.cn")
    asked(own_database, people["stranger"], "third.party@example.cn")
    with own_database.transaction(OFFICE) as session:
        colleague = accounts.user(session, people["colleague"])
        accounts.disable(session, colleague, by=TESTER, now=LATER)
        erase(session, keep=timedelta(days=180), now=NOW + GOOD_FOR)
    assert addresses(own_database) == ["owner@example.cn", "third.party@example.cn"]
    with own_database.transaction(OFFICE) as session:
        erase(session, keep=timedelta(days=180), now=NOW + GOOD_FOR + timedelta(seconds=1))
    assert addresses(own_database) == ["owner@example.cn"]
