"""Changing an account, for administrators: its name, role and unit."""

from typing import Final

from flask import Response, redirect, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import AccountId, AppUser
from fleetsvc.services.notices.office_access import tell_opened
from fleetsvc.services.people import account_changes as changes
from fleetsvc.services.people import accounts
from fleetsvc.services.people.account_changes import KeysHeld, NameSigned
from fleetsvc.services.people.accounts import AccountUnknown, NameTaken, Role
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.choices import units
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, say
from fleetsvc.web.people.admin_forms import Filled, filled_in

account_changes = Pages("account_changes", entry=Entry.ADMIN)

UNFIT: Final = 422


@account_changes.get("/accounts/<id:number>/change")
def show(number: int) -> Response:
    """Show what an account is, to be changed."""
    user = _user(number)
    unit = "" if user.city_code is None else str(user.city_code)
    return _page(user, Filled(user.name, user.role, unit, "", None))


@account_changes.post("/accounts/<id:number>/change")
def change(number: int) -> BaseResponse:
    """Change it, and go back to the list."""
    now, by, user = clock.now(), visiting().actor, _user(number)
    filled = filled_in(tuple(Role))
    if filled.fault is not None or _is_own(user):
        return _page(user, filled, say(filled.fault) if filled.fault else "")
    role, unit = Role(filled.role), filled.unit or None
    try:
        with parts().database.transaction(OFFICE) as session:
            found = accounts.user(session, user.number)
            changes.change(session, found, name=filled.name, role=role, unit=unit, by=by, now=now)
            if role.value != user.role:
                tell_opened(session, found, by=by, now=now)
    except (NameTaken, NameSigned, KeysHeld) as problem:
        return _page(user, filled, say(_FAULTS[type(problem)], name=filled.name))
    return redirect(url_for("account_admin.show", done="change", account=number), 303)


_FAULTS: Final[dict[type[Exception], str]] = {
    NameTaken: "admin.name_taken",
    NameSigned: "admin.name_signed",
    KeysHeld: "admin.keys_held",
}
"""The word for what the database does not allow."""


def _user(number: int) -> AppUser:
    try:
        with parts().database.transaction(OFFICE) as session:
            return accounts.user(session, AccountId(number))
    except AccountUnknown:
        raise NotFound from None


def _is_own(user: AppUser) -> bool:
    return visiting().account == user.id


def _page(user: AppUser, filled: Filled, fault: str = "") -> Response:
    spoken, own = language(), _is_own(user)
    return rendered_beside_menu(
        "account_change.html",
        UNFIT if fault or own else 200,
        crumbs=[(say("admin.accounts"), url_for("account_admin.show")), (say("do.change"), None)],
        fault=say("admin.not_yourself") if own else fault,
        is_own=own,
        filled=filled,
        roles=[(role.value, say(f"role.{role.value}")) for role in Role],
        units=units(spoken),
    )
