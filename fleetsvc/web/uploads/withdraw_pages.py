"""Taking a delivery back: asked once more, and the reason."""

from typing import Final

from flask import url_for
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.uploads import steps
from fleetsvc.services.uploads.deliveries import UploadBusy, UploadNotOpen
from fleetsvc.services.uploads.dependents import resting_on
from fleetsvc.services.uploads.published import published_vehicles
from fleetsvc.services.uploads.withdrawals import WithdrawalUnfounded
from fleetsvc.web.frame.bureau_frame import of_unit, rendered_in_frame, unit_scope
from fleetsvc.web.frame.forms import written_in
from fleetsvc.web.frame.pages import Pages, say
from fleetsvc.web.frame.submissions import PreparationsWaiting, drafts, prepared, to_preparation
from fleetsvc.web.uploads.review import back_to, found_upload, take_step

withdraw_pages = Pages("withdraw_pages", entry=Entry.REPORTING)

LONGEST_REASON: Final = 200


@withdraw_pages.get("/uploads/<id:number>/withdraw")
def ask(number: int) -> BaseResponse:
    """Ask once more, saying what would happen."""
    return _withdraw_page(number)


def _withdraw_page(number: int, status: int = 200, /) -> BaseResponse:
    """Return the page that asks for the reason; with another status than 200 it says that the reason is missing."""
    with parts().database.transaction(unit_scope()) as session:
        upload = found_upload(session, number)
        published = published_vehicles(session, city=upload.city_code, number=number)
        resting = resting_on(session, upload)
    if not upload.status.may_be_withdrawn or upload.withdrawing is not None:
        return back_to(number, "changed")
    back = url_for("review_pages.show", number=number, **of_unit())
    return rendered_in_frame(
        "withdraw.html",
        status,
        place="uploads",
        below=[(f"{number} · {upload.name}", back), (say("review.withdraw"), None)],
        upload=upload,
        resting=resting,
        published=published,
        is_unfounded=status != 200,
        longest=LONGEST_REASON,
        back=back,
    )


@withdraw_pages.post("/uploads/<id:number>/withdraw")
def withdraw(number: int) -> BaseResponse:
    """Take the delivery back, or ask the office to, where it stands in a published edition, or by an override."""
    reason = written_in("reason").strip()[:LONGEST_REASON]
    try:
        with parts().database.transaction(unit_scope()) as session:
            found = found_upload(session, number)
            is_prepared = found.is_submitted and found.withdrawing is None
            kept = prepared(session, drafts.withdrawal(number, reason)) if is_prepared else None
        if kept is not None:
            return to_preparation(kept)
        return take_step(number, lambda session, **of: steps.withdraw(session, **of, reason=reason))
    except WithdrawalUnfounded:
        return _withdraw_page(number, 422)
    except UploadBusy:
        return back_to(number, "busy")
    except UploadNotOpen:
        return back_to(number, "changed")
    except PreparationsWaiting:
        return back_to(number, "preparations_waiting")
