"""What surrounds an upload on its page: what happened to it, what is remembered or prepared, what is left to do."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from fleetsvc.models import Preparation, UploadRecord
from fleetsvc.services.uploads.failures import SAID, Failure
from fleetsvc.services.uploads.held_rows import open_rows
from fleetsvc.services.uploads.history import Step, history
from fleetsvc.services.uploads.layout_memory import Remembered, remembered_for
from fleetsvc.web.frame.pages import language
from fleetsvc.web.frame.phrases import listed
from fleetsvc.web.uploads.doubt_view import Doubt, doubts_of
from rules.labels import label
from rules.vocabulary import Category, Event


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What happened to an upload so far, and which of its sheets were read as remembered, or are remembered since.

    ``prepared``: what one person of the unit prepared about it, and another one is to submit. ``to_correct``: how many
    of its rows are still to be corrected. ``doubts``: columns that are to be asked about.
    """

    steps: list[Step]
    recalled: list[Remembered]
    own: list[Remembered]
    prepared: Preparation | None
    to_correct: int
    doubts: list[Doubt]


def surroundings(session: Session, upload: UploadRecord, prepared: Preparation | None) -> Surroundings:
    """Return the history of an upload, and what is remembered for its layouts."""
    known = remembered_for(session, upload)
    read_at = (upload.report or {}).get("read_at")
    before = datetime.fromisoformat(read_at) if isinstance(read_at, str) else upload.received_at
    recalled = [one for one in known if one.confirmed_at < before and one.sheet not in upload.mapping]
    to_correct = open_rows(session, city=upload.city_code, numbers=[upload.number])
    return Surroundings(
        steps=history(session, upload),
        recalled=recalled,
        own=[one for one in known if one.upload == upload.id],
        prepared=prepared,
        to_correct=sum(one.count for one in to_correct),
        doubts=doubts_of(upload, recalled={one.sheet for one in recalled}),
    )


def said_when_sent(upload: UploadRecord) -> str:
    """Return what the sender said of the file, in words."""
    words = [label(Category(upload.category))] if upload.category else []
    words += [label(Event(upload.event))] if upload.event else []
    return listed(text.in_language(language()) for text in words)


def why_failing(failing: dict[str, str] | None) -> str:
    """Return why reading a file keeps failing; nothing where it does not."""
    return SAID[Failure(failing["failure"])].in_language(language()) if failing else ""
