"""Accounts, for administrators: all of them, one more, and what may be done to one."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import Response, redirect, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE, ScopedSession
from fleetsvc.edge.callers import policy
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import AccountId, AppUser
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.notices.office_access import tell_opened, tell_reset
from fleetsvc.services.operations import findings
from fleetsvc.services.people import accounts, own_keys, second_factor, sessions
from fleetsvc.services.people import sign_in as signing
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.choices import unit_name, units
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, say
from fleetsvc.web.people.admin_forms import Filled, filled_in

account_admin = Pages("account_admin", entry=Entry.ADMIN)

UNFIT: Final = 422


@dataclass(frozen=True, slots=True)
class Doing:
    """Something that may be done to an account; ``work`` returns a password to show once, or nothing."""

    work: Callable[[ScopedSession, AppUser, Actor, datetime], str | None]
    fits: Callable[[AppUser], bool]
    may_be_own: bool = False


def _reset(session: ScopedSession, user: AppUser, by: Actor, now: datetime) -> str:
    if "keys" in request.form:
        own_keys.revoke_all(session, user.number, by=by, now=now)
    return accounts.reset_password(session, user, password=None, policy=policy(), by=by, now=now)


DOINGS: Final[dict[str, Doing]] = {
    "reset": Doing(_reset, lambda user: user.disabled_at is None),
    "unlock": Doing(
        lambda session, user, by, now: signing.unlock(session, user, by=by, now=now),
        lambda user: user.disabled_at is None,
        may_be_own=True,
    ),
    "drop-factor": Doing(
        lambda session, user, by, now: second_factor.drop(session, user, by=by, now=now),
        lambda user: user.totp_confirmed_at is not None,
    ),
    "disable": Doing(
        lambda session, user, by, now: accounts.disable(session, user, by=by, now=now),
        lambda user: user.disabled_at is None,
    ),
    "enable": Doing(
        lambda session, user, by, now: accounts.enable(session, user, by=by, now=now),
        lambda user: user.disabled_at is not None,
    ),
}
"""What may be done, by its part of the address."""
_DONE: Final = frozenset({*DOINGS, "change"})
_TOLD: Final = {
    "reset": tell_reset,
    "drop-factor": tell_reset,
    "enable": tell_opened,
}
"""What of it lets somebody into an account, and what the office is told then."""


@account_admin.get("/accounts")
def show() -> Response:
    """Show all accounts, and the form for one more."""
    return _page(None)


@account_admin.post("/accounts")
def add() -> Response:
    """Make an account and show its generated password, once."""
    now = clock.now()
    filled = filled_in(tuple(accounts.Role))
    if filled.fault is not None:
        return _page(filled, say(filled.fault))
    try:
        with parts().database.transaction(OFFICE) as session:
            role, unit = accounts.Role(filled.role), filled.unit or None
            user, password = accounts.add_user(
                session,
                filled.name,
                role=role,
                unit=unit,
                password=None,
                by=visiting().actor,
                now=now,
                policy=policy(),
            )
            user.must_change_password = True  # whoever made it has seen it
            session.add(user)
            tell_opened(session, user, by=visiting().actor, now=now)
    except accounts.NameTaken:
        return _page(filled, say("admin.name_taken", name=filled.name))
    return _once(user.name, password)


@account_admin.get("/accounts/<id:number>/<action>")
def ask(number: int, action: str) -> Response:
    """Ask whether it is meant."""
    doing = _doing(action)
    with parts().database.transaction(OFFICE) as session:
        user = _fitting(session, number, doing)
        keys = own_keys.count_in_force(session, user.number, now=clock.now()) if action == "reset" else 0
    refused = say("admin.not_yourself") if _is_own(user) and not doing.may_be_own else None
    return rendered_beside_menu(
        "confirm.html",
        UNFIT if refused else 200,
        crumbs=[(say("admin.accounts"), url_for(".show")), (say(f"do.{action}"), None)],
        question=say(f"sure.{action}", name=user.name),
        also={"keys": say("sure.keys", count=keys)} if keys else {},
        refused=refused,
        back=url_for(".show"),
    )


@account_admin.post("/accounts/<id:number>/<action>")
def do(number: int, action: str) -> BaseResponse:
    """Do it, and go back to the list, or show the new password once."""
    doing, now = _doing(action), clock.now()
    with parts().database.transaction(OFFICE) as session:
        user = _fitting(session, number, doing)
        if _is_own(user) and not doing.may_be_own:
            return _page(None, say("admin.not_yourself"))
        password = doing.work(session, user, visiting().actor, now)
        if action in _TOLD:
            _TOLD[action](session, user, by=visiting().actor, now=now)
    if password is not None:
        return _once(user.name, password)
    return redirect(url_for(".show", done=action, account=number), 303)


def _doing(action: str) -> Doing:
    if action not in DOINGS:
        raise NotFound
    return DOINGS[action]


def _fitting(session: ScopedSession, number: int, doing: Doing) -> AppUser:
    """Return the account where that may be done to it as it is. Raises NotFound."""
    try:
        user = accounts.user(session, AccountId(number))
    except accounts.AccountUnknown:
        raise NotFound from None
    if not doing.fits(user):
        raise NotFound
    return user


def _is_own(user: AppUser) -> bool:
    return visiting().account == user.id


def _page(filled: Filled | None, fault: str | None = None) -> Response:
    with parts().database.transaction(OFFICE) as session:
        users = accounts.list_users(session)
        seen = sessions.last_sign_ins(session)
        locked = signing.list_locked(session, [user.name for user in users], now=clock.now())
        standing = findings.standing(session)
    spoken = language()
    done, account = request.args.get("done", ""), request.args.get("account", "")
    named = next((user.name for user in users if str(user.id) == account), None)
    return rendered_beside_menu(
        "accounts.html",
        UNFIT if fault else 200,
        crumbs=[(say("admin.accounts"), None)],
        users=[
            (user, unit_name(user.city_code, spoken), [name for name in DOINGS if _may(name, user, locked)])
            for user in users
        ],
        roles=[(role.value, say(f"role.{role.value}")) for role in accounts.Role],
        units=units(spoken),
        filled=filled,
        fault=fault,
        done=say("admin.done", what=say(f"do.{done}"), name=named) if done in _DONE and named else None,
        is_own=_is_own,
        seen=seen,
        locked=locked,
        standing=standing,
        alarms=[says.in_language(spoken) for says in standing.alarms],
    )


def _may(action: str, user: AppUser, locked: Collection[str]) -> bool:
    """Return whether the list offers it: only what would change something."""
    doing = DOINGS[action]
    is_of_use = action != "unlock" or user.name in locked
    return is_of_use and doing.fits(user) and (doing.may_be_own or not _is_own(user))


def _once(name: str, secret: str) -> Response:
    page = rendered_beside_menu(
        "shown_once.html",
        crumbs=[(say("admin.accounts"), url_for(".show")), (name, None)],
        told=say("admin.password_once", name=name),
        secret=secret,
        back=url_for(".show"),
    )
    page.headers["Cache-Control"] = "no-store"
    return page
