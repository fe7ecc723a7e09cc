"""What one person was told: a list, newest first, of which each is read or not. Needs the office's scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, update
from sqlmodel import Session, and_, col, select

from fleetsvc.clock import rfc3339, rfc3339_if_any
from fleetsvc.models import AccountId, Json, Notice, Occurrence
from fleetsvc.services.common.paging import first_of
from fleetsvc.services.notices.events import EVENTS, Event
from fleetsvc.services.notices.subject_pages import page_of
from fleetsvc.services.people.accounts import Role
from rules.periods import parse_period
from rules.units import UNITS
from rules.wording import Text

_IS_OF: Final = and_(
    col(Occurrence.city_code) == col(Notice.city_code), col(Occurrence.id) == col(Notice.occurrence_id)
)


class NoticeUnknown(Exception):
    """The person was told of nothing by this number, or it was erased."""


@dataclass(frozen=True, slots=True)
class Told:
    """A notice: what is said, the page that it leads to, and when it happened, was told and was read."""

    number: int
    event: Event
    said: Text
    page: str
    unit: str | None
    at: datetime
    told_at: datetime
    read_at: datetime | None


def list_told(
    session: Session, account: AccountId, role: Role, *, unread: bool, before: int | None, limit: int
) -> tuple[list[Told], int | None]:
    """Return a page of what a person was told, newest first, and the number to go on from; None on the last page.

    What a later release told of is left out.
    """
    query = (
        select(Notice, Occurrence)
        .join(Occurrence, _IS_OF)
        .where(Notice.account_id == account, col(Occurrence.kind).in_([event.value for event in Event]))
    )
    if unread:
        query = query.where(col(Notice.read_at).is_(None))
    if before is not None:
        query = query.where(col(Notice.occurrence_id) < before)
    found = session.exec(query.order_by(col(Notice.occurrence_id).desc()).limit(limit + 1)).all()
    page, following = first_of(found, limit, lambda one: one[0].occurrence_id)
    return [_told(notice, occurrence, role) for notice, occurrence in page], following


def _told(notice: Notice, occurrence: Occurrence, role: Role) -> Told:
    event = Event(occurrence.kind)
    return Told(
        number=notice.occurrence_id,
        event=event,
        said=said(event, occurrence),
        page=page_of(occurrence.subject, city=occurrence.city_code, role=role),
        unit=str(occurrence.city_code) if occurrence.city_code else None,
        at=occurrence.at,
        told_at=occurrence.expanded_at or occurrence.at,
        read_at=notice.read_at,
    )


def said(event: Event, occurrence: Occurrence) -> Text:
    """Return what is said of an occurrence, in both languages."""
    words, details = EVENTS[event].said, occurrence.details
    unit = UNITS.get(str(occurrence.city_code))
    named = {} if unit is None else {"unit": unit.name}
    if "period" in details:
        named["period"] = parse_period(details["period"]).name
    return Text(
        words.zh.format(**details | {name: text.zh for name, text in named.items()}),
        words.en.format(**details | {name: text.en for name, text in named.items()}),
    )


def mark_read(session: Session, account: AccountId, numbers: Sequence[int], *, now: datetime) -> int:
    """Note that a person has read some of what they were told; return how many they had not read before.

    Numbers of what others were told are passed by.
    """
    return _read(session, account, col(Notice.occurrence_id).in_(numbers), now=now)


def mark_read_upto(session: Session, account: AccountId, number: int, *, now: datetime) -> int:
    """The same of all up to a number that the person had been told when they were told of it. Raises NoticeUnknown.

    By a number of another's it could not be told what they had seen by then.
    """
    query = select(Occurrence.expanded_at).join(Notice, _IS_OF).where(Notice.account_id == account)
    told = session.exec(query.where(Notice.occurrence_id == number)).first()
    if told is None:
        raise NoticeUnknown(number)
    return _read(session, account, and_(_told_by(told), col(Notice.occurrence_id) <= number), now=now)


def mark_told_by(session: Session, account: AccountId, instant: datetime, *, now: datetime) -> int:
    """The same of all that a person had been told by an instant.

    Not by number: what happened in a long transaction has an early one, and is told after later ones.
    """
    return _read(session, account, _told_by(instant), now=now)


def _told_by(instant: datetime) -> ColumnElement[bool]:
    return select(Occurrence.id).where(_IS_OF, col(Occurrence.expanded_at) <= instant).exists()


def _read(session: Session, account: AccountId, which: ColumnElement[bool], *, now: datetime) -> int:
    unread = (col(Notice.account_id) == account, col(Notice.read_at).is_(None), which)
    return int(session.connection().execute(update(Notice).where(*unread).values(read_at=now)).rowcount)


def find_told(session: Session, account: AccountId, role: Role, number: int) -> Told | None:
    """Return one notice of a person; None where they were not told of it."""
    found = list_told(session, account, role, unread=False, before=number + 1, limit=1)[0]
    return found[0] if found and found[0].number == number else None


def told_json(told: Told) -> Json:
    """Return a notice as the API tells it."""
    return {
        "id": told.number,
        "event": told.event.value,
        "unit": told.unit,
        "said": {"zh": told.said.zh, "en": told.said.en},
        "page": told.page,
        "at": rfc3339(told.at),
        "read_at": rfc3339_if_any(told.read_at),
    }
