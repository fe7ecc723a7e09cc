"""A bureau's page of fleet operators: who asks to act for which owner of its register; confirmed, refused, ended."""

from datetime import datetime
from typing import Final

from flask import Response, redirect, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.database.transactions import ScopedSession
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import OwnerBinding, stored_id
from fleetsvc.services.fleets import bindings
from fleetsvc.services.fleets.bindings import LONGEST_SAID
from fleetsvc.services.fleets.known_owners import Known, known_of
from fleetsvc.services.law.requirements import find_day
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.forms import written_in
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, number_of, say

operator_pages = Pages("operator_pages", entry=Entry.BUREAU)

PAGE: Final = 50
MOST_ACTING: Final = 500
UNFIT: Final = 422


@operator_pages.get("/operators")
def show() -> Response:
    """Show who waits for an answer, the oldest first, then who acts for whom, and a page of what is over."""
    return _page(200)


@operator_pages.post("/operators/<id:number>/<action>")
def act(number: int, action: str) -> BaseResponse:
    """Confirm a binding, or end or refuse it."""
    if action not in _ACTS:
        raise NotFound
    try:
        with parts().database.transaction(visiting().scope) as session:
            _ACTS[action](session, number)
    except bindings.BindingUnknown:
        raise NotFound from None
    except bindings.BindingNotOpen:
        return _page(409, fault=say("operators.fault.changed"))
    except bindings.OwnerWithoutVehicles:
        return _page(409, fault=say("operators.no_vehicles"))
    except bindings.BindingUntilUnfit:
        return _page(UNFIT, fault=say("operators.fault.until"))
    except bindings.EndUnexplained:
        return _page(UNFIT, fault=say("operators.fault.reason", most=LONGEST_SAID))
    return redirect(url_for(".show", told=action), 303)


def _confirm(session: ScopedSession, number: int) -> None:
    written, now = written_in("until").strip(), clock.now()
    until = find_day(written)
    if written and until is None:
        raise bindings.BindingUntilUnfit
    bindings.confirm(session, number, until=until, by=visiting().actor, now=now)


def _end(session: ScopedSession, number: int) -> None:
    found = bindings.find_binding(session, number)
    bindings.end(session, found, reason=written_in("reason"), by=visiting().actor, now=clock.now())


_ACTS: Final = {"confirm": _confirm, "end": _end}


def _open_items(session: ScopedSession, now: datetime) -> list[tuple[OwnerBinding, str, Known | None]]:
    waiting = bindings.list_open(session, confirmed=False, limit=PAGE)
    shown = waiting + bindings.list_open(session, confirmed=True, limit=MOST_ACTING)
    known = known_of(session, shown, now=now)
    return [(one, bindings.state_of(one, now=now).value, known[stored_id(one)]) for one in shown]


def _page(status: int, *, fault: str = "") -> Response:
    now, told = clock.now(), request.args.get("told", "")
    with parts().database.transaction(visiting().scope) as session:
        before = number_of(request.args.get("before"))
        over, following = bindings.list_bindings(session, before=before, limit=PAGE, ended=True)
        items = [] if before else _open_items(session, now)
        items += [(one, bindings.state_of(one, now=now).value, None) for one in over]
    return rendered_beside_menu(
        "operators.html",
        status,
        crumbs=[(say("menu.operators"), None)],
        items=items,
        following=following and url_for(".show", before=following),
        last_day=(clock.day_of(now) + bindings.LONGEST_LASTING).isoformat(),
        today=clock.day_of(now).isoformat(),
        most=LONGEST_SAID,
        fault=fault,
        told=say(f"operators.done.{told}") if told in _ACTS else "",
    )
