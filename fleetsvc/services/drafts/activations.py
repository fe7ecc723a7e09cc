"""Putting an edition in force, or out of it, by four eyes: one person of the office proposes it, a different one signs.

A person signs by account, in a session of theirs; what is entered at the host is of its own kind. The database holds
that the two are different accounts, that each session is its account's, and that what is signed is what was proposed.
"""

from datetime import datetime

from sqlmodel import Session, col, select

from fleetsvc.clock import rfc3339
from fleetsvc.models import (
    AppUser,
    AuditEvent,
    Json,
    RulebookActivation,
    RulebookEdition,
    RulebookProposal,
    stored_id,
)
from fleetsvc.services.audit.events import Act
from fleetsvc.services.common.paging import first_of
from fleetsvc.services.drafts import possible, proofs
from fleetsvc.services.law import enactment, rejudging, rulebooks
from fleetsvc.services.law.enactment import Signatures
from fleetsvc.services.law.rulebooks import Aim, BookStatus
from fleetsvc.services.law.signatories import AtHost, Given, InSession, Signatory, credentials, given_by
from fleetsvc.services.people import accounts
from fleetsvc.services.people.accounts import AccountUnknown, Role


class NotOfOffice(Exception):
    """Only people of the office, by an account that is not disabled, propose and sign."""


class ProposalReasonMissing(Exception):
    """A proposal says why."""


class ProposalUnknown(Exception):
    """The edition has no proposal of that number."""


class ProposalOverdue(Exception):
    """The proposal no longer stands: another one followed, or another edition of its book came into force since."""


class SignedByProposer(Exception):
    """Who proposed an edition does not sign it."""


def propose(
    session: Session,
    edition: RulebookEdition,
    *,
    aim: Aim = Aim.ACTIVATE,
    by: Signatory,
    reason: str,
    now: datetime,
) -> tuple[RulebookProposal, bool]:
    """Ask for an edition to come into force, or out of it; return the proposal, and whether it is a new one.

    It replaces an earlier proposal of the edition. Raises ProposalReasonMissing, NotOfOffice, as ``require_possible``.
    """
    if not reason.strip():
        raise ProposalReasonMissing
    if aim is Aim.ACTIVATE:
        proofs.require_whole(session, edition, now=now)  # before anything is held: it may take its time
    rejudging.hold_edition(session)  # what it is proposed against stays; all is read as it stands after that
    person, edition = officer(session, by), rulebooks.stored(session, stored_id(edition))
    possible.require_possible(session, edition, aim)
    current = rulebooks.find_in_force(session, edition.book)
    standing = open_proposal(session, edition)
    if standing is not None and is_proposer(standing, by) and standing.reason == reason.strip():
        return standing, False
    account, signed_in, user = credentials(by)
    proposal = RulebookProposal(
        edition_id=stored_id(edition),
        against_id=None if current is None else current.id,
        aim=aim.value,
        proposed_by=person.name,
        reason=reason.strip(),
        proposed_at=max(now, rulebooks.last_act_at(session) or now),
        given=given_by(by).value,
        proposer_id=account,
        session_id=signed_in,
        host_user=user,
    )
    session.add(proposal)
    session.flush()
    return proposal, True


def sign(
    session: Session, edition: RulebookEdition, number: int, *, by: Signatory, now: datetime
) -> tuple[RulebookActivation, bool]:
    """Sign a proposal: the edition comes into force, or out of it, and everything is judged again.

    Returns the activation, and whether it was made now: signed a second time by the same person, it is the first
    one. Raises DraftFaulty, NotOfOffice, ProposalUnknown, ProposalOverdue, SignedByProposer, NothingElseInForce.
    """
    if edition.status != BookStatus.ACTIVE:
        proofs.require_whole(session, edition, now=now)  # by the engine that judges now
    rejudging.hold_all(session)
    person = officer(session, by)
    proposal = session.get(RulebookProposal, number)
    if proposal is None or proposal.edition_id != edition.id:
        raise ProposalUnknown(number)
    done = session.exec(select(RulebookActivation).where(RulebookActivation.proposal_id == number)).first()
    if done is not None and _is_signer(done, by):
        return done, False
    if is_proposer(proposal, by):
        raise SignedByProposer(person.name)
    edition = rulebooks.stored(
        session, stored_id(edition)
    )  # as it stands now: others may have been waited for
    if proposal.given != given_by(by) or open_proposal(session, edition) != proposal:
        raise ProposalOverdue(number)
    aim = Aim(proposal.aim)
    possible.require_possible(session, edition, aim)
    signatures = Signatures(proposal.proposed_by, person.name, by, proposal)
    act = enactment.activate if aim is Aim.ACTIVATE else enactment.take_out
    act(session, stored_id(edition), by=signatures, now=now)
    made = select(RulebookActivation).where(RulebookActivation.proposal_id == number)
    return session.exec(made).one(), True


def open_proposal(session: Session, edition: RulebookEdition) -> RulebookProposal | None:
    """Return the proposal that may be signed: an edition's last, while its book stands as it did then.

    What comes of other books meanwhile does not touch it. One of which only a name is known may not be signed: nobody
    can tell whether it was that person's.
    """
    statement = (
        select(RulebookProposal)
        .where(RulebookProposal.edition_id == edition.id)
        .order_by(col(RulebookProposal.id).desc())
    )
    last = session.exec(statement).first()
    if last is None or last.given == Given.NAME or _stands_otherwise(session, edition.book, last):
        return None
    signed = select(RulebookActivation.id).where(RulebookActivation.proposal_id == last.id)
    return last if session.exec(signed).first() is None else None


def _stands_otherwise(session: Session, book: str, proposal: RulebookProposal) -> bool:
    """Tell whether another edition of a book is in force than when it was proposed, or was in the meantime."""
    current = rulebooks.find_in_force(session, book)
    if proposal.against_id != (None if current is None else current.id):
        return True
    since = (
        select(RulebookActivation.id)
        .join(RulebookEdition, col(RulebookEdition.id) == col(RulebookActivation.edition_id))
        .where(RulebookEdition.book == book, RulebookActivation.activated_at > proposal.proposed_at)
    )
    return session.exec(since).first() is not None


def activations_of(session: Session, edition: RulebookEdition) -> list[RulebookActivation]:
    """Return every time an edition came into force or out of it by an act of its own, oldest first."""
    statement = (
        select(RulebookActivation)
        .where(RulebookActivation.edition_id == edition.id)
        .order_by(col(RulebookActivation.id))
    )
    return list(session.exec(statement))


def list_drafts(session: Session, *, before: int | None, limit: int) -> tuple[list[Json], int | None]:
    """Return a page of drafts, newest first, and the number to go on before."""
    statement = select(RulebookEdition).where(RulebookEdition.status == BookStatus.DRAFT)
    if before is not None:
        statement = statement.where(col(RulebookEdition.id) < before)
    found = session.exec(statement.order_by(col(RulebookEdition.id).desc()).limit(limit + 1)).all()
    page, following = first_of(found, limit, stored_id)
    return [draft_json(session, one) for one in page], following


def list_stored(session: Session) -> list[Json]:
    """Return every stored edition, newest first; ``loaded_by``: the name in the audit log, null where shipped."""
    editions = select(RulebookEdition).where(RulebookEdition.status != BookStatus.LAW)
    found = session.exec(editions.order_by(col(RulebookEdition.id).desc())).all()
    subjects = {f"rulebook/{edition.edition}" for edition in found}
    statement = select(AuditEvent.subject, AuditEvent.actor_name).where(
        AuditEvent.act == Act.RULEBOOK_LOADED.value, col(AuditEvent.subject).in_(subjects)
    )
    names = dict(session.exec(statement).all())
    return [
        draft_json(session, edition) | {"loaded_by": names.get(f"rulebook/{edition.edition}")}
        for edition in found
    ]


def draft_json(session: Session, edition: RulebookEdition) -> Json:
    """Return where a stored edition stands: its proposal that may be signed, and each time it came into force.

    ``holds``: whether it is proved to be without faults, None while it is not proved.
    """
    proof = proofs.find_proof(session, edition)
    proposal = open_proposal(session, edition)
    return {
        "id": edition.book,
        "name": edition.name,
        "edition": edition.edition,
        "status": edition.status,
        "loaded_at": rfc3339(edition.loaded_at),
        "holds": None if proof is None else not proofs.faults_of(session, edition, proof),
        "proposal": None if proposal is None else proposal_json(proposal),
        "activations": [activation_json(one) for one in activations_of(session, edition)],
    }


def proposal_json(proposal: RulebookProposal) -> Json:
    """Return a proposal as the outside reads it."""
    return {
        "id": proposal.id,
        "aim": proposal.aim,
        "proposed_by": proposal.proposed_by,
        "given": proposal.given,
        "host_user": proposal.host_user,
        "proposed_at": rfc3339(proposal.proposed_at),
        "reason": proposal.reason,
    }


def activation_json(activation: RulebookActivation) -> Json:
    """Return an activation as the outside reads it; ``changed``: how many decisions were made again.

    ``aim``: whether the edition came into force by it, or out of force.
    """
    return {
        "aim": activation.aim,
        "activated_at": rfc3339(activation.activated_at),
        "activated_by": activation.activated_by,
        "signed_by": activation.signed_by,
        "given": activation.given,
        "host_user": activation.host_user,
        "reason": activation.reason,
        "changed": activation.changed,
    }


def is_proposer(proposal: RulebookProposal, by: Signatory) -> bool:
    """Return whether this one made the proposal: of persons the account counts, at the host the name entered."""
    match by:
        case InSession(account):
            return proposal.proposer_id == account
        case AtHost(name=name):
            return proposal.given == Given.HOST and proposal.proposed_by == name


def _is_signer(activation: RulebookActivation, by: Signatory) -> bool:
    match by:
        case InSession(account):
            return activation.signer_id == account
        case AtHost(name=name):
            return activation.given == Given.HOST and activation.signed_by == name


def officer(session: Session, by: Signatory) -> AppUser:
    """Return the account of the office that signs, or is said at the host to sign. Raises NotOfOffice."""
    try:
        found = (
            accounts.user(session, by.account)
            if isinstance(by, InSession)
            else accounts.user_named(session, by.name)
        )
    except AccountUnknown as unknown:
        raise NotOfOffice(*unknown.args) from None
    if found.role != Role.OFFICE.value or found.disabled_at is not None:
        raise NotOfOffice(found.name)
    return found
