"""A unit's deliveries: the list with its history, and the form that sends files."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from flask import Response, redirect, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.database.transactions import ScopedSession
from fleetsvc.edge.bodies import A_FILE, takes
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import UploadRecord, UploadStatus
from fleetsvc.services.uploads import deliveries
from fleetsvc.services.uploads.file_names import label_of
from fleetsvc.services.uploads.quotas import UploadsUsedUp, UploadsWaiting
from fleetsvc.settings import MEBIBYTE
from fleetsvc.web.frame.bureau_frame import chosen_unit, of_unit, rendered_in_frame, unit_scope, visiting
from fleetsvc.web.frame.choices import words
from fleetsvc.web.frame.pages import Pages, language, number_of, say
from fleetsvc.web.uploads.list_form import asked_list, usual_list
from fleetsvc.web.uploads.list_view import listed
from fleetsvc.web.uploads.source_view import sources_of_unit
from rules.vocabulary import Category, Event

upload_pages = Pages("upload_pages", entry=Entry.REPORTING)

PAGE: Final = 20
_MOST_TOLD: Final = 20
"""So many files of one form are told one by one after they were sent."""


@dataclass(frozen=True, slots=True)
class Unfit(Exception):
    """The form cannot be taken; ``reason`` says why and what to do, in the language of the page."""

    reason: str


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of one file just sent: ``word`` is new, known, or refused with ``reason`` and a status."""

    name: str
    word: str
    number: int | None = None
    reason: str = ""
    status: int = 200


@upload_pages.get("/uploads")
def show_all() -> BaseResponse:
    """Show a page of the unit's deliveries, and the form; where nothing is asked, what its reader has it open with."""
    return usual_list() or _page()


def _page(status: int = 200, /, *, fault: str = "", fates: Sequence[Fate] = ()) -> Response:
    unit, now = chosen_unit(), clock.now()
    asked = asked_list()
    with parts().database.transaction(unit_scope()) as session:
        page = listed(session, asked.filter(unit, limit=PAGE), now=now)
        told = fates or _told(session, int(unit))
        earlier = _corrected(session, int(unit))
        fetched_from = sources_of_unit(session, int(unit), now=now)
    return rendered_in_frame(
        "uploads.html",
        status,
        place="uploads",
        items=page.items,
        working=[item for item in page.items if item["shown"].is_worked_on],
        asked=asked,
        statuses=tuple(UploadStatus),
        first=url_for(".show_all", **asked.parameters()),
        older=url_for(".show_all", **asked.parameters(), before=page.older) if page.older else None,
        fault=fault,
        told=told,
        sources=fetched_from,
        earlier=earlier,
        chosen=request.form if request.method == "POST" else _said_of(earlier),
        kinds=deliveries.KINDS,
        categories=words(Category, language()),
        events=words(Event, language()),
        most_bytes=parts().settings.max_upload_bytes,
        mebibytes=parts().settings.max_upload_bytes // MEBIBYTE,
    )


def _said_of(earlier: UploadRecord | None) -> dict[str, str]:
    """Return what the form says first: of a file that is sent again what was said of it; else what the address asks."""
    if earlier is None:
        return {"kind": request.args.get("kind", "")}
    return {"category": earlier.category or "", "event": earlier.event or "", "kind": earlier.kind}


def _corrected(session: ScopedSession, city: int) -> UploadRecord | None:
    """Return the upload that the page is asked to send again, None where none is or it is not theirs."""
    number = number_of(request.args.get("again"))
    return None if number is None else session.get(UploadRecord, (city, number))


def _told(session: ScopedSession, city: int) -> list[Fate]:
    """Return what became of the files just sent, as the address tells it; what is not theirs is left out."""
    asked = [(number_of(text), word) for word in ("new", "known") for text in request.args.getlist(word)]
    found = [
        (session.get(UploadRecord, (city, number)), word)
        for number, word in asked[:_MOST_TOLD]
        if number is not None
    ]
    return [Fate(upload.name, word, upload.id) for upload, word in found if upload is not None]


@upload_pages.post("/uploads")
@takes(A_FILE)
def send() -> BaseResponse:
    """Take files, each by itself: what can be taken becomes a delivery that is checked in the background."""
    chosen_unit()
    try:
        said = _said_of_all()
        fates = [_fate(file, said) for file in _files()]
    except Unfit as unfit:
        return _page(422, fault=unfit.reason)
    if any(fate.word == "refused" for fate in fates):
        was_taken = any(fate.number is not None for fate in fates)
        return _page(200 if was_taken else fates[0].status, fates=fates)
    if len(fates) == 1:
        told = None if fates[0].word == "new" else fates[0].word
        return redirect(url_for("review_pages.show", number=fates[0].number, told=told, **of_unit()), 303)
    told_of_all = urlencode([*of_unit().items(), *((fate.word, fate.number) for fate in fates[:_MOST_TOLD])])
    return redirect(f"{url_for('.show_all')}?{told_of_all}", 303)


def _said_of_all() -> deliveries.Delivery:
    """Return what the form says of each of its files, as a delivery without any."""
    category, event = request.form.get("category") or None, request.form.get("event") or None
    kind = request.form.get("kind") or None
    if (
        category not in (None, *Category)
        or event not in (None, *Event)
        or kind not in (None, *deliveries.KINDS)
    ):
        raise Unfit(say("uploads.not_listed"))
    return deliveries.Delivery(
        b"", "", visiting().name, category=category, event=event, kind=deliveries.kind_of(kind)
    )


def _files() -> list[FileStorage]:
    files = [file for file in request.files.getlist("files") if file.filename]
    if not files:
        raise Unfit(say("uploads.no_file"))
    return files


def _fate(file: FileStorage, said: deliveries.Delivery) -> Fate:
    name = label_of(file.filename)
    try:
        word, number = receive_one(_delivery(file, said))
    except Unfit as unfit:
        return Fate(name, "refused", reason=unfit.reason, status=422)
    except deliveries.UploadTooLarge as large:
        reason = say("uploads.too_large", mebibytes=large.limit_bytes // MEBIBYTE)
        return Fate(name, "refused", reason=reason, status=422)
    except deliveries.UploadBusy:
        return Fate(name, "refused", reason=say("uploads.busy"), status=409)
    except UploadsWaiting as full:
        return Fate(name, "refused", reason=say("uploads.waiting", limit=full.limit), status=429)
    except UploadsUsedUp as full:
        return Fate(name, "refused", reason=say("uploads.used_up", limit=full.limit), status=429)
    return Fate(name, word, number)


def _delivery(file: FileStorage, said: deliveries.Delivery) -> deliveries.Delivery:
    content = file.stream.read(parts().settings.max_upload_bytes + 1)
    if not content:
        raise Unfit(say("uploads.empty_file"))
    return replace(said, content=content, name=label_of(file.filename))


def receive_one(delivery: deliveries.Delivery) -> tuple[str, int]:
    """Take one file in a transaction of its own; return what became of it (new, known), and its number.

    Raises as ``deliveries.deliver``.
    """
    by, settings, now = visiting().actor, parts().settings, clock.now()
    with parts().database.transaction(unit_scope()) as session:
        upload, is_new = deliveries.deliver(
            session, delivery, city=int(chosen_unit()), by=by, settings=settings, now=now
        )
    return "new" if is_new else "known", upload.number
