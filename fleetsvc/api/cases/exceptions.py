"""``GET /exceptions``: what the law excepts, and how often that is asked for and approved, for everybody."""

from typing import Any

from flask import Response
from marshmallow import Schema, fields

from fleetsvc import clock
from fleetsvc.api.frame.answers import language
from fleetsvc.api.frame.lists import list_answer, page_of
from fleetsvc.api.frame.resources import Resource
from fleetsvc.api.frame.schemas import CATEGORIES, UNIT_CODES, OneOf, PageQuery
from fleetsvc.api.frame.shapes import ClauseShape, PageShape
from fleetsvc.database.transactions import PUBLISHED
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.cases.exception_counts import exceptions_json, of_unit

resource = Resource(
    "exceptions", entry=Entry.ANYONE, description="Exceptions: grounds, and how often approved"
)


class ExceptionsQuery(PageQuery):
    """Which exceptions."""

    unit = OneOf(
        UNIT_CODES, description="各单位的数字只列该单位 / Of the figures of units only this one's (GB/T 2260)"
    )
    category = OneOf(CATEGORIES, description="车辆用途 / Category of use")


class CountBandShape(Schema):
    """A count as the least and the most it may be: 0 to 4, 5 to 9, 10 to 14 and so on; null: or more."""

    least = fields.Integer()
    most = fields.Integer(allow_none=True)


class ExceptionCountsShape(Schema):
    """How many were asked for, approved, refused, and stood when the month began."""

    asked = fields.Nested(CountBandShape)
    approved = fields.Nested(CountBandShape)
    refused = fields.Nested(CountBandShape)
    standing = fields.Nested(CountBandShape)


class UnitExceptionCountsShape(ExceptionCountsShape):
    """The same in a unit: fewer than five, or five and more."""

    unit = fields.String()


class ExceptingRuleShape(Schema):
    """A rule that excepts on this ground: for which events and units (null: all), and what to show."""

    id = fields.String()
    title = fields.String()
    events = fields.List(fields.String())
    units = fields.List(fields.String(), allow_none=True)
    description = fields.String()
    evidence = fields.List(fields.String())
    until = fields.Date(allow_none=True)
    clause = fields.Nested(ClauseShape)


class PublicExceptionShape(Schema):
    """A ground of a category; without rules where it is none any more. ``as_of``: the day the figures are of."""

    category = fields.String()
    ground = fields.String()
    as_of = fields.Date()
    rules = fields.List(fields.Nested(ExceptingRuleShape))
    province = fields.Nested(ExceptionCountsShape)
    units = fields.List(fields.Nested(UnitExceptionCountsShape))


class PublicExceptionsShape(PageShape):
    """Grounds by category."""

    items = fields.List(fields.Nested(PublicExceptionShape))


@resource.operation(
    "GET",
    "/exceptions",
    zh="现行规则的例外理由，以及各单位、类别申请、批准、驳回和现行有效的辆数（截至本月初；全省五辆一档，各单位只分不足 5 辆和 5 辆及以上）",
    query=ExceptionsQuery,
    answer=PublicExceptionsShape,
)
def get_exceptions(query: dict[str, Any]) -> Response:
    """The grounds of the law in force, with how often each was asked for, approved, refused and stood by this month."""
    today, book = clock.day_of(clock.now()), parts().in_force.get().book
    with parts().database.transaction(PUBLISHED) as session:
        counts = parts().exceptions.on(session, today)
    told = exceptions_json(book, counts, on=today, language=language())
    wanted = [one for one in told if query.get("category") in (None, one["category"])]
    return list_answer(*page_of([of_unit(one, query.get("unit")) for one in wanted], query))
