"""What all tables share: names of constraints, column kinds."""

from datetime import datetime
from enum import StrEnum
from typing import Final, NewType, Protocol, TypeVar

from sqlalchemy import BigInteger, DateTime, Dialect, FetchedValue, Identity, Integer, Text, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from fleetsvc.plain_json import Json as Json  # noqa: PLC0414 (for the models beside it)

metadata = SQLModel.metadata
metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Number = TypeVar("Number", bound=int)
Number_co = TypeVar("Number_co", bound=int, covariant=True)
Word = TypeVar("Word", bound=StrEnum)

AccountId = NewType("AccountId", int)
KeyId = NewType("KeyId", int)
SessionId = NewType("SessionId", int)
"""Numbers of three kinds that look alike: one is never taken for another."""

BEYOND_ALL: Final = 2**63
"""No row has such a number; the database cannot even compare with it."""


class Stored(SQLModel):
    """What all tables are. A record does not validate: its validator, which costs each start, is left unmade."""

    model_config = {"defer_build": True}


class NotStored(Exception):
    """The record was made in this process and has no number yet: it was not flushed."""


class Numbered(Protocol[Number_co]):
    """A record whose number the database gives."""

    @property
    def id(self) -> Number_co | None:
        """The number; None until the database has given one."""


def stored_id(record: Numbered[Number]) -> Number:
    """Return the number of a record that the database holds. Raises NotStored for one that was not flushed."""
    if record.id is None:
        raise NotStored(type(record).__name__)
    return record.id


def city_key() -> int:
    """The reporting unit's code, first in every tenant table's primary key."""
    return Field(sa_type=Integer, primary_key=True, sa_column_kwargs={"autoincrement": False})  # type: ignore[no-any-return]


def identity_key() -> int | None:
    """A number the database gives, second in a tenant table's primary key."""
    return Field(default=None, sa_type=BigInteger, primary_key=True, sa_column_args=(Identity(always=False),))  # type: ignore[no-any-return]


def text() -> str:
    """A text column."""
    return Field(sa_type=Text)  # type: ignore[no-any-return]


class _Word(TypeDecorator[StrEnum]):
    """A text column that holds the words of one list, and gives them as such."""

    impl = Text
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else self.words(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.words(value)


def word(words: type[Word]) -> Word:
    """A text column that holds one word of a list."""
    return Field(sa_type=_Word(words))  # type: ignore[no-any-return]


def word_unless_said(default: Word) -> Word:
    """The same, with the word that holds where none is given."""
    return Field(default=default, sa_type=_Word(type(default)))  # type: ignore[no-any-return]


def text_key() -> str:
    """A text column that is part of the primary key."""
    return Field(sa_type=Text, primary_key=True)  # type: ignore[no-any-return]


def optional_text() -> str | None:
    """A text column that may be null."""
    return Field(default=None, sa_type=Text, nullable=True)  # type: ignore[no-any-return]


def instant() -> datetime:
    """An instant with its offset."""
    return Field(sa_type=DateTime(timezone=True))  # type: ignore[no-any-return]


def database_instant() -> datetime:
    """An instant that the database gives unless one is said."""
    return Field(sa_type=DateTime(timezone=True), sa_column_kwargs={"server_default": FetchedValue()})  # type: ignore[no-any-return]


def optional_instant() -> datetime | None:
    """An instant that may be null."""
    return Field(default=None, sa_type=DateTime(timezone=True), nullable=True)  # type: ignore[no-any-return]


def big_number() -> int:
    """A 64-bit number."""
    return Field(sa_type=BigInteger)  # type: ignore[no-any-return]


def json_object() -> Json:
    """A JSON value; replaced as a whole, never changed in place."""
    return Field(sa_type=JSONB)  # type: ignore[no-any-return]


def json_object_or_none_said() -> Json:
    """A JSON value that is empty where nobody says otherwise; replaced as a whole."""
    return Field(default_factory=dict, sa_type=JSONB)  # type: ignore[no-any-return]
