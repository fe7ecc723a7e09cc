"""Signing in and out: name and password, then the second factor where there is one."""

from typing import Final

from flask import Response, redirect, request, session, url_for
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.clock import SHANGHAI
from fleetsvc.database.transactions import OFFICE
from fleetsvc.edge.callers import cookie_name, origin, policy, signed_in
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.people import first_account, recovery_codes, second_factor, sessions
from fleetsvc.services.people import sign_in as signing
from fleetsvc.services.people.accounts import Role
from fleetsvc.services.people.second_factor import SealedElsewhere
from fleetsvc.services.people.sessions import Ending, SignedIn, Step
from fleetsvc.services.people.sign_in import Barred, Reason
from fleetsvc.web.frame.access import STEP_PAGES, WORK_PAGES, safe_address
from fleetsvc.web.frame.pages import Pages, language, rendered, say

sign_in = Pages("sign_in", entry=Entry.ANYONE)

WRONG: Final = 401
BARRED: Final = 429


@sign_in.get("/sign-in")
def show() -> BaseResponse:
    """Ask for name and password."""
    found = signed_in()
    if found is not None:
        return _onward(found)
    return _form()


@sign_in.post("/sign-in")
def enter() -> BaseResponse:
    """Sign a person in, or say that name or password are wrong, or until when no attempt is taken."""
    name, password, now = request.form.get("name", "").strip(), request.form.get("password", ""), clock.now()
    with parts().database.transaction(OFFICE) as opened:
        attempt = signing.begin(opened, name, origin(), now=now)
    if isinstance(attempt, Barred):
        return _form(barred=attempt)
    if not signing.is_right(attempt, password):
        with parts().database.transaction(OFFICE) as opened:
            barred = signing.refuse(opened, attempt, Reason.PASSWORD, now=now)
        return _form(barred=barred, wrong=say("sign_in.wrong"))
    with parts().database.transaction(OFFICE) as opened:
        earlier = signed_in()
        if earlier is not None:
            sessions.end(opened, earlier.record, Ending.RENEWED, now=now)
        token = signing.admit(opened, attempt, password=password, now=now)
        found = sessions.find(opened, token, policy=policy(), now=now)
    return carrying(token, _onward(found))


def _form(*, barred: Barred | None = None, wrong: str = "") -> Response:
    response = rendered(
        "sign_in.html",
        BARRED if barred else WRONG if wrong else 200,
        name=request.form.get("name", "").strip(),
        wrong=barred_text(barred) if barred else wrong,
        next=_next(),
        told=_how_to_begin() or _why_here(),
    )
    return retry_after(response, barred)


def _how_to_begin() -> str | None:
    """Return how the first account is made, for as long as there is none."""
    with parts().database.transaction(OFFICE) as opened:
        return first_account.HOW_TO_MAKE.in_language(language()) if first_account.is_missing(opened) else None


def _why_here() -> str | None:
    """Return what to tell somebody who wanted to go on and is asked to sign in; None who came by themselves."""
    if _next().startswith(url_for("unfinished_pages.show", number=0).removesuffix("0")):
        return say("sign_in.kept")
    if _next() == "/":
        return None
    return say("sign_in.over" if cookie_name() in request.cookies else "sign_in.first")


def barred_text(barred: Barred) -> str:
    """Return the sentence that says until when no attempt is taken (Asia/Shanghai)."""
    word = "sign_in.locked" if barred.reason is Reason.LOCKED else "sign_in.slowed"
    return say(word, until=barred.until.astimezone(SHANGHAI).strftime("%H:%M"))


def retry_after(response: Response, barred: Barred | None) -> Response:
    """Say to machines as well when to come again."""
    response.headers["Cache-Control"] = "no-store"
    if barred is not None:
        seconds = (barred.until - clock.now()).total_seconds()
        response.headers["Retry-After"] = str(max(1, int(seconds) + 1))
    return response


def _next() -> str:
    return safe_address(request.form.get("next") or request.args.get("next") or "/")


def _onward(found: SignedIn | None) -> BaseResponse:
    """Lead a person on: to the step that is still to be done, to where they were going, or to their work."""
    if found is None:  # closed by somebody else in this very moment
        return redirect(url_for("sign_in.show", next=_next()), 303)
    if found.step is not None:
        return redirect(url_for(STEP_PAGES[found.step], next=_next()), 303)
    return redirect(work_or(_next(), found), 303)


def work_or(address: str, found: SignedIn) -> str:
    """Return an address of this site to go on to; where none was given, the page where the person's work begins."""
    return address if address != "/" else url_for(WORK_PAGES[Role(found.user.role)])


def carrying(token: str, response: BaseResponse) -> BaseResponse:
    """Give the browser a new session's cookie, and its forms a new token."""
    session.clear()
    response.set_cookie(
        cookie_name(), token, path="/", httponly=True, secure=request.is_secure, samesite="Lax"
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@sign_in.get("/sign-in/code")
def code() -> BaseResponse:
    """Ask for the code of the second factor."""
    found = signed_in()
    if found is None or found.step is not Step.CODE:
        return _onward(found)
    return _code_form(found)


@sign_in.post("/sign-in/code")
def show_code() -> BaseResponse:
    """Take a code of the second factor, or one for a lost telephone; wrong ones count as failures of the account."""
    found, now = signed_in(), clock.now()
    if found is None or found.step is not Step.CODE:
        return _onward(found)
    with parts().database.transaction(OFFICE) as opened:
        attempt = signing.begin(opened, found.user.name, origin(), now=now)
    if isinstance(attempt, Barred):
        return _code_form(found, barred=attempt)
    given, by = request.form.get("code", ""), signing.actor_of(found.user, found.record)
    with parts().database.transaction(OFFICE) as opened:
        try:
            is_right = second_factor.is_shown(
                opened, found.user, given, key=parts().secret_key, by=by, now=now
            )
        except SealedElsewhere:
            signing.take_back(opened, attempt)
            return _code_form(found, wrong=say("code.sealed"))
        if is_right:
            token = signing.admit_by_code(opened, attempt, found, now=now)
            risen = sessions.find(opened, token, policy=policy(), now=now)
            return carrying(token, _told_of_codes(risen) if recovery_codes.is_one(given) else _onward(risen))
        barred = signing.refuse(opened, attempt, Reason.CODE, now=now)
    return _code_form(found, barred=barred, wrong=say("code.wrong"))


def _told_of_codes(found: SignedIn | None) -> BaseResponse:
    """Lead whoever came in by a code for a lost telephone past how many of them are left."""
    if found is None or found.step is not None:
        return _onward(found)
    return redirect(url_for("factor.codes", used="", next=work_or(_next(), found)), 303)


def _code_form(found: SignedIn, *, barred: Barred | None = None, wrong: str = "") -> Response:
    status = BARRED if barred else WRONG if wrong else 200
    text = barred_text(barred) if barred else wrong
    lost = recovery_codes.is_one(request.form.get("code", ""))
    page = rendered("code.html", status, name=found.user.name, wrong=text, next=_next(), lost=lost)
    return retry_after(page, barred)


@sign_in.get("/sign-in/waiting")
def wait() -> BaseResponse:
    """Say that somebody of the office has to let the account in first."""
    found = signed_in()
    if found is None or found.step is not Step.OFFICE:
        return _onward(found)
    return retry_after(rendered("waits.html", name=found.user.name), None)


@sign_in.post("/sign-out")
def leave() -> BaseResponse:
    """End the session."""
    found, now = signed_in(), clock.now()
    if found is not None:
        with parts().database.transaction(OFFICE) as opened:
            signing.sign_out(opened, found, now=now)
    session.clear()
    response = redirect(url_for("home.start"), 303)
    response.delete_cookie(cookie_name(), path="/", httponly=True, secure=request.is_secure, samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'  # not its cookies: the language stays chosen
    return response
