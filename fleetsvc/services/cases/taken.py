"""Cases that are taken away as a list: so many and no more, and that they were is noted."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Final

from sqlmodel import Session

from fleetsvc.models import CaseRecord
from fleetsvc.services.audit.events import Act, Actor, Value
from fleetsvc.services.audit.recording import record
from fleetsvc.services.cases.lists import CaseFilter, list_cases

MOST_TAKEN: Final = 10_000
"""Cases of a workbook: as many as are counted. It is written in some seconds."""
MOST_PRINTED: Final = 1000
"""Cases of a list on paper: some 50 sheets."""


def take(
    session: Session, wanted: CaseFilter, *, most: int, masked: bool, by: Actor, now: datetime
) -> tuple[list[CaseRecord], bool]:
    """Return the cases of a filter, the newest first and no more than so many, and whether there are further ones.

    ``masked``: VINs are, where they are shown.
    """
    found, following = list_cases(session, wanted, before=None, limit=most)
    asked: dict[str, Value] = {name: _said(value) for name, value in asdict(wanted).items() if value}
    told: dict[str, Value] = {"shown": "masked" if masked else "full", "rows": len(found)}
    record(session, by, Act.LIST_EXPORTED, "export/cases", asked | told, now)
    return found, following is not None


def _said(value: object) -> Value:
    if isinstance(value, date):
        return value.isoformat()
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
