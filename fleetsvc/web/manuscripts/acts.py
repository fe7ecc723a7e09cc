"""An act with its text, pasted or chosen, brought into a manuscript."""

from collections.abc import Mapping
from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc.edge.bodies import takes
from fleetsvc.edge.entry import Entry
from fleetsvc.services.manuscripts.book_edits import Edit, Insert
from fleetsvc.services.manuscripts.manuscripts import ManuscriptChanged
from fleetsvc.services.manuscripts.quoting import entries, place_of
from fleetsvc.web.drafts.rooms import A_LAW, LARGEST_LAW
from fleetsvc.web.frame.forms import written_in
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, say
from fleetsvc.web.manuscripts.entry_forms import Fields, entry_of, field_at
from fleetsvc.web.manuscripts.law_form import A_TEXT, ACT
from fleetsvc.web.manuscripts.manuscript_view import spoken
from fleetsvc.web.manuscripts.saving import (
    CHANGED,
    UNFIT,
    EntryUnfit,
    crumbs,
    meanwhile,
    opened,
    saved,
    told_by_field,
)
from fleetsvc.web.manuscripts.text_view import keep_text
from rules.rulebook import Problem, RulebookBroken

manuscript_act = Pages("manuscript_act", entry=Entry.OFFICE)


@manuscript_act.get("/rulebook/manuscripts/<id:number>/law")
def new_act(number: int) -> Response:
    """Show the form for an act with its text."""
    return _act_form(number, Fields(), 200)


@manuscript_act.post("/rulebook/manuscripts/<id:number>/law")
@takes(A_LAW)
def add_act(number: int) -> BaseResponse:
    """Keep the text, unreviewed, and name it in the manuscript; tell what is wrong beside its field."""
    fields: Fields = request.form.copy()
    pasted = written_in("pasted")
    try:
        if pasted.strip():
            fields["sha256"] = keep_text(pasted)
        return redirect(_act_added(number, fields), 303)
    except ManuscriptChanged as changed:
        return _act_form(number, fields, CHANGED, meanwhile=meanwhile(changed))
    except EntryUnfit as unfit:
        return _act_form(number, fields, UNFIT, unfit.problems)
    except RulebookBroken as broken:
        return _act_form(number, fields, UNFIT, [Problem("pasted", one.message) for one in broken.problems])


def _act_added(number: int, fields: Fields) -> str:
    """Add an act, or a text to one that is there, and return the page of its text."""
    own = entry_of(A_TEXT, fields, {})
    name = written_in("act").strip()

    def edits(mapping: Mapping[str, Any]) -> list[Edit]:
        at = place_of(mapping, "instruments", name)
        if at is not None:
            texts = mapping["instruments"][at].get("texts")
            return [Insert(("instruments", at, "texts", len(texts) if isinstance(texts, list) else 0), own)]
        found = mapping.get("instruments")
        entry = entry_of(ACT, fields, {}) | {"texts": [own]}
        return [Insert(("instruments", len(found) if isinstance(found, list) else 0), entry)]

    def path(mapping: Mapping[str, Any]) -> str:
        at = place_of(mapping, "instruments", name)
        return f"instruments[{len(mapping['instruments']) - 1 if at is None else at}]"

    saved(number, edits, what=f"law {name or written_in('id')}", entry=path)
    return url_for("manuscript_law.show_text", number=number, sha256=own["sha256"])


def _act_form(
    number: int,
    fields: Fields,
    status: int,
    problems: list[Problem] | None = None,
    **values: Any,  # noqa: ANN401
) -> Response:
    found = opened(number)
    names = {"pasted", "sha256", *(part.key for part in (*ACT, *A_TEXT)), "title.zh", "title.en"}
    names |= {"description.zh", "description.en"}
    told = told_by_field(problems or [], lambda path: field_at(path.split("].", 1)[-1], names))
    return rendered_beside_menu(
        "manuscript_law.html",
        status,
        crumbs=crumbs(number, say("manuscript.law")),
        manuscript=found.manuscript,
        fields=fields,
        told=told,
        is_unfit=status == UNFIT,
        acts=[
            (str(one.get("id")), spoken(one.get("title"))) for _, one in entries(found.mapping, "instruments")
        ],
        most=LARGEST_LAW,
        **values,
    )
