"""The owners that an operator acts for or has applied for: a page of them, and the form for one more."""

from typing import Final

from flask import Response, redirect, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.fleets import bindings
from fleetsvc.services.fleets.bindings import LONGEST_OWNER, LONGEST_SAID
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.choices import units
from fleetsvc.web.frame.forms import written_in
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, number_of, say
from rules.units import UNITS, UnitUnknown

owner_pages = Pages("owner_pages", entry=Entry.OPERATOR)

PAGE: Final = 50
UNFIT: Final = 422


@owner_pages.get("/fleet/owners")
def show_owners() -> Response:
    """Show the owners that the operator acts for or has applied for, and the form for one more."""
    return _owners(200)


@owner_pages.post("/fleet/owners")
def apply() -> BaseResponse:
    """Apply to act for an owner."""
    by = visiting()
    try:
        with parts().database.transaction(by.fleet) as session:
            bindings.apply(
                session,
                written_in("unit"),
                written_in("owner"),
                account=by.account,
                said=written_in("said"),
                by=by.actor,
                now=clock.now(),
            )
    except (bindings.OwnerUnsaid, UnitUnknown):
        return _owners(UNFIT, fault=say("owners.fault", owner=LONGEST_OWNER, said=LONGEST_SAID))
    except bindings.TooManyBindings as problem:
        return _owners(UNFIT, fault=say("owners.too_many", most=problem.most, most_a_day=problem.most_a_day))
    return redirect(url_for(".show_owners", told="sent"), 303)


@owner_pages.post("/fleet/owners/<id:number>/end")
def give_up(number: int) -> BaseResponse:
    """Give up a binding, or an application."""
    by, now = visiting(), clock.now()
    try:
        with parts().database.transaction(by.fleet) as session:
            found = bindings.find_binding(session, number, account=by.account)
            bindings.end(session, found, reason=say("owners.end_own"), by=by.actor, now=now)
    except bindings.BindingUnknown:
        raise NotFound from None
    except bindings.BindingNotOpen:
        return _owners(409, fault=say("operators.fault.changed"))
    return redirect(url_for(".show_owners", told="over"), 303)


def _owners(status: int, *, fault: str = "") -> Response:
    now = clock.now()
    with parts().database.transaction(visiting().fleet) as session:
        found, following = bindings.list_bindings(
            session, before=number_of(request.args.get("before")), limit=PAGE
        )
    told = request.args.get("told", "")
    return rendered_beside_menu(
        "fleet_owners.html",
        status,
        crumbs=[(say("menu.fleet_owners"), None)],
        items=[
            (
                one,
                UNITS[str(one.city_code)].name.in_language(language()),
                bindings.state_of(one, now=now).value,
            )
            for one in found
        ],
        following=following and url_for(".show_owners", before=following),
        units=units(language()),
        written=request.form,
        longest={"owner": LONGEST_OWNER, "said": LONGEST_SAID},
        fault=fault,
        told=say(f"owners.{told}") if told in ("sent", "over") else "",
    )
