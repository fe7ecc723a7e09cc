"""Where people want to be written to: an address counts once its link was opened by the person who gave it.

The link is made from the secret key of the house, the account, the address and the instant it was asked for: none is
stored. Opened once, or a day old, or asked for anew, it is no longer good. Needs the office's scope.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, func, update
from sqlmodel import Session, col, select

from fleetsvc.mail_settings import is_address
from fleetsvc.models import AccountId, DeliveryStatus, MailAddress, MailDelivery
from rules.wording import Language

GOOD_FOR: Final = timedelta(days=1)
PAUSE: Final = timedelta(minutes=2)
"""Between two mails that somebody has sent to addresses of their choice."""
DAY: Final = timedelta(days=1)
MOST_A_DAY: Final = 5
"""Confirmations that somebody may have sent in a day, to whatever addresses."""
MOST_TO_ONE: Final = 3
"""Confirmations that an address gets in a day, whoever asks for them."""
CONFIRMATION: Final = "confirm"
"""How the mark of a mail begins that asks for a confirmation."""


class AddressUnfit(Exception):
    """Nothing can be sent there; ``why``: form, or soon after another one was asked for, often in a day."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class ConfirmationUnfit(Exception):
    """The link is none of this person's, was opened before, or is too old."""


def find_address(session: Session, account: AccountId) -> MailAddress | None:
    """Return what address a person has given; None for none."""
    found = session.get(MailAddress, account, populate_existing=True)
    return found if found is not None and found.address else None


def ask(session: Session, account: AccountId, address: str, language: Language, *, now: datetime) -> None:
    """Keep an address, and have its confirmation asked for unless it was confirmed. Raises AddressUnfit."""
    if not is_address(address):
        raise AddressUnfit("form")
    known = session.get(MailAddress, account, with_for_update=True, populate_existing=True)
    if known is not None and known.address == address and known.confirmed_at is not None:
        known.language = language
        session.flush()
        return
    if known is not None and known.asked_at > now - PAUSE:
        raise AddressUnfit("soon")
    digest = _digest(address)
    by_them, to_it = col(MailDelivery.account_id) == account, col(MailDelivery.asked_of) == digest
    if _asked(session, by_them, now=now) >= MOST_A_DAY or _asked(session, to_it, now=now) >= MOST_TO_ONE:
        raise AddressUnfit("often")
    kept = known or MailAddress(account_id=account, address=address, language=language, asked_at=now)
    kept.address, kept.language, kept.asked_at, kept.confirmed_at = address, language, now, None
    session.add(kept)
    session.add(
        MailDelivery(account_id=account, mark=mark_of(now), asked_of=digest, made_at=now, next_at=now)
    )
    session.flush()


def _asked(session: Session, which: ColumnElement[bool], *, now: datetime) -> int:
    """Return how many confirmations were asked for in the last day, by somebody or to an address."""
    is_one, is_late = col(MailDelivery.asked_of).is_not(None), col(MailDelivery.made_at) > now - DAY
    return session.exec(select(func.count()).where(is_one, is_late, which)).one()


def _digest(address: str) -> str:
    """Return by what an address is counted: the same however it is written, and not the address itself."""
    return hashlib.sha256(address.lower().encode()).hexdigest()


def forget(session: Session, account: AccountId, *, now: datetime) -> None:
    """Write to a person no more: their address is emptied, and what waits is dropped.

    When they asked is kept: who gives an address anew has to wait as who changes it.
    """
    known = find_address(session, account)
    if known is not None:
        known.address, known.confirmed_at = "", None
        session.flush()
    waiting = (col(MailDelivery.account_id) == account, col(MailDelivery.status) == DeliveryStatus.WAITING)
    dropped = {"status": DeliveryStatus.DROPPED, "settled_at": now}
    session.connection().execute(update(MailDelivery).where(*waiting).values(dropped))


def confirm(session: Session, account: AccountId, token: str, *, secret: str, now: datetime) -> None:
    """Have a person written to at the address that the link was sent to. Raises ConfirmationUnfit."""
    known = session.get(MailAddress, account, with_for_update=True, populate_existing=True)
    if (
        known is None
        or not known.address
        or known.confirmed_at is not None
        or now >= known.asked_at + GOOD_FOR
    ):
        raise ConfirmationUnfit
    if not hmac.compare_digest(token_of(known, secret=secret).encode(), token.encode()):
        raise ConfirmationUnfit
    known.confirmed_at = now
    session.add(known)
    session.flush()


def mark_of(asked_at: datetime) -> str:
    """Return the mark of the mail that asks for a confirmation."""
    return f"{CONFIRMATION} {asked_at.astimezone(UTC).isoformat()}"


def token_of(address: MailAddress, *, secret: str) -> str:
    """Return what the link of an address carries."""
    signed = f"mail {address.account_id} {address.address} {mark_of(address.asked_at)}"
    return urlsafe_b64encode(hmac.digest(secret.encode(), signed.encode(), "sha256")).decode().rstrip("=")
