"""``GET /units`` and ``GET /categories``: the words that questions are asked in."""

from typing import Any

from flask import Response
from marshmallow import Schema, fields

from fleetsvc.api.frame.lists import list_answer, page_of
from fleetsvc.api.frame.resources import Resource
from fleetsvc.api.frame.schemas import PageQuery
from fleetsvc.api.frame.shapes import PageShape
from fleetsvc.edge.entry import Entry
from rules.labels import label
from rules.units import UNITS
from rules.vocabulary import Category

resource = Resource("vocabulary", entry=Entry.ANYONE, description="Reporting units and categories of use")


class NameShape(Schema):
    """A name in both languages."""

    zh = fields.String()
    en = fields.String()


class UnitShape(Schema):
    """A reporting unit."""

    code = fields.String()
    name = fields.Nested(NameShape)
    plate_letters = fields.List(fields.String())


class UnitsShape(PageShape):
    """Reporting units."""

    items = fields.List(fields.Nested(UnitShape))


class CategoryShape(Schema):
    """A category of use."""

    code = fields.String()
    name = fields.Nested(NameShape)


class CategoriesShape(PageShape):
    """Categories of use."""

    items = fields.List(fields.Nested(CategoryShape))


@resource.operation(
    "GET", "/units", zh="河南省 19 个报送单位及其号牌字母", query=PageQuery, answer=UnitsShape
)
def get_units(query: dict[str, Any]) -> Response:
    """The 19 reporting units of Henan, with the letters of their plates."""
    units = [
        {
            "code": unit.code,
            "name": {"zh": unit.name.zh, "en": unit.name.en},
            "plate_letters": list(unit.plate_letters),
        }
        for unit in UNITS.values()
    ]
    return list_answer(*page_of(units, query))


@resource.operation("GET", "/categories", zh="车辆用途类别", query=PageQuery, answer=CategoriesShape)
def get_categories(query: dict[str, Any]) -> Response:
    """The categories of use that the mandate tells apart."""
    categories = [
        {"code": category.value, "name": {"zh": label(category).zh, "en": label(category).en}}
        for category in Category
    ]
    return list_answer(*page_of(categories, query))
