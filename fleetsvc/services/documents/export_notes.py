"""Lists that were taken away, in the audit log: by whom, by which filter, in which form, of how many vehicles."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Final

from sqlmodel import Session

from fleetsvc.services.audit.events import Act, Actor, Value
from fleetsvc.services.audit.recording import record
from fleetsvc.services.documents.list_exports import ListExport
from fleetsvc.services.registrations import lists

_LEFT_OUT: Final = frozenset({"owner", "order"})
"""Of a filter: the log names no owner, and an order says nothing of what was taken."""


def note_export(session: Session, export: ListExport, *, by: Actor, now: datetime) -> None:
    """Note that somebody takes a list away. Call it when the list is written, or asked of the workers."""
    rows = sum(lists.count_by_verdict(session, export.wanted).values())
    asked = {name: _said(value) for name, value in asdict(export.wanted).items() if name not in _LEFT_OUT}
    details: dict[str, Value] = {name: value for name, value in asked.items() if value is not None}
    details |= {"form": export.form, "rows": rows, "shown": "masked" if export.masked else "full"}
    record(session, by, Act.LIST_EXPORTED, f"export/{export.kind.value}", details, now)


def _said(value: object) -> Value:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return ",".join(map(str, value)) or None
    return value if value is None or isinstance(value, int) else str(value)
