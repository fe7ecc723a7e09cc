"""What all pages share: who may enter, the language, and what templates may ask for."""

from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, g, render_template, request, url_for

from fleetsvc.entry import Entry
from fleetsvc.web.words import PRODUCT, WORDS
from rules.wording import Language

_COOKIE: Final = "lang"
_YEAR_SECONDS: Final = 365 * 24 * 3600
_FOLDER: Final = Path(__file__).parent
_STYLE: Final = "style.css"


class Pages(Blueprint):
    """A group of pages that says whom it lets in."""

    def __init__(self, name: str, *, entry: Entry) -> None:
        super().__init__(name, __name__, template_folder=str(_FOLDER / "templates"))
        self.entry = entry
        self.after_request(_remember_language)


class Statics(Blueprint):
    """The files that pages need; all are our own."""

    entry = Entry.ANYONE


statics = Statics("statics", __name__, static_folder=str(_FOLDER / "static"), static_url_path="/static")


def language() -> Language:
    """Return the language of the page: asked for by ``lang``, else as last chosen, else Chinese."""
    chosen = request.args.get("lang") or request.cookies.get(_COOKIE)
    return "en" if chosen == "en" else "zh"


def say(name: str, **values: object) -> str:
    """Return a word of the pages in the page's language, its placeholders filled."""
    text = WORDS[name].said_in(language())
    return text.format(**values) if values else text


def rendered(template: str, status: int = 200, /, **values: Any) -> Response:  # noqa: ANN401 (what a template shows)
    """Return a page."""
    page = render_template(
        template,
        say=say,
        language=language(),
        product=PRODUCT.said_in(language()),
        switch=_switched(),
        style=url_for("statics.static", filename=_STYLE, v=_version()),
        **values,
    )
    response = Response(page, status, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Cookie"
    return response


def _version() -> int:
    return int((_FOLDER / "static" / _STYLE).stat().st_mtime)


def _switched() -> str:
    """Return the address of this page in the other language."""
    other = "zh" if language() == "en" else "en"
    if request.method != "GET" or g.get("is_error_page"):
        return url_for("home.start", lang=other)
    return f"{request.path}?{urlencode(request.args.to_dict() | {'lang': other})}"


def _remember_language(response: Response) -> Response:
    chosen = request.args.get("lang")
    if chosen in ("zh", "en"):
        response.set_cookie(
            _COOKIE,
            chosen,
            max_age=_YEAR_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure,
        )
    return response
