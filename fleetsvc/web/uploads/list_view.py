"""What the list of a unit's deliveries shows of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from fleetsvc.models import Json, UploadRecord
from fleetsvc.services.uploads.held_rows import open_rows
from fleetsvc.services.uploads.lists import UploadFilter, list_uploads
from fleetsvc.web.frame.pages import language
from fleetsvc.web.uploads.status_view import with_shown_status


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of deliveries, and the number to go on from.

    Of each: what it is as a document, the status ``shown``, its ``rows`` by fate once it was read, how many of them are
    still ``to_correct``, and why it was ``refused``.
    """

    items: list[Json]
    older: int | None


def listed(session: Session, wanted: UploadFilter, *, now: datetime) -> Listed:
    """Return a page of the deliveries of one unit."""
    city = int(wanted.unit or 0)
    items, older = list_uploads(session, wanted, now=now)
    numbers = [item["id"] for item in items]
    to_correct = {one.upload: one.count for one in open_rows(session, city=city, numbers=numbers)}
    shown = [
        with_shown_status(item)
        | {
            "rows": _report(session, city, item["id"]).get("rows", {}),
            "to_correct": to_correct.get(item["id"], 0),
            "refused": _refusal(_report(session, city, item["id"])),
        }
        for item in items
    ]
    return Listed(shown, older)


def _report(session: Session, city: int, number: int) -> Mapping[str, Any]:
    """Return the report of an upload that was just read; empty before it is known."""
    upload = session.get(UploadRecord, (city, number))
    return (upload.report if upload else None) or {}


def _refusal(report: Mapping[str, Any]) -> str:
    """Return why a file was refused, in the language of the page; empty where it was not."""
    refused: Mapping[str, str] = report.get("refused") or {}
    said = refused.get("message_en") if language() == "en" else None
    return said or refused.get("message", "")
