"""What people do to rulebook editions, each with its event in the audit log: pages, API and commands do the same."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from sqlmodel import Session

from fleetsvc.books import DEFAULT_BOOK, book_mapping, shipped_names
from fleetsvc.models import RulebookActivation, RulebookEdition, RulebookProposal, stored_id
from fleetsvc.services.audit import events
from fleetsvc.services.audit.events import Act, Actor
from fleetsvc.services.audit.recording import record
from fleetsvc.services.drafts import activations, proofs, reviews
from fleetsvc.services.drafts.edition_files import keep_file
from fleetsvc.services.law import enactment, rulebooks, texts
from fleetsvc.services.law.enactment import Signatures
from fleetsvc.services.law.rulebooks import Aim, BookStatus
from fleetsvc.services.law.signatories import AtHost, InSession, Signatory
from fleetsvc.services.notices.events import Event
from fleetsvc.services.notices.telling import tell

_UNNAMED: Final = "fleetsvc"
_PROPOSED: Final = {
    Aim.ACTIVATE: (Act.RULEBOOK_PROPOSED, Event.RULEBOOK_PROPOSED),
    Aim.TAKE_OUT: (Act.RULEBOOK_TAKING_OUT_PROPOSED, Event.RULEBOOK_TAKING_OUT_PROPOSED),
}
_DONE: Final = {
    Aim.ACTIVATE: (Act.RULEBOOK_ACTIVATED, Event.RULEBOOK_IN_FORCE),
    Aim.TAKE_OUT: (Act.RULEBOOK_TAKEN_OUT, Event.RULEBOOK_TAKEN_OUT),
}
"""What an act is in the audit log, and what people are told of it."""


def load(
    session: Session, mapping: Mapping[str, object], *, by: Actor, now: datetime, file: str | None = None
) -> tuple[RulebookEdition, bool]:
    """Store an edition as a draft; return it, and whether it is a new one. Raises RulebookBroken.

    ``file``: what the mapping was read from, kept with its notes.
    """
    edition, new = rulebooks.load(session, mapping, now=now)
    if file is not None:
        keep_file(session, edition, file)
    if new:
        _note(session, by, Act.RULEBOOK_LOADED, edition, {}, now)
    return edition, new


def load_shipped(session: Session, *, by: Actor, now: datetime) -> None:
    """Store as drafts the rulebooks that ship beside the one that comes into force by itself."""
    for name in shipped_names():
        if name != DEFAULT_BOOK:
            load(session, book_mapping(name), by=by, now=now)


def store_text(session: Session, text: str, *, by: Actor, now: datetime) -> tuple[str, bool]:
    """Keep the text of an instrument; return its hash, and whether it is a new one."""
    sha256, new = texts.store(session, text, now=now)
    if new:
        record(
            session, by, Act.SOURCE_TEXT_STORED, f"instrument-text/{sha256}", {"characters": len(text)}, now
        )
    return sha256, new


def review(
    session: Session,
    edition: RulebookEdition,
    *,
    document: str,
    held_on: date,
    by: InSession,
    actor: Actor,
    now: datetime,
) -> tuple[RulebookEdition, bool]:
    """Answer for the passages of a draft, as ``reviews.review``; what comes of it is another draft."""
    made, new = reviews.review(session, edition, document=document, held_on=held_on, by=by, now=now)
    if new:
        details: dict[str, events.Value] = {
            "of": edition.edition,
            "document": document.strip(),
            "held_on": held_on.isoformat(),
        }
        _note(session, actor, Act.RULEBOOK_REVIEWED, made, details, now)
    return made, new


def propose(
    session: Session,
    edition: RulebookEdition,
    *,
    aim: Aim = Aim.ACTIVATE,
    by: Signatory,
    actor: Actor,
    reason: str,
    now: datetime,
) -> tuple[RulebookProposal, bool]:
    """Ask for an edition to come into force or out of it, as ``activations.propose``."""
    proposal, new = activations.propose(session, edition, aim=aim, by=by, reason=reason, now=now)
    if new:
        named: dict[str, events.Value] = (
            {"proposed_by": proposal.proposed_by} if isinstance(by, AtHost) else {}
        )
        details = {"proposal": proposal.id} | named | {"reason": proposal.reason}
        said = {"name": edition.name}
        subject, mark = f"draft/{edition.edition}", f"proposal/{proposal.id}"
        act, event = _PROPOSED[aim]
        tell(session, event, subject, mark=mark, details=said, now=now)
        _note(session, actor, act, edition, details, now)
    return proposal, new


def sign(
    session: Session, edition: RulebookEdition, number: int, *, by: Signatory, actor: Actor, now: datetime
) -> tuple[RulebookActivation, bool]:
    """Sign a proposal and so put an edition in force or out of it, as ``activations.sign``."""
    activation, new = activations.sign(session, edition, number, by=by, now=now)
    if new:
        named: dict[str, events.Value] = {"signed_by": activation.signed_by} if isinstance(by, AtHost) else {}
        details = {"proposal": activation.proposal_id, "proposed_by": activation.activated_by} | named
        said = {"name": edition.name}
        subject, mark = f"rulebook/{edition.edition}", f"activation/{activation.id}"
        act, event = _DONE[Aim(activation.aim)]
        tell(session, event, subject, mark=mark, details=said, now=now)
        _note(session, actor, act, edition, details | {"changed": activation.changed}, now)
    return activation, new


def set_up(session: Session, edition: RulebookEdition, *, by: Actor, now: datetime) -> int:
    """Put an edition in force before anything was judged; return how many decisions changed: none where it is so.

    Raises DraftFaulty, and SecondSignatureMissing once anything has been judged.
    """
    if edition.status == BookStatus.ACTIVE:
        return 0
    proofs.require_whole(session, edition, now=now)
    changed = enactment.activate(session, stored_id(edition), by=Signatures(by.name or _UNNAMED), now=now)
    _note(session, by, Act.RULEBOOK_ACTIVATED, edition, {"changed": changed}, now)
    return changed


def _note(
    session: Session,
    by: Actor,
    act: Act,
    edition: RulebookEdition,
    details: Mapping[str, events.Value],
    now: datetime,
) -> None:
    record(session, by, act, f"rulebook/{edition.edition}", {"name": edition.name, **details}, now)
