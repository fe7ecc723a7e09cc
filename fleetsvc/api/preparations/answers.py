"""How the API answers that something waits for another person of the unit to submit."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Response

from fleetsvc import clock
from fleetsvc.api.frame.answers import uncached, worded
from fleetsvc.api.frame.callers import known_caller
from fleetsvc.api.frame.resources import PREFIX, Promised
from fleetsvc.api.preparations.schemas import PreparationShape
from fleetsvc.database.transactions import ScopedSession, UnitScope
from fleetsvc.models import Json
from fleetsvc.services.preparations import drafts as drafts  # noqa: PLC0414 (for whoever hands in)
from fleetsvc.services.preparations.lists import preparation_json
from fleetsvc.services.preparations.matters import Done
from fleetsvc.services.preparations.preparing import prepare_if_asked

WAITS: Final = Promised(
    PreparationShape,
    "须两人办理：已准备，待本单位另一人提交 / Prepared: another person of the unit submits it",
)


def prepared(session: ScopedSession, draft: drafts.Draft) -> tuple[Json, Done] | None:
    """Keep what the caller hands in for its unit where two persons do; None where one suffices, and of the office.

    Raises what handing it in would raise, PreparationsWaiting.
    """
    acting = known_caller()
    scope = acting.scope
    if not isinstance(scope, UnitScope):
        return None
    kept = prepare_if_asked(session, draft, city=int(scope.code), by=acting.actor, now=clock.now())
    return None if kept is None else (preparation_json(kept[0]), kept[1])


def waits(preparation: Json, beside: Mapping[str, Any] | None = None) -> Response:
    """Return that it waits, and where: the preparation alone, or beside the document of what it is about."""
    document = preparation if beside is None else {**beside, "preparation": preparation}
    response = worded(uncached(document, status=202))
    response.headers["Location"] = f"{PREFIX}/preparations/{preparation['id']}"
    return response
