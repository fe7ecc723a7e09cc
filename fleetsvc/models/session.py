"""People signed in, attempts that failed, passwords replaced, what each role must show; what one person keeps."""

from datetime import datetime

from sqlalchemy import BigInteger, Identity, SmallInteger, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from fleetsvc.models.base import (
    AccountId,
    Json,
    SessionId,
    Stored,
    instant,
    json_object,
    optional_instant,
    optional_text,
    stored_id,
    text,
    text_key,
)


class SessionRecord(Stored, table=True):
    """A person's session, of whose token only the hash is kept.

    ``factor_at``: when the second factor was shown, null where none was needed or none is shown yet.
    """

    __tablename__ = "session"

    id: SessionId | None = Field(
        default=None, sa_type=BigInteger, primary_key=True, sa_column_args=(Identity(always=False),)
    )
    user_id: AccountId = Field(sa_type=BigInteger, foreign_key="app_user.id")
    token_sha256: str = text()
    started_at: datetime = instant()
    seen_at: datetime = instant()
    factor_at: datetime | None = optional_instant()
    ended_at: datetime | None = optional_instant()
    ending: str | None = optional_text()
    address: str | None = optional_text()
    agent: str | None = optional_text()

    @property
    def number(self) -> SessionId:
        """The number of a stored session."""
        return stored_id(self)


class SignInAttempt(Stored, table=True):
    """An attempt that failed or is not settled. Of the name only the hash: a password may have been typed there."""

    __tablename__ = "sign_in_attempt"

    id: int | None = Field(
        default=None, sa_type=BigInteger, primary_key=True, sa_column_args=(Identity(always=False),)
    )
    name_sha256: str = text()
    address: str = text()
    tried_at: datetime = instant()


class PasswordUsed(Stored, table=True):
    """The hash of a password that was replaced."""

    __tablename__ = "password_used"

    id: int | None = Field(
        default=None, sa_type=BigInteger, primary_key=True, sa_column_args=(Identity(always=False),)
    )
    user_id: AccountId = Field(sa_type=BigInteger, foreign_key="app_user.id")
    password_hash: str = text()
    replaced_at: datetime = instant()


class RecoveryCode(Stored, table=True):
    """A code that stands in once for one of the second factor: its hash, as of a password."""

    __tablename__ = "recovery_code"

    user_id: AccountId = Field(sa_type=BigInteger, foreign_key="app_user.id", primary_key=True)
    number: int = Field(sa_type=SmallInteger, primary_key=True)
    code_hash: str = text()
    made_at: datetime = instant()
    used_at: datetime | None = optional_instant()


class RoleRule(Stored, table=True):
    """What an administrator demands of a role. A role without a row has no demand."""

    __tablename__ = "role_rule"

    role: str = text_key()
    second_factor: bool


class UnfinishedForm(Stored, table=True):
    """One form as a person had filled it in. ``typed``: where it goes, its page, its fields, the names of its files."""

    __tablename__ = "unfinished_form"

    id: int | None = Field(
        default=None, sa_type=BigInteger, primary_key=True, sa_column_args=(Identity(always=False),)
    )
    user_id: AccountId = Field(sa_type=BigInteger, foreign_key="app_user.id")
    typed: Json = json_object()
    kept_at: datetime = instant()


class SavedFilter(Stored, table=True):
    """What a person asks of a list, under a name of their own. ``query``: as it stands in the list's address."""

    __tablename__ = "saved_filter"

    account_id: AccountId = Field(
        sa_type=BigInteger,
        primary_key=True,
        foreign_key="app_user.id",
        sa_column_kwargs={"autoincrement": False},
    )
    id: int | None = Field(
        default=None, sa_type=BigInteger, primary_key=True, sa_column_args=(Identity(always=False),)
    )
    list_name: str = text()
    name: str = text()
    query: str = text()
    is_default: bool = Field(default=False)
    saved_at: datetime = instant()


class ListLayout(Stored, table=True):
    """How a person has a list: the chosen columns, and the rows of a page. Null: as everybody has it."""

    __tablename__ = "list_layout"

    account_id: AccountId = Field(
        sa_type=BigInteger,
        primary_key=True,
        foreign_key="app_user.id",
        sa_column_kwargs={"autoincrement": False},
    )
    list_name: str = text_key()
    columns: list[str] | None = Field(default=None, sa_type=ARRAY(Text), nullable=True)
    rows: int | None = Field(default=None)
