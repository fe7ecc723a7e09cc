"""Mailing people what they were told. No transaction is open while a mail is handed over."""

import threading
from dataclasses import dataclass, field
from typing import Final

import structlog

from fleetsvc.clients.mail import SENT, send
from fleetsvc.database.transactions import OFFICE, Database
from fleetsvc.jobs.ledger import Clock
from fleetsvc.mail_settings import MailServer
from fleetsvc.services.notices import mails
from fleetsvc.services.notices.mail_answers import is_final
from fleetsvc.services.notices.mail_texts import House
from fleetsvc.settings import Settings, secret_key

MOST_A_ROUND: Final = 50

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Post:
    """By what people are written to: the server, who writes, and the secret key that links are made from."""

    server: MailServer
    house: House
    secret: str = field(repr=False)


def post_of(settings: Settings) -> Post | None:
    """Return what the operator decided; None where mail is not set up, or this host has no secret key."""
    server, base = settings.outward.mail, settings.outward.public_url
    if server is None or base is None:
        return None
    if not settings.has_secret_key:
        _log.warning("mail is set up and none is sent: this host has no FLEETSVC_SECRET_KEY")
        return None
    return Post(server, House(server.sender, base), secret_key(settings))


def work_once(database: Database, post: Post, *, now: Clock, stop: threading.Event | None = None) -> bool:
    """Send what is due, so much at most; return whether anything was. ``stop`` ends the round between two mails.

    So does whatever is not the recipient's fault: the same would befall the others.
    """
    sent = 0
    while sent < MOST_A_ROUND and not (stop is not None and stop.is_set()):
        with database.transaction(OFFICE) as session:
            found = mails.claim(session, house=post.house, secret=post.secret, now=now())
        if found is None:
            break
        answer = send(found.message, post.server)
        with database.transaction(OFFICE) as session:
            mails.settle(session, found, answer, now=now())
        _log.info("mail handed over", mail=found.number, answer=answer)
        sent += 1
        if answer != SENT and not is_final(answer):
            break
    return bool(sent)
