"""Templates of letters that the office has made in Word: each version is kept, the latest one is in use.

Where the office has none, or has gone back, the template that comes with the service is in use. Needs its scope.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from fleetsvc.models import LetterTemplate, stored_id
from fleetsvc.services.audit.events import Act, Actor, Value
from fleetsvc.services.audit.recording import record
from fleetsvc.services.uploads.file_names import label_of
from importers.letters.fields import LetterKind
from importers.sandbox.letter_writer import check_template, standard_template


def template_in_use(session: Session, kind: LetterKind) -> LetterTemplate | None:
    """Return the office's template of a letter, None where that of the service is in use."""
    found = next(iter(versions(session, kind, limit=1)), None)
    return None if found is None or found.content is None else found


def versions(session: Session, kind: LetterKind, *, limit: int = 20) -> Sequence[LetterTemplate]:
    """Return what was in use, the latest first; one without content is a return to that of the service."""
    query = select(LetterTemplate).where(LetterTemplate.kind == kind.value)
    return session.exec(query.order_by(col(LetterTemplate.id).desc()).limit(limit)).all()


def put_in_use(
    session: Session, kind: LetterKind, content: bytes, *, name: str | None, by: Actor, now: datetime
) -> LetterTemplate:
    """Use a template from now on. It was checked before: see ``checked``."""
    label = label_of(name)
    template = _added(session, kind, content, name=label, by=by, now=now)
    said: dict[str, Value] = {"name": label, "sha256": template.sha256, "bytes": len(content)}
    record(session, by, Act.TEMPLATE_CHANGED, f"letter-template/{kind}/{template.id}", said, now)
    return template


def go_back(session: Session, kind: LetterKind, *, by: Actor, now: datetime) -> None:
    """Use the template that comes with the service from now on; nothing changes where that is so already."""
    if template_in_use(session, kind) is None:
        return
    template = _added(session, kind, None, name="", by=by, now=now)
    record(session, by, Act.TEMPLATE_CHANGED, f"letter-template/{kind}/{template.id}", {"name": None}, now)


def checked(content: bytes, kind: LetterKind) -> None:
    """Open a template in a child process, outside of any transaction, and have all its fields known.

    Raises TemplateRefused with all that is wrong, and as ``importers.sandbox.reader.ask`` does.
    """
    check_template(content, kind)


def standard(kind: LetterKind) -> bytes:
    """Return the template that comes with the service. Raises as ``importers.sandbox.reader.ask`` does."""
    return standard_template(kind)


def _added(
    session: Session, kind: LetterKind, content: bytes | None, *, name: str, by: Actor, now: datetime
) -> LetterTemplate:
    template = LetterTemplate(
        kind=kind.value,
        name=name,
        content=content,
        sha256=hashlib.sha256(content or b"").hexdigest(),
        loaded_by=by.name or "",
        loaded_at=now,
    )
    session.add(template)
    session.flush()
    stored_id(template)
    return template
