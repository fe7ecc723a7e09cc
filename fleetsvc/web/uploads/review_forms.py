"""What a review asks back: what the columns hold, and rows that are not sent again."""

from typing import Final

from flask import request
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.uploads import closed_rows, deliveries, review_marks, steps
from fleetsvc.services.uploads.rows import Place
from fleetsvc.web.frame.access import PageNotAdmitted
from fleetsvc.web.frame.bureau_frame import chosen_unit, is_masked, unit_scope, visiting
from fleetsvc.web.frame.forms import written_in
from fleetsvc.web.frame.pages import Pages, language, number_of, say
from fleetsvc.web.frame.submissions import PreparationsWaiting, drafts, prepared, to_preparation
from fleetsvc.web.uploads.mapping_form import MappingAmbiguous, read_mapping
from fleetsvc.web.uploads.review import back_to, found_upload, review_page, take_step

review_forms = Pages("review_forms", entry=Entry.REPORTING)

_MOST_AT_ONCE: Final = 100
"""So many rows are closed at once: a page shows fewer."""


@review_forms.post("/uploads/<id:number>/mapping")
def set_mapping(number: int) -> BaseResponse:
    """Take what the columns are said to hold, and have the file read again."""
    with parts().database.transaction(unit_scope()) as session:
        report = found_upload(session, number).report
    try:
        mapping = read_mapping(request.form, report, language())
    except MappingAmbiguous as twice:
        return review_page(number, 422, fault=say("mapping.twice", field=twice.name, columns=twice.columns))
    return take_step(number, lambda session, **of: steps.set_mapping(session, mapping, **of))


@review_forms.post("/uploads/<id:number>/forget")
def forget(number: int) -> BaseResponse:
    """Forget what was remembered for a layout; a file that is still in review is read again without it."""
    city, by, layout = int(chosen_unit()), visiting().actor, request.form.get("layout", "")
    try:
        with parts().database.transaction(unit_scope()) as session:
            known = found_upload(session, number).number
            taken = steps.forget_layout(session, layout, city=city, number=known, by=by, now=clock.now())
    except deliveries.UploadBusy:
        return back_to(number, "busy")
    return back_to(number, "forgotten" if taken.changed else "changed")


def only_the_unit() -> None:
    """Raises PageNotAdmitted for the office, which corrects and closes nothing for a unit."""
    if is_masked():
        raise PageNotAdmitted


@review_forms.post("/uploads/<id:number>/checked")
def check_all(number: int) -> BaseResponse:
    """Take the unit's word that all warnings of a kind, as the page showed them, are as they should be."""
    only_the_unit()
    city, by, now = int(chosen_unit()), visiting().actor, clock.now()
    code, seen = written_in("code"), written_in("seen")
    try:
        with parts().database.transaction(unit_scope()) as session:
            known = found_upload(session, number).number
            count = review_marks.check_seen(session, seen, code, city=city, number=known, by=by, now=now)
    except deliveries.UploadBusy:
        return back_to(number, "busy")
    except deliveries.UploadNotOpen:
        return back_to(number, "changed")
    return back_to(number, None if count else "changed")


@review_forms.post("/uploads/<id:number>/dismiss")
def dismiss(number: int) -> BaseResponse:
    """Close held rows that will not be sent again, with the reason."""
    only_the_unit()
    by, now, places = visiting().actor, clock.now(), _ticked()
    if not places:
        return review_page(number, 422, fault=say("dismiss.no_row"))
    try:
        reason = closed_rows.Reason(written_in("reason"), written_in("note"))
        with parts().database.transaction(unit_scope()) as session:
            upload = found_upload(session, number)
            draft = drafts.closed_rows(number, places, reason)
            kept = prepared(session, draft) if upload.is_submitted else None
            if kept is not None:
                return to_preparation(kept)
            closed = closed_rows.dismiss(session, places, upload=upload, reason=reason, by=by, now=now)
    except closed_rows.ClosingReasonMissing:
        return review_page(number, 422, fault=say("dismiss.no_reason"))
    except PreparationsWaiting as why:
        return review_page(number, 409, fault=say("cases.fault.PreparationsWaiting", most=why.most))
    except deliveries.UploadBusy:
        return review_page(number, 409, fault=say("review.busy"))
    except deliveries.UploadNotOpen:
        return back_to(number, "changed")
    return back_to(number, "dismissed" if closed else "changed")


@review_forms.post("/uploads/<id:number>/reopen")
def reopen(number: int) -> BaseResponse:
    """Have closed rows held again, as the office, with the reason."""
    if not is_masked():
        raise PageNotAdmitted
    by, now, places = visiting(), clock.now(), _ticked()
    if not places:
        return review_page(number, 422, fault=say("reopen.no_row"))
    try:
        with parts().database.transaction(by.scope) as session:
            upload = found_upload(session, number)
            reason = written_in("reason").strip()[: closed_rows.LONGEST_NOTE]
            again = closed_rows.reopen(session, places, upload=upload, reason=reason, by=by.actor, now=now)
    except closed_rows.ReopeningReasonMissing:
        return review_page(number, 422, fault=say("reopen.no_reason"))
    except deliveries.UploadBusy:
        return review_page(number, 409, fault=say("review.busy"))
    except deliveries.UploadNotOpen:
        return back_to(number, "changed")
    return back_to(number, "reopened" if again else "changed")


def _ticked() -> list[Place]:
    sheet = written_in("sheet")
    rows = [number_of(text) for text in request.form.getlist("drop")][:_MOST_AT_ONCE]
    return [(sheet, row) for row in rows if row is not None and 0 < row < 2**31]
