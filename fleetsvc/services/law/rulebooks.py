"""Rulebook editions in the database: which are in force, one of each book, and re-judging when that changes."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from fleetsvc.models import RulebookActivation, RulebookEdition, stored_id
from fleetsvc.services.law import impact, rejudging, texts
from fleetsvc.services.law.book_cache import book_of, defences_of, table_of
from fleetsvc.services.law.defences import Citing, Defences
from fleetsvc.services.law.impact import Difference
from rules.law import compose
from rules.rulebook import Problem, Rulebook, RulebookBroken, build, canonical_json
from rules.table import Table


class BookStatus(StrEnum):
    """Where a stored edition stands: never in force, in force, or in force no longer. Stored.

    ``LAW``: no edition of one book, but several in force together.
    """

    DRAFT = "draft"
    ACTIVE = "active"
    RETIRED = "retired"
    LAW = "law"


class Aim(StrEnum):
    """What an act is for: that an edition come into force, or out of it. Stored."""

    ACTIVATE = "activate"
    TAKE_OUT = "take_out"


class NoActiveRulebook(Exception):
    """No edition of any rulebook is active: the database was not set up."""


class EditionUnknown(Exception):
    """No rulebook edition of that number, hash or name is stored, or not one that is meant here."""


class InstrumentUnknown(Exception):
    """No rulebook that may be read here is made from an instrument of that id, or none of its texts has that hash."""


class EditionInForce(Exception):
    """The edition is in force."""


class EditionNotInForce(Exception):
    """The edition is not in force: nobody can take it out."""


class NothingElseInForce(Exception):
    """The edition is the only one in force: without it nothing could be judged."""


class SecondSignatureMissing(Exception):
    """Once anything has been judged, an edition comes into force by the signatures of two persons."""


@dataclass(frozen=True, slots=True)
class ActiveBook:
    """What judges: its number in the database, the book, its decision table and what defends its verdicts.

    Of several books in force the book is the one they are composed into (``rules.law``).
    """

    edition_id: int
    book: Rulebook
    table: Table
    defences: Defences

    def citing(self) -> Citing:
        """Return what gathers the defences that one transaction names."""
        return Citing(self.defences)


@dataclass(frozen=True, slots=True)
class Flip:
    """So many registrations of a unit and category whose verdict differs between two editions."""

    unit: str
    category: str
    before: str
    after: str
    registrations: int


def find_law_number(session: Session) -> int | None:
    """Return the number of what judges now, an edition or the law of several; its content is not read."""
    return session.exec(select(RulebookActivation.law_id).order_by(*_LATEST).limit(1)).first()


_LATEST: Final = (col(RulebookActivation.activated_at).desc(), col(RulebookActivation.id).desc())


def last_act_at(session: Session) -> datetime | None:
    """Return when an edition last came into force or out of it: later than ``now`` where a clock stands behind."""
    return session.exec(select(func.max(RulebookActivation.activated_at))).one()


def law_in_force(session: Session) -> RulebookEdition:
    """Return what judges now, as it is stored: an edition, or the law of several. Raises NoActiveRulebook."""
    found = find_law_number(session)
    if found is None:
        raise NoActiveRulebook
    return stored(session, found)


def editions_in_force(session: Session) -> list[RulebookEdition]:
    """Return the editions in force, one of each book, in the order in which the law has them.

    They are read by one statement with the law: an act between two would give one without the other. Raises
    NoActiveRulebook.
    """
    law = select(RulebookActivation.law_id).order_by(*_LATEST).limit(1).scalar_subquery()
    statement = select(RulebookEdition, law).where(
        (col(RulebookEdition.status) == BookStatus.ACTIVE) | (col(RulebookEdition.id) == law)
    )
    found = session.exec(statement.execution_options(populate_existing=True)).all()
    if not found:
        raise NoActiveRulebook
    by_book = {edition.book: edition for edition, _ in found}
    [judging] = [edition for edition, number in found if edition.id == number]
    return [by_book[book.id] for book in book_of(judging).books]


def find_in_force(session: Session, book: str) -> RulebookEdition | None:
    """Return the edition of a book that is in force, by the book's id."""
    return session.exec(
        select(RulebookEdition).where(
            RulebookEdition.status == BookStatus.ACTIVE, RulebookEdition.book == book
        )
    ).first()


def active_book(session: Session) -> ActiveBook:
    """Return the law in force with its decision table. Raises NoActiveRulebook."""
    found = law_in_force(session)
    return ActiveBook(stored_id(found), book_of(found), table_of(found), defences_of(found))


def built_with_texts(session: Session, mapping: Mapping[str, object]) -> Rulebook:
    """Build a rulebook and hold its quotes against the texts on record. Raises RulebookBroken with all problems."""
    return build(mapping, find_text=texts.finder(session))


def load(session: Session, mapping: Mapping[str, object], *, now: datetime) -> tuple[RulebookEdition, bool]:
    """Store an edition as a draft, with its texts; return it, and whether it is a new one.

    Raises RulebookBroken with all problems, those of its quotes too.
    """
    book = built_with_texts(session, mapping)
    texts.keep_texts_of(session, book, now=now)
    values = {
        "book": book.id,
        "name": book.name,
        "edition": book.edition,
        "content": json.loads(canonical_json(mapping)),  # YAML holds dates, JSON their text
        "status": BookStatus.DRAFT.value,
        "loaded_at": now,
    }
    statement = insert(RulebookEdition).values(**values).on_conflict_do_nothing()
    new = session.connection().execute(statement.returning(col(RulebookEdition.id))).first()
    edition = session.exec(select(RulebookEdition).where(RulebookEdition.edition == book.edition)).one()
    return edition, new is not None


def hold_for_import(session: Session) -> None:
    """Keep the edition in force from changing until this transaction ends."""
    rejudging.hold_edition(session)


def stored(session: Session, edition_id: int) -> RulebookEdition:
    """Return a stored edition as it stands now. Raises EditionUnknown."""
    found = session.get(RulebookEdition, edition_id, populate_existing=True)
    if found is None:
        raise EditionUnknown(edition_id)
    return found


def compare(session: Session, edition_id: int) -> list[Flip]:
    """Return what would change if an edition came into force, over all registrations, by unit and category.

    Where only the rule that is cited would change, ``before`` and ``after`` are the same. Raises RulebookBroken where
    it can not stand beside those in force.
    """
    law = law_with(session, book_of(stored(session, edition_id)))
    return flips_of(impact.foretell(session, Table(law)).differences)


def law_with(session: Session, book: Rulebook) -> Rulebook:
    """Return the law that judges once a book is in force, in the place of another edition of it if one is.

    Raises RulebookBroken where it can not stand beside the others.
    """
    return compose([*_others(session, book), book])


def clashes(session: Session, book: Rulebook) -> tuple[Problem, ...]:
    """Return why a book can not stand beside the others in force; empty where it can."""
    try:
        law_with(session, book)
    except RulebookBroken as broken:
        return broken.problems
    return ()


def law_without(session: Session, book: Rulebook) -> Rulebook:
    """Return the law that judges once a book is taken out of force. Raises NothingElseInForce."""
    others = _others(session, book)
    if not others:
        raise NothingElseInForce(book.edition)
    return compose(others)


def _others(session: Session, book: Rulebook) -> list[Rulebook]:
    number = find_law_number(session)
    books = () if number is None else book_of(stored(session, number)).books
    return [one for one in books if one.id != book.id]


def flips_of(found: Iterable[Difference]) -> list[Flip]:
    """Return differences by unit and category."""
    sums: Counter[tuple[str, str, str, str]] = Counter()
    for one in found:
        sums[one.unit, one.category, one.before, one.after] += one.registrations
    return [Flip(*flip, count) for flip, count in sorted(sums.items())]
