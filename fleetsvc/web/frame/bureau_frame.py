"""The frame of a bureau's pages: whose vehicles are shown, and the way here.

A bureau sees its own unit. The office may open the same pages for any unit, named by ``?unit=``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from flask import Response, request, url_for
from werkzeug.exceptions import NotFound

from fleetsvc.database.transactions import UnitScope
from fleetsvc.edge.callers import Person, current_person
from fleetsvc.edge.entry import Entry
from fleetsvc.services.people.accounts import Role
from fleetsvc.web.frame.access import PageNotAdmitted
from fleetsvc.web.frame.menu import Crumb, menu
from fleetsvc.web.frame.pages import language, rendered, say
from rules.units import UNITS

PLACES: Final = {
    "home": "bureau_home.show",
    "uploads": "upload_pages.show_all",
    "registrations": "registration_pages.show_all",
}
"""Where a page stands: the word of the page above it, and that page's endpoint."""


class UnitNotChosen(Exception):
    """The office opened a page of one unit without saying which."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Whose page it is. ``of_unit`` goes into links: empty for a bureau, the unit for the office."""

    unit: str
    unit_name: str
    of_unit: dict[str, Any]
    masked: bool


def visiting() -> Person:
    """Return who is signed in. Raises PageNotAdmitted (pages of a group let in nobody unknown)."""
    found = current_person()
    if found is None:
        raise PageNotAdmitted
    return found


def chosen_unit() -> str:
    """Return the unit whose pages are asked for: a bureau's own, or the one that the office names.

    Raises UnitNotChosen, NotFound for a unit that is not theirs, PageNotAdmitted.
    """
    person, asked = visiting(), request.args.get("unit")
    unit = asked if person.role is Role.OFFICE else asked or person.unit
    if not unit:
        raise UnitNotChosen if person.role is Role.OFFICE else PageNotAdmitted(Entry.REPORTING)
    if unit not in UNITS or not person.acts_for(unit):
        raise NotFound
    return unit


def unit_scope() -> UnitScope:
    """Return the scope of the unit whose pages are asked for. Raises as ``chosen_unit``."""
    return UnitScope(chosen_unit())


def is_masked() -> bool:
    """Return whether plates, VINs and owners are masked: a bureau sees its own vehicles, the office none unasked."""
    return visiting().sees_masked


def of_unit() -> dict[str, Any]:
    """Return what links within these pages carry: the unit where it was chosen, nothing for a bureau's own."""
    return {"unit": chosen_unit()} if is_masked() else {}


def frame() -> Frame:
    """Return whose page it is. Raises as ``chosen_unit``."""
    unit = chosen_unit()
    return Frame(unit, UNITS[unit].name.in_language(language()), of_unit(), is_masked())


def rendered_in_frame(
    template: str,
    status: int = 200,
    /,
    *,
    place: str,
    below: Sequence[Crumb] = (),
    **values: Any,  # noqa: ANN401 (what a template shows)
) -> Response:
    """Return a page of a unit: ``place`` is a key of ``PLACES``, ``below`` the steps from there to this page."""
    address, around = url_for(PLACES[place], **of_unit()), frame()
    here = url_for(PLACES["home" if around.masked else place])
    shown = tuple(
        (heading, tuple(replace(item, is_here=item.address == here) for item in items))
        for heading, items in menu()
    )
    desk = say("menu.bureau_home")
    home = (desk, url_for(PLACES["home"])) if around.masked else (f"{desk} · {around.unit_name}", None)
    unit = (around.unit_name, None if place == "home" else url_for(PLACES["home"], **of_unit()))
    step = [] if place == "home" else [(say(f"menu.{place}"), address if below else None)]
    above = [home, unit] if around.masked else [home] if place == "home" else []
    crumbs = [*above, *step, *below]
    return rendered(template, status, menu=shown, crumbs=crumbs, frame=around, **values)
