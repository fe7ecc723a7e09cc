"""Lists that were taken away, in the audit log: by whom, by which filter, in which form, of how many vehicles.

Two events: that a list is asked for, before its first byte leaves, and how many vehicles were written into it, once
they are. So nothing leaves without a note, and no list is counted beforehand.
"""

from dataclasses import asdict
from datetime import date, datetime
from typing import Final

from sqlmodel import Session

from fleetsvc.services.audit.events import Act, Actor, Value
from fleetsvc.services.audit.recording import record
from fleetsvc.services.documents.list_exports import ListExport, Writing

_LEFT_OUT: Final = frozenset({"owner", "named", "found", "frequent", "order"})
"""Of a filter: the log names no owner, nor what was looked for by name or found by it, and an order says nothing of
what was taken."""


def note_asked(session: Session, export: ListExport, *, handout: int | None, by: Actor, now: datetime) -> int:
    """Note that somebody takes a list away, and return the event's number.

    ``handout``: the document that is made of it; None where it is written at once.
    """
    asked = {name: _said(value) for name, value in asdict(export.wanted).items() if name not in _LEFT_OUT}
    details: dict[str, Value] = {name: value for name, value in asked.items() if value is not None}
    details |= {"form": export.form, "shown": "masked" if export.masked else "full"}
    if handout is not None:
        details["handout"] = handout
    return record(session, by, Act.LIST_EXPORTED, _subject(export), details, now)


def note_written(
    session: Session, writing: Writing, *, of: dict[str, Value], by: Actor, now: datetime
) -> None:
    """Note how many vehicles were written into a list. ``of``: the event or the document by which it was asked for."""
    told: dict[str, Value] = {"rows": writing.rows, "whole": "yes" if writing.is_whole else "no"}
    record(session, by, Act.LIST_EXPORTED, _subject(writing.export), of | told, now)


def _subject(export: ListExport) -> str:
    return f"export/{export.kind.value}"


def _said(value: object) -> Value:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return ",".join(map(str, value)) or None
    return value if value is None or isinstance(value, int) else str(value)
