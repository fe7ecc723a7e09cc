"""``GET /requirements``: may I register this vehicle, here, for this use, on this day?

Answers are few and asked for often: each is remembered as bytes under the query as it was sent, so that
a repeated question costs neither parsing nor judging.
"""

from datetime import date
from functools import wraps
from typing import Any, Final

from flask import Response, request

from fleetsvc import clock
from fleetsvc.api.frame.answers import answer, encoded, etag_of, is_held, language
from fleetsvc.api.frame.faults import Fault, InputRefused, PlacedFault
from fleetsvc.api.frame.resources import Resource, View
from fleetsvc.api.frame.schemas import RequirementQuery
from fleetsvc.api.frame.shapes import RequirementShape
from fleetsvc.database.transactions import PUBLISHED
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.law.editions import book_known_on
from fleetsvc.services.law.requirements import requirement_answer
from rules.rulebook import Rulebook
from rules.vocabulary import Category, Energy, Event
from rules.wording import Text

resource = Resource("requirements", entry=Entry.ANYONE, description="What a registration must meet")

MOST_REMEMBERED: Final = 2048

_FUTURE: Final = Fault("day-in-future", Text("这一天还没有到", "that day has not come yet"))

_Key = tuple[str, date, str, bytes]
_REMEMBERED: dict[_Key, tuple[bytes, str]] = {}
"""Encoded answers and their tags by edition, today, language and query as sent; emptied when full."""


def _remembering(view: View) -> View:
    """Answer a question asked before without parsing it again. Only questions that were answered are kept."""

    @wraps(view)
    def wrapper(*args: Any, **kwargs: Any) -> Response:  # noqa: ANN401 (a decorator passes on what it gets)
        edition = parts().in_force.get().book.edition
        key = (edition, clock.day_of(clock.now()), language(), request.query_string)
        known = _REMEMBERED.get(key)
        if known is not None:
            return answer(*known)
        response = view(*args, **kwargs)
        if response.status_code == 200:
            if len(_REMEMBERED) >= MOST_REMEMBERED:
                _REMEMBERED.clear()
            _REMEMBERED[key] = (response.get_data(), response.headers["ETag"])
        return response

    return wrapper


@resource.operation(
    "GET",
    "/requirements",
    zh="某类车辆在某地某日登记须符合什么要求，附条款原文",
    query=RequirementQuery,
    answer=RequirementShape,
    around=_remembering,
)
def get_requirements(query: dict[str, Any]) -> Response:
    """What applies to a vehicle of a category in a unit on a day, with the clauses.

    For a replacement the retired vehicle is taken to be named; the summary says so where that matters.
    """
    today = clock.day_of(clock.now())
    book = _book(query.get("known_on"), today=today)
    on: date = query.get("on", today)
    energy = query.get("energy")
    asked = (query["unit"], query["category"], query["event"], on.isoformat(), energy or "")
    etag = etag_of(book.edition, *asked, language())
    if is_held(etag):
        return answer(b"", etag)
    document = requirement_answer(
        book,
        unit=query["unit"],
        category=Category(query["category"]),
        event=Event(query["event"]),
        on=on,
        energy=Energy(energy) if energy else None,
        language=language(),
    )
    return answer(encoded(document), etag)


def _book(known_on: date | None, *, today: date) -> Rulebook:
    """Return the edition in force, or the one that was on an earlier day. Raises NoEditionThen, InputRefused."""
    if known_on is None:
        return parts().in_force.get().book
    if known_on > today:
        raise InputRefused([PlacedFault("query", "/known_on", _FUTURE)])
    with parts().database.transaction(PUBLISHED) as session:
        return book_known_on(session, known_on)
