"""Filters that a person keeps of a list, under names of their own. All of it needs that person's own scope.

Changes of one person's filters are made one transaction at a time: a double click, or a second window, finds the first.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import delete, text, update
from sqlmodel import Session, col, select

from fleetsvc.database.lock_numbers import LockNumber
from fleetsvc.models import AccountId, SavedFilter, stored_id

MOST_KEPT: Final = 30
"""Of one person and one list: as many as stand above it in two lines or three."""
LONGEST_NAME: Final = 40
LONGEST_QUERY: Final = 1000
"""Characters of an address: each condition of a list and all its columns take some 700."""
_HOLD: Final = text(
    "SELECT pg_advisory_xact_lock(:lock, hashint8(nullif(current_setting('fleetsvc.account', true), '')::bigint))"
)
"""Nothing is held where no account is named: such a transaction sees no filters."""


class FilterUnknown(Exception):
    """There is no such filter, or it is another person's."""


class NameMissing(Exception):
    """A filter is to be kept without a name."""


class NameTooLong(Exception):
    """The name has more than ``LONGEST_NAME`` characters."""


class NameTaken(Exception):
    """Another filter of the list has this name."""


class FiltersFull(Exception):
    """The person keeps ``MOST_KEPT`` of this list already."""


class QueryTooLong(Exception):
    """What is asked has more than ``LONGEST_QUERY`` characters."""


def list_filters(session: Session, list_name: str) -> list[SavedFilter]:
    """Return what the person keeps of a list, by name."""
    query = select(SavedFilter).where(SavedFilter.list_name == list_name)
    return sorted(session.exec(query), key=lambda one: one.name)


def save(session: Session, list_name: str, name: str, query: str, *, holder: AccountId, now: datetime) -> int:
    """Keep what is asked under a name and return its number.

    Raises NameMissing, NameTooLong, NameTaken, QueryTooLong, FiltersFull.
    """
    said = _fit_name(name)
    if len(query) > LONGEST_QUERY:
        raise QueryTooLong
    _hold(session)
    kept = list_filters(session, list_name)
    if said in (one.name for one in kept):
        raise NameTaken(said)
    if len(kept) >= MOST_KEPT:
        raise FiltersFull
    added = SavedFilter(account_id=holder, list_name=list_name, name=said, query=query, saved_at=now)
    session.add(added)
    session.flush()
    return stored_id(added)


def rename(session: Session, list_name: str, number: int, name: str) -> None:
    """Give a filter another name. Raises FilterUnknown, NameMissing, NameTooLong, NameTaken."""
    _hold(session)
    found, said = find_filter(session, list_name, number), _fit_name(name)
    if said in (one.name for one in list_filters(session, list_name) if one.id != number):
        raise NameTaken(said)
    found.name = said
    session.add(found)
    session.flush()


def find_filter(session: Session, list_name: str, number: int) -> SavedFilter:
    """Return a filter that the person keeps. Raises FilterUnknown."""
    query = select(SavedFilter).where(SavedFilter.list_name == list_name, SavedFilter.id == number)
    found = session.exec(query).first()
    if found is None:
        raise FilterUnknown(number)
    return found


def make_default(session: Session, list_name: str, number: int) -> None:
    """Let a list open with a filter where nothing else is asked. Raises FilterUnknown."""
    open_plain(session, list_name)
    find_filter(session, list_name, number)
    chosen = update(SavedFilter).where(col(SavedFilter.list_name) == list_name, col(SavedFilter.id) == number)
    session.connection().execute(chosen.values(is_default=True))


def open_plain(session: Session, list_name: str) -> None:
    """Let a list open as everybody has it."""
    _hold(session)
    chosen = update(SavedFilter).where(col(SavedFilter.list_name) == list_name, col(SavedFilter.is_default))
    session.connection().execute(chosen.values(is_default=False))


def forget(session: Session, list_name: str, number: int) -> None:
    """Keep a filter no longer; that it is gone already is no matter."""
    _hold(session)
    gone = delete(SavedFilter).where(col(SavedFilter.list_name) == list_name, col(SavedFilter.id) == number)
    session.connection().execute(gone)


def _hold(session: Session) -> None:
    """Have the person's filters to oneself until the transaction ends."""
    session.connection().execute(_HOLD, {"lock": int(LockNumber.DESKS)})


def _fit_name(name: str) -> str:
    said = " ".join(name.split())
    if not said:
        raise NameMissing
    if len(said) > LONGEST_NAME:
        raise NameTooLong(len(said))
    return said
