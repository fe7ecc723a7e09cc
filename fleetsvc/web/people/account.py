"""A person's own account: password, second factor, sessions; and, for an administrator, the sessions of all."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

import segno
from flask import Response, redirect, request, url_for
from markupsafe import Markup
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE, ScopedSession
from fleetsvc.edge.callers import origin, policy, signed_in
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import AppUser, SessionId
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.people import accounts, second_factor, sessions
from fleetsvc.services.people import sign_in as signing
from fleetsvc.services.people.passwords import PasswordUnfit
from fleetsvc.services.people.second_factor import CodeWrong, SealedElsewhere
from fleetsvc.services.people.sessions import SessionUnknown, SignedIn, Step
from fleetsvc.services.people.sign_in import Attempt, Barred, Reason
from fleetsvc.web.frame.access import safe_address
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.devices import device
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, rendered, say
from fleetsvc.web.people.sign_in import BARRED, barred_text, carrying, retry_after, work_or

account = Pages("account", entry=Entry.SIGNED_IN)
people = Pages("people", entry=Entry.ADMIN)

UNFIT: Final = 422


def _self() -> SignedIn:
    found = signed_in()
    assert found is not None  # noqa: S101 (admit_page has seen to it)
    return found


def _actor() -> Actor:
    """Return the person as the audit log names them, though a step may be left to do."""
    return signing.actor_of(_self().user, _self().record)


@account.get("/account")
def show() -> Response:
    """Show the account and where it is signed in."""
    found, now = _self(), clock.now()
    with parts().database.transaction(OFFICE) as session:
        live = sessions.list_own(session, found.user.number, now=now)
    return rendered_beside_menu(
        "account.html",
        crumbs=[(say("account.title"), None)],
        user=found.user,
        live=live,
        own=found.record.number,
        policy=policy(),
        device=device,
    )


@account.post("/account/sessions/<id:number>/end")
def end_own(number: int) -> BaseResponse:
    """End one of the own sessions."""
    own, by, now = _self().user.number, visiting().actor, clock.now()
    return _revoke(
        lambda session: sessions.revoke_own(session, own, SessionId(number), by=by, now=now), "account.show"
    )


@people.get("/sessions")
def show_all() -> Response:
    """Show everybody's sessions."""
    found, now = _self(), clock.now()
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
    return _after_proof(
        lambda attempt: signing.is_right(attempt, request.form.get("present", "")),
        Reason.PASSWORD,
        change=lambda session, user, kept, now: accounts.change_password(
            session, user, new, policy=policy(), by=_actor(), now=now, kept_session=kept
        ),
        has_factor=_self().user.totp_confirmed_at is not None,
        refused=_password_form,
        wrong=say("password.wrong"),
    )


def _password_form(*, barred: Barred | None = None, wrong: str = "") -> Response:
    found = _self()
    return _form(
        "password.html", barred=barred, wrong=wrong, forced=found.step is Step.PASSWORD, policy=policy()
    )


@account.get("/account/second-factor")
def factor() -> Response:
    """Ask for the password before the secret to enrol with is shown, or say that a second factor is in force."""
    return _factor_form()


@account.post("/account/second-factor")
def change_factor() -> BaseResponse:
    """Show the secret to whoever shows the password, enrol by the first code, or give the factor up by a last one."""
    enrolled, code = _self().user.totp_confirmed_at is not None, request.form.get("code", "")
    if not enrolled and "present" in request.form:
        return _prepared()
    key = parts().secret_key
    work = second_factor.give_up if enrolled else second_factor.confirm
    return _after_proof(
        None,
        Reason.CODE,
        change=lambda session, user, _, now: work(session, user, code, key=key, by=_actor(), now=now),
        has_factor=not enrolled,
        refused=_factor_form if enrolled else _enrolment,
        wrong=say("code.wrong"),
    )


def _factor_form(*, barred: Barred | None = None, wrong: str = "") -> Response:
    found = _self()
    return _form(
        "factor.html",
        barred=barred,
        wrong=wrong,
        enrolled=found.user.totp_confirmed_at is not None,
        forced=found.step is Step.ENROL,
    )


def _prepared() -> Response:
    """Make the secret to enrol with, and show it, this once."""
    now = clock.now()
    attempt = _attempt(now)
    if isinstance(attempt, Barred):
        return _factor_form(barred=attempt)
    if not signing.is_right(attempt, request.form.get("present", "")):
        return _factor_form(barred=_count_failure(attempt, Reason.PASSWORD, now), wrong=say("password.wrong"))
    with parts().database.transaction(OFFICE) as session:
        signing.settle(session, attempt)
        user = accounts.user(session, _self().user.id)
        secret = second_factor.prepare(session, user, key=parts().secret_key)
    address = second_factor.address_of(secret, _self().user.name)
    drawn = segno.make(address, error="m").svg_inline(omitsize=True, border=2, dark="#000", light="#fff")
    return _enrolment(
        secret=" ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
        address=address,
        drawn=Markup(drawn),  # noqa: S704 (made of black and white squares by the library)
    )


def _enrolment(*, barred: Barred | None = None, wrong: str = "", **shown: str) -> Response:
    """Ask for the first code of the secret that waits for it, and for the password first where none does.

    The secret itself is ``shown`` only in the answer to the password: an open browser shows it to nobody.
    """
    if not shown and _self().user.totp_secret is None:
        return _factor_form(barred=barred, wrong=wrong)
    return _form("enrolment.html", barred=barred, wrong=wrong, **shown)


def _form(template: str, *, barred: Barred | None, wrong: str, **values: object) -> Response:
    status = BARRED if barred else UNFIT if wrong else 200
    text = barred_text(barred) if barred else wrong
    page = rendered(template, status, wrong=text, next=_next(), user=_self().user, **values)
    return retry_after(page, barred)


def _next() -> str:
    return safe_address(request.form.get("next") or request.args.get("next") or "/account")


Proof = Callable[[Attempt], bool]
Change = Callable[[ScopedSession, AppUser, SessionId, datetime], None]
"""What is to be changed of an account, and the session in which its person goes on."""


def _after_proof(
    proof: Proof | None,
    reason: Reason,
    *,
    change: Change,
    has_factor: bool,
    refused: Callable[..., Response],
    wrong: str,
) -> BaseResponse:
    """Change something of the own account once the person has shown again who they are.

    Failures count as those of a sign-in do, so that an open browser gives nobody a place to guess. The session gets
    a new token, and goes on as one with a second factor where one is then in force (``has_factor``).
    """
    found, now = _self(), clock.now()
    attempt = _attempt(now)
    if isinstance(attempt, Barred):
        return refused(barred=attempt)
    if proof is not None and not proof(attempt):
        return refused(barred=_count_failure(attempt, reason, now), wrong=wrong)
    try:
        token = _changed(found, attempt, change, has_factor=has_factor, now=now)
    except CodeWrong:
        return refused(barred=_count_failure(attempt, reason, now), wrong=wrong)
    except SealedElsewhere:
        with parts().database.transaction(OFFICE) as session:
            signing.take_back(session, attempt)
        return refused(wrong=say("code.sealed"))
    except PasswordUnfit as unfit:
        with parts().database.transaction(OFFICE) as session:
            signing.settle(session, attempt)  # the present password was right
        return refused(wrong=unfit.says.in_language(language()))
    return carrying(token, redirect(work_or(_next(), found), 303))


def _attempt(now: datetime) -> Attempt | Barred:
    with parts().database.transaction(OFFICE) as session:
        return signing.begin(session, _self().user.name, origin(), now=now)


def _count_failure(attempt: Attempt, reason: Reason, now: datetime) -> Barred | None:
    with parts().database.transaction(OFFICE) as session:
        return signing.refuse(session, attempt, reason, now=now)


def _changed(found: SignedIn, attempt: Attempt, change: Change, *, has_factor: bool, now: datetime) -> str:
    with parts().database.transaction(OFFICE) as session:
        user = accounts.user(session, found.user.id)
        factor_at = now if has_factor else None
        token, begun = sessions.renew(session, found, origin(), factor_at=factor_at, now=now)
        signing.settle(session, attempt)
        change(session, user, begun.number, now)
    return token
