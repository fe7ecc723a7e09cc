"""Addresses that units' workbooks are fetched from, for administrators: added, asked, switched, given a credential."""

from typing import Final

from flask import Response, redirect, request, url_for
from sqlmodel import Session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.database.transactions import OFFICE
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import UploadSource
from fleetsvc.services.uploads import deliveries, sources
from fleetsvc.services.uploads.sources import Asked, Credential, SourceUnfit, SourceUnknown
from fleetsvc.settings import secret_key
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.choices import unit_name, units
from fleetsvc.web.frame.forms import written_in
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, number_of, say
from fleetsvc.web.uploads.source_view import shown_sources
from rules.units import UNITS

source_admin = Pages("source_admin", entry=Entry.ADMIN)

UNFIT: Final = 422
ACTIONS: Final = ("ask", "disable", "enable", "credential")
_USUAL_HOURS: Final = 24


@source_admin.get("/sources")
def show() -> Response:
    """Show all addresses with what came of them last, and the form for one more."""
    return _page()


@source_admin.post("/sources")
def add() -> BaseResponse:
    """Have a unit's workbook fetched from an address."""
    try:
        city = _city()
        with parts().database.transaction(OFFICE) as session:
            sources.add_source(
                session, _asked(), city=city, secret=_secret(), by=visiting().actor, now=clock.now()
            )
    except SourceUnfit as unfit:
        return _page(UNFIT, fault=_said(unfit))
    return redirect(url_for(".show", done="add"), 303)


@source_admin.post("/sources/<id:number>/<action>")
def act(number: int, action: str) -> BaseResponse:
    """Do something with an address."""
    if action not in ACTIONS:
        raise NotFound
    try:
        with parts().database.transaction(OFFICE) as session:
            _act(session, sources.held(session, number), action)
    except SourceUnknown:
        raise NotFound from None
    except SourceUnfit as unfit:
        return _page(UNFIT, fault=_said(unfit))
    return redirect(url_for(".show", done=action), 303)


def _act(session: Session, source: UploadSource, action: str) -> None:
    by, now = visiting().actor, clock.now()
    if action == "ask":
        sources.ask_now(session, source, by=by, now=now)
    elif action == "credential":
        sources.set_credential(session, source, _credential(), secret=_secret(), by=by, now=now)
    else:
        sources.switch(session, source, is_on=action == "enable", by=by, now=now)


def _city() -> int:
    """Return the unit that the form names. Raises SourceUnfit."""
    unit = request.form.get("unit", "")
    if unit not in UNITS:
        raise SourceUnfit("unit")
    return int(unit)


def _asked() -> Asked:
    """Return what the form says. Raises SourceUnfit."""
    kind = request.form.get("kind") or None
    if kind not in (None, *deliveries.KINDS):
        raise SourceUnfit("kind")
    hours = number_of(written_in("hours").strip())
    if hours is None:
        raise SourceUnfit("hours")
    return Asked(
        written_in("name").strip(), written_in("url").strip(), deliveries.kind_of(kind), hours, _credential()
    )


def _credential() -> Credential | None:
    names = ("user", "password", "header", "value")
    return sources.credential_said(**{name: request.form.get(name, "") for name in names})


def _secret() -> str:
    return secret_key(parts().settings)


def _said(unfit: SourceUnfit) -> str:
    return say(f"sources.unfit.{unfit.why}", most=sources.MOST)


def _page(status: int = 200, *, fault: str = "") -> Response:
    done = request.args.get("done", "")
    with parts().database.transaction(OFFICE) as session:
        found = sources.list_sources(session)
        statuses = sources.brought_by(session, found)
    return rendered_beside_menu(
        "sources.html",
        status,
        crumbs=[(say("menu.sources"), None)],
        sources=shown_sources(found, statuses, now=clock.now()),
        names={one.city_code: unit_name(one.city_code, language()) for one in found},
        units=units(language()),
        kinds=deliveries.KINDS,
        typed=request.form if request.endpoint == "source_admin.add" else {"hours": _USUAL_HOURS},
        fault=fault,
        done=say(f"sources.done.{done}") if done in (*ACTIONS, "add") else "",
    )
