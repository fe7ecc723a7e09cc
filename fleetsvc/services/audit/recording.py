"""Entering events in the audit log. Services alone do so: each write records itself, with who did it."""

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.services.audit.events import FAILURES, Act, Actor, Value, canonical
from rules.identifiers.redaction import redacted


def record(
    session: Session, actor: Actor, act: Act, subject: str | None, details: Mapping[str, Value], now: datetime
) -> int:
    """Append an event and return its number. Call it last in a transaction: others wait until that ends.

    ``subject``: what was acted on, such as ``upload/410100/12``; who prepared what is submitted is told too. What looks
    like a number of a vehicle or a person in ``details`` is masked.
    """
    prepared = {} if actor.prepared is None else {"prepared_by": actor.prepared.name}
    shown = {} if actor.credential is None else {"credential": actor.credential}
    content = canonical(
        shown
        | {
            "at": now.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor_kind": actor.kind,
            "actor_id": actor.number,
            "actor_name": _plain(actor.name),
            "role": actor.role,
            "unit": actor.unit,
            "act": act.value,
            "outcome": "failure" if act in FAILURES else "success",
            "subject": _plain(subject),
            "details": {name: _plain(value) for name, value in (prepared | dict(details)).items()},
        }
    )
    statement = text("SELECT append_audit_event(:content)")
    return int(session.connection().execute(statement, {"content": content}).scalar_one())


def _plain(value: object) -> Value:
    if isinstance(value, int) or value is None:
        return value
    return redacted(str(value).replace("\0", ""))
