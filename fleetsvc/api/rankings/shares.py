"""``GET /shares``: what each unit attains of the shares that rules demand, as its registrations stand now."""

from typing import Any

from flask import Response
from marshmallow import Schema, fields

from fleetsvc import clock
from fleetsvc.api.frame.answers import language, uncached
from fleetsvc.api.frame.callers import asked_unit, known_caller
from fleetsvc.api.frame.resources import Resource
from fleetsvc.api.frame.schemas import PERIODS, UNIT_CODES, OneOf, Words
from fleetsvc.api.frame.shapes import BookShape
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.law.requirements import books_json
from fleetsvc.services.law.rulebooks import active_book
from fleetsvc.services.rankings.shares import attainments
from rules.periods import PeriodKind, parse_period, period_of
from rules.targets import Attainment
from rules.units import UNITS

resource = Resource("shares", entry=Entry.REPORTING, description="Shares that rules demand of groups")


class SharesQuery(Schema):
    """Of which period, and of which unit."""

    period = Words(
        8,
        pattern=PERIODS,
        description="期次；不填为今年 / Period: 2025, 2025-Q3 or 2025-09; this year unless given",
    )
    unit = OneOf(UNIT_CODES, description="报送单位；不填为可见的全部 / All that you may see unless given")


class CountShape(Schema):
    """Vehicles of a group: all, those that meet the demand, those of which it is not known; shares from 0 to 1."""

    counted = fields.Integer()
    met = fields.Integer()
    unknown_ = fields.Integer(data_key="unknown")
    share = fields.Float(allow_none=True)
    share_low = fields.Float(allow_none=True)
    share_high = fields.Float(allow_none=True)
    shortfall = fields.Integer()
    attainment = fields.String(metadata={"enum": [one.value for one in Attainment]})


class SubShareShape(CountShape):
    """What is attained of a narrower demand on the same group."""

    required = fields.Float()


class BehindShape(CountShape):
    """An owner that does not reach the share for certain; null: vehicles of which no owner is known."""

    owner = fields.String(allow_none=True)


class AttainmentShape(CountShape):
    """What a unit attains of one share: shares from 0 to 1, ``shortfall`` in vehicles of the same group.

    ``unknown`` vehicles have no energy that is known for certain: ``share_low`` takes none of them for new-energy,
    ``share_high`` all. ``required`` must be exceeded where ``exclusive``. ``sub_shares`` where the rule has them; where
    it asks of owners, ``operators`` tells how many are asked and how they stand, ``behind`` those furthest behind.
    """

    unit = fields.String()
    name = fields.String()
    title = fields.String()
    rule = fields.String()
    required = fields.Float()
    exclusive = fields.Boolean()
    sub_shares = fields.List(fields.Nested(SubShareShape))
    operators = fields.Dict(values=fields.Integer())
    behind = fields.List(fields.Nested(BehindShape))


class SharesShape(Schema):
    """The shares of a period by the rulebook in force."""

    period = fields.String()
    rulebook = fields.Nested(BookShape)
    rulebooks = fields.List(fields.Nested(BookShape))
    items = fields.List(fields.Nested(AttainmentShape))


@resource.operation(
    "GET",
    "/shares",
    zh="比例要求（主要、不低于百分之几）的完成情况：按规则、单位、期次，含上下限和差额",
    query=SharesQuery,
    answer=SharesShape,
)
def get_shares(query: dict[str, Any]) -> Response:
    """What each unit attains of each share that a rule demands in a period, with its bounds and what it is short of."""
    asker, named = known_caller(), query.get("period")
    period = period_of(clock.day_of(clock.now()), PeriodKind.YEAR) if named is None else parse_period(named)
    unit = asked_unit(asker, query.get("unit"))
    units = tuple(UNITS) if unit is None else (unit,)
    with parts().database.transaction(asker.scope) as session:
        book = active_book(session).book
        items = attainments(session, period, book=book, units=units, language=language())
    document = {
        "period": period.key,
        **books_json(book),
        "items": items,
    }
    return uncached(document)
