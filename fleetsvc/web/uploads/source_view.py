"""How an address that workbooks are fetched from is shown: to administrators, and to its unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from fleetsvc.models import UploadSource, UploadStatus, stored_id
from fleetsvc.services.uploads import sources
from fleetsvc.web.frame.pages import say
from fleetsvc.web.uploads.source_words import OUTCOMES


@dataclass(frozen=True, slots=True)
class ShownSource:
    """An address, in words what came of it, and where the upload stands that it brought last."""

    source: UploadSource
    outcome: str
    status: UploadStatus | None
    is_pulling: bool


def sources_of_unit(session: Session, city: int, *, now: datetime) -> list[ShownSource]:
    """Return the addresses of a unit as it sees them."""
    found = sources.list_sources(session, city=city)
    return shown_sources(found, sources.brought_by(session, found), now=now)


def shown_sources(
    found: Sequence[UploadSource], statuses: Mapping[int, UploadStatus], *, now: datetime
) -> list[ShownSource]:
    """Return addresses as they are shown."""
    return [
        ShownSource(
            one, outcome_said(one.outcome), statuses.get(stored_id(one)), one.pulling and one.next_at > now
        )
        for one in found
    ]


def outcome_said(outcome: str | None) -> str:
    """Return in words what came of asking."""
    if outcome is None:
        return ""
    if outcome.isdecimal():
        return say("sources.outcome.status", status=outcome)
    return say(f"sources.outcome.{outcome if outcome in OUTCOMES else 'other'}")
