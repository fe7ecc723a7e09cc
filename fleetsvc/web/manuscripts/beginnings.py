"""All manuscripts, and the ways to begin one."""

from typing import Any, Final

from flask import Response, redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc.edge.entry import Entry
from fleetsvc.services.law.book_cache import book_of
from fleetsvc.services.law.rulebooks import editions_in_force
from fleetsvc.services.manuscripts import manuscripts
from fleetsvc.services.manuscripts.beginnings import (
    AnswerUnknown,
    Confirmation,
    begin_as,
    begin_confirmed,
    begin_empty,
)
from fleetsvc.web.frame.forms import written_in
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, say
from fleetsvc.web.manuscripts.entry_forms import as_fields, day_said
from fleetsvc.web.manuscripts.saving import UNFIT, crumbs, office, whose

beginning_pages = Pages("beginning_pages", entry=Entry.OFFICE)

_CONFIRMED: Final = ("answer", "number", "dated", "zh", "en")
_NAMED: Final = ("id", "name", "zh", "en")


@beginning_pages.get("/rulebook/manuscripts")
def show_all() -> Response:
    """Show every manuscript, and the ways to begin one."""
    return _page(200)


@beginning_pages.post("/rulebook/manuscripts")
def begin() -> BaseResponse:
    """Begin a manuscript: as the edition named, or as an empty book of the ids and title given."""
    name = written_in("edition")
    typed = {key: written_in(key).strip() for key in _NAMED}
    if not name and not all(typed.values()):
        return _page(UNFIT, fault=say("manuscripts.empty_fields"), typed=typed)
    names = {"id": typed["id"], "name": typed["name"], "title": {"zh": typed["zh"], "en": typed["en"]}}
    with office() as session:
        begun = begin_as(session, name, **whose()) if name else begin_empty(session, names, **whose())
    return redirect(url_for("manuscript_pages.show", number=begun.number, done="begun"), 303)


@beginning_pages.post("/rulebook/answers/confirmation")
def confirm() -> BaseResponse:
    """Begin a manuscript of the edition in force in which one interpretation alone is confirmed, and preview it."""
    typed = {name: written_in(name).strip() for name in _CONFIRMED}
    dated = day_said(as_fields({"dated": [typed["dated"]]}), "dated")
    if dated is None or isinstance(dated, str) or not all(typed.values()):
        return _unconfirmed(typed)
    given = Confirmation(typed["answer"], typed["number"], dated, {"zh": typed["zh"], "en": typed["en"]})
    try:
        with office() as session:
            begun = begin_confirmed(session, given, **whose())
    except AnswerUnknown:
        return _unconfirmed(typed)
    return redirect(url_for("manuscript_preview.show", number=begun.number), 303)


def _unconfirmed(typed: dict[str, str]) -> Response:
    return _page(UNFIT, confirmation_fault=say("manuscripts.confirm_fields"), typed=typed)


def _page(status: int, **values: Any) -> Response:  # noqa: ANN401 (what the template shows besides)
    with office() as session:
        found, current = manuscripts.list_all(session), editions_in_force(session)
        answers = [
            (
                book.title.in_language(language()),
                [
                    (f"{book.name}/{one.id}", one.question.in_language(language()), one.status.value)
                    for one in book.interpretations.values()
                ],
            )
            for book in map(book_of, current)
        ]
    return rendered_beside_menu(
        "manuscripts.html",
        status,
        crumbs=crumbs(),
        manuscripts=found,
        current=[(one.edition, one.name) for one in current],
        answers=answers,
        **({"typed": {}} | values),
    )
