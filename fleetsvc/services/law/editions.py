"""Rulebook editions as the outside reads them: the lists, one book whole, and which was in force on a day."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, select

from fleetsvc.clock import rfc3339, rfc3339_if_any
from fleetsvc.models import GivenDecision, Json, RulebookActivation, RulebookEdition, stored_id
from fleetsvc.services.common.paging import first_of
from fleetsvc.services.law.book_cache import book_of
from fleetsvc.services.law.rulebooks import BookStatus, EditionUnknown
from rules.rulebook import Rulebook


class NoEditionThen(Exception):
    """No edition was in force on that day."""


class RuleNotFound(Exception):
    """No rulebook in force has a rule of that id."""


@dataclass(frozen=True, slots=True)
class Span:
    """A time in force: ``until`` exclusive, None where it was not over when it was known."""

    since: datetime
    until: datetime | None


def laws_in_force(session: Session, *, known_at: datetime | None = None) -> list[tuple[int, Span]]:
    """Return the number of what judged when, oldest first; ``known_at``: as known at an instant.

    Two activations have two instants (``enactment.activate``), so several on one day are told apart.
    """
    statement = select(RulebookActivation.law_id, RulebookActivation.activated_at)
    if known_at is not None:
        statement = statement.where(col(RulebookActivation.activated_at) <= known_at)
    found = session.exec(
        statement.order_by(col(RulebookActivation.activated_at), col(RulebookActivation.id))
    ).all()
    ends = [at for _, at in found[1:]]
    return [
        (number, Span(at, until)) for (number, at), until in zip(found, [*ends, None], strict=bool(found))
    ]


def times_in_force(session: Session, *, known_at: datetime | None = None) -> dict[str, list[Span]]:
    """Return when each edition was in force, oldest first, by its hash; beside whichever others."""
    laws = laws_in_force(session, known_at=known_at)
    books, times = books_of(session, {number for number, _ in laws}), dict[str, list[Span]]()
    for number, span in laws:
        for book in books[number].books:
            own = times.setdefault(book.edition, [])
            goes_on = bool(own) and own[-1].until == span.since
            since = own.pop().since if goes_on else span.since
            own.append(Span(since, span.until))
    return times


def book_known_at(session: Session, instant: datetime) -> Rulebook:
    """Return what was in force at an instant. Raises NoEditionThen."""
    laws = laws_in_force(session, known_at=instant)
    if not laws:
        raise NoEditionThen(instant.isoformat())
    return book_of(session.get_one(RulebookEdition, laws[-1][0]))


def books_of(session: Session, numbers: Collection[int]) -> dict[int, Rulebook]:
    """Return editions by their number in the database, whatever became of them since."""
    found = session.exec(select(RulebookEdition).where(col(RulebookEdition.id).in_(numbers)))
    return {edition.id: book_of(edition) for edition in found if edition.id is not None}


def find_law_citing(session: Session, rule: str, *, city: int, registration: int) -> Rulebook | None:
    """Return the law by which a vehicle was last judged with a rule cited, by its full id; None where none cited it."""
    statement = select(GivenDecision.edition_id).where(
        GivenDecision.city_code == city,
        GivenDecision.registration_id == registration,
        GivenDecision.rule == rule,
    )
    latest = (col(GivenDecision.recorded_at).desc(), col(GivenDecision.id).desc())
    number = session.exec(statement.order_by(*latest).limit(1)).first()
    return None if number is None else book_of(session.get_one(RulebookEdition, number))


def list_editions(
    session: Session, *, after: int | None, limit: int, known_at: datetime | None = None
) -> tuple[list[Json], int | None]:
    """Return a page of editions that are or were in force, oldest first, and the id to go on after."""
    times = times_in_force(session, known_at=known_at)
    statement = select(RulebookEdition).where(col(RulebookEdition.edition).in_(times))
    if after is not None:
        statement = statement.where(col(RulebookEdition.id) > after)
    found = session.exec(statement.order_by(col(RulebookEdition.id)).limit(limit + 1)).all()
    page, following = first_of(found, limit, stored_id)
    return [_header(edition, times[edition.edition]) for edition in page], following


def _header(edition: RulebookEdition, own: Sequence[Span]) -> Json:
    """Return what names an edition, and when it was in force; its status follows from that."""
    stands = own[-1].until is None
    return {
        "id": edition.book,
        "name": edition.name,
        "edition": edition.edition,
        "status": BookStatus.ACTIVE.value if stands else BookStatus.RETIRED.value,
        "activated_at": rfc3339(own[-1].since),
        "in_force": [{"since": rfc3339(one.since), "until": rfc3339_if_any(one.until)} for one in own],
    }


SHORTEST_HASH: Final = 8
"""So many digits of an edition's hash name it, where no other begins with them."""
_HASH: Final = re.compile(rf"(?:sha256:)?([0-9a-f]{{{SHORTEST_HASH},64}})").fullmatch


def edition_of_hash(session: Session, name: str) -> RulebookEdition:
    """Return a stored edition, drafts too, by its hash or the beginning of it. Raises EditionUnknown."""
    digits = _HASH(name)
    if digits is None:
        raise EditionUnknown(name)
    statement = select(RulebookEdition).where(
        col(RulebookEdition.edition).startswith(f"sha256:{digits[1]}"),
        RulebookEdition.status != BookStatus.LAW,
    )
    found = session.exec(statement.limit(2)).all()
    if len(found) != 1:
        raise EditionUnknown(name)
    return found[0]


def find_edition(session: Session, name: str, *, known_at: datetime | None = None) -> tuple[Json, Rulebook]:
    """Return an edition's header and book: by book id or name the one in force, by hash any that ever was.

    ``known_at``: in force at that instant, or until then. Raises EditionUnknown.
    """
    times = times_in_force(session, known_at=known_at)
    statement = select(RulebookEdition)
    if name.startswith("sha256:"):
        meant = set(times)
        statement = statement.where(RulebookEdition.edition == name)
    else:
        meant = {edition for edition, own in times.items() if own[-1].until is None}
        statement = statement.where((col(RulebookEdition.book) == name) | (col(RulebookEdition.name) == name))
    found = session.exec(statement.where(col(RulebookEdition.edition).in_(meant))).first()
    if found is None:
        raise EditionUnknown(name)
    return _header(found, times[found.edition]), book_of(found)
