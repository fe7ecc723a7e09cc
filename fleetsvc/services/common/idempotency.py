"""Requests sent again after a lost answer: done once, by the name that their sender gave them.

After draft-ietf-httpapi-idempotency-key-header: the same name with the same content gives the first answer, with
another content it is refused. Names are kept for a week.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from fleetsvc.models import IdempotencyKey

KEPT_FOR: Final = timedelta(days=7)


class NameUsedOtherwise(Exception):
    """The sender gave this name to another request before."""


@dataclass(frozen=True, slots=True)
class Name:
    """A request's name: who sends it, under which key, and the hash of all it asks."""

    sender: str
    key: str
    request_sha256: str


def fingerprint(*parts: str) -> str:
    """Return the hash of what a request asks."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def once(session: Session, name: Name, work: Callable[[], int], *, city: int, now: datetime) -> int:
    """Do the work of a named request, or return the number of the upload that came of it the first time.

    Two at the same time: the second waits for the first one's transaction. Raises NameUsedOtherwise.
    """
    where = (
        col(IdempotencyKey.city_code) == city,
        col(IdempotencyKey.sender) == name.sender,
    )
    connection = session.connection()
    connection.execute(delete(IdempotencyKey).where(*where, col(IdempotencyKey.created_at) < now - KEPT_FOR))
    values = {
        "city_code": city,
        "sender": name.sender,
        "key": name.key,
        "request_sha256": name.request_sha256,
        "created_at": now,
    }
    statement = insert(IdempotencyKey).values(**values).on_conflict_do_nothing()
    if connection.execute(statement.returning(col(IdempotencyKey.key))).first() is None:
        return _first_answer(session, name, city=city)
    number = work()
    mine = col(IdempotencyKey.key) == name.key
    connection.execute(update(IdempotencyKey).where(*where, mine).values(upload_id=number))
    return number


def _first_answer(session: Session, name: Name, *, city: int) -> int:
    first = session.get_one(IdempotencyKey, (city, name.sender, name.key))
    if first.request_sha256 != name.request_sha256:
        raise NameUsedOtherwise
    assert first.upload_id is not None  # noqa: S101 (written in the transaction that made the row)
    return first.upload_id
