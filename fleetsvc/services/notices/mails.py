"""What people are told by mail: written down with their notices, sent outside of any transaction, settled in another.

A mail is claimed for a while. Where a worker dies its claim runs out and it is sent again under the same Message-ID:
twice only where a server had taken it and its answer was lost. Needs the office's scope.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Final

from sqlalchemy import func, text
from sqlmodel import Session, col, select

from fleetsvc.models import (
    AppUser,
    DeliveryStatus,
    MailAddress,
    MailDelivery,
    Occurrence,
    stored_id,
)
from fleetsvc.services.notices.events import EVENTS, Event, page_of
from fleetsvc.services.notices.inbox import said
from fleetsvc.services.notices.mail_addresses import GOOD_FOR, mark_of, token_of
from fleetsvc.services.notices.mail_texts import CONFIRM, House, confirmation_mail, letter, notice_mail
from fleetsvc.services.people.accounts import Role
from rules.wording import Language

MAIL: Final = "mail"
"""The channel of subscriptions to mails: nothing is mailed that nobody asked for."""
SENT: Final = "sent"
PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720, 1440))
"""Before each further attempt; after the last one a mail is dead."""
CLAIMED_FOR: Final = timedelta(minutes=10)
"""A claim of which nothing came runs out: longer than all steps of one delivery may take."""
STALE_AFTER: Final = timedelta(days=4)
"""Older news are dropped where no attempt was made: mail was not set up, or no worker ran."""
MOST_LISTED: Final = 50

_QUEUE: Final = text("""
    INSERT INTO mail_delivery (account_id, mark, of_city, occurrence_id, made_at, next_at)
    SELECT n.account_id, format('occurrence %s/%s', n.city_code, n.occurrence_id), n.city_code, n.occurrence_id,
        :now, :now
    FROM notice n
    JOIN mail_address m ON m.account_id = n.account_id AND m.confirmed_at IS NOT NULL
    JOIN subscription s ON s.account_id = n.account_id AND s.kind = :kind AND s.channel = :channel AND s.wanted
    WHERE n.city_code = :city AND n.occurrence_id = :number
    ON CONFLICT DO NOTHING
""")


class MailUnknown(Exception):
    """There is no such mail that was given up."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A mail that is taken for a while: its number, when the claim runs out, and the message."""

    number: int
    until: datetime
    message: EmailMessage


def queue(session: Session, kind: str, *, city: int, number: int, now: datetime) -> None:
    """Have an occurrence mailed to those who were told of it and want that; once, however often it is told."""
    values = {"kind": kind, "city": city, "number": number, "channel": MAIL, "now": now}
    session.connection().execute(_QUEUE, values)


def claim(session: Session, *, house: House, secret: str, now: datetime) -> Claimed | None:
    """Take the mail that is due first; None where none is. What nobody is to be told any more is dropped on the way."""
    due = (
        select(MailDelivery)
        .where(MailDelivery.status == DeliveryStatus.WAITING, col(MailDelivery.next_at) <= now)
        .order_by(col(MailDelivery.next_at), col(MailDelivery.id))
        .limit(1)
        .with_for_update(skip_locked=True, key_share=True)
        .execution_options(populate_existing=True)
    )
    while (found := session.exec(due).first()) is not None:
        message = _message(session, found, house=house, secret=secret, now=now)
        if message is not None:
            found.attempts, found.next_at = found.attempts + 1, now + CLAIMED_FOR
            session.flush()
            return Claimed(stored_id(found), found.next_at, message)
        found.status, found.settled_at = DeliveryStatus.DROPPED, now
        session.flush()
    return None


def _message(
    session: Session, mail: MailDelivery, *, house: House, secret: str, now: datetime
) -> EmailMessage | None:
    """Return what is sent, to the address that counts now; None where nothing is to be sent any more."""
    address, person = session.get(MailAddress, mail.account_id), session.get_one(AppUser, mail.account_id)
    is_stale = not mail.attempts and mail.made_at < now - STALE_AFTER
    if address is None or person.disabled_at is not None or is_stale:
        return None
    language: Language = "en" if address.language == "en" else "zh"
    to = {"address": address.address, "language": language}
    if mail.occurrence_id is None:
        if address.confirmed_at is not None or mail.mark != mark_of(address.asked_at):
            return None
        if now >= address.asked_at + GOOD_FOR:
            return None
        words = confirmation_mail(token_of(address, secret=secret), house=house, language=language)
        to["subject"] = CONFIRM.in_language(language)
        return letter(stored_id(mail), to, words, house=house, at=now)
    occurrence = session.get(Occurrence, (mail.of_city, mail.occurrence_id))
    if address.confirmed_at is None or occurrence is None or occurrence.kind not in tuple(Event):
        return None
    event = Event(occurrence.kind)
    page = page_of(occurrence.subject, city=occurrence.city_code, role=Role(person.role))
    words = notice_mail(said(event, occurrence).in_language(language), page, house=house, language=language)
    to["subject"] = EVENTS[event].name.in_language(language)
    return letter(stored_id(mail), to, words, house=house, at=now)


def settle(session: Session, claimed: Claimed, answer: str, *, now: datetime) -> None:
    """Note what became of a mail: SENT, the status of a server, or why none was reached.

    Nothing is noted where the claim had run out and another has sent it since, or it was dropped meanwhile.
    """
    mail = session.get_one(MailDelivery, claimed.number, with_for_update=True, populate_existing=True)
    if mail.next_at != claimed.until or mail.status not in (DeliveryStatus.WAITING, DeliveryStatus.DROPPED):
        return
    if answer == SENT:
        mail.status, mail.settled_at = DeliveryStatus.DONE, now
    elif mail.status == DeliveryStatus.WAITING and (is_final(answer) or mail.attempts > len(PAUSES)):
        mail.status, mail.settled_at = DeliveryStatus.DEAD, now
    elif mail.status == DeliveryStatus.WAITING:
        mail.next_at = now + PAUSES[mail.attempts - 1]
    mail.answer = answer
    session.flush()


def is_final(answer: str) -> bool:
    """Tell whether a server will never take a mail: it says so by a status of five hundred."""
    return answer.startswith("5")


def list_dead(session: Session) -> list[tuple[MailDelivery, str, str]]:
    """Return mails that were given up, the latest first: each with the person's name and the kind of what happened."""
    query = (
        select(MailDelivery, AppUser.name, Occurrence.kind)
        .join(AppUser, col(AppUser.id) == col(MailDelivery.account_id))
        .outerjoin(
            Occurrence,
            (col(Occurrence.city_code) == col(MailDelivery.of_city))
            & (col(Occurrence.id) == col(MailDelivery.occurrence_id)),
        )
        .where(MailDelivery.status == DeliveryStatus.DEAD)
        .order_by(col(MailDelivery.settled_at).desc())
        .limit(MOST_LISTED)
    )
    return [(mail, name, kind or "") for mail, name, kind in session.exec(query)]


def counted(session: Session) -> dict[str, int]:
    """Return how many mails stand where."""
    query = select(MailDelivery.status, func.count()).group_by(MailDelivery.status)
    return dict.fromkeys(DeliveryStatus, 0) | dict(session.exec(query).all())


def send_again(session: Session, number: int, *, now: datetime) -> None:
    """Have a mail that was given up tried anew. Raises MailUnknown."""
    found = session.get(MailDelivery, number, with_for_update=True, populate_existing=True)
    if found is None or found.status != DeliveryStatus.DEAD:
        raise MailUnknown(number)
    found.status, found.attempts, found.next_at, found.settled_at = DeliveryStatus.WAITING, 0, now, None
    session.flush()
