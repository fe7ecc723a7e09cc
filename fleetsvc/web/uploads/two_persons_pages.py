"""Of which units two persons submit, for the office: asked for, and no longer asked for."""

from flask import Response, redirect, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.uploads import two_persons
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, say
from rules.units import UNITS

two_persons_pages = Pages("two_persons_pages", entry=Entry.OFFICE)


@two_persons_pages.get("/two-persons")
def show() -> Response:
    """Show all units, of which two persons are asked for, and how many accounts each has."""
    with parts().database.transaction(visiting().scope) as session:
        rules = two_persons.list_rules(session)
    done, spoken = request.args.get("done", ""), language()
    names = {unit: one.name.in_language(spoken) for unit, one in UNITS.items()}
    said = next((one for one in rules if one.unit == done), None)
    return rendered_beside_menu(
        "two_persons.html",
        crumbs=[(say("menu.two_persons"), None)],
        rules=rules,
        names=names,
        said=said,
        least=two_persons.NOBODY_ELSE,
    )


@two_persons_pages.post("/two-persons/<unit>/<word>")
def switch(unit: str, word: str) -> BaseResponse:
    """Ask for two persons of a unit, or ask no longer."""
    if unit not in UNITS or word not in ("ask", "lift"):
        raise NotFound
    person, change = visiting(), two_persons.ask_for if word == "ask" else two_persons.lift
    with parts().database.transaction(person.scope) as session:
        change(session, city=int(unit), by=person.actor, now=clock.now())
    return redirect(url_for(".show", done=unit), 303)
