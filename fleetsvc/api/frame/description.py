"""``GET /api/v1/openapi.json``: the API described by the code that answers; ``postman.json``: the same to try it."""

from flask import Blueprint, Response

from fleetsvc.api.frame.answers import encoded, etag_of, tagged
from fleetsvc.api.frame.postman import collection_of
from fleetsvc.api.frame.resources import PREFIX
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts


class Description(Blueprint):
    """The description of the API."""

    entry = Entry.ANYONE


description = Description("description", __name__, url_prefix=PREFIX)


@description.get("/openapi.json")
def get_openapi() -> Response:
    """The description as OpenAPI 3.1."""
    document = parts().openapi
    return tagged(etag_of(encoded(document).decode()), lambda: document)


@description.get("/postman.json")
def get_postman() -> Response:
    """The description as a collection for Postman (v2.1)."""
    collection = collection_of(parts().openapi)
    return tagged(etag_of(encoded(collection).decode()), lambda: collection)
