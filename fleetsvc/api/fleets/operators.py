"""``/operators``: who asks to act for an owner of a unit's register; its bureau confirms, refuses, ends."""

from typing import Any

from flask import Response

from fleetsvc import clock
from fleetsvc.api.fleets.schemas import BindingShape, BindingsShape, ConfirmBody, EndBody
from fleetsvc.api.frame.answers import uncached
from fleetsvc.api.frame.callers import known_caller
from fleetsvc.api.frame.lists import list_answer
from fleetsvc.api.frame.resources import Resource
from fleetsvc.api.frame.schemas import PageQuery
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.fleets import bindings

resource = Resource("operators", entry=Entry.BUREAU, description="Fleet operators of a unit's owners")


@resource.operation(
    "GET", "/operators", zh="申请或已代表本单位登记的所有人的车队账户", query=PageQuery, answer=BindingsShape
)
def get_operators(query: dict[str, Any]) -> Response:
    """Who acts for owners of the unit's register or has applied to, the last first."""
    now = clock.now()
    with parts().database.transaction(known_caller().scope) as session:
        found, following = bindings.list_bindings(session, before=query["cursor"], limit=query["limit"])
    return list_answer([bindings.binding_json(one, now=now) for one in found], following)


@resource.operation(
    "POST", "/operators/<id:number>/confirm", zh="核准绑定", body=ConfirmBody, answer=BindingShape
)
def post_confirm(body: dict[str, Any], number: int) -> Response:
    """Confirm that an account acts for an owner: from now on it sees the vehicles under that name."""
    by, now = known_caller(), clock.now()
    with parts().database.transaction(by.scope) as session:
        found = bindings.confirm(session, number, until=body.get("until"), by=by.actor, now=now)
        document = bindings.binding_json(found, now=now)
    return uncached(document)


@resource.operation(
    "POST", "/operators/<id:number>/end", zh="不核准或结束绑定，即时生效", body=EndBody, answer=BindingShape
)
def post_end(body: dict[str, Any], number: int) -> Response:
    """Refuse or end a binding, at once."""
    by, now = known_caller(), clock.now()
    with parts().database.transaction(by.scope) as session:
        found = bindings.find_binding(session, number)
        bindings.end(session, found, reason=body["reason"], by=by.actor, now=now)
        document = bindings.binding_json(found, now=now)
    return uncached(document)
