"""The file of a manuscript, sent in place of what it says."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc.books import MAX_BOOK_BYTES, MOST_PROBLEMS
from fleetsvc.edge.bodies import takes
from fleetsvc.edge.entry import Entry
from fleetsvc.services.manuscripts import manuscripts
from fleetsvc.services.manuscripts.manuscripts import ManuscriptChanged
from fleetsvc.web.drafts.book_file import placed, sent_book
from fleetsvc.web.drafts.rooms import A_BOOK
from fleetsvc.web.frame.pages import Pages, language, say
from fleetsvc.web.manuscripts.pages import page
from fleetsvc.web.manuscripts.saving import CHANGED, UNFIT, meanwhile, office, seen, whose
from rules.rulebook import RulebookBroken

manuscript_file = Pages("manuscript_file", entry=Entry.OFFICE)


@manuscript_file.post("/rulebook/manuscripts/<id:number>/file")
@takes(A_BOOK)
def upload(number: int) -> BaseResponse:
    """Take a file, chosen or pasted, for what the manuscript says from now on."""
    content = sent_book(request).removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    if not content or len(content) > MAX_BOOK_BYTES:
        return page(number, UNFIT, fault=say("drafts.too_large" if content else "drafts.nothing_sent"))
    text = content.decode("utf-8", "replace")
    try:
        whole = text if text.endswith("\n") else f"{text}\n"
        with office() as session:
            manuscripts.change(session, number, whole, seen=seen(), what="file", **whose())
    except ManuscriptChanged as changed:
        return page(number, CHANGED, meanwhile=meanwhile(changed), sent=text)
    except RulebookBroken as broken:
        lines = placed(broken.problems[:MOST_PROBLEMS], content, language())
        return page(number, UNFIT, fault=say("manuscript.no_file"), file_problems=lines, sent=text)
    return redirect(url_for("manuscript_pages.show", number=number, done="uploaded"), 303)
