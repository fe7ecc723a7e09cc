"""One search for whoever reports or watches: vehicles by plate, VIN or owner, deliveries by number or file name.

It is sent as a form, so that what was looked for stands in no address.
"""

from dataclasses import dataclass
from typing import Any, Final

from flask import Response, redirect, url_for
from sqlalchemy import Row
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.common.masked_documents import masked_registration
from fleetsvc.services.registrations.filters import RegistrationFilter
from fleetsvc.services.registrations.lists import list_registrations, listed_json, narrowed
from fleetsvc.services.uploads.search import Called, deliveries_called
from fleetsvc.web.frame.bureau_frame import is_masked, visiting
from fleetsvc.web.frame.forms import written_in
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, number_of, say
from fleetsvc.web.registrations import list_view
from fleetsvc.web.registrations.fact_words import heading, look
from fleetsvc.web.registrations.list_form import LONGEST_TEXT, looked_for
from rules.units import UNITS

search_pages = Pages("search_pages", entry=Entry.REPORTING)

MOST_SHOWN: Final = 20
"""Vehicles, and as many deliveries, that are listed: a search leads to one thing, lists hold the rest."""
_COLUMNS: Final = ("vehicle", "vin", "owner", "unit_name", "registered_on", "category", "verdict")
_UNFIT: Final = 422


@dataclass(frozen=True, slots=True)
class Found:
    """What a text is about, and whether there is more of either."""

    vehicles: list[Row[Any]]
    deliveries: list[Called]
    is_more: dict[str, bool]

    @property
    def only(self) -> str | None:
        """The address of the one thing that was found; None where there are none or several."""
        if len(self.vehicles) + len(self.deliveries) != 1:
            return None
        if self.vehicles:
            one = self.vehicles[0]
            return url_for("dossier_pages.show", number=one.id, **_of(str(one.city_code)))
        return _delivery(self.deliveries[0])


@search_pages.get("/search")
def show() -> Response:
    """Show the form alone."""
    return _page(200)


@search_pages.post("/search")
def find() -> BaseResponse:
    """Lead to the one thing that is found, or show what is."""
    text = written_in("sought").strip()
    if not text:
        return _page(_UNFIT, fault=say("search.nothing_asked"))
    if len(text) > LONGEST_TEXT:
        return _page(_UNFIT, text, fault=say("search.too_long", count=len(text), most=LONGEST_TEXT))
    found = _found(text)
    only = found.only
    return redirect(only, 303) if only else _page(200, text, found)


def _found(text: str) -> Found:
    with parts().database.transaction(visiting().scope) as session:
        wanted = narrowed(session, RegistrationFilter(unit=visiting().unit, named=looked_for(text)))
        vehicles, following = list_registrations(session, wanted, after=None, limit=MOST_SHOWN)
        called, is_more = deliveries_called(session, text, number=number_of(text), most=MOST_SHOWN)
    return Found(vehicles, called, {"vehicles": following is not None, "deliveries": is_more})


def _page(status: int, text: str = "", found: Found | None = None, *, fault: str = "") -> Response:
    columns = _COLUMNS if is_masked() else tuple(name for name in _COLUMNS if name != "unit_name")
    return rendered_beside_menu(
        "search.html",
        status,
        crumbs=[(say("search.title"), None)],
        sought=text,
        fault=fault,
        found=found,
        most=MOST_SHOWN,
        heads=[(name, heading(name), look(name)) for name in columns],
        items=[_vehicle(one) for one in found.vehicles] if found else [],
        deliveries=[_told(one) for one in found.deliveries] if found else [],
    )


def _vehicle(found: Row[Any]) -> dict[str, Any]:
    document = masked_registration(listed_json(found)) if is_masked() else listed_json(found)
    return list_view.row(document, _of(str(document["unit"])), {})


def _told(one: Called) -> dict[str, Any]:
    unit = UNITS[one.unit].name.in_language(language())
    return {"called": one, "unit": unit if is_masked() else "", "address": _delivery(one)}


def _delivery(one: Called) -> str:
    return url_for("review_pages.show", number=one.number, **_of(one.unit))


def _of(unit: str) -> dict[str, Any]:
    """Return what an address names of a unit: nothing for a bureau, which has its own."""
    return {"unit": unit} if is_masked() else {}
