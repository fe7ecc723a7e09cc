"""The start page: the province's ranking, and the question whether a vehicle may be registered."""

from urllib.parse import urlencode

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from fleetsvc import clock
from fleetsvc.database.transactions import PUBLISHED
from fleetsvc.edge.audience import audience_of
from fleetsvc.edge.callers import current_person
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.web.frame.choices import find_category, words
from fleetsvc.web.frame.pages import Pages, language, rendered
from fleetsvc.web.public.requirement_form import FIELDS, choices, read_form
from fleetsvc.web.rankings.start_view import ranking_view
from rules.vocabulary import Category

home = Pages("home", entry=Entry.ANYONE)


@home.get("/")
def start() -> Response:
    """Show the latest ranking and the empty requirement form; its answers have a page of their own."""
    if any(request.args.get(name) for name in FIELDS):
        return redirect(f"{url_for('ask.show')}?{urlencode(request.args.to_dict())}")
    spoken, today = language(), clock.day_of(clock.now())
    category, audience = find_category(request.args.get("of", "")), audience_of(current_person())
    with parts().database.transaction(PUBLISHED) as session:
        ranking = ranking_view(
            session, period=request.args.get("period"), category=category, language=spoken, audience=audience
        )
    return rendered(
        "home.html",
        ranking=ranking,
        of=category.value if category else "",
        categories=words(Category, spoken),
        form=read_form({}, book=None, today=today, language=spoken),
        choices=choices(spoken),
    )
