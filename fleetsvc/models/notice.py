"""What happened that people are told of, whom it was told, and what each of them wants to be told."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from fleetsvc.models.base import (
    AccountId,
    Json,
    city_key,
    identity_key,
    instant,
    json_object,
    optional_instant,
    text,
    text_key,
)


class Occurrence(SQLModel, table=True):
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


class Notice(SQLModel, table=True):
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


class Subscription(SQLModel, table=True):
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
