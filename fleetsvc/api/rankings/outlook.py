"""``/outlook``: what a year's rate may come to, with its range, and what the next vehicles must be. An estimate."""

from fractions import Fraction
from typing import Any, Final

from flask import Response
from marshmallow import Schema, fields

from fleetsvc import clock
from fleetsvc.api.frame.answers import uncached
from fleetsvc.api.frame.callers import asked_unit, known_caller
from fleetsvc.api.frame.resources import Resource
from fleetsvc.api.frame.schemas import CATEGORIES, UNIT_CODES, Number, OneOf
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.rankings.outlook import METHOD, NEXT, Asked, outlook_json, outlooks
from rules.outlook import COVERAGE
from rules.units import UNITS
from rules.vocabulary import Category

resource = Resource("outlook", entry=Entry.REPORTING, description="Outlook to the year's end: estimates")

PERCENT: Final = 95


class OutlookQuery(Schema):
    """Of which unit and category, until which target, of how many next vehicles."""

    unit = OneOf(UNIT_CODES, description="报送单位代码 / Reporting unit")
    category = OneOf(CATEGORIES, description="车辆用途，不写为全部 / Category; all unless given")
    target = Number(1, 100, load_default=PERCENT, description="目标，百分数 / Target in percent")
    next = Number(1, 10_000, load_default=NEXT, description="接下来的辆数 / Number of next vehicles")


class ForecastShape(Schema):
    """An estimate: shares from 0 to 1. ``to_come``: vehicles expected; ``dispersion``: 1 where all is chance."""

    to_come = fields.Integer()
    low = fields.Float()
    middle = fields.Float()
    high = fields.Float()
    dispersion = fields.Float()


class UnitOutlookShape(Schema):
    """A unit's outlook: ``forecast`` is null where too little is known, ``must_be_good`` where all are not enough."""

    unit = fields.String()
    category = fields.String(allow_none=True)
    good = fields.Integer()
    counted = fields.Integer()
    rate = fields.Float(allow_none=True)
    forecast = fields.Nested(ForecastShape, allow_none=True)
    must_be_good = fields.Integer(allow_none=True)
    good_in_a_row = fields.Integer(allow_none=True)


class OutlookShape(Schema):
    """The outlook to the end of a year, after so many months; ``estimate`` is always true."""

    year = fields.Integer()
    months = fields.Integer()
    estimate = fields.Boolean()
    method = fields.String()
    coverage = fields.Float()
    target = fields.Integer()
    next = fields.Integer()
    items = fields.List(fields.Nested(UnitOutlookShape))


@resource.operation(
    "GET",
    "/outlook",
    zh="年终预估（估算，非通报数据）：比例及其八成区间，和接下来若干辆中须达标的辆数",
    query=OutlookQuery,
    answer=OutlookShape,
)
def get_outlook(query: dict[str, Any]) -> Response:
    """What the year's rate may come to, with a range of 80 %, and what the next vehicles must be: estimates."""
    asker, today = known_caller(), clock.day_of(clock.now())
    unit = asked_unit(asker, query.get("unit"))
    category = query.get("category")
    asked = Asked(
        units=tuple(UNITS) if unit is None else (unit,),
        categories=(Category(category) if category else None,),
        target=Fraction(query["target"], 100),
        of_next=query["next"],
    )
    with parts().database.transaction(asker.scope) as session:
        items = [outlook_json(one) for one in outlooks(session, asked, today=today)]
    return uncached(
        {
            "year": today.year,
            "months": today.month - 1,
            "estimate": True,
            "method": METHOD,
            "coverage": float(COVERAGE),
            "target": query["target"],
            "next": query["next"],
            "items": items,
        }
    )
