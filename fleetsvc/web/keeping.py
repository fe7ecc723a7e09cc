"""What was typed into a form is not lost with the session: it is kept for its person, who may send it afterwards.

Kept is only what one of our own pages sent, for a person whom the browser's session, though over, still names; so
another site can neither fill our tables nor put words into anybody's mouth. Nothing is sent without a click on a page
that shows what goes where (``web.unfinished``).
"""

import re
from typing import Final
from urllib.parse import SplitResult, urlsplit

from flask import Response, g, request, url_for
from sqlalchemy.exc import SQLAlchemyError

from fleetsvc import clock
from fleetsvc.callers import cookie_name, signed_in
from fleetsvc.db import OFFICE
from fleetsvc.models import AccountId
from fleetsvc.parts import parts
from fleetsvc.services import sessions, unfinished
from fleetsvc.services.unfinished import FormUnfit, Typed

MARK: Final = "unfinished"
"""The field that says of a form sent at last which one it was."""
SECRETIVE: Final = frozenset(
    {"sign_in", "account", "people", "account_admin", "key_admin", "my_keys", "unfinished_pages"}
)
"""Groups of pages whose forms are never kept: they hold passwords and codes, or make accounts and keys."""
_NEVER: Final = frozenset({"csrf_token", MARK, "password", "present", "new", "again", "code"})
"""Fields that are never kept, whatever their page."""
_NUMBER: Final = re.compile("[0-9]{1,18}").fullmatch


def kept_address() -> str | None:
    """Keep the form that the request sends, and return where it can be sent after all; None where it is not kept."""
    if not _is_worth_keeping():
        return None
    try:
        number = _kept()
    except (FormUnfit, SQLAlchemyError):
        return None
    return None if number is None else url_for("unfinished_pages.show", number=number)


def _kept() -> int | None:
    holder = _holder()
    if holder is None:
        return None
    with parts().database.transaction(OFFICE) as session:
        return unfinished.keep(session, holder, _typed(), now=clock.now())


def _is_worth_keeping() -> bool:
    if request.method != "POST" or request.endpoint is None or request.blueprint in SECRETIVE:
        return False
    return _is_from_here() and bool(_fields() or _files())


def _is_from_here() -> bool:
    """Return whether one of our own pages sent the form, by what the browser says of it."""
    parted = _parted(request.headers.get("Origin") or request.referrer)
    told = f"{parted.scheme}://{parted.netloc}/"
    return told == request.host_url and request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"


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


def _typed() -> Typed:
    return Typed(request.full_path.rstrip("?"), page_of_form() or "/", _fields(), _files())


def _fields() -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in request.form.items(multi=True) if name not in _NEVER)


def _files() -> tuple[tuple[str, str], ...]:
    return tuple((name, file.filename) for name, file in request.files.items(multi=True) if file.filename)


def page_of_form() -> str | None:
    """Return the address of our own page whose form was sent; None where nothing says so."""
    referrer = _parted(request.referrer)
    return f"{referrer.path}?{referrer.query}".rstrip("?") if referrer.netloc == request.host else None


def _parted(address: str | None) -> SplitResult:
    """Return the parts of an address that a browser told; none of them where it is no address."""
    try:
        return urlsplit(address or "")
    except ValueError:
        return urlsplit("")


def let_go(response: Response) -> Response:
    """Forget a form that was sent at last and taken. Called after each page."""
    text = request.form.get(MARK, "") if request.method == "POST" and response.status_code < 400 else ""
    found = signed_in() if _NUMBER(text) and "signed_in" in g else None
    if found is not None:
        with parts().database.transaction(OFFICE) as session:
            unfinished.forget(session, int(text), holder=found.user.number)
    return response
