"""``GET /models/{code}``: what the loaded catalogues of new-energy vehicles say about a model."""

from flask import Response
from marshmallow import Schema, fields

from fleetsvc.api.frame.answers import etag_of, language, tagged
from fleetsvc.api.frame.resources import Resource
from fleetsvc.clock import SHANGHAI
from fleetsvc.database.transactions import PUBLISHED
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.law.catalogues import ModelUnknown, model

resource = Resource("models", entry=Entry.ANY_KEY, description="Models of the new-energy catalogues")


class ModelShape(Schema):
    """A model of the loaded catalogues."""

    code = fields.String()
    energy = fields.String()
    product_name = fields.String(allow_none=True)
    enterprise = fields.String(allow_none=True)
    batches = fields.List(fields.String())
    loaded_at = fields.DateTime()


@resource.operation(
    "GET",
    "/models/<path:code>",
    zh="已载入的新能源车型目录中某型号的条目；查不到不等于不是新能源车",
    answer=ModelShape,
)
def get_model(code: str) -> Response:
    """The entry of a model code. That none exists does not prove that a vehicle is no new-energy vehicle."""
    if not code.isprintable():
        raise ModelUnknown(code)
    with parts().database.transaction(PUBLISHED) as session:
        found = model(session, code)
    document = {
        "code": found.code,
        "energy": found.energy,
        "product_name": found.product_name,
        "enterprise": found.enterprise,
        "batches": found.batches,
        "loaded_at": found.loaded_at.astimezone(SHANGHAI).isoformat(),
    }
    return tagged(etag_of("model", found.code, str(document["loaded_at"]), language()), lambda: document)
