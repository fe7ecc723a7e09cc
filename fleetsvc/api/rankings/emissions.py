"""``/outlook/emissions``: what new-energy vehicles avoid and violations forgo, with all factors. An estimate."""

from typing import Any

from flask import Response
from marshmallow import Schema, fields

from fleetsvc import clock
from fleetsvc.api.frame.answers import uncached
from fleetsvc.api.frame.callers import asked_unit, known_caller
from fleetsvc.api.frame.resources import Resource
from fleetsvc.api.frame.schemas import CATEGORIES, UNIT_CODES, OneOf
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.rankings.emissions import FACTORS, Asked, emissions, emissions_json, factors_json
from rules.units import UNITS
from rules.vocabulary import Category

resource = Resource(
    "emissions", entry=Entry.REPORTING, description="Avoided and forgone emissions: estimates"
)


class EmissionsQuery(Schema):
    """Of which unit and category."""

    unit = OneOf(UNIT_CODES, description="报送单位代码 / Reporting unit")
    category = OneOf(
        CATEGORIES, description="车辆用途，不写为各用途及合计 / Category; each and all unless given"
    )


class FigureShape(Schema):
    """Tonnes a year to two significant digits, of so many ``vehicles``; of the others nothing is estimated."""

    vehicles = fields.Integer()
    low = fields.Float()
    high = fields.Float()


class EstimateShape(Schema):
    """What so many vehicles come to; null where no factor can be cited for any of them."""

    vehicles = fields.Integer()
    nox = fields.Nested(FigureShape, allow_none=True)
    co2_tailpipe = fields.Nested(FigureShape, allow_none=True)
    co2_with_grid = fields.Nested(FigureShape, allow_none=True)


class UnitEmissionsShape(Schema):
    """A unit's estimate; ``unit`` is null for the province, ``category`` for all together. Plug-ins have none."""

    unit = fields.String(allow_none=True)
    category = fields.String(allow_none=True)
    avoided = fields.Nested(EstimateShape)
    forgone = fields.Nested(EstimateShape)
    plug_in_hybrids = fields.Integer()


class FactorShape(Schema):
    """One figure with its source, the source's date and how far it is to be trusted (high, medium, low)."""

    key = fields.String()
    zh = fields.String()
    en = fields.String()
    value = fields.Float()
    unit = fields.String()
    source_zh = fields.String()
    source_en = fields.String()
    dated = fields.String()
    confidence = fields.String()


class BaselineShape(Schema):
    """What would have been registered instead; ``co2`` is false where no consumption could be cited."""

    category = fields.String()
    zh = fields.String()
    en = fields.String()
    co2 = fields.Boolean()
    factors = fields.List(fields.Nested(FactorShape))


class EmissionsShape(Schema):
    """The estimates of a year's vehicles so far, in ``tonnes_a_year``; ``estimate`` is always true."""

    year = fields.Integer()
    estimate = fields.Boolean()
    unit_of_measure = fields.String()
    factors_id = fields.String()
    items = fields.List(fields.Nested(UnitEmissionsShape))
    baselines = fields.List(fields.Nested(BaselineShape))


@resource.operation(
    "GET",
    "/outlook/emissions",
    zh="减排量（估算，非通报数据）：本年新能源车避免、不合规车少减的 NOx 和 CO₂，附全部系数及其出处",
    query=EmissionsQuery,
    answer=EmissionsShape,
)
def get_emissions(query: dict[str, Any]) -> Response:
    """What this year's new-energy vehicles avoid in a year and violations forgo, in tonnes: estimates with sources."""
    asker, today = known_caller(), clock.day_of(clock.now())
    unit = asked_unit(asker, query.get("unit"))
    category = query.get("category")
    asked = Asked(
        units=(None, *UNITS) if unit is None else (unit,),
        categories=(Category(category),) if category else (None, *Category),
    )
    with parts().database.transaction(asker.scope) as session:
        items = [emissions_json(one) for one in emissions(session, asked, today=today)]
    return uncached(
        {
            "year": today.year,
            "estimate": True,
            "unit_of_measure": "tonnes_a_year",
            "factors_id": FACTORS,
            "items": items,
            "baselines": factors_json(),
        }
    )
