"""``GET /api/v1/openapi.json``: the API described by the code that answers; ``postman.json``: the same to try it."""

from collections.abc import Callable
from typing import Any, Final

from flask import Blueprint, Response, current_app

from fleetsvc.api.frame.answers import answer, encoded, etag_of
from fleetsvc.api.frame.postman import collection_of
from fleetsvc.api.frame.resources import PREFIX
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts

_MADE: Final = "fleetsvc.description"
"""The place in ``app.extensions`` of what was made: neither changes while the application runs, and nobody who asks
for them again and again has half a megabyte written out each time."""


class Description(Blueprint):
    """The description of the API."""

    entry = Entry.ANYONE


description = Description("description", __name__, url_prefix=PREFIX)


@description.get("/openapi.json")
def get_openapi() -> Response:
    """The description as OpenAPI 3.1."""
    return _once("openapi", lambda document: document)


@description.get("/postman.json")
def get_postman() -> Response:
    """The description as a collection for Postman (v2.1)."""
    return _once("postman", collection_of)


def _once(name: str, make: Callable[[dict[str, Any]], object]) -> Response:
    made: dict[str, tuple[bytes, str]] = current_app.extensions.setdefault(_MADE, {})
    if name not in made:
        body = encoded(make(parts().openapi))
        made[name] = body, etag_of(body.decode())
    return answer(*made[name])
