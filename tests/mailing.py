"""People who are mailed what they are told: their addresses, the server, and what became of their mails."""

import re
from datetime import datetime, timedelta

from sqlmodel import col, select

from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.jobs.sending_mail import Post, post_of, work_once
from fleetsvc.models import AccountId, MailDelivery
from fleetsvc.services.notices import mail_addresses
from fleetsvc.services.notices.events import Event
from fleetsvc.services.notices.mails import MAIL
from fleetsvc.services.notices.subscriptions import subscribe
from fleetsvc.services.people.accounts import Role
from fleetsvc.settings import read_settings
from rules.wording import Language
from tests.smtp_server import Mailbox
from tests.upload_cases import NOW

LATER = NOW + timedelta(hours=1)
SECRET = "of no worth " * 3
MAILING = {
    "FLEETSVC_DATABASE_URL": "postgresql://nowhere",
    "FLEETSVC_SECRET_KEY": SECRET,
    "FLEETSVC_PUBLIC_URL": "https://fleet.example.cn",
    "FLEETSVC_MAIL_SENDER": "fleet@example.cn",
}


def sending_to(box: Mailbox) -> dict[str, str]:
    return MAILING | {
        "FLEETSVC_SMTP_HOST": "127.0.0.1", "FLEETSVC_SMTP_PORT": str(box.port), "FLEETSVC_SMTP_TLS": "none",
    }  # fmt: skip


def post(box: Mailbox, **more: str) -> Post:
    found = post_of(read_settings(sending_to(box) | more))
    assert found is not None
    return found


def send(database: Database, box: Mailbox, *, now: datetime = LATER) -> bool:
    return work_once(database, post(box), now=lambda: now)


def asked(
    database: Database, account: AccountId, address: str, language: Language = "zh", *, now: datetime = NOW
) -> None:
    with database.transaction(OFFICE) as session:
        mail_addresses.ask(session, account, address, language, now=now)


def token_in(box: Mailbox) -> str:
    found = re.findall(
        r"https://fleet.example.cn/notices/mail/confirm\?token=(\S+)", box.mails[-1].get_content()
    )
    assert len(found) == 1
    return str(found[0])


def confirmed(database: Database, account: AccountId, token: str, *, now: datetime = NOW) -> None:
    with database.transaction(OFFICE) as session:
        mail_addresses.confirm(session, account, token, secret=SECRET, now=now)


def mailed(
    database: Database,
    box: Mailbox,
    account: AccountId,
    address: str,
    *events: Event,
    language: Language = "zh",
) -> None:
    """Have a person mailed of some events, and forget the mail that asked them to confirm."""
    asked(database, account, address, language)
    send(database, box, now=NOW)
    confirmed(database, account, token_in(box))
    with database.transaction(OFFICE) as session:
        subscribe(session, account, Role.BUREAU, [event.value for event in events], MAIL)
    box.mails.clear()


def deliveries(database: Database) -> list[tuple[str, int, str | None]]:
    with database.transaction(OFFICE) as session:
        found = session.exec(select(MailDelivery).where(col(MailDelivery.occurrence_id).is_not(None)))
        return [(one.status, one.attempts, one.answer) for one in found]
