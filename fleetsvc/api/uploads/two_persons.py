"""``/two-persons``: of which units another person submits what one has prepared."""

from typing import Any

from flask import Response
from marshmallow import Schema, fields

from fleetsvc import clock
from fleetsvc.api.frame.answers import uncached
from fleetsvc.api.frame.callers import known_caller, person
from fleetsvc.api.frame.lists import list_answer
from fleetsvc.api.frame.resources import Resource
from fleetsvc.api.frame.schemas import UNIT_CODES, Flag, OneOf
from fleetsvc.api.frame.shapes import PageShape
from fleetsvc.clock import rfc3339
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import Json
from fleetsvc.services.uploads import two_persons
from fleetsvc.services.uploads.two_persons import UnitRule

resource = Resource(
    "two_persons", entry=Entry.OFFICE, description="Units of which another person submits what one prepared"
)


class TwoPersonsBody(Schema):
    """Whether two persons of a unit submit."""

    unit = OneOf(UNIT_CODES, required=True, description="报送单位代码 / Reporting unit")
    required = Flag(required=True, metadata={"description": "是否须两人办理 / Whether two persons submit"})


class TwoPersonsShape(Schema):
    """A unit; with fewer than two ``accounts`` in use nobody could submit what another has prepared."""

    unit = fields.String()
    required = fields.Boolean()
    accounts = fields.Integer()
    set_by = fields.String(allow_none=True)
    set_at = fields.DateTime(allow_none=True)


class TwoPersonsListShape(PageShape):
    """All units in their order."""

    items = fields.List(fields.Nested(TwoPersonsShape))


@resource.operation("GET", "/two-persons", zh="各单位是否须两人办理、在用账户数", answer=TwoPersonsListShape)
def get_rules() -> Response:
    """All units: whether two persons submit, and how many accounts are in use."""
    with parts().database.transaction(known_caller().scope) as session:
        rules = two_persons.list_rules(session)
    return list_answer([_rule_json(one) for one in rules], None)


@resource.operation(
    "POST",
    "/two-persons",
    zh="要求或取消一个单位的两人办理（须本人登录）；通知该单位",
    body=TwoPersonsBody,
    answer=TwoPersonsShape,
)
def post_rule(body: dict[str, Any]) -> Response:
    """Ask for two persons of a unit, or no longer, as a person signed in; the unit is told."""
    acting, change = person(), two_persons.ask_for if body["required"] else two_persons.lift
    with parts().database.transaction(acting.scope) as session:
        change(session, city=int(body["unit"]), by=acting.actor, now=clock.now())
        rules = two_persons.list_rules(session)
    return uncached(next(_rule_json(one) for one in rules if one.unit == body["unit"]))


def _rule_json(one: UnitRule) -> Json:
    return {
        "unit": one.unit,
        "required": one.rule is not None,
        "accounts": one.accounts,
        "set_by": one.rule and one.rule.set_by,
        "set_at": one.rule and rfc3339(one.rule.set_at),
    }
