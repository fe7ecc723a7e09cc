"""From dossier to dossier along the list that one came from, and the way back to it."""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl

from flask import request, url_for
from sqlalchemy import Row
from werkzeug.datastructures import MultiDict

from fleetsvc.database.transactions import ScopedSession
from fleetsvc.services.registrations.lists import narrowed, neighbours, place_of
from fleetsvc.web.frame.bureau_frame import is_masked
from fleetsvc.web.registrations import noncompliance_list, register
from fleetsvc.web.registrations.list_form import ListQuery, along_list, read_place

NAMES: Final = ("list", "at", "q")
"""What an address tells of a list, and of the place of its vehicle in it."""
_LONGEST: Final = 2000


@dataclass(frozen=True, slots=True)
class Along:
    """Where a dossier leads along its list; None at an end of it."""

    back: str
    previous: str | None
    next: str | None


def carried() -> dict[str, Any]:
    """Return what addresses of the same dossier keep of its list."""
    return {name: request.args[name] for name in NAMES if name in request.args}


def along(session: ScopedSession) -> Along | None:
    """Return the ways along the list that the address names; None where it names none that the visitor has."""
    place, name = read_place(request.args.get("at")), request.args.get("list")
    is_addressed = not is_masked() or "unit" in request.args
    if place is None or not is_addressed or name not in ("noncompliance", "registrations"):
        return None
    is_offices = name == "noncompliance"
    if is_offices and not is_masked():
        return None
    given = MultiDict(parse_qsl(request.args.get("q", "")[:_LONGEST]))
    query = (noncompliance_list if is_offices else register).asked(given)
    wanted = noncompliance_list.asked_for(session, query) if is_offices else register.wanted_of(query)
    before, after = neighbours(session, narrowed(session, wanted), place)
    back = noncompliance_list.address if is_offices else register.address_of
    return Along(back(query, **query.here()), *(_dossier(name, query, row) for row in (before, after)))


def _dossier(name: str, query: ListQuery, found: Row[Any] | None) -> str | None:
    if found is None:
        return None
    unit = {"unit": str(found.city_code)} if is_masked() else {}
    values: dict[str, Any] = unit | along_list(name, query, place_of(found))
    return url_for("dossier_pages.show", number=found.id, **values)
