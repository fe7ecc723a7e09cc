"""What people are told by mail: written down with their notices, sent outside of any transaction, settled in another.

A mail is claimed for a while. Where a worker dies its claim runs out and it is sent again under the same Message-ID:
twice only where a server had taken it and its answer was lost. Needs the office's scope.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Final

from sqlalchemy import ColumnElement, UnaryExpression, func, text, update
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, and_, case, col, or_, select

from fleetsvc.clients.mail import SENT, UNREACHED, UNWRITABLE
from fleetsvc.models import (
    AppUser,
    DeliveryStatus,
    MailAddress,
    MailDelivery,
    Occurrence,
    Subscription,
    stored_id,
)
from fleetsvc.services.notices.events import EVENTS, Event, events_of
from fleetsvc.services.notices.inbox import said
from fleetsvc.services.notices.mail_addresses import GOOD_FOR, mark_of, token_of
from fleetsvc.services.notices.mail_answers import is_final
from fleetsvc.services.notices.mail_texts import CONFIRM, House, confirmation_mail, letter, notice_mail
from fleetsvc.services.notices.subject_pages import page_of
from fleetsvc.services.notices.telling import PROVINCE
from fleetsvc.services.people.accounts import Role
from rules.wording import Language

MAIL: Final = "mail"
"""The channel of subscriptions to mails: nothing is mailed that nobody asked for."""
PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720, 1440, 1440, 1440))
"""Before each further attempt, near four days in all; after the last one a mail is dead."""
UNREACHED_PAUSE: Final = timedelta(minutes=5)
"""Before a mail is offered again to a server that took none: this uses up no attempt."""
CLAIMED_FOR: Final = timedelta(minutes=10)
"""A claim of which nothing came runs out: longer than all steps of one delivery may take."""
STALE_AFTER: Final = timedelta(days=4)
"""Older news are sent no more: dropped where no attempt was made, dead where a server was asked."""
MOST_LISTED: Final = 50

_QUEUE: Final = text("""
    INSERT INTO mail_delivery (account_id, mark, of_city, occurrence_id, made_at, next_at)
    SELECT n.account_id, format('occurrence %s/%s', n.city_code, n.occurrence_id), n.city_code, n.occurrence_id,
        o.at, :now
    FROM notice n
    JOIN occurrence o ON o.city_code = n.city_code AND o.id = n.occurrence_id
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
    """Take the mail that is due first; None where none is. What is not sent is settled on the way.

    A mail that cannot be written is dead, and holds up no other.
    """
    due = (
        select(MailDelivery)
        .where(MailDelivery.status == DeliveryStatus.WAITING, col(MailDelivery.next_at) <= now)
        .order_by(col(MailDelivery.next_at), col(MailDelivery.id))
        .limit(1)
        .with_for_update(skip_locked=True, key_share=True)
        .execution_options(populate_existing=True)
    )
    while (found := session.exec(due).first()) is not None:
        message = None
        if found.made_at < now - STALE_AFTER:
            found.status = DeliveryStatus.DEAD if found.attempts or found.answer else DeliveryStatus.DROPPED
        else:
            message = _written(session, found, house=house, secret=secret, now=now)
        if message is not None:
            found.attempts, found.next_at = found.attempts + 1, now + CLAIMED_FOR
            session.flush()
            return Claimed(stored_id(found), found.next_at, message)
        found.settled_at = now
        session.flush()
    return None


def _written(
    session: Session, mail: MailDelivery, *, house: House, secret: str, now: datetime
) -> EmailMessage | None:
    """Return what is sent; None where nothing is, with the reason kept: nobody to be told, or not to be written."""
    try:
        message = _message(session, mail, house=house, secret=secret, now=now)
    except SQLAlchemyError:
        raise
    except Exception as problem:  # noqa: BLE001 (put on record; whatever one mail meets, others have their turn)
        mail.status, mail.answer = DeliveryStatus.DEAD, f"{UNWRITABLE} {type(problem).__name__}"
        return None
    if message is None:
        mail.status = DeliveryStatus.DROPPED
    return message


def _message(
    session: Session, mail: MailDelivery, *, house: House, secret: str, now: datetime
) -> EmailMessage | None:
    """Return what is sent, to the address that counts now; None where nothing is to be sent any more."""
    address, person = session.get(MailAddress, mail.account_id), session.get_one(AppUser, mail.account_id)
    if address is None or not address.address or person.disabled_at is not None:
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
    if not _is_to_be_told(session, person, event, occurrence):
        return None
    page = page_of(occurrence.subject, city=occurrence.city_code, role=Role(person.role))
    words = notice_mail(said(event, occurrence).in_language(language), page, house=house, language=language)
    to["subject"] = EVENTS[event].name.in_language(language)
    return letter(stored_id(mail), to, words, house=house, at=now)


def _is_to_be_told(session: Session, person: AppUser, event: Event, occurrence: Occurrence) -> bool:
    """Tell whether somebody still wants to be mailed of it, and still has the role and the unit that it is for."""
    kept = session.get(Subscription, (person.number, event.value, MAIL), populate_existing=True)
    is_theirs = person.role != Role.BUREAU or occurrence.city_code in (PROVINCE, person.city_code)
    return kept is not None and kept.wanted and is_theirs and event in events_of(Role(person.role))


def settle(session: Session, claimed: Claimed, answer: str, *, now: datetime) -> None:
    """Note what became of a mail: SENT, the status of a server, or why none was reached.

    Nothing is noted where the claim had run out and another has sent it since, or it was dropped meanwhile.
    """
    mail = session.get_one(MailDelivery, claimed.number, with_for_update=True, populate_existing=True)
    if mail.next_at != claimed.until or mail.status not in (DeliveryStatus.WAITING, DeliveryStatus.DROPPED):
        return
    if answer == SENT:
        mail.status, mail.settled_at = DeliveryStatus.DONE, now
    elif mail.status == DeliveryStatus.WAITING and answer.startswith(UNREACHED):
        mail.attempts, mail.next_at = mail.attempts - 1, now + UNREACHED_PAUSE
    elif mail.status == DeliveryStatus.WAITING and (is_final(answer) or mail.attempts > len(PAUSES)):
        mail.status, mail.settled_at = DeliveryStatus.DEAD, now
    elif mail.status == DeliveryStatus.WAITING:
        mail.next_at = now + PAUSES[mail.attempts - 1]
    mail.answer = answer
    session.flush()


def list_dead(session: Session) -> list[tuple[MailDelivery, str, str]]:
    """Return mails that were given up, the latest first: each with the person's name and the kind of what happened."""
    is_dead = col(MailDelivery.status) == DeliveryStatus.DEAD
    return _listed(session, is_dead, order=col(MailDelivery.settled_at).desc())


def list_retried(session: Session) -> list[tuple[MailDelivery, str, str]]:
    """Return mails that were not taken and will be offered again, the next first; named likewise."""
    is_retried = and_(MailDelivery.status == DeliveryStatus.WAITING, col(MailDelivery.answer).is_not(None))
    return _listed(session, is_retried, order=col(MailDelivery.next_at).asc())


def _listed(
    session: Session,
    which: ColumnElement[bool],
    *,
    order: UnaryExpression[datetime] | UnaryExpression[datetime | None],
) -> list[tuple[MailDelivery, str, str]]:
    query = (
        select(MailDelivery, AppUser.name, Occurrence.kind)
        .join(AppUser, col(AppUser.id) == col(MailDelivery.account_id))
        .outerjoin(
            Occurrence,
            (col(Occurrence.city_code) == col(MailDelivery.of_city))
            & (col(Occurrence.id) == col(MailDelivery.occurrence_id)),
        )
        .where(which)
        .order_by(order)
        .limit(MOST_LISTED)
    )
    return [(mail, name, kind or "") for mail, name, kind in session.exec(query)]


def counted(session: Session) -> dict[str, int]:
    """Return how many mails stand where."""
    query = select(MailDelivery.status, func.count()).group_by(MailDelivery.status)
    return dict.fromkeys(DeliveryStatus, 0) | dict(session.exec(query).all())


def send_again(session: Session, number: int, *, now: datetime) -> None:
    """Have a mail that was given up tried anew. Raises MailUnknown, for one whose link has run out as well."""
    found = session.get(MailDelivery, number, with_for_update=True, populate_existing=True)
    if found is None or found.status != DeliveryStatus.DEAD or is_lapsed(found, now=now):
        raise MailUnknown(number)
    _put_back(session, col(MailDelivery.id) == number, now=now)


def send_all_again(session: Session, *, now: datetime) -> int:
    """Have all mails that were given up tried anew, but for lapsed ones; return how many those are."""
    is_of_use = or_(col(MailDelivery.occurrence_id).is_not(None), col(MailDelivery.made_at) > now - GOOD_FOR)
    return _put_back(session, and_(MailDelivery.status == DeliveryStatus.DEAD, is_of_use), now=now)


def is_lapsed(mail: MailDelivery, *, now: datetime) -> bool:
    """Tell whether a mail asks for a confirmation by a link that is no longer good: the person is to ask anew."""
    return mail.occurrence_id is None and mail.made_at <= now - GOOD_FOR


def _put_back(session: Session, which: ColumnElement[bool], *, now: datetime) -> int:
    is_told = col(MailDelivery.occurrence_id).is_not(None)  # a link runs from when it was asked for
    made_at = case((is_told, now), else_=col(MailDelivery.made_at))
    values = {"status": DeliveryStatus.WAITING, "attempts": 0, "made_at": made_at, "next_at": now}
    statement = update(MailDelivery).where(which).values(values | {"settled_at": None, "answer": None})
    return session.connection().execute(statement).rowcount
