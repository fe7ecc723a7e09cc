"""From which amounts on two persons sign: the page on which administrators set them."""

from dataclasses import fields

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.cases.amounts import MOST, Amounts, AmountUnfit, latest, set_amounts
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.forms import written_in
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, number_of, say

amount_pages = Pages("amount_pages", entry=Entry.ADMIN)

NAMES = tuple(field.name for field in fields(Amounts))


@amount_pages.get("/amounts")
def show() -> Response:
    """Show the amounts that count, each to be changed."""
    return _page(200)


@amount_pages.post("/amounts")
def save() -> BaseResponse:
    """Have other amounts count from now on."""
    try:
        amounts = Amounts(*map(_amount, NAMES))
        with parts().database.transaction(OFFICE) as session:
            set_amounts(session, amounts, by=visiting().actor, now=clock.now())
    except AmountUnfit as unfit:
        return _page(422, fault=say("amounts.unfit", field=say(f"amounts.{unfit.field}"), most=MOST))
    return redirect(url_for(".show", done=1), 303)


def _amount(name: str) -> int | None:
    """Return the number that a field holds; None where it is empty. Raises AmountUnfit."""
    text = written_in(name).strip()
    if not text:
        return None
    number = number_of(text)
    if number is None:
        raise AmountUnfit(name)
    return number


def _page(status: int, *, fault: str = "") -> Response:
    with parts().database.transaction(OFFICE) as session:
        found = latest(session)
    typed = {name: "" if found is None else getattr(found, name) or "" for name in NAMES}
    return rendered_beside_menu(
        "amounts.html",
        status,
        crumbs=[(say("menu.amounts"), None)],
        fields=[(name, request.form.get(name, typed[name])) for name in NAMES],
        latest=found,
        most=MOST,
        fault=fault,
        done="done" in request.args,
    )
