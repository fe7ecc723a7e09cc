"""Rulebook editions in the database: which one is active, and re-judging when another becomes so."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from fleetsvc.models import DecisionRecord, RulebookActivation, RulebookEdition, RulebookProposal, stored_id
from fleetsvc.services.law import rejudging, texts
from fleetsvc.services.law.built import book_of, defences_of, table_of
from fleetsvc.services.law.defences import Citing, Defences
from fleetsvc.services.law.rejudging import Difference
from fleetsvc.services.law.signatories import Signatory, credentials, given_by
from rules.rulebook import Rulebook, build, canonical_json
from rules.table import Table


class BookStatus(StrEnum):
    """Where a stored edition stands: never in force, in force, or in force no longer. Stored."""

    DRAFT = "draft"
    ACTIVE = "active"
    RETIRED = "retired"


class NoActiveRulebook(Exception):
    """No edition of any rulebook is active: the database was not set up."""


class EditionUnknown(Exception):
    """No rulebook edition of that number, hash or name is stored, or not one that is meant here."""


class InstrumentUnknown(Exception):
    """No rulebook that may be read here is made from an instrument of that id, or none of its texts has that hash."""


class EditionInForce(Exception):
    """The edition is the one in force."""


class SecondSignatureMissing(Exception):
    """Once anything has been judged, an edition comes into force by the signatures of two persons."""


@dataclass(frozen=True, slots=True)
class ActiveBook:
    """The edition in force: its number in the database, the book, its decision table and what defends its verdicts."""

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


def find_active_number(session: Session) -> int | None:
    """Return the number of the edition in force; its content is not read."""
    return session.exec(select(RulebookEdition.id).where(RulebookEdition.status == BookStatus.ACTIVE)).first()


def active_edition(session: Session) -> RulebookEdition:
    """Return the edition in force, as it is stored. Raises NoActiveRulebook."""
    found = session.exec(select(RulebookEdition).where(RulebookEdition.status == BookStatus.ACTIVE)).first()
    if found is None:
        raise NoActiveRulebook
    return found


def active_book(session: Session) -> ActiveBook:
    """Return the edition in force with its decision table. Raises NoActiveRulebook."""
    found = active_edition(session)
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


def ensure_shipped(session: Session, mapping: Mapping[str, object], *, now: datetime) -> None:
    """Make the shipped edition known; put it in force only where none is."""
    edition, _ = load(session, mapping, now=now)
    if find_active_number(session) is None:
        _come_into_force(session, edition, by=Signatures("fleetsvc"), changed=0, now=now)


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

    Where only the rule that is cited would change, ``before`` and ``after`` are the same.
    """
    return flips_of(rejudging.differences(session, table_of(stored(session, edition_id)))[1])


def flips_of(found: Iterable[Difference]) -> list[Flip]:
    """Return differences by unit and category."""
    sums: Counter[tuple[str, str, str, str]] = Counter()
    for one in found:
        sums[one.unit, one.category, one.before, one.after] += one.registrations
    return [Flip(*flip, count) for flip, count in sorted(sums.items())]


@dataclass(frozen=True, slots=True)
class Signatures:
    """Who puts an edition in force, and why: by name, and the second one as they signed a proposal.

    Without a proposal there is no second signature: so a database is set up.
    """

    activated_by: str
    signed_by: str | None = None
    signatory: Signatory | None = None
    proposal: RulebookProposal | None = None


def activate(session: Session, edition_id: int, *, by: Signatures, now: datetime) -> int:
    """Put an edition in force and judge again; return how many decisions changed. Old decisions are kept.

    Whatever edition was in force before is retired: one edition judges. Raises EditionUnknown, EditionInForce,
    SecondSignatureMissing once anything has been judged.
    """
    rejudging.hold_all(session)
    edition = stored(session, edition_id)
    if edition.status == BookStatus.ACTIVE:
        raise EditionInForce(edition.edition)
    if by.proposal is None and session.exec(select(DecisionRecord.id).limit(1)).first() is not None:
        raise SecondSignatureMissing
    citing = Citing(defences_of(edition))
    instant = rejudging.instant_of_activation(session, now=now)
    changed = rejudging.judge_again(session, table_of(edition), citing, edition_id=edition_id, now=instant)
    for other in session.exec(select(RulebookEdition).where(RulebookEdition.status == BookStatus.ACTIVE)):
        other.status = BookStatus.RETIRED.value
        session.add(other)
    session.flush()
    _come_into_force(session, edition, by=by, changed=changed, now=instant)
    return changed


def _come_into_force(
    session: Session, edition: RulebookEdition, *, by: Signatures, changed: int, now: datetime
) -> None:
    edition.status, edition.activated_at = BookStatus.ACTIVE.value, now
    session.add(edition)
    signer, number, user = credentials(by.signatory)
    proposal = by.proposal
    session.add(
        RulebookActivation(
            edition_id=stored_id(edition),
            activated_at=now,
            activated_by=by.activated_by,
            signed_by=by.signed_by,
            reason=None if proposal is None else proposal.reason,
            proposal_id=None if proposal is None else proposal.id,
            changed=changed,
            given=given_by(by.signatory).value,
            proposer_id=None if proposal is None else proposal.proposer_id,
            signer_id=signer,
            session_id=number,
            host_user=user,
        )
    )
    session.flush()
