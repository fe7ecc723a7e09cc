"""The review of one delivery: how far it is, how it was understood, what is wrong, and the steps that are open."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, Protocol
from urllib.parse import urlencode

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.database.transactions import ScopedSession
from fleetsvc.edge import document_answers
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import UploadRecord
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.audit.reveals import reveal
from fleetsvc.services.common.masked_documents import masked_report
from fleetsvc.services.documents import annotated_copies
from fleetsvc.services.uploads import deliveries, review_marks, steps
from fleetsvc.services.uploads.closed_rows import REASONS
from fleetsvc.services.uploads.lists import upload_document
from fleetsvc.services.uploads.preview import MOST_ROWS
from fleetsvc.services.uploads.steps import Taken
from fleetsvc.settings import secret_key
from fleetsvc.web.documents.pages import handed, me
from fleetsvc.web.frame.bureau_frame import (
    chosen_unit,
    is_masked,
    of_unit,
    rendered_in_frame,
    unit_scope,
    visiting,
)
from fleetsvc.web.frame.downloads import ANY_FILE, as_file
from fleetsvc.web.frame.pages import Pages, language, number_of
from fleetsvc.web.frame.submissions import SecondPersonNeeded, waiting_for
from fleetsvc.web.uploads import review_view
from fleetsvc.web.uploads.advice_view import to_do
from fleetsvc.web.uploads.cell_fields import FORM_WORDS
from fleetsvc.web.uploads.context_view import said_when_sent, surroundings, why_failing
from fleetsvc.web.uploads.review_view import ReviewQuery, Shown
from fleetsvc.web.uploads.rows_view import rows_view
from fleetsvc.web.uploads.status_view import shown_status, with_shown_status
from fleetsvc.web.uploads.submit_turns import hand_of
from importers.results import RowFate

review_pages = Pages("review_pages", entry=Entry.REPORTING)

_BEYOND_ROWS: Final = 2**31
"""No row and no finding has this number: the database's columns end before it."""
_ALWAYS: Final[Mapping[str, Any]] = {
    "reasons": REASONS,
    "most_previewed": MOST_ROWS,
    "most": review_view.MOST_IN_FORM,
    **FORM_WORDS,
}
_TOLD: Final = (
    "changed",
    "busy",
    "known",
    "dismissed",
    "reopened",
    "forgotten",
    "second_person",
    "preparations_waiting",
)


def found_upload(session: ScopedSession, number: int) -> UploadRecord:
    """Return an upload of the chosen unit. Raises UploadUnknown."""
    return deliveries.upload(session, city=int(chosen_unit()), number=number)


@review_pages.get("/uploads/<id:number>")
def show(number: int) -> Response:
    """Show where a delivery stands and what was found in it."""
    return review_page(number)


def review_page(number: int, status: int = 200, /, *, fault: str = "") -> Response:
    """Return the page of a delivery; ``fault`` says why what was sent to it was not taken."""
    shown, now = Shown(language(), is_masked()), clock.now()
    with parts().database.transaction(unit_scope()) as session:
        upload = found_upload(session, number)
        document = with_shown_status(upload_document(session, upload, language=shown.language, now=now))
        asked = _asked(document["report"])
        has_rows = upload.report is not None and shown_status(document).has_rows
        findings = review_view.findings_view(session, upload, asked, shown) if has_rows else None
        rows = rows_view(session, upload, asked, shown) if has_rows else None
        mark = review_marks.mark_of(upload)
        around = surroundings(session, upload, waiting_for(session, f"upload/{number}"))
    whole = masked_report(document) if shown.masked else document
    report = whole["report"]
    return rendered_in_frame(
        "review.html",
        status,
        place="uploads",
        below=[(f"{number} · {upload.name}", None)],
        upload=whole,
        report=report,
        counts=review_view.counts_of(report) if report else [],
        verdicts=review_view.verdicts_of(report, shown.language) if report else [],
        said=said_when_sent(upload),
        why=why_failing(document["failing"]),
        asked=asked,
        findings=findings,
        rows=rows,
        around=around,
        seen=mark,
        hand=hand_of(document, visiting()),
        todo=to_do(document, findings, around),
        fields=review_view.field_choices(shown.language),
        chosen=request.form,
        fault=fault,
        told=next((word for word in _TOLD if request.args.get("told") == word), None),
        link=_linker(number),
        **_ALWAYS,
    )


def _asked(report: dict[str, Any] | None) -> ReviewQuery:
    given = {name: text.replace("\0", "") for name, text in request.args.items()}
    sheet, letters, fate = given.get("sheet"), given.get("column"), given.get("rows")
    row = _place_in(given.get("from_row"))
    return ReviewQuery(
        code=given.get("code") or None,
        severity=given.get("severity") or None,
        column=(sheet, letters) if sheet and letters else None,
        findings_after=_place_in(given.get("after")),
        fate=RowFate(fate) if fate in tuple(RowFate) else review_view.default_fate(report),
        rows_after=(given.get("from_sheet", ""), row) if row is not None else None,
    )


def _place_in(text: str | None) -> int | None:
    """Return the number of a row or finding; None for none, and for one beyond all."""
    found = number_of(text)
    return found if found is not None and found < _BEYOND_ROWS else None


def _linker(number: int) -> Callable[..., str]:
    """Return what makes addresses of this page: the present one with some parts of its query changed."""
    kept = {name: value for name, value in request.args.items() if name not in ("told", "lang")}

    def link(changed: dict[str, object]) -> str:
        query = {name: value for name, value in {**kept, **changed}.items() if value not in (None, "")}
        return f"{url_for('review_pages.show', number=number)}?{urlencode(query)}"

    return link


def back_to(number: int, told: str | None = None) -> BaseResponse:
    """Lead back to the page of a delivery."""
    return redirect(url_for("review_pages.show", number=number, told=told, **of_unit()), 303)


class Take(Protocol):
    """A step of ``services.uploads.steps``."""

    def __call__(
        self, session: ScopedSession, /, *, city: int, number: int, by: Actor, now: datetime
    ) -> Taken:
        """Take the step."""


def take_step(number: int, take: Take) -> BaseResponse:
    """Take a step and go back to the page; where the upload has moved on meanwhile, the page says so."""
    city, by, now = int(chosen_unit()), visiting().actor, clock.now()
    try:
        with parts().database.transaction(unit_scope()) as session:
            take(session, city=city, number=found_upload(session, number).number, by=by, now=now)
    except deliveries.UploadBusy:
        return back_to(number, "busy")
    except deliveries.UploadNotOpen:
        return back_to(number, "changed")
    except SecondPersonNeeded:
        return back_to(number, "second_person")
    except deliveries.UploadSentAgain as again:
        return back_to(again.number, "known")
    return back_to(number)


@review_pages.post("/uploads/<id:number>/confirm")
def confirm(number: int) -> BaseResponse:
    """Have the vehicles stored, as the page showed them."""
    mark = request.form.get("seen", "")
    return take_step(number, lambda session, **of: review_marks.confirm_seen(session, mark, **of))


@review_pages.post("/uploads/<id:number>/read-again")
def read_again(number: int) -> BaseResponse:
    """Have a file read anew that was refused or keeps failing."""
    return take_step(number, steps.read_again)


@review_pages.get("/uploads/<id:number>/original")
def original(number: int) -> Response:
    """Hand out the file as it was sent."""
    with parts().database.transaction(unit_scope()) as session:
        upload = found_upload(session, number)
        content = deliveries.content(session, city=upload.city_code, number=number)
        _note_reveal(session, upload)
    return as_file(content, upload.name, ANY_FILE)


@review_pages.get("/uploads/<id:number>/annotated")
def annotated(number: int) -> BaseResponse:
    """Hand out the sender's workbook with each finding at its cell; a worker makes it."""
    by, unit, secret = me(), chosen_unit(), secret_key(parts().settings)
    with parts().database.transaction(by.scope) as session:
        upload = found_upload(session, number)
        question = annotated_copies.question(
            session, city=int(unit), number=number, language=language(), secret=secret, personal=is_masked()
        )
        record = document_answers.ask(session, question, by=by)
        _note_reveal(session, upload)
    return handed(record, by=by)


def _note_reveal(session: ScopedSession, upload: UploadRecord) -> None:
    """Enter in the audit log that the office was given a file in full."""
    if is_masked():
        subject, by = deliveries.subject_of(upload), visiting().actor
        reveal(session, subject, {"shown": "file"}, by=by, now=clock.now())
