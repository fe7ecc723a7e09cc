"""The second factor of one's own account, and the codes for a lost telephone."""

from datetime import datetime

import segno
from flask import Response, request
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE, ScopedSession
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import AppUser, SessionId
from fleetsvc.services.people import accounts, recovery_codes, second_factor, sessions
from fleetsvc.services.people import sign_in as signing
from fleetsvc.services.people.recovery_codes import FEW, Drawn
from fleetsvc.services.people.sessions import Ending, Step
from fleetsvc.services.people.sign_in import Barred, Reason
from fleetsvc.web.frame.pages import Pages, say
from fleetsvc.web.people import proving
from fleetsvc.web.people.proving import own, own_actor, own_form

factor = Pages("factor", entry=Entry.SIGNED_IN)


@factor.get("/account/second-factor")
def show() -> Response:
    """Ask for the password before the secret to enrol with is shown, or say that a second factor is in force."""
    return _factor_form()


@factor.post("/account/second-factor")
def change() -> BaseResponse:
    """Show the secret to whoever shows the password, enrol by the first code, or give the factor up by a last one."""
    if own().user.totp_confirmed_at is not None:
        return _given_up()
    if "present" in request.form:
        return _prepared()
    made: list[Drawn] = []
    code, key = request.form.get("code", ""), parts().secret_key

    def enrol(session: ScopedSession, user: AppUser, kept: SessionId, now: datetime) -> None:
        sessions.end_all(session, user.number, Ending.REVOKED, now=now, but=kept)
        second_factor.confirm(session, user, code, key=key, by=own_actor(), now=now)
        made.append(recovery_codes.drawn())
        recovery_codes.replace(session, user, made[0], by=own_actor(), now=now)

    return proving.after_proof(
        None,
        Reason.CODE,
        change=enrol,
        has_factor=True,
        refused=_enrolment,
        wrong=say("code.wrong"),
        done=lambda: _codes_form(made=made[0]),
    )


def _given_up() -> BaseResponse:
    code, key = request.form.get("code", ""), parts().secret_key

    def give_up(session: ScopedSession, user: AppUser, kept: SessionId, now: datetime) -> None:
        sessions.end_all(session, user.number, Ending.REVOKED, now=now, but=kept)
        second_factor.give_up(session, user, code, key=key, by=own_actor(), now=now)

    return proving.after_proof(
        None,
        Reason.CODE,
        change=give_up,
        has_factor=False,
        refused=_factor_form,
        wrong=say("code.wrong"),
    )


def _factor_form(*, barred: Barred | None = None, wrong: str = "") -> Response:
    found = own()
    return own_form(
        "factor.html",
        barred=barred,
        wrong=wrong,
        enrolled=found.user.totp_confirmed_at is not None,
        forced=found.step is Step.ENROL,
    )


def _prepared() -> Response:
    """Make the secret to enrol with, and show it, this once."""
    now = clock.now()
    attempt = proving.own_attempt(now)
    if isinstance(attempt, Barred):
        return _factor_form(barred=attempt)
    if not proving.shows_password(attempt):
        return _factor_form(
            barred=proving.count_failure(attempt, Reason.PASSWORD, now), wrong=say("password.wrong")
        )
    with parts().database.transaction(OFFICE) as session:
        signing.settle(session, attempt)
        user = accounts.user(session, own().user.id)
        secret = second_factor.prepare(session, user, key=parts().secret_key)
    address = second_factor.address_of(secret, own().user.name)
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
    if not shown and own().user.totp_secret is None:
        return _factor_form(barred=barred, wrong=wrong)
    return own_form("enrolment.html", barred=barred, wrong=wrong, **shown)


@factor.get("/account/recovery-codes")
def codes() -> Response:
    """Say how many codes for a lost telephone are left, and ask for the password before others are made."""
    return _codes_form()


@factor.post("/account/recovery-codes")
def make_codes() -> BaseResponse:
    """Make another set for whoever shows the password, and show it, this once."""
    if own().user.totp_confirmed_at is None:
        return _factor_form()
    made: list[Drawn] = []

    def make(session: ScopedSession, user: AppUser, _: SessionId, now: datetime) -> None:
        made.append(recovery_codes.drawn())
        recovery_codes.replace(session, user, made[0], by=own_actor(), now=now)

    return proving.after_proof(
        proving.shows_password,
        Reason.PASSWORD,
        change=make,
        has_factor=True,
        refused=_codes_form,
        wrong=say("password.wrong"),
        done=lambda: _codes_form(made=made[0]),
    )


def _codes_form(*, barred: Barred | None = None, wrong: str = "", made: Drawn | None = None) -> Response:
    """Show a set that was just ``made``; else how many are left, and how to make another."""
    account = own().user
    if made is None and account.totp_confirmed_at is None:
        return _factor_form()
    with parts().database.transaction(OFFICE) as session:
        left = recovery_codes.left(session, account.number)
    return own_form(
        "recovery_codes.html",
        barred=barred,
        wrong=wrong,
        made=() if made is None else made.shown,
        left=left,
        few=left <= FEW,
        used="used" in request.args,
    )
