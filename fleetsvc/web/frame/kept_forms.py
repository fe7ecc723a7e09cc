"""What was typed into a form is not lost with the session: it is kept for its person, who may send it afterwards.

Kept is only what one of our own pages sent, for a person whom the browser's session, though over, still names; so
another site can neither fill our tables nor put words into anybody's mouth. Nothing is sent without a click on a page
that shows what goes where (``web.unfinished``).
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from flask import Response, g, request, url_for
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import RequestEntityTooLarge

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.edge.callers import cookie_name, signed_in
from fleetsvc.edge.form_tokens import FIELD, is_from_here, parted_address
from fleetsvc.edge.parts import parts
from fleetsvc.models import AccountId
from fleetsvc.services.people import sessions, unfinished_forms
from fleetsvc.services.people.unfinished_forms import FormUnfit, Typed
from fleetsvc.web.frame.forms import ControlCharacterSent
from rules.wording import control_place, without_controls

MARK: Final = "unfinished"
"""The field that says of a form sent at last which one it was."""
SECRETIVE: Final = frozenset(
    {
        "sign_in",
        "account",
        "factor",
        "people",
        "account_admin",
        "key_admin",
        "my_keys",
        "unfinished_pages",
        "source_admin",
    }
)
"""Groups of pages whose forms are never kept nor shown again: they hold secrets, or make accounts and keys."""
_NEVER: Final = frozenset({FIELD, MARK, "password", "present", "new", "again", "code"})
"""Fields that are never kept, whatever their page."""
_NUMBER: Final = re.compile("[0-9]{1,18}").fullmatch


class Kept(StrEnum):
    """Why a form is kept: its session or its page was over, a worker has what it changes, or that has ended."""

    LOST = "lost"
    BUSY = "busy"
    ENDED = "ended"


def kept_address(why: Kept = Kept.LOST) -> str | None:
    """Keep the form that the request sends, and return where it can be sent after all; None where it is not kept.

    Whoever sends it is not let in: it is read only for a person whom we know, and only within what any form may hold.
    """
    has_form = request.method == "POST" and request.endpoint is not None
    if not has_form or _is_secretive() or not is_from_here():
        return None
    try:
        number = _kept()
    except (FormUnfit, RequestEntityTooLarge, SQLAlchemyError):
        return None
    return (
        None
        if number is None
        else url_for("unfinished_pages.show", number=number, why=None if why is Kept.LOST else why.value)
    )


def _is_secretive() -> bool:
    """Return whether what the request sends is for nobody's eyes again, neither later nor on the page of a fault."""
    return request.blueprint in SECRETIVE


def _kept() -> int | None:
    holder = _holder()
    if holder is None:
        return None
    typed = Typed(
        request.full_path.rstrip("?"),
        page_of_form() or "/",
        tuple((name, value) for name, value in request.form.items(multi=True) if name not in _NEVER),
        tuple((name, file.filename) for name, file in request.files.items(multi=True) if file.filename),
    )
    if not typed.fields and not typed.files:
        return None
    with parts().database.transaction(OFFICE) as session:
        return unfinished_forms.keep(session, holder, typed, now=clock.now())


def _holder() -> AccountId | None:
    """Return whose the form is: who is signed in, or who was, as the cookie of the session that is over says."""
    found = signed_in()
    if found is not None:
        return found.user.number
    token = request.cookies.get(cookie_name())
    if token is None:
        return None
    with parts().database.transaction(OFFICE) as session:
        over = sessions.find_any(session, token)
        return None if over is None else over.user_id


@dataclass(frozen=True, slots=True)
class Mended:
    """A form that was refused, as it may be sent after all: ``texts`` lost what nobody sees, ``hidden`` lost nothing.

    ``files``: the fields of files with the names that they had; a page cannot hold them.
    """

    address: str
    hidden: list[tuple[str, str]]
    texts: list[tuple[str, str]]
    files: list[tuple[str, str]]


def mended(problem: Exception) -> Mended | None:
    """Return the form that was refused for a control character without it; None where that was not what was wrong.

    None also for what is secretive, which the page would show in clear. Its page is of somebody signed in and in no
    cache: without this all that was typed would be gone.
    """
    if not isinstance(problem, ControlCharacterSent) or _is_secretive():
        return None
    sent = [(name, value) for name, value in request.form.items(multi=True) if name not in _NEVER]
    bad = [control_place(value.replace("\r\n", "\n")) is not None for _, value in sent]
    return Mended(
        request.full_path.rstrip("?"),
        [pair for pair, is_bad in zip(sent, bad, strict=True) if not is_bad],
        [(name, without_controls(value)) for (name, value), is_bad in zip(sent, bad, strict=True) if is_bad],
        [(name, file.filename) for name, file in request.files.items(multi=True) if file.filename],
    )


def page_of_form() -> str | None:
    """Return the address of our own page whose form was sent; None where nothing says so."""
    referrer = parted_address(request.referrer)
    return f"{referrer.path}?{referrer.query}".rstrip("?") if referrer.netloc == request.host else None


def let_go(response: Response) -> Response:
    """Forget a form that was sent at last and taken. Called after each page."""
    is_taken = g.get("is_form_taken") and request.method == "POST" and response.status_code < 400
    text = request.form.get(MARK, "") if is_taken else ""
    found = signed_in() if _NUMBER(text) and "signed_in" in g else None
    if found is not None:
        with parts().database.transaction(OFFICE) as session:
            unfinished_forms.forget(session, int(text), holder=found.user.number)
    return response
