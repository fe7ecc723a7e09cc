"""The text of an act as the office hands it in, a file or pasted, so that a draft can be quoted from it."""

from flask import Request, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.books import MAX_TEXT_BYTES, source_text
from fleetsvc.edge.bodies import takes
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.drafts import acts
from fleetsvc.web.drafts.pages import UNFIT, list_page
from fleetsvc.web.drafts.rooms import A_LAW
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.pages import Pages, language
from rules.rulebook import RulebookBroken

text_pages = Pages("text_pages", entry=Entry.OFFICE)


@text_pages.post("/rulebook/texts")
@takes(A_LAW)
def add() -> BaseResponse:
    """Keep the text of an act, or say why it is none."""
    content, now = _sent(request), clock.now()
    try:
        text = source_text(content)
    except RulebookBroken as broken:
        said = broken.problems[0].message.in_language(language())
        return list_page(UNFIT, text_fault=said, source=content.decode("utf-8", "replace"))
    with parts().database.transaction(visiting().scope) as session:
        sha256, _ = acts.store_text(session, text, by=visiting().actor, now=now)
    return redirect(url_for("draft_pages.show_all", text=sha256, _anchor="texts"), 303)


def _sent(request: Request) -> bytes:
    """Return the file chosen as it is or, without one, the text pasted, whose lines a browser ends with CR LF."""
    content, file = b"", request.files.get("file")
    if file is not None:
        with file.stream as stream:
            content = stream.read(MAX_TEXT_BYTES + 1)
    pasted = request.form.get("text", "").replace("\r\n", "\n")
    return content or pasted.encode(errors="replace")
