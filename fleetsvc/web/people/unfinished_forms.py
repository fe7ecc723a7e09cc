"""What was typed before the session ran out: shown to whoever typed it, to be sent at last or thrown away."""

import json
import re
from dataclasses import dataclass
from typing import Final

from flask import Response, current_app, redirect, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.edge.entry import Entry, admits
from fleetsvc.edge.parts import parts
from fleetsvc.services.people import unfinished_forms
from fleetsvc.services.people.unfinished_forms import Typed
from fleetsvc.web.frame.access import PageNotAdmitted, safe_address
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.kept_forms import MARK, Kept
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, say
from fleetsvc.web.frame.wordbook import wordbook
from importers.fields import COLUMN_CHOICES, column_letter
from rules.labels import label
from rules.units import UNITS
from rules.vocabulary import Category, Energy, Event

_CELL: Final = re.compile(r"(?:cell:[0-9]{1,3}:)?([0-9]{1,7}):([0-9]{1,4})").fullmatch
"""A cell's field: the row as Excel numbers it, and the place of the column."""
_BEFORE: Final = "was:"
"""How the fields begin that only say what stood in a cell before."""
_COLUMN: Final = re.compile(r"[0-9]{1,3}:([A-Z]{1,3})").fullmatch
"""A column's field: the place of its sheet, and its letters."""

unfinished_pages = Pages("unfinished_pages", entry=Entry.SIGNED_IN)


@dataclass(frozen=True, slots=True)
class Line:
    """A field as its person reads it."""

    called: str
    value: str


@unfinished_pages.get("/unfinished/<id:number>")
def show(number: int) -> Response:
    """Show what was typed and where it goes, with the button that sends it."""
    with parts().database.transaction(OFFICE) as session:
        typed = unfinished_forms.find(session, number, holder=visiting().account, now=clock.now())
    _see_to_it_that_it_may_be_sent(typed)
    page = rendered_beside_menu(
        "unfinished.html",
        crumbs=[(say("unfinished.title"), None)],
        number=number,
        mark=MARK,
        typed=typed,
        back=safe_address(typed.page),
        why=next((one for one in Kept if one == request.args.get("why")), Kept.LOST),
        lines=[Line(_called(name), _said(name, value)) for name, value in _typed_anew(typed)],
        fields_of_files=sorted({name for name, _ in typed.files}),
    )
    page.headers["Cache-Control"] = "no-store"
    return page


@unfinished_pages.post("/unfinished/<id:number>/discard")
def discard(number: int) -> BaseResponse:
    """Throw it away and go back to the page it stood on."""
    with parts().database.transaction(OFFICE) as session:
        typed = unfinished_forms.find(session, number, holder=visiting().account, now=clock.now())
        unfinished_forms.forget(session, number, holder=visiting().account)
    return redirect(safe_address(typed.page), 303)


def _see_to_it_that_it_may_be_sent(typed: Typed) -> None:
    """Raises PageNotAdmitted where the form goes to none of our pages, or not to one of this person's role."""
    adapter = current_app.url_map.bind_to_environ(request.environ)
    try:
        endpoint, _ = adapter.match(typed.address.partition("?")[0], method="POST")
    except HTTPException:
        raise PageNotAdmitted from None
    group = current_app.blueprints.get(endpoint.partition(".")[0])
    entry = getattr(group, "entry", None)
    if not isinstance(group, Pages) or entry is None or not admits(entry, visiting().role):
        raise PageNotAdmitted


def _typed_anew(typed: Typed) -> list[tuple[str, str]]:
    """Return the fields that a person reads: of a grid not those that still say what stood there, or nothing."""
    stood: dict[str, str] = {}
    for name, value in typed.fields:
        of = name.removeprefix(_BEFORE)
        if name != of and of.isdigit():
            stood |= {f"{of}:{place}": cell for place, cell in enumerate(_cells_in(value))}
        elif name != of:
            stood[of] = value
    unsaid = "" if stood else None
    return [
        (name, value)
        for name, value in typed.fields
        if not name.startswith(_BEFORE) and stood.get(name, unsaid) != value
    ]


def _cells_in(text: str) -> list[str]:
    """Return the cells of a row as its form noted them; none where that is damaged: all its fields are shown then."""
    try:
        cells = json.loads(text)
    except (ValueError, RecursionError):
        return []
    return cells if isinstance(cells, list) else []


def _called(name: str) -> str:
    """Return what a field is called: by its word, as a cell or a column of a file, or else by its own name."""
    word = f"unfinished.field.{name}"
    cell, column = _CELL(name), _COLUMN(name)
    if cell is not None:
        return say("unfinished.cell", row=cell[1], column=column_letter(int(cell[2])))
    if column is not None:
        return say("unfinished.column", column=column[1])
    return say(word) if word in wordbook() else name


def _said(name: str, value: str) -> str:
    """Return a value as its list calls it, where it was chosen from one."""
    if name == "unit" and value in UNITS:
        return UNITS[value].name.in_language(language())
    if _COLUMN(name) is not None and value in COLUMN_CHOICES:
        return COLUMN_CHOICES[value].in_language(language())
    for field, words in (("category", Category), ("event", Event), ("energy", Energy)):
        if name == field and value in tuple(words):
            return label(words(value)).in_language(language())
    return value
