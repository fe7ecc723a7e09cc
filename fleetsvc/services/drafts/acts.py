"""What people do to rulebook editions, each with its event in the audit log: pages and API do the same."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from fleetsvc.models import RulebookActivation, RulebookEdition, RulebookProposal
from fleetsvc.services.audit import events
from fleetsvc.services.audit.events import Act, Actor
from fleetsvc.services.drafts import activations
from fleetsvc.services.law import rulebooks
from fleetsvc.services.law.signatories import InSession


def load(
    session: Session, mapping: Mapping[str, object], *, by: Actor, now: datetime
) -> tuple[RulebookEdition, bool]:
    """Store an edition as a draft; return it, and whether it is a new one. Raises RulebookBroken."""
    edition = rulebooks.load(session, mapping, now=now)
    new = edition.loaded_at == now
    if new:
        _note(session, by, Act.RULEBOOK_LOADED, edition, {}, now)
    return edition, new


def propose(
    session: Session, edition: RulebookEdition, *, by: InSession, actor: Actor, reason: str, now: datetime
) -> tuple[RulebookProposal, bool]:
    """Ask for an edition to come into force, as ``activations.propose``."""
    proposal, new = activations.propose(session, edition, by=by, reason=reason, now=now)
    if new:
        said: dict[str, events.Value] = {"proposal": proposal.id, "reason": proposal.reason}
        _note(session, actor, Act.RULEBOOK_PROPOSED, edition, said, now)
    return proposal, new


def sign(
    session: Session, edition: RulebookEdition, number: int, *, by: InSession, actor: Actor, now: datetime
) -> tuple[RulebookActivation, bool]:
    """Sign a proposal and so put an edition in force, as ``activations.sign``."""
    activation, new = activations.sign(session, edition, number, by=by, now=now)
    if new:
        said: dict[str, events.Value] = {
            "proposal": activation.proposal_id,
            "proposed_by": activation.activated_by,
            "changed": activation.changed,
        }
        _note(session, actor, Act.RULEBOOK_ACTIVATED, edition, said, now)
    return activation, new


def _note(
    session: Session,
    by: Actor,
    act: Act,
    edition: RulebookEdition,
    said: Mapping[str, events.Value],
    now: datetime,
) -> None:
    events.record(session, by, act, f"rulebook/{edition.edition}", {"name": edition.name, **said}, now)
