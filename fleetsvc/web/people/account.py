"""A person's own account: password and sessions; and, for an administrator, the sessions of all."""

from collections.abc import Callable
from datetime import datetime

from flask import Response, redirect, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE, ScopedSession
from fleetsvc.edge.callers import policy
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import AppUser, SessionId
from fleetsvc.services.people import accounts, own_keys, recovery_codes, sessions
from fleetsvc.services.people.sessions import SessionUnknown, Step
from fleetsvc.services.people.sign_in import Barred, Reason
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.devices import device
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, say
from fleetsvc.web.people.proving import Change, after_proof, own, own_actor, own_form, shows_password

account = Pages("account", entry=Entry.SIGNED_IN)
people = Pages("people", entry=Entry.ADMIN)


@account.get("/account")
def show() -> Response:
    """Show the account and where it is signed in."""
    found, now = own(), clock.now()
    with parts().database.transaction(OFFICE) as session:
        live = sessions.list_own(session, found.user.number, now=now)
        left = recovery_codes.left(session, found.user.number)
    return rendered_beside_menu(
        "account.html",
        crumbs=[(say("account.title"), None)],
        user=found.user,
        codes_left=left,
        live=live,
        own=found.record.number,
        policy=policy(),
        device=device,
    )


@account.post("/account/sessions/<id:number>/end")
def end_own(number: int) -> BaseResponse:
    """End one of the own sessions."""
    account_id, by, now = own().user.number, visiting().actor, clock.now()
    return _revoke(
        lambda session: sessions.revoke_own(session, account_id, SessionId(number), by=by, now=now),
        "account.show",
    )


@people.get("/sessions")
def show_all() -> Response:
    """Show everybody's sessions."""
    found, now = own(), clock.now()
    with parts().database.transaction(OFFICE) as session:
        live = sessions.list_everybodys(session, now=now)
    crumbs = [(say("account.all_sessions"), None)]
    return rendered_beside_menu(
        "sessions.html", crumbs=crumbs, live=live, own=found.record.number, device=device
    )


@people.post("/sessions/<id:number>/end")
def end_any(number: int) -> BaseResponse:
    """End anybody's session."""
    by, now = visiting().actor, clock.now()
    return _revoke(
        lambda session: sessions.revoke_anybodys(session, SessionId(number), by=by, now=now),
        "people.show_all",
    )


def _revoke(revoke: Callable[[ScopedSession], None], back: str) -> BaseResponse:
    with parts().database.transaction(OFFICE) as session:
        try:
            revoke(session)
        except SessionUnknown:
            raise NotFound from None
    return redirect(url_for(back), 303)


@account.get("/account/password")
def password() -> Response:
    """Ask for a new password."""
    return _password_form()


@account.post("/account/password")
def change_password() -> BaseResponse:
    """Change the password, once the present one is shown."""
    new = request.form.get("new", "")
    if new != request.form.get("again", ""):
        return _password_form(wrong=say("password.differ"))
    return after_proof(
        shows_password,
        Reason.PASSWORD,
        change=_change_to(new),
        has_factor=own().user.totp_confirmed_at is not None,
        refused=_password_form,
        wrong=say("password.wrong"),
    )


def _change_to(new: str) -> Change:
    def change(session: ScopedSession, user: AppUser, kept: SessionId, now: datetime) -> None:
        if "keys" in request.form:
            own_keys.revoke_all(session, user.number, by=own_actor(), now=now)
        accounts.change_password(
            session, user, new, policy=policy(), by=own_actor(), now=now, kept_session=kept
        )

    return change


def _password_form(*, barred: Barred | None = None, wrong: str = "") -> Response:
    found = own()
    with parts().database.transaction(OFFICE) as session:
        keys = own_keys.count_in_force(session, found.user.number, now=clock.now())
    return own_form(
        "password.html",
        barred=barred,
        wrong=wrong,
        forced=found.step is Step.PASSWORD,
        policy=policy(),
        keys=keys,
    )
