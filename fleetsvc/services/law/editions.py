"""Rulebook editions as the outside reads them: the lists, one book whole, and which was in force on a day."""

import re
from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, select

from fleetsvc.clock import rfc3339_if_any
from fleetsvc.models import Json, RulebookActivation, RulebookEdition
from fleetsvc.services.law.built import book_of
from fleetsvc.services.law.rulebooks import BookStatus, EditionUnknown
from rules.rulebook import Rulebook


class NoEditionThen(Exception):
    """No edition was in force on that day."""


class RuleNotFound(Exception):
    """The rulebook in force has no rule of that id."""


def book_known_at(session: Session, instant: datetime) -> Rulebook:
    """Return the edition in force at an instant. Raises NoEditionThen."""
    statement = (
        select(RulebookEdition)
        .join(RulebookActivation, col(RulebookActivation.edition_id) == col(RulebookEdition.id))
        .where(col(RulebookActivation.activated_at) <= instant)
        .order_by(col(RulebookActivation.activated_at).desc(), col(RulebookActivation.id).desc())
    )
    found = session.exec(statement).first()
    if found is None:
        raise NoEditionThen(instant.isoformat())
    return book_of(found)


def books_of(session: Session, numbers: Collection[int]) -> dict[int, Rulebook]:
    """Return editions by their number in the database, whatever became of them since."""
    found = session.exec(select(RulebookEdition).where(col(RulebookEdition.id).in_(numbers)))
    return {edition.id: book_of(edition) for edition in found if edition.id is not None}


def list_editions(session: Session, *, after: int | None, limit: int) -> tuple[list[Json], int | None]:
    """Return a page of editions that are or were in force, oldest first, and the id to go on after."""
    statement = select(RulebookEdition).where(RulebookEdition.status != BookStatus.DRAFT)
    if after is not None:
        statement = statement.where(col(RulebookEdition.id) > after)
    found = session.exec(statement.order_by(col(RulebookEdition.id)).limit(limit + 1)).all()
    page = found[:limit]
    return [_header(edition) for edition in page], page[-1].id if len(found) > limit else None


def _header(edition: RulebookEdition) -> Json:
    activated = edition.activated_at
    return {
        "id": edition.book,
        "name": edition.name,
        "edition": edition.edition,
        "status": edition.status,
        "activated_at": rfc3339_if_any(activated),
    }


SHORTEST_HASH: Final = 8
"""So many digits of an edition's hash name it, where no other begins with them."""
_HASH: Final = re.compile(rf"(?:sha256:)?([0-9a-f]{{{SHORTEST_HASH},64}})").fullmatch


def edition_of_hash(session: Session, name: str) -> RulebookEdition:
    """Return a stored edition, drafts too, by its hash or the beginning of it. Raises EditionUnknown."""
    digits = _HASH(name)
    if digits is None:
        raise EditionUnknown(name)
    statement = select(RulebookEdition).where(col(RulebookEdition.edition).startswith(f"sha256:{digits[1]}"))
    found = session.exec(statement.limit(2)).all()
    if len(found) != 1:
        raise EditionUnknown(name)
    return found[0]


def find_edition(session: Session, name: str) -> tuple[Json, Rulebook]:
    """Return an edition's header and book: by book id or name the one in force, by hash any that ever was.

    Raises EditionUnknown.
    """
    statement = select(RulebookEdition).where(RulebookEdition.status != BookStatus.DRAFT)
    if name.startswith("sha256:"):
        statement = statement.where(RulebookEdition.edition == name)
    else:
        statement = statement.where(
            (col(RulebookEdition.book) == name) | (col(RulebookEdition.name) == name),
            RulebookEdition.status == BookStatus.ACTIVE,
        )
    found = session.exec(statement).first()
    if found is None:
        raise EditionUnknown(name)
    return _header(found), book_of(found)
