"""What a person shows again before something of their own account is changed: password or code, failures counted."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from flask import Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE, ScopedSession
from fleetsvc.edge.callers import origin, signed_in
from fleetsvc.edge.parts import parts
from fleetsvc.models import AppUser, SessionId
from fleetsvc.services.audit.events import Actor
from fleetsvc.services.people import accounts, sessions
from fleetsvc.services.people import sign_in as signing
from fleetsvc.services.people.passwords import PasswordUnfit
from fleetsvc.services.people.second_factor import CodeWrong, SealedElsewhere
from fleetsvc.services.people.sessions import SignedIn
from fleetsvc.services.people.sign_in import Attempt, Barred, Reason
from fleetsvc.web.frame.access import safe_address
from fleetsvc.web.frame.pages import language, rendered, say
from fleetsvc.web.people.sign_in import BARRED, barred_text, carrying, retry_after, work_or

UNFIT: Final = 422


def own() -> SignedIn:
    """Return who is signed in, though a step may be left to do."""
    found = signed_in()
    assert found is not None  # noqa: S101 (admit_page has seen to it)
    return found


def own_actor() -> Actor:
    """Return the person as the audit log names them, though a step may be left to do."""
    return signing.actor_of(own().user, own().record)


def own_form(template: str, *, barred: Barred | None, wrong: str, **values: object) -> Response:
    """Return a form of the own account, with what is wrong or until when nothing is taken."""
    status = BARRED if barred else UNFIT if wrong else 200
    text = barred_text(barred) if barred else wrong
    page = rendered(template, status, wrong=text, next=wanted_next(), user=own().user, **values)
    return retry_after(page, barred)


def wanted_next() -> str:
    """Return the address of this site to go on to."""
    return safe_address(request.form.get("next") or request.args.get("next") or "/account")


Proof = Callable[[Attempt], bool]
Change = Callable[[ScopedSession, AppUser, SessionId, datetime], None]
"""What is to be changed of an account, and the session in which its person goes on."""


def shows_password(attempt: Attempt) -> bool:
    """Return whether the form brings the present password."""
    return signing.is_right(attempt, request.form.get("present", ""))


def after_proof(
    proof: Proof | None,
    reason: Reason,
    *,
    change: Change,
    has_factor: bool,
    refused: Callable[..., Response],
    wrong: str,
    done: Callable[[], Response] | None = None,
) -> BaseResponse:
    """Change something of the own account once the person has shown again who they are.

    Failures count as those of a sign-in do, so that an open browser gives nobody a place to guess. The session gets
    a new token, and goes on as one with a second factor where one is then in force (``has_factor``).
    ``done``: what is shown then, where it is not the next page.
    """
    found, now = own(), clock.now()
    attempt = own_attempt(now)
    if isinstance(attempt, Barred):
        return refused(barred=attempt)
    if proof is not None and not proof(attempt):
        return refused(barred=count_failure(attempt, reason, now), wrong=wrong)
    try:
        token = _changed(found, attempt, change, has_factor=has_factor, now=now)
    except CodeWrong:
        return refused(barred=count_failure(attempt, reason, now), wrong=wrong)
    except SealedElsewhere:
        with parts().database.transaction(OFFICE) as session:
            signing.take_back(session, attempt)
        return refused(wrong=say("code.sealed"))
    except PasswordUnfit as unfit:
        with parts().database.transaction(OFFICE) as session:
            signing.settle(session, attempt)  # the present password was right
        return refused(wrong=unfit.says.in_language(language()))
    onward = redirect(work_or(wanted_next(), found), 303) if done is None else done()
    return carrying(token, onward)


def own_attempt(now: datetime) -> Attempt | Barred:
    """Count an attempt of the person who is signed in, or refuse it."""
    with parts().database.transaction(OFFICE) as session:
        return signing.begin(session, own().user.name, origin(), now=now)


def count_failure(attempt: Attempt, reason: Reason, now: datetime) -> Barred | None:
    """Let an attempt stand as failed; return until when that locks the name, if it does."""
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
