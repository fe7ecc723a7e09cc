"""``GET /models`` and ``/models/{code}``: what the loaded catalogues of new-energy vehicles list."""

from dataclasses import asdict
from typing import Any

from flask import Response
from marshmallow import Schema, fields

from fleetsvc.api.frame.answers import etag_of, language, tagged
from fleetsvc.api.frame.lists import list_answer, page_of
from fleetsvc.api.frame.resources import Resource
from fleetsvc.api.frame.schemas import CATEGORIES, ENERGIES, OneOf, PageQuery
from fleetsvc.api.frame.shapes import PageShape
from fleetsvc.clock import SHANGHAI
from fleetsvc.database.transactions import PUBLISHED
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.law.catalogues import ModelUnknown, list_models, model

listed = Resource("model_list", entry=Entry.ANYONE, description="New-energy models by category of use")
resource = Resource("models", entry=Entry.ANY_KEY, description="Models of the new-energy catalogues")


class ModelShape(Schema):
    """A model of the loaded catalogues."""

    code = fields.String()
    energy = fields.String()
    product_name = fields.String(allow_none=True)
    enterprise = fields.String(allow_none=True)
    batches = fields.List(fields.String())
    loaded_at = fields.DateTime()


class ModelsQuery(PageQuery):
    """Which models."""

    category = OneOf(CATEGORIES, description="车辆用途 / Category of use")
    energy = OneOf(ENERGIES, description="能源种类 / Kind of energy")


class ListedModelShape(Schema):
    """A model in a list. ``category``: by its name or the letters of its code; null where they do not tell one."""

    code = fields.String()
    energy = fields.String()
    product_name = fields.String(allow_none=True)
    enterprise = fields.String(allow_none=True)
    batches = fields.List(fields.String())
    category = fields.String(allow_none=True)


class ModelsShape(PageShape):
    """Models by code."""

    items = fields.List(fields.Nested(ListedModelShape))


@listed.operation(
    "GET",
    "/models",
    zh="已载入目录中的新能源车型，可按用途筛选；没有列出不等于没有",
    query=ModelsQuery,
    answer=ModelsShape,
)
def get_models(query: dict[str, Any]) -> Response:
    """The models of the loaded catalogues, also by category of use; that none is listed proves nothing."""
    with parts().database.transaction(PUBLISHED) as session:
        found = list_models(session, category=query.get("category"), energy=query.get("energy"))
    page, following = page_of(found, query)
    return list_answer([asdict(one) for one in page], following)


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
