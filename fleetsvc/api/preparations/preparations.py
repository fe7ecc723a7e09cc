"""``/preparations``: what one person of a unit prepared, and another one, signed in, submits or sends back."""

from typing import Any

from flask import Response

from fleetsvc import clock
from fleetsvc.api.frame.answers import encoded, etag_of, tagged, uncached, worded
from fleetsvc.api.frame.callers import Caller, KeyNotAdmitted, known_caller, person
from fleetsvc.api.frame.lists import list_answer
from fleetsvc.api.frame.resources import Resource
from fleetsvc.api.preparations.schemas import (
    DroppingBody,
    PreparationShape,
    PreparationsQuery,
    PreparationsShape,
)
from fleetsvc.database.transactions import UnitScope
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import Json, Preparation, PreparationStatus
from fleetsvc.services.preparations import preparing
from fleetsvc.services.preparations.lists import (
    changed_since,
    find_preparation,
    list_preparations,
    preparation_json,
)

resource = Resource(
    "preparations", entry=Entry.BUREAU, description="What one person of a unit prepared for another to submit"
)


@resource.operation(
    "GET",
    "/preparations",
    zh="本单位一人准备、待另一人提交的，及已了结的，由近到远",
    query=PreparationsQuery,
    answer=PreparationsShape,
)
def get_preparations(query: dict[str, Any]) -> Response:
    """What is prepared in one's unit, the newest first."""
    acting, only = known_caller(), "status" in query
    with parts().database.transaction(acting.scope) as session:
        found, following = list_preparations(
            session, city=_city(acting), waiting_only=only, before=query["cursor"], limit=query["limit"]
        )
        items = [preparation_json(one) for one in found]
    return list_answer(items, following)


@resource.operation(
    "GET",
    "/preparations/<id:number>",
    zh="一项准备：将照原样提交的内容，及其后有无变动",
    answer=PreparationShape,
)
def get_preparation(number: int) -> Response:
    """One preparation: exactly what will be handed in, and what of it has changed since."""
    acting = known_caller()
    with parts().database.transaction(acting.scope) as session:
        found = find_preparation(session, number, city=_city(acting))
        waits = found.status is PreparationStatus.WAITING
        document = preparation_json(found, changed_since(session, found) if waits else None)
    return tagged(etag_of(encoded(document).decode()), lambda: document)


@resource.operation(
    "POST",
    "/preparations/<id:number>/submission",
    zh="由另一人提交（须本人登录）；系统准备的，第一人提交视为核对，由另一人再提交",
    answer=PreparationShape,
)
def post_submission(number: int) -> Response:
    """Hand in, as a person signed in, what another person prepared; of what a system did, say that it is checked."""
    acting = person()
    with parts().database.transaction(acting.scope) as session:
        found = preparing.submit(session, number, city=_city(acting), by=acting.actor, now=clock.now())
        document = _document(found)
    return worded(uncached(document))


@resource.operation(
    "POST",
    "/preparations/<id:number>/dropping",
    zh="退回他人准备的（写明理由），或收回自己准备的（须本人登录）",
    body=DroppingBody,
    answer=PreparationShape,
)
def post_dropping(body: dict[str, Any], number: int) -> Response:
    """Send back, for a reason, what another person prepared, or take back one's own: nothing is handed in."""
    acting, reason = person(), body.get("reason") or ""
    with parts().database.transaction(acting.scope) as session:
        found = preparing.drop(session, number, reason, city=_city(acting), by=acting.actor, now=clock.now())
        document = _document(found)
    return worded(uncached(document))


def _document(found: Preparation) -> Json:
    return preparation_json(found)


def _city(acting: Caller) -> int:
    """Return the unit whose person or system asks. Raises KeyNotAdmitted."""
    scope = acting.scope
    if not isinstance(scope, UnitScope):
        raise KeyNotAdmitted
    return int(scope.code)
