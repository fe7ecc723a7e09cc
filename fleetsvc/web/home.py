"""The start page: the province's ranking, and the question whether a vehicle may be registered."""

from urllib.parse import urlencode

from flask import Response, request

from fleetsvc import clock
from fleetsvc.db import OFFICE
from fleetsvc.entry import Entry
from fleetsvc.parts import parts
from fleetsvc.services.rulebooks import NoActiveRulebook
from fleetsvc.web.pages import Pages, language, rendered
from fleetsvc.web.ranking_view import ranking_view
from fleetsvc.web.requirement_form import FIELDS, choices, read_form
from rules.labels import label
from rules.rulebook import Rulebook
from rules.vocabulary import Category

home = Pages("home", entry=Entry.ANYONE)


@home.get("/")
def start() -> Response:
    """Show the latest ranking and the requirement form, with its answer when it was filled in."""
    spoken, today = language(), clock.day_of(clock.now())
    form = read_form(request.args, book=_book(), today=today, language=spoken)
    category = _category(request.args.get("of", ""))
    with parts().database.transaction(OFFICE) as session:
        ranking = ranking_view(session, period=request.args.get("period"), category=category, language=spoken)
    kept = {name: value for name, value in request.args.items() if name in FIELDS}
    return rendered(
        "home.html",
        422 if form.faults else 200,
        ranking=ranking,
        of=category.value if category else "",
        categories=[(word.value, label(word).said_in(spoken)) for word in Category],
        form=form,
        choices=choices(spoken),
        kept=kept if form.answer else {},
        api_query=urlencode({name: form.values[name] for name in FIELDS if form.values[name]}),
    )


def _book() -> Rulebook | None:
    try:
        return parts().in_force.get().book
    except NoActiveRulebook:
        return None


def _category(text: str) -> Category | None:
    return Category(text) if text in tuple(Category) else None
