"""Putting an edition in force by four eyes: one person of the office proposes it, a different one signs.

The database holds that the two are different accounts, and that what is signed is what was proposed.
"""

from datetime import datetime

from sqlmodel import Session, col, select

from fleetsvc.clock import told
from fleetsvc.models import AuditEvent, RulebookActivation, RulebookEdition, RulebookProposal
from fleetsvc.services import rejudging, rulebooks
from fleetsvc.services.accounts import AccountUnknown, Role, user_named
from fleetsvc.services.audit import Act
from fleetsvc.services.rulebooks import ACTIVE, DRAFT, EditionInForce, NoActiveRulebook, Signatures

Json = dict[str, object]


class NotOfOffice(Exception):
    """Only people of the office, by an account that is not disabled, propose and sign."""


class ReasonMissing(Exception):
    """A proposal says why."""


class ProposalUnknown(Exception):
    """The edition has no proposal of that number."""


class ProposalOverdue(Exception):
    """The proposal no longer stands: another one followed, or another edition came into force since."""


class SignedByProposer(Exception):
    """Who proposed an edition does not sign it."""


def propose(
    session: Session, edition: RulebookEdition, *, by: str, reason: str, now: datetime
) -> tuple[RulebookProposal, bool]:
    """Ask for an edition to come into force; return the proposal, and whether it is a new one.

    It replaces an earlier proposal of the edition. Raises ReasonMissing, NotOfOffice, EditionInForce,
    NoActiveRulebook.
    """
    if not reason.strip():
        raise ReasonMissing
    _of_office(session, by)
    rejudging.hold_edition(session)  # what it is proposed against stays in force until it is stored
    current = _in_force(session)
    if edition.id == current:
        raise EditionInForce(edition.edition)
    standing = open_proposal(session, edition)
    if standing is not None and (standing.proposed_by, standing.reason) == (by, reason.strip()):
        return standing, False
    proposal = RulebookProposal(
        edition_id=_number(edition),
        against_id=current,
        proposed_by=by,
        reason=reason.strip(),
        proposed_at=now,
    )
    session.add(proposal)
    session.flush()
    return proposal, True


def sign(
    session: Session, edition: RulebookEdition, number: int, *, by: str, now: datetime
) -> tuple[RulebookActivation, bool]:
    """Sign a proposal: the edition comes into force and everything is judged again.

    Returns the activation, and whether it was made now: signed a second time by the same person, it is the first
    one. Raises NotOfOffice, ProposalUnknown, ProposalOverdue, SignedByProposer.
    """
    _of_office(session, by)
    rejudging.hold_all(session)
    proposal = session.get(RulebookProposal, number)
    if proposal is None or proposal.edition_id != edition.id:
        raise ProposalUnknown(number)
    done = session.exec(select(RulebookActivation).where(RulebookActivation.proposal_id == number)).first()
    if done is not None and done.signed_by == by:
        return done, False
    if by == proposal.proposed_by:
        raise SignedByProposer(by)
    if open_proposal(session, edition) != proposal:
        raise ProposalOverdue(number)
    signatures = Signatures(proposal.proposed_by, proposal.reason, by, number)
    rulebooks.activate(session, _number(edition), by=signatures, now=now)
    made = select(RulebookActivation).where(RulebookActivation.proposal_id == number)
    return session.exec(made).one(), True


def open_proposal(session: Session, edition: RulebookEdition) -> RulebookProposal | None:
    """Return the proposal that may be signed: an edition's last, made against the edition in force now."""
    statement = (
        select(RulebookProposal)
        .where(RulebookProposal.edition_id == edition.id)
        .order_by(col(RulebookProposal.id).desc())
    )
    last = session.exec(statement).first()
    if last is None or last.against_id != _in_force(session):
        return None
    signed = select(RulebookActivation.id).where(RulebookActivation.proposal_id == last.id)
    return last if session.exec(signed).first() is None else None


def activations_of(session: Session, edition: RulebookEdition) -> list[RulebookActivation]:
    """Return every time an edition came into force, oldest first."""
    statement = (
        select(RulebookActivation)
        .where(RulebookActivation.edition_id == edition.id)
        .order_by(col(RulebookActivation.id))
    )
    return list(session.exec(statement))


def list_drafts(session: Session, *, before: int | None, limit: int) -> tuple[list[Json], int | None]:
    """Return a page of drafts, newest first, and the number to go on before."""
    statement = select(RulebookEdition).where(RulebookEdition.status == DRAFT)
    if before is not None:
        statement = statement.where(col(RulebookEdition.id) < before)
    found = session.exec(statement.order_by(col(RulebookEdition.id).desc()).limit(limit + 1)).all()
    page = found[:limit]
    return [draft_json(session, one) for one in page], page[-1].id if len(found) > limit else None


def list_stored(session: Session) -> list[Json]:
    """Return every stored edition, newest first; ``loaded_by``: the name in the audit log, null where shipped."""
    found = session.exec(select(RulebookEdition).order_by(col(RulebookEdition.id).desc())).all()
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
    """Return where a stored edition stands: its proposal that may be signed, and each time it came into force."""
    proposal = open_proposal(session, edition)
    return {
        "id": edition.book,
        "name": edition.name,
        "edition": edition.edition,
        "status": edition.status,
        "loaded_at": told(edition.loaded_at),
        "proposal": None if proposal is None else proposal_json(proposal),
        "activations": [activation_json(one) for one in activations_of(session, edition)],
    }


def proposal_json(proposal: RulebookProposal) -> Json:
    """Return a proposal as the outside reads it."""
    return {
        "id": proposal.id,
        "proposed_by": proposal.proposed_by,
        "proposed_at": told(proposal.proposed_at),
        "reason": proposal.reason,
    }


def activation_json(activation: RulebookActivation) -> Json:
    """Return an activation as the outside reads it; ``changed``: how many decisions were made again."""
    return {
        "activated_at": told(activation.activated_at),
        "activated_by": activation.activated_by,
        "signed_by": activation.signed_by,
        "reason": activation.reason,
        "changed": activation.changed,
    }


def _of_office(session: Session, name: str) -> None:
    try:
        account = user_named(session, name)
    except AccountUnknown:
        raise NotOfOffice(name) from None
    if account.role != Role.OFFICE.value or account.disabled_at is not None:
        raise NotOfOffice(name)


def _in_force(session: Session) -> int:
    found = session.exec(select(RulebookEdition.id).where(RulebookEdition.status == ACTIVE)).first()
    if found is None:
        raise NoActiveRulebook
    return found


def _number(edition: RulebookEdition) -> int:
    assert edition.id is not None  # noqa: S101 (a stored edition)
    return edition.id
