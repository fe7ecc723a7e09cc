"""Documents to take away that workers make: one at a time with its progress, and the list of them."""

from datetime import timedelta
from typing import Any, Final

from flask import Response, redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.edge import document_answers
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import DocumentRecord
from fleetsvc.services.documents import requests
from fleetsvc.services.documents.failures import failure_of
from fleetsvc.services.documents.requests import (
    FAILED,
    READY,
    WAITING,
    WORKING,
    DocumentKind,
    Party,
    party_of,
)
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.document_faults import HANDOUT_FAULTS
from fleetsvc.web.frame.downloads import as_stream
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, say
from fleetsvc.web.frame.phrases import minute_text

handout_pages = Pages("handout_pages", entry=Entry.REPORTING)

AT_MOST: Final = timedelta(seconds=3)
"""So long a page waits for its document: a small copy comes at once, for the rest there is a page that tells."""
_HOUR: Final = timedelta(hours=1)
_KIBIBYTE: Final = 1024


def me() -> Party:
    """Return on whose behalf the visitor asks. Raises PageNotAdmitted, DocumentUnknown."""
    return party_of(visiting().actor)


def handed(record: DocumentRecord, *, by: Party) -> BaseResponse:
    """Hand out a document after a short wait, or lead to the page that tells how it stands."""
    settled = document_answers.awaited(record, by=by, at_most=AT_MOST)
    if settled.status == READY:
        return _file(settled, by)
    return redirect(url_for("handout_pages.show", number=settled.id), 303)


@handout_pages.get("/handouts")
def show_all() -> Response:
    """Show the documents that can be fetched, and those that are being made."""
    by = me()
    with parts().database.transaction(by.scope) as session:
        listed = requests.list_documents(session, by=by, now=clock.now())
        standings = [requests.standing(session, record) for record in listed]
    return rendered_beside_menu(
        "handouts.html",
        crumbs=[(say("menu.handouts"), None)],
        items=list(zip(listed, standings, strict=True)),
        hours=parts().settings.handouts_kept // _HOUR,
        is_open=any(standing in (WAITING, WORKING) for standing in standings),
        size=size_text,
    )


@handout_pages.get("/handouts/<id:number>")
def show(number: int) -> Response:
    """Show how a document stands; once it is ready its download begins, the first time."""
    by = me()
    record = document_answers.found(number, by=by)
    standing = document_answers.standing(record, by=by)
    fault = HANDOUT_FAULTS[type(failure_of(record))] if standing == FAILED else None
    return rendered_beside_menu(
        "handout.html",
        crumbs=[(say("menu.handouts"), url_for(".show_all")), (record.name, None)],
        record=record,
        standing=standing,
        until=minute_text(record.expires_at),
        size=size_text,
        delivery=_delivery(record, by),
        title=fault.title.in_language(language()) if fault else None,
        advice=fault.advice.in_language(language()) if fault else None,
    )


def _delivery(record: DocumentRecord, by: Party) -> str | None:
    """Return the page of the delivery that a document is a copy of."""
    if record.kind != DocumentKind.ANNOTATED_COPY:
        return None
    of_unit: dict[str, Any] = {"unit": record.question["unit"]} if by.city == requests.PROVINCE else {}
    return url_for("review_pages.show", number=record.question["upload"], **of_unit)


@handout_pages.get("/handouts/<id:number>/file")
def file(number: int) -> BaseResponse:
    """Hand out a document that is ready; what is not leads to its page."""
    by = me()
    record = document_answers.found(number, by=by)
    return _file(record, by) if record.status == READY else redirect(url_for(".show", number=number), 303)


def _file(record: DocumentRecord, by: Party) -> Response:
    response = as_stream(document_answers.fetched(record, by=by), record.name, record.media)
    response.headers["Content-Length"] = str(record.size_bytes)
    return response


def size_text(size: int) -> str:
    """Return a number of bytes as people say it.

    >>> size_text(300), size_text(7_700_000), size_text(77_000_000_000)
    ('1 KB', '7.3 MB', '71.7 GB')
    """
    kibibytes = max(1, round(size / _KIBIBYTE))
    if kibibytes < _KIBIBYTE:
        return f"{kibibytes} KB"
    mebibytes = size / _KIBIBYTE**2
    return f"{mebibytes:.1f} MB" if mebibytes < _KIBIBYTE else f"{mebibytes / _KIBIBYTE:.1f} GB"
