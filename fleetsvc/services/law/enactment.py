"""Acts of law: editions come into force and out of it, and everything is judged again by what is in force then."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from fleetsvc.models import DecisionRecord, RulebookActivation, RulebookEdition, RulebookProposal, stored_id
from fleetsvc.services.law import overrides, rejudging
from fleetsvc.services.law.book_cache import book_of, defences_of, table_of
from fleetsvc.services.law.defences import Citing
from fleetsvc.services.law.rulebooks import (
    Aim,
    BookStatus,
    EditionInForce,
    EditionNotInForce,
    SecondSignatureMissing,
    find_law_number,
    law_with,
    law_without,
    load,
    stored,
)
from fleetsvc.services.law.signatories import Signatory, credentials, given_by
from rules.law import law_content
from rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Signatures:
    """Who puts an edition in force, and why: by name, and the second one as they signed a proposal.

    Without a proposal there is no second signature: so a database is set up.
    """

    activated_by: str
    signed_by: str | None = None
    signatory: Signatory | None = None
    proposal: RulebookProposal | None = None


def ensure_shipped(session: Session, mapping: Mapping[str, object], *, now: datetime) -> None:
    """Make a shipped edition known; put it in force only where none is."""
    edition, _ = load(session, mapping, now=now)
    if find_law_number(session) is None:
        by = Signatures("fleetsvc")
        _record(session, edition, edition, aim=Aim.ACTIVATE, by=by, changed=0, now=now)


def activate(session: Session, edition_id: int, *, by: Signatures, now: datetime) -> int:
    """Put an edition in force and judge again; return how many decisions changed. Old decisions are kept.

    Another edition of the same book is retired; editions of other books stay in force beside it. Raises
    EditionUnknown, EditionInForce, RulebookBroken, SecondSignatureMissing once anything has been judged.
    """
    rejudging.hold_all(session)
    edition = stored(session, edition_id)
    if edition.status == BookStatus.ACTIVE:
        raise EditionInForce(edition.edition)
    if by.proposal is None and session.exec(select(DecisionRecord.id).limit(1)).first() is not None:
        raise SecondSignatureMissing
    law = law_with(session, book_of(edition))
    return _enact(session, edition, law, aim=Aim.ACTIVATE, by=by, now=now)


def take_out(session: Session, edition_id: int, *, by: Signatures, now: datetime) -> int:
    """Take an edition out of force and judge again by those that stay; return how many decisions changed.

    Raises EditionUnknown, EditionNotInForce, NothingElseInForce.
    """
    rejudging.hold_all(session)
    edition = stored(session, edition_id)
    if edition.status != BookStatus.ACTIVE:
        raise EditionNotInForce(edition.edition)
    law = law_without(session, book_of(edition))
    return _enact(session, edition, law, aim=Aim.TAKE_OUT, by=by, now=now)


def _enact(
    session: Session, edition: RulebookEdition, law: Rulebook, *, aim: Aim, by: Signatures, now: datetime
) -> int:
    """Judge again by a law, and note since when and by which act it judges."""
    instant = rejudging.instant_of_all(session, now=now)
    judging = _stored_law(session, law, now=instant)
    citing, number = Citing(defences_of(judging)), stored_id(judging)
    changed = rejudging.judge_again(session, table_of(judging), citing, edition_id=number, now=instant)
    changed += overrides.judge_again_beside(session, law, edition_id=number, now=instant)
    for other in session.exec(select(RulebookEdition).where(RulebookEdition.status == BookStatus.ACTIVE)):
        if other.book == edition.book:
            other.status = BookStatus.RETIRED.value
            session.add(other)
    session.flush()
    _record(session, edition, judging, aim=aim, by=by, changed=changed, now=instant)
    return changed


def _stored_law(session: Session, law: Rulebook, *, now: datetime) -> RulebookEdition:
    """Return a law as it is stored: its only edition, or what several together are known by."""
    found = session.exec(select(RulebookEdition).where(RulebookEdition.edition == law.edition)).first()
    if found is not None:
        return found
    names = {book.edition for book in law.books}
    parts = session.exec(select(RulebookEdition).where(col(RulebookEdition.edition).in_(names)))
    made = RulebookEdition(
        book=law.id,
        name=law.name,
        edition=law.edition,
        content=dict(law_content([part.content for part in parts])),
        status=BookStatus.LAW.value,
        loaded_at=now,
    )
    session.add(made)
    session.flush()
    return made


def _record(
    session: Session,
    edition: RulebookEdition,
    law: RulebookEdition,
    *,
    aim: Aim,
    by: Signatures,
    changed: int,
    now: datetime,
) -> None:
    """Note that an edition came into force or out of it, and what judges since."""
    if aim is Aim.ACTIVATE:
        edition.status, edition.activated_at = BookStatus.ACTIVE.value, now
        session.add(edition)
    signer, number, user = credentials(by.signatory)
    proposal = by.proposal
    session.add(
        RulebookActivation(
            edition_id=stored_id(edition),
            law_id=stored_id(law),
            aim=aim.value,
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
