"""What all pages share: who may enter, the language, and what templates may ask for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, g, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc.clock import SHANGHAI, day_of
from fleetsvc.edge.bodies import is_large, make_room
from fleetsvc.edge.callers import current_person, signed_in
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.form_tokens import is_likely_ours
from fleetsvc.edge.rates import take_from_visitors_rate
from fleetsvc.services.people.sessions import MOST_UNREAD
from fleetsvc.web.frame.access import admit_page
from fleetsvc.web.frame.assets import YEAR_SECONDS, asset
from fleetsvc.web.frame.forms import check_form
from fleetsvc.web.frame.kept_forms import let_go
from fleetsvc.web.frame.wordbook import wordbook
from fleetsvc.web.frame.words import PRODUCT
from rules.units import UNITS
from rules.wording import Language

_COOKIE: Final = "lang"
_STYLE: Final = "frame/style.css"


class Pages(Blueprint):
    """A group of pages that says whom it lets in."""

    def __init__(self, name: str, *, entry: Entry) -> None:
        super().__init__(name, __name__)
        self.entry = entry
        self.before_request(lambda: _enter(entry))
        self.after_request(_remember_language)
        self.after_request(let_go)


def _enter(entry: Entry) -> BaseResponse | None:
    """Let a visitor in (None), or answer with the page to go to first; nothing of a form is read for that.

    Then its token is asked for, which is in the form: one that is larger than others is read for that only where the
    browser says that it comes from a page of ours. Raises CSRFError and what the callees raise.
    """
    if signed_in() is None:
        take_from_visitors_rate()
    elsewhere = admit_page(entry)
    if elsewhere is None:
        person = current_person()
        if person is None or is_likely_ours():
            make_room(person)
        elif is_large():
            raise CSRFError("a large form of no page of ours")
        check_form()
        g.is_form_taken = True
    return elsewhere


def language() -> Language:
    """Return the language of the page: asked for by ``lang``, else as last chosen, else Chinese."""
    chosen = request.args.get("lang") or request.cookies.get(_COOKIE)
    return "en" if chosen == "en" else "zh"


def number_of(text: str | None) -> int | None:
    """Return the number that an address or a form carries; None for what is none that a stored thing can have."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def instant_of(text: str | None) -> datetime | None:
    """Return the instant that an address carries (RFC 3339); None for what is none, or of no year that we may know.

    >>> instant_of("2025-06-01T08:00:00+08:00"), instant_of("2025-06-01T08:00:00"), instant_of("soon")
    (datetime.datetime(2025, 6, 1, 8, 0, tzinfo=datetime.timezone(datetime.timedelta(seconds=28800))), None, None)
    """
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return found if found.tzinfo is not None and 2000 <= found.year < 2200 else None


def say(name: str, /, **values: object) -> str:
    """Return a word of the pages in the page's language, its placeholders filled."""
    return wordbook().said(name, language(), values)


def rendered(template: str, status: int = 200, /, **values: Any) -> Response:  # noqa: ANN401 (what a template shows)
    """Return a page."""
    page = render_template(
        template,
        say=say,
        language=language(),
        product=PRODUCT.in_language(language()),
        switch=_switched(),
        when=when,
        minute=minute,
        day_of=day_of,
        visitor=visitor(),
        here=_here(),
        style=asset(_STYLE),
        asset=asset,
        **values,
    )
    response = Response(page, status, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-cache" if g.get("signed_in") is None else "no-store"
    response.headers["Vary"] = "Cookie"
    return response


def when(instant: datetime) -> str:
    """Return an instant as people read it (Asia/Shanghai)."""
    return instant.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def minute(told: str | None) -> str:
    """Return a told instant (RFC 3339) as people read it, to the minute (Asia/Shanghai); empty for none.

    >>> minute("2025-03-31T16:30:05+00:00"), minute(None)
    ('2025-04-01 00:30', '')
    """
    return datetime.fromisoformat(told).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if told else ""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is signed in, as the head of each page says it; ``unread``: their notices, such as 3 or 99+, or none."""

    name: str
    role: str
    said_role: str
    unit: str | None
    complete: bool
    unread: str


def visitor() -> Visitor | None:
    """Return who is signed in; ``complete`` is false while something is still to be shown or changed."""
    if g.get("is_bare_page"):
        return None
    found = signed_in()
    if found is None:
        return None
    role = found.user.role
    unit = UNITS.get(str(found.user.city_code))
    said = None if unit is None else unit.name.in_language(language())
    unread = str(found.unread or "") if found.unread < MOST_UNREAD else f"{MOST_UNREAD - 1}+"
    return Visitor(found.user.name, role, say(f"role.{role}"), said, found.step is None, unread)


def _switched() -> str:
    """Return the address of this page in the other language."""
    other = "zh" if language() == "en" else "en"
    has_page = request.method == "GET" or request.blueprint in ("sign_in", "account", "search_pages")
    if not has_page or request.url_rule is None:
        return url_for("home.start", lang=other)
    return f"{request.path}?{urlencode(request.args.to_dict() | {'lang': other})}"


def _here() -> str | None:
    """Return the address to come back to after signing in, where it is worth coming back to."""
    plain = request.method == "GET" and not g.get("is_error_page") and request.blueprint != "sign_in"
    return request.full_path.rstrip("?") if plain and request.path != "/" else None


def _remember_language(response: Response) -> Response:
    chosen = request.args.get("lang")
    if chosen in ("zh", "en"):
        response.set_cookie(
            _COOKIE,
            chosen,
            max_age=YEAR_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure,
        )
    return response
