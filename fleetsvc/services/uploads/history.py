"""What happened to an upload, step by step: who did what, when, and why."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlmodel import Session

from fleetsvc.models import UploadRecord, UploadStatus
from fleetsvc.services.audit.events import Act

_STEPS: Final = text("SELECT at, act, actor_name, details FROM upload_history(:city, :number)")
RECEIVED, READ, STORED, REFUSED = Act.UPLOAD_RECEIVED.value, "read", "stored", "refused"
_BY_HAND: Final = Act.UPLOAD_REFUSED.value
"""Steps that the upload itself remembers; others are acts of the audit log."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step. ``by`` is empty for what the service did; ``details`` as the audit log keeps them."""

    at: datetime
    act: str
    by: str
    details: Mapping[str, object]

    @property
    def meant(self) -> Mapping[str, str | None]:
        """What words the unit explained, and how; none in all other steps."""
        words: Mapping[str, str | None] = json.loads(str(self.details.get("words") or "{}"))
        return words


def history(session: Session, upload: UploadRecord) -> list[Step]:
    """Return the steps of an upload in their order. Needs its unit's scope."""
    values = {"city": upload.city_code, "number": upload.id}
    acts = [
        Step(at, act, name or "", details)
        for at, act, name, details in session.connection().execute(_STEPS, values)
        if act != RECEIVED
    ]
    is_by_hand = any(step.act == _BY_HAND and step.at == upload.settled_at for step in acts)
    own = [step for step in _remembered(upload) if not (is_by_hand and step.act == REFUSED)]
    return sorted([*own, *acts], key=lambda step: step.at)


def _remembered(upload: UploadRecord) -> list[Step]:
    steps = [Step(upload.received_at, RECEIVED, upload.received_by, {})]
    report = upload.report or {}
    read_at = report.get("read_at")
    if isinstance(read_at, str) and report.get("refused") is None:
        steps.append(Step(datetime.fromisoformat(read_at), READ, "", {}))
    if upload.settled_at is not None and upload.status in (UploadStatus.ACCEPTED, UploadStatus.REFUSED):
        act = STORED if upload.status is UploadStatus.ACCEPTED else REFUSED
        steps.append(Step(upload.settled_at, act, "", {}))
    return steps
