"""What happened that people are told of, whom it was told, and what each of them wants to be told; other systems."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Identity, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from fleetsvc.models.base import (
    AccountId,
    Json,
    Stored,
    big_number,
    city_key,
    identity_key,
    instant,
    json_object,
    optional_instant,
    optional_text,
    text,
    text_key,
    word_unless_said,
)


class Occurrence(Stored, table=True):
    """Something that happened to ``subject``; ``mark`` tells it from what happens to the same again.

    ``city_code``: the unit that it concerns, 0 for the whole province; ``account_id``: the one whom it concerns, null
    for all of the event's audience; ``expanded_at``: when it was told.
    """

    __tablename__ = "occurrence"

    city_code: int = city_key()
    id: int | None = identity_key()
    kind: str = text()
    subject: str = text()
    mark: str = text()
    account_id: AccountId | None = Field(default=None, sa_type=BigInteger, nullable=True)
    details: Json = json_object()
    at: datetime = instant()
    expanded_at: datetime | None = optional_instant()


class Notice(Stored, table=True):
    """An occurrence as one person was told of it."""

    __tablename__ = "notice"

    city_code: int = city_key()
    account_id: AccountId = Field(
        sa_type=BigInteger,
        primary_key=True,
        foreign_key="app_user.id",
        sa_column_kwargs={"autoincrement": False},
    )
    occurrence_id: int = Field(
        sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False}
    )
    read_at: datetime | None = optional_instant()


class Subscription(Stored, table=True):
    """What a person has said of one kind of event and one channel; where there is no row the usual holds."""

    __tablename__ = "subscription"

    account_id: AccountId = Field(
        sa_type=BigInteger,
        primary_key=True,
        foreign_key="app_user.id",
        sa_column_kwargs={"autoincrement": False},
    )
    kind: str = text_key()
    channel: str = text_key()
    wanted: bool


class WebhookEndpoint(Stored, table=True):
    """An address of another system that is told what happens. ``city_code``: whose it is, 0 for the office.

    ``generation``: of its secret, which is stored nowhere; ``rotated_at``: since when it is this one. ``told_from``: it
    is told of what happens from then on, since it was made or switched on again.
    """

    __tablename__ = "webhook_endpoint"

    city_code: int = city_key()
    id: int | None = identity_key()
    url: str = text()
    events: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    generation: int = Field(default=1)
    rotated_at: datetime | None = optional_instant()
    disabled_at: datetime | None = optional_instant()
    disabled_why: str | None = optional_text()
    made_by: str = text()
    made_at: datetime = instant()
    told_from: datetime = instant()


class DeliveryStatus(StrEnum):
    """Where a delivery stands: dead once it was tried too often, dropped where its endpoint was switched off."""

    WAITING = "waiting"
    DONE = "done"
    DEAD = "dead"
    DROPPED = "dropped"


class WebhookDelivery(Stored, table=True):
    """Something that an endpoint is told.

    ``mark``: of what; ``next_at``: when it may be sent, of one that is being sent (``sending``) when its claim runs
    out; ``answer``: what the other side said last, as a number, or why it was not reached.
    """

    __tablename__ = "webhook_delivery"

    city_code: int = city_key()
    id: int | None = identity_key()
    endpoint_id: int = big_number()
    mark: str = text()
    body: Json = json_object()
    status: DeliveryStatus = word_unless_said(DeliveryStatus.WAITING)
    attempts: int = Field(default=0)
    next_at: datetime = instant()
    sending: bool = Field(default=False)
    answer: str | None = optional_text()
    settled_at: datetime | None = optional_instant()


class MailAddress(Stored, table=True):
    """Where a person wants to be written to, and in which language; until it is confirmed nothing else is sent there.

    ``asked_at``: when its confirmation was asked for, by a link made from this instant. ``address`` is empty where the
    person ended it: when they last asked is kept for a day.
    """

    __tablename__ = "mail_address"

    account_id: AccountId = Field(
        sa_type=BigInteger,
        primary_key=True,
        foreign_key="app_user.id",
        sa_column_kwargs={"autoincrement": False},
    )
    address: str = text()
    language: str = text()
    asked_at: datetime = instant()
    confirmed_at: datetime | None = optional_instant()


class MailDelivery(Stored, table=True):
    """A mail to a person: of what (``mark``), and as with webhooks where it stands and when it may be sent.

    ``of_city`` and ``occurrence_id``: the occurrence that it tells of, null where it asks to confirm the address.
    ``asked_of``: a digest of the address that is to be confirmed, by which those to one address are counted.
    ``made_at``: since when it is news; what is told is news since it happened, or since it was to be sent again.
    """

    __tablename__ = "mail_delivery"

    id: int | None = Field(
        default=None, sa_type=BigInteger, primary_key=True, sa_column_args=(Identity(always=False),)
    )
    account_id: AccountId = Field(sa_type=BigInteger, foreign_key="app_user.id")
    mark: str = text()
    asked_of: str | None = optional_text()
    of_city: int | None = Field(default=None)
    occurrence_id: int | None = Field(default=None, sa_type=BigInteger, nullable=True)
    status: DeliveryStatus = word_unless_said(DeliveryStatus.WAITING)
    attempts: int = Field(default=0)
    made_at: datetime = instant()
    next_at: datetime = instant()
    answer: str | None = optional_text()
    settled_at: datetime | None = optional_instant()
