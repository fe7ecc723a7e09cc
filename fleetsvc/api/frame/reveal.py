"""Who is shown plates, VINs and owners: a bureau those of its own vehicles, the office when it asks, and audited.

See docs/adr/0007-masking.md.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from fleetsvc.api.frame.callers import known_caller
from fleetsvc.services.audit.reveals import reveal
from fleetsvc.services.common.masked_documents import masked_finding, masked_registration, masked_report

__all__ = [
    "masked_finding",
    "masked_registration",
    "masked_report",
    "masks",
    "note_reveal",
    "shows_all",
]


def masks() -> bool:
    """Return whether what the caller sees is masked unless they ask otherwise."""
    return known_caller().sees_masked


def shows_all(query: Mapping[str, Any]) -> bool:
    """Return whether the caller asks to see in full what would be masked: to be entered in the audit log."""
    return masks() and query.get("reveal") == "true"


def note_reveal(
    session: Session, subject: str, details: Mapping[str, str | int | None], now: datetime
) -> None:
    """Enter in the audit log that the caller was shown something in full. Call it last in the transaction."""
    reveal(session, subject, details, by=known_caller().actor, now=now)
