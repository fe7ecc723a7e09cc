"""The way from page to page of a list: on and back by places, and to any page by its number."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict

from fleetsvc.database.transactions import ScopedSession
from fleetsvc.services.common.paging import ListPage
from fleetsvc.services.registrations.filters import Place, RegistrationFilter
from fleetsvc.services.registrations.lists import MOST_PASSED, place_of_number
from fleetsvc.web.frame.pages import say
from fleetsvc.web.registrations.list_form import SIZES, ListQuery, written_place


@dataclass(frozen=True, slots=True)
class Jump:
    """How a list leads to a page by its number, and to pages of other sizes; ``kept`` goes along.

    ``bound`` says how far that leads, where the list goes on beyond.
    """

    kept: tuple[tuple[str, str], ...]
    rows: int
    bound: str
    sizes: tuple[int, ...] = SIZES


@dataclass(frozen=True, slots=True)
class Pager:
    """The way from page to page; None where there is none."""

    first: str | None
    back: str | None
    on: str | None
    said: str
    jump: Jump | None = None


def pager(query: ListQuery, page: ListPage[Any, Place], *, total: int, address: Callable[..., str]) -> Pager:
    """Return the way on and back from a page of vehicles, and to any other."""
    places = [None if place is None else written_place(place) for place in (page.back, page.on)]
    parameters, pages = query.parameters(), pages_of(query, total)
    turned = turning(
        places[0], places[1], number=query.number, pages=pages, address=partial(address, **parameters)
    )
    kept = MultiDict(parameters | ({"unit": request.args["unit"]} if "unit" in request.args else {}))
    kept.pop("rows", None)
    texts = tuple((name, str(value)) for name, value in kept.items(multi=True))
    return replace(turned, jump=Jump(texts, query.rows, _bound(query, pages)))


def _bound(query: ListQuery, pages: int) -> str:
    furthest = _furthest(query)
    if pages <= furthest:
        return ""
    return say("list.go_bound", pages=f"{furthest:,}", vehicles=f"{furthest * query.rows:,}")


def _furthest(query: ListQuery) -> int:
    """Return the number of the last page that is reached by its number."""
    return MOST_PASSED // query.rows


def pages_of(query: ListQuery, total: int) -> int:
    """Return how many pages a list of so many vehicles has."""
    return max(-(-total // query.rows), 1)


def jumped(session: ScopedSession, query: ListQuery, wanted: RegistrationFilter, *, total: int) -> ListQuery:
    """Return the query at the page that it asks for by its number; at the last one where there are not so many.

    ``total``: how many vehicles were counted; beyond them nobody jumps, nor beyond what is read for it.
    """
    if query.jump is None:
        return query
    number = min(max(query.jump, 1), pages_of(query, total), _furthest(query))
    after = place_of_number(session, wanted, (number - 1) * query.rows) if number > 1 else None
    return replace(query, after=after, before=None, number=number)


def turning(
    back: str | None, on: str | None, *, number: int, pages: int, address: Callable[..., str]
) -> Pager:
    """Return the way on and back by places as addresses have them. The second page leads back to the first one's."""
    earlier = address(before=back, page=number - 1) if back is not None and number > 2 else None
    if earlier is None and number > 1:
        earlier = address()
    return Pager(
        first=address() if number > 2 else None,
        back=earlier,
        on=None if on is None else address(after=on, page=number + 1),
        said=say("list.page", number=f"{number:,}", pages=f"{max(pages, number):,}"),
    )
