"""``GET /requirements``: may I register this vehicle, here, for this use, on this day?

Answers are few and asked for often: each is remembered as bytes under the query as it was sent, so that
a repeated question costs neither parsing nor judging.
"""

from datetime import date, datetime
from functools import wraps
from typing import Any, Final

from flask import Response, request

from fleetsvc import clock
from fleetsvc.api.frame.answers import answer, encoded, etag_of, is_held, language
from fleetsvc.api.frame.resources import Resource, View
from fleetsvc.api.law.schemas import RequirementQuery, RequirementShape
from fleetsvc.database.transactions import PUBLISHED
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.law.editions import book_known_at
from fleetsvc.services.law.requirements import requirement_answer
from rules.questions import Question
from rules.rulebook import Rulebook
from rules.vocabulary import Category, EmissionStage, Energy, Event, Replacement

resource = Resource("requirements", entry=Entry.ANYONE, description="What a registration must meet")

MOST_REMEMBERED: Final = 2048

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
    book = _book(query.get("known_on"))
    question = _question(query, query.get("on", today))
    etag = etag_of(book.edition, repr(question), language())
    if is_held(etag):
        return answer(b"", etag)
    document = requirement_answer(book, question, language=language())
    return answer(encoded(document), etag)


def _question(query: dict[str, Any], day: date) -> Question:
    energy, stage, replaces = (query.get(name) for name in ("energy", "emission_stage", "replaces"))
    return Question(
        Category(query["category"]),
        Event(query["event"]),
        query["unit"],
        day,
        energy=Energy(energy) if energy else None,
        emission_stage=EmissionStage(stage) if stage else None,
        gross_mass_kg=query["gross_mass_kg"],
        replaces=Replacement(replaces) if replaces else None,
    )


def _book(known_on: datetime | None) -> Rulebook:
    """Return the edition in force, or the one that was at an earlier instant. Raises NoEditionThen."""
    if known_on is None:
        return parts().in_force.get().book
    with parts().database.transaction(PUBLISHED) as session:
        return book_known_at(session, known_on)
