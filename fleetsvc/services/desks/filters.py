"""Filters that a person keeps of a list, under names of their own. All of it needs that person's own scope."""

from datetime import datetime
from typing import Final

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from fleetsvc.models import AccountId, SavedFilter

MOST_KEPT: Final = 30
"""Of one person and one list: as many as stand above it in two lines or three."""
LONGEST_NAME: Final = 40
LONGEST_QUERY: Final = 1000
"""Characters of an address: each condition of a list and all its columns take some 700."""


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
    kept = list_filters(session, list_name)
    if said in (one.name for one in kept):
        raise NameTaken(said)
    if len(kept) >= MOST_KEPT:
        raise FiltersFull
    values = {"account_id": holder, "list_name": list_name, "name": said, "query": query}
    added = insert(SavedFilter).values(**values, is_default=False, saved_at=now)
    # A second click may have kept it meanwhile.
    number = (
        session.connection().execute(added.on_conflict_do_nothing().returning(col(SavedFilter.id))).scalar()
    )
    if number is None:
        raise NameTaken(said)
    return int(number)


def rename(session: Session, list_name: str, number: int, name: str) -> None:
    """Give a filter another name. Raises FilterUnknown, NameMissing, NameTooLong, NameTaken."""
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
    find_filter(session, list_name, number)
    open_plain(session, list_name)
    chosen = update(SavedFilter).where(col(SavedFilter.list_name) == list_name, col(SavedFilter.id) == number)
    session.connection().execute(chosen.values(is_default=True))


def open_plain(session: Session, list_name: str) -> None:
    """Let a list open as everybody has it."""
    chosen = update(SavedFilter).where(col(SavedFilter.list_name) == list_name, col(SavedFilter.is_default))
    session.connection().execute(chosen.values(is_default=False))


def forget(session: Session, list_name: str, number: int) -> None:
    """Keep a filter no longer; that it is gone already is no matter."""
    gone = delete(SavedFilter).where(col(SavedFilter.list_name) == list_name, col(SavedFilter.id) == number)
    session.connection().execute(gone)


def _fit_name(name: str) -> str:
    said = " ".join(name.split())
    if not said:
        raise NameMissing
    if len(said) > LONGEST_NAME:
        raise NameTooLong(len(said))
    return said
