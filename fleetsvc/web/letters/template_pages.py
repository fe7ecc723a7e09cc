"""The templates of letters: which is in use, the fields it may name, and the form that puts another one in use."""

from collections.abc import Sequence
from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import LetterTemplate
from fleetsvc.services.documents.letters import DOCX
from fleetsvc.services.letters import templates
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.downloads import as_file
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, say
from fleetsvc.web.frame.phrases import minute_text
from importers.letters.faults import TemplateFault, TemplateRefused
from importers.letters.fields import TITLES, LetterKind, fields_of

template_pages = Pages("template_pages", entry=Entry.OFFICE)


@template_pages.get("/letter-templates")
def show() -> Response:
    """Show which templates are in use, and what they may name."""
    return _page(200)


@template_pages.get("/letter-templates/<word:kind>.docx")
def download(kind: str) -> BaseResponse:
    """Hand out the template in use."""
    letter = _kind(kind)
    with parts().database.transaction(visiting().scope) as session:
        own = templates.template_in_use(session, letter)
        content = None if own is None else own.content
    name = f"{TITLES[letter].zh}模板.docx"
    return as_file(templates.standard(letter) if content is None else content, name, DOCX)


@template_pages.post("/letter-templates/<word:kind>")
def put_in_use(kind: str) -> BaseResponse:
    """Check a template and put it in use; what is wrong with it is told all at once."""
    letter, file = _kind(kind), request.files.get("file")
    if file is None or not file.filename:
        return _page(422, fault=say("templates.missing"))
    content, name = file.read(), file.filename
    try:
        templates.checked(content, letter)
    except TemplateRefused as refused:
        return _page(422, fault=say("templates.refused"), faults=refused.faults)
    with parts().database.transaction(visiting().scope) as session:
        templates.put_in_use(session, letter, content, name=name, by=visiting().actor, now=clock.now())
    return redirect(url_for("template_pages.show", done=1), 303)


@template_pages.post("/letter-templates/<word:kind>/standard")
def go_back(kind: str) -> BaseResponse:
    """Use the template that comes with the service from now on."""
    letter = _kind(kind)
    with parts().database.transaction(visiting().scope) as session:
        templates.go_back(session, letter, by=visiting().actor, now=clock.now())
    return redirect(url_for("template_pages.show", done=1), 303)


def _kind(text: str) -> LetterKind:
    found = next((kind for kind in LetterKind if kind == text), None)
    if found is None:
        raise NotFound
    return found


def _page(status: int, *, fault: str = "", faults: Sequence[TemplateFault] = ()) -> Response:
    with parts().database.transaction(visiting().scope) as session:
        used = {kind: templates.template_in_use(session, kind) for kind in LetterKind}
    return rendered_beside_menu(
        "letter_templates.html",
        status,
        crumbs=[(say("menu.letter_templates"), None)],
        kinds=[_shown(kind, used[kind]) for kind in LetterKind],
        fault=fault,
        faults=[one.message.in_language(language()) for one in faults],
        done="done" in request.args,
    )


def _shown(kind: LetterKind, own: LetterTemplate | None) -> dict[str, Any]:
    said = {} if own is None else {"name": own.name, "by": own.loaded_by, "at": minute_text(own.loaded_at)}
    return {
        "kind": kind.value,
        "title": TITLES[kind].in_language(language()),
        "in_use": say("templates.own", **said) if own else say("templates.standard"),
        "is_own": own is not None,
        "fields": [
            (name, field.means.in_language(language()), field.is_block)
            for name, field in fields_of(kind).items()
        ],
    }
