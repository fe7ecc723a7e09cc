"""The vehicles behind a verdict's number while a delivery is still in review."""

from threading import BoundedSemaphore
from typing import Final

from flask import Response, redirect, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import UploadStatus
from fleetsvc.services.common.masked_documents import masked_registration
from fleetsvc.services.uploads import deliveries
from fleetsvc.services.uploads.preview import MOST_ROWS, PreviewsBusy, would_be
from fleetsvc.web.frame.bureau_frame import chosen_unit, is_masked, of_unit, rendered_in_frame, unit_scope
from fleetsvc.web.frame.pages import Pages, language
from rules.labels import label
from rules.vocabulary import Category, Energy, Event, Verdict

READINGS: Final = BoundedSemaphore(1)
"""Files that a process reads while somebody waits, which holds a thread for seconds: others are told to ask again."""

preview_pages = Pages("preview_pages", entry=Entry.REPORTING)


@preview_pages.get("/uploads/<id:number>/verdicts/<verdict>")
def show(number: int, verdict: str) -> BaseResponse:
    """List the vehicles that would get a verdict if the delivery were confirmed now."""
    if verdict not in tuple(Verdict):
        raise NotFound
    back = url_for("review_pages.show", number=number, **of_unit())
    with parts().database.transaction(unit_scope()) as session:
        upload = deliveries.upload(session, city=int(chosen_unit()), number=number)
        rows = (upload.report or {}).get("rows", {})
        if upload.status is not UploadStatus.IN_REVIEW or rows.get("read", 0) > MOST_ROWS:
            return redirect(back)
        if not READINGS.acquire(blocking=False):
            raise PreviewsBusy
        try:
            found = would_be(session, upload, Verdict(verdict), today=clock.day_of(clock.now()))
            return _page(found, verdict, title=f"{number} · {upload.name}", back=back)
        finally:
            READINGS.release()


def _page(found: list[dict[str, object]], verdict: str, *, title: str, back: str) -> Response:
    spoken = language()
    word = label(Verdict(verdict)).in_language(spoken)
    kinds = {"category": Category, "event": Event, "energy": Energy}
    return rendered_in_frame(
        "preview.html",
        place="uploads",
        below=[(title, back), (word, None)],
        items=[masked_registration(row) for row in found] if is_masked() else found,
        verdict=verdict,
        verdict_word=word,
        words={
            name: {one.value: label(one).in_language(spoken) for one in kind} for name, kind in kinds.items()
        },
        back=back,
    )
