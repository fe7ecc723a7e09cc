"""Help for each kind of user, on one screen; that of the visitor's own role unless another is asked for."""

from flask import Response, current_app, request, url_for

from fleetsvc.edge.entry import Entry
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, say, visitor
from fleetsvc.web.public.help_words import HELP

help_pages = Pages("help_pages", entry=Entry.ANYONE)


@help_pages.get("/help")
def show() -> Response:
    """Show the page of a kind of user."""
    found, spoken = visitor(), language()
    own = found.role if found is not None else "public"
    asked = request.args.get("for", own)
    kind = asked if asked in HELP else own
    return rendered_beside_menu(
        "help.html",
        crumbs=[(say("help.title"), None)],
        title=say("help.for", role=_role(kind)),
        steps=[
            (
                step.does.in_language(spoken),
                step.how.in_language(spoken),
                url_for(step.endpoint) if step.endpoint in current_app.view_functions else None,
            )
            for step in HELP[kind].steps
        ],
        questions=[
            (asks.in_language(spoken), answer.in_language(spoken)) for asks, answer in HELP[kind].questions
        ],
        others=[(name, _role(name)) for name in HELP if name != kind],
    )


def _role(kind: str) -> str:
    return say("help.public" if kind == "public" else f"role.{kind}")
