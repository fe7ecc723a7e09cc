"""Accounts and keys of the office that an administrator opened, for the office to let in or to close."""

from collections.abc import Callable
from typing import Final

from flask import Response, redirect, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import ApiKey, AppUser
from fleetsvc.services.people import office_access as access
from fleetsvc.services.people.accounts import AccountUnknown
from fleetsvc.services.people.keys import KeyUnknown
from fleetsvc.services.people.office_access import PasswordNotChosen
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, say

office_access = Pages("office_access", entry=Entry.OFFICE)

UNFIT: Final = 422
_ACTS: Final[dict[tuple[str, str], Callable[..., AppUser | ApiKey]]] = {
    ("account", "admit"): access.admit_account,
    ("account", "refuse"): access.refuse_account,
    ("key", "admit"): access.admit_key,
    ("key", "refuse"): access.refuse_key,
}


@office_access.get("/office-access")
def show() -> Response:
    """Show what waits."""
    done = request.args.get("done", "")
    return _page(say(f"access.done.{done}") if done in ("admit", "refuse", "late") else None)


def _page(done: str | None = None, *, fault: str | None = None) -> Response:
    with parts().database.transaction(OFFICE) as session:
        found = access.waiting(session)
    return rendered_beside_menu(
        "office_access.html",
        UNFIT if fault else 200,
        crumbs=[(say("menu.office_access"), None)],
        waiting=[("account", one) for one in found.accounts] + [("key", one) for one in found.keys],
        done=done,
        fault=fault,
    )


@office_access.post("/office-access")
def answer() -> BaseResponse:
    """Let one in, or close it."""
    word, number = request.form.get("word", ""), request.form.get("number", "")
    act = _ACTS.get((request.form.get("kind", ""), word))
    if act is None or not number.isascii() or not number.isdigit():
        raise NotFound
    try:
        with parts().database.transaction(OFFICE) as session:
            act(session, int(number), by=visiting().actor, now=clock.now())
    except (AccountUnknown, KeyUnknown):  # somebody else has answered meanwhile
        word = "late"
    except PasswordNotChosen:
        return _page(fault=say("access.not_chosen"))
    return redirect(url_for(".show", done=word), 303)
