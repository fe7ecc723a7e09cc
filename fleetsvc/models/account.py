"""People's accounts and systems' keys; for which owners of vehicles an operator's account acts."""

from datetime import datetime

from sqlalchemy import BigInteger, Identity
from sqlmodel import Field

from fleetsvc.models.base import (
    AccountId,
    KeyId,
    Stored,
    city_key,
    identity_key,
    instant,
    optional_instant,
    optional_text,
    stored_id,
    text,
)


class AppUser(Stored, table=True):
    """A person's account. ``city_code`` is set for a bureau's account only.

    ``totp_secret``: of the second factor, in force once ``totp_confirmed_at`` is set; ``totp_last_step``: the last
    time step whose code was taken, so that no code is taken twice; ``awaits_office``: an administrator opened it, and
    nobody of the office has said yet that it is theirs.
    """

    __tablename__ = "app_user"

    id: AccountId | None = Field(
        default=None, sa_type=BigInteger, primary_key=True, sa_column_args=(Identity(always=False),)
    )
    name: str = text()
    role: str = text()
    city_code: int | None = Field(default=None)
    password_hash: str = text()
    created_at: datetime = instant()
    disabled_at: datetime | None = optional_instant()
    password_set_at: datetime = instant()
    must_change_password: bool = Field(default=False)
    awaits_office: bool = Field(default=False)
    totp_secret: str | None = optional_text()
    totp_confirmed_at: datetime | None = optional_instant()
    totp_last_step: int | None = Field(default=None, sa_type=BigInteger, nullable=True)

    @property
    def number(self) -> AccountId:
        """The number of a stored account."""
        return stored_id(self)


class ApiKey(Stored, table=True):
    """A system's key, of which only the hash is kept. ``prefix`` lets a person recognise it.

    ``holder_id``: the person who made it for systems of their own; null where an administrator made it.
    """

    __tablename__ = "api_key"

    id: KeyId | None = Field(
        default=None, sa_type=BigInteger, primary_key=True, sa_column_args=(Identity(always=False),)
    )
    name: str = text()
    role: str = text()
    city_code: int | None = Field(default=None)
    prefix: str = text()
    key_sha256: str = text()
    created_at: datetime = instant()
    expires_at: datetime | None = optional_instant()
    last_used_at: datetime | None = optional_instant()
    revoked_at: datetime | None = optional_instant()
    holder_id: AccountId | None = Field(
        default=None, sa_type=BigInteger, foreign_key="app_user.id", nullable=True
    )
    awaits_office: bool = Field(default=False)

    @property
    def number(self) -> KeyId:
        """The number of a stored key."""
        return stored_id(self)


class OwnerBinding(Stored, table=True):
    """That an operator's account acts for an owner, as its name stands in a unit's register.

    In force from ``confirmed_at`` to ``ended_at`` or, if it is earlier, ``until_at``; ``said``: by what right.
    """

    __tablename__ = "owner_binding"

    city_code: int = city_key()
    id: int | None = identity_key()
    account_id: AccountId = Field(sa_type=BigInteger)
    account_name: str = text()
    owner: str = text()
    said: str = text()
    applied_at: datetime = instant()
    confirmed_by: str | None = optional_text()
    confirmed_at: datetime | None = optional_instant()
    until_at: datetime | None = optional_instant()
    ended_by: str | None = optional_text()
    ended_at: datetime | None = optional_instant()
    ended_reason: str | None = optional_text()
