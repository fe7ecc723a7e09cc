"""Answering for the passages of a draft: the form on its page, sent."""

from datetime import date

from flask import redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.drafts import acts
from fleetsvc.services.drafts.reviews import LONGEST_DOCUMENT, ReviewIncomplete
from fleetsvc.services.law.editions import edition_of_hash
from fleetsvc.services.law.requirements import find_day
from fleetsvc.web.drafts.pages import UNFIT, compared_page
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.forms import written_in
from fleetsvc.web.frame.pages import Pages, say

text_review_pages = Pages("text_review_pages", entry=Entry.OFFICE)


@text_review_pages.post("/rulebook/drafts/<edition>/review")
def add(edition: str) -> BaseResponse:
    """Answer for the passages of a draft: held against which document, on which day. Another draft comes of it."""
    document, held_on, now = written_in("document"), find_day(written_in("held_on")), clock.now()
    try:
        with parts().database.transaction(visiting().scope) as session:
            made, _ = acts.review(
                session,
                edition_of_hash(session, edition),
                document=document,
                held_on=held_on or date.max,
                by=visiting().signatory,
                actor=visiting().actor,
                now=now,
            )
            name = made.edition
    except ReviewIncomplete:
        said = say("review_text.incomplete", most=LONGEST_DOCUMENT)
        return compared_page(edition, UNFIT, review_fault=said, document=document)
    return redirect(url_for("draft_pages.show", edition=name, done="reviewed"), 303)
