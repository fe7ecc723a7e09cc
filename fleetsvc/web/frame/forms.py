"""Forms that only our own pages can send: each carries a token that is also in a cookie of the browser's.

And what is written into them.
"""

from typing import TYPE_CHECKING, Final

from flask import Flask, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_wtf.csrf import generate_csrf

from fleetsvc.edge import form_tokens
from rules.wording import control_place, is_blank

if TYPE_CHECKING:
    from flask import Request

_NAME: Final = "fleetsvc-form"


class FormCookie(SecureCookieSessionInterface):
    """The library's signed cookie, named so that over https no other host or path can set it.

    It holds nothing but the token of forms; who is signed in is a matter of the database.
    """

    def open_session(self, app: Flask, request: "Request") -> SecureCookieSession | None:
        """Read the cookie; without one nothing is computed, so that an API call costs no more."""
        if "HTTP_COOKIE" not in request.environ or self.get_cookie_name(app) not in request.cookies:
            return SecureCookieSession() if app.secret_key else None
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the cookie where there is something to write."""
        if session or session.modified:
            super().save_session(app, session, response)

    def get_cookie_name(self, app: Flask) -> str:
        """Return the name: over https a protected one."""
        return f"__Host-{_NAME}" if request.is_secure else _NAME

    def get_cookie_secure(self, app: Flask) -> bool:
        """Send the cookie over https only, where it came so."""
        return request.is_secure


def give_forms_tokens(app: Flask) -> None:
    """Let templates put the token into their forms; it lives as long as the browser's cookie."""
    app.session_interface = FormCookie()
    app.config.update(WTF_CSRF_TIME_LIMIT=None, SESSION_COOKIE_SAMESITE="Lax", SESSION_COOKIE_HTTPONLY=True)
    app.jinja_env.globals["csrf_token"] = generate_csrf


def check_form() -> None:
    """Refuse a form without its token; its fields are read for that. Raises CSRFError, RequestEntityTooLarge."""
    if form_tokens.changes_something():
        given = request.headers.get(form_tokens.HEADER) or request.form.get(form_tokens.FIELD)
        form_tokens.check_token(given)


class ControlCharacterSent(Exception):
    """A field of a form holds a control character: ``sign`` is its code, ``place`` where it stands, from 1.

    Nobody sees it, and documents, headers and the database do not take it.
    """

    def __init__(self, sign: str, place: int) -> None:
        super().__init__(sign, place)
        self.sign, self.place = f"U+{ord(sign):04X}", place


def written_in(name: str) -> str:
    """Return what a field of the form says, its lines ended by LF; nothing where it shows nothing.

    Raises ControlCharacterSent.
    """
    text = without_controls(request.form.get(name, ""))
    return "" if is_blank(text) else text


def without_controls(text: str) -> str:
    """Return a text that was sent, its lines ended by LF. Raises ControlCharacterSent where it holds one."""
    text = text.replace("\r\n", "\n")
    at = control_place(text)
    if at is not None:
        raise ControlCharacterSent(text[at], at + 1)
    return text
