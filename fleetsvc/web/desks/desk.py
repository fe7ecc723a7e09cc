"""A list as one person has it: the filters they keep of it, its columns and rows, and what its page shows of that."""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from flask import g, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from fleetsvc.edge.parts import parts
from fleetsvc.models import SavedFilter
from fleetsvc.services.desks.filters import LONGEST_NAME, list_filters
from fleetsvc.services.desks.layouts import find_layout
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.pages import number_of, say

PLAIN: Final = "plain"
"""Stands in the address of a list that is asked for as everybody has it."""
_ONCE: Final = "reveal after before page go pick filter lang done passed without"
_SINCE: Final = "opened_since decided_since received_since settled_since"
_NEVER: Final = frozenset({PLAIN, *_ONCE.split(), *_SINCE.split()})
"""What of an address is never kept: places in a list, what was told once, the last visit, and what shows plates."""


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list that people work in: where it is, its word; ``framed``: of one unit, which the address names."""

    endpoint: str
    title: str
    framed: bool = False


LISTS: Final = {
    "noncompliance": ListOf("noncompliance.show", "menu.noncompliance"),
    "cases": ListOf("case_pages.show", "menu.cases"),
    "registrations": ListOf("registration_pages.show_all", "reg.title", framed=True),
    "uploads": ListOf("upload_pages.show_all", "uploads.title", framed=True),
}


@dataclass(frozen=True, slots=True)
class Desk:
    """What a person keeps of a list. ``columns``, ``rows``: None as everybody has them."""

    filters: tuple[SavedFilter, ...]
    columns: tuple[str, ...] | None
    rows: int | None


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter as it stands above its list."""

    name: str
    address: str
    is_here: bool
    is_default: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a list's page shows of its desk; ``asked``: what is asked now, as it would be kept; ``stale``: what was not.

    ``is_rearranged``: columns or rows are others than the person has them.
    """

    name: str
    of_unit: dict[str, Any]
    asked: str
    chips: list[Chip]
    plain: str
    stale: str
    is_rearranged: bool
    most: int = LONGEST_NAME


def desk_of(name: str) -> Desk:
    """Return what whoever is signed in keeps of a list; read once in a request."""
    read: dict[str, Desk] = g.setdefault("desks", {})
    if name not in read:
        with parts().database.transaction(visiting().own) as session:
            layout = find_layout(session, name)
            columns = None if layout is None or layout.columns is None else tuple(layout.columns)
            rows = None if layout is None else layout.rows
            read[name] = Desk(tuple(list_filters(session, name)), columns, rows)
    return read[name]


def usual_filter(name: str) -> Response | None:
    """Return the way to the filter that a list opens with; None where something is asked, or it opens with none."""
    unasked = {"lang", "unit"} if LISTS[name].framed else {"lang"}
    if request.args.keys() - unasked:
        return None
    usual = next((one for one in desk_of(name).filters if one.is_default), None)
    return None if usual is None else redirect(address_of(name, usual), 302)


def address_of(name: str, kept: SavedFilter) -> str:
    """Return the address of a list with a filter."""
    pairs = [*of_unit(name).items(), *parse_qsl(kept.query, keep_blank_values=True), ("filter", kept.id)]
    return f"{url_for(LISTS[name].endpoint)}?{urlencode(pairs)}"


def of_unit(name: str) -> dict[str, Any]:
    """Return the unit that the address names, where a list is of one."""
    return {"unit": request.args["unit"]} if LISTS[name].framed and "unit" in request.args else {}


def shelf(name: str, parameters: dict[str, Any], *, faults: bool, is_rearranged: bool = False) -> Shelf:
    """Return what a list's page shows; ``parameters``: what it is asked, ``faults``: something of that is unfit."""
    found, asked = desk_of(name), kept_query(name, urlencode(list(MultiDict(parameters).items(multi=True))))
    opened = number_of(request.args.get("filter"))
    stale = next((one.name for one in found.filters if faults and one.id == opened), "")
    return Shelf(
        name,
        of_unit(name),
        asked,
        [Chip(one.name, address_of(name, one), one.query == asked, one.is_default) for one in found.filters],
        url_for(LISTS[name].endpoint, **of_unit(name), plain=1),
        say("desk.stale", name=stale) if stale else "",
        is_rearranged,
    )


def plain() -> dict[str, str]:
    """Return what addresses of a list keep where it is asked for as everybody has it."""
    return {PLAIN: "1"} if request.args.get(PLAIN) else {}


def kept_query(name: str, query: str) -> str:
    """Return what is asked as it is kept: each condition, whatever their order."""
    never = _NEVER | {"unit"} if LISTS[name].framed else _NEVER
    return urlencode(
        sorted(pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] not in never)
    )
