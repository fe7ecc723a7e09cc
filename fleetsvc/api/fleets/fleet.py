"""``/fleet``: an operator's vehicles with their verdicts, and the owners that it acts for or has applied for."""

from datetime import date
from typing import Any, Final

from flask import Response
from marshmallow import Schema

from fleetsvc import clock
from fleetsvc.api.fleets.schemas import (
    BindingBody,
    BindingShape,
    BindingsShape,
    FleetVehicleShape,
    FleetVehiclesShape,
)
from fleetsvc.api.frame.answers import uncached
from fleetsvc.api.frame.callers import person
from fleetsvc.api.frame.cursors import Cursor, cursor_of
from fleetsvc.api.frame.lists import list_answer
from fleetsvc.api.frame.resources import Answers, Resource
from fleetsvc.api.frame.schemas import MAX_PAGE, Number, OneOf, PageQuery, words_of
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.fleets import bindings, vehicles
from fleetsvc.services.fleets.vehicles import FleetPlace
from rules.vocabulary import Verdict

resource = Resource("fleet", entry=Entry.OPERATOR, description="Vehicles of the operator who is signed in")

GIVEN_UP: Final = "given up by the operator"


class FleetQuery(Schema):
    """Which vehicles."""

    verdict = OneOf(words_of(Verdict), description="结论 / Verdict")
    limit = Number(1, MAX_PAGE, load_default=100, description="每页条数 / Items on the page")
    cursor = Cursor(str, int)


@resource.operation(
    "GET",
    "/fleet/vehicles",
    zh="本车队的车辆和结论，由近到远（车队账户登录后）",
    query=FleetQuery,
    answer=FleetVehiclesShape,
)
def get_vehicles(query: dict[str, Any]) -> Response:
    """The vehicles of the operator who is signed in, the last registered first, with their verdicts."""
    with parts().database.transaction(person().fleet) as session:
        found, following = vehicles.list_vehicles(
            session, verdict=query.get("verdict"), after=_place(query["cursor"]), limit=query["limit"]
        )
    cursor = None if following is None else cursor_of((following.day.isoformat(), following.number))
    return list_answer([vehicles.vehicle_json(row) for row in found], cursor)


def _place(cursor: tuple[str, int] | None) -> FleetPlace | None:
    try:
        return None if cursor is None else FleetPlace(date.fromisoformat(cursor[0]), cursor[1])
    except ValueError:
        return None


@resource.operation("GET", "/fleet/vehicles/<id:number>", zh="本车队的一辆车", answer=FleetVehicleShape)
def get_vehicle(number: int) -> Response:
    """One vehicle of the operator who is signed in."""
    with parts().database.transaction(person().fleet) as session:
        found = vehicles.vehicle_json(vehicles.vehicle(session, number))
    return uncached(found)


@resource.operation(
    "GET", "/fleet/owners", zh="已绑定和申请绑定的所有人", query=PageQuery, answer=BindingsShape
)
def get_owners(query: dict[str, Any]) -> Response:
    """The owners that the operator acts for or has applied for, the last first."""
    now = clock.now()
    with parts().database.transaction(person().fleet) as session:
        found, following = bindings.list_bindings(session, before=query["cursor"], limit=query["limit"])
    return list_answer([bindings.binding_json(one, now=now) for one in found], following)


@resource.operation(
    "POST",
    "/fleet/owners",
    zh="申请绑定所有人，由登记地的市级交通部门核准",
    body=BindingBody,
    answer=Answers(BindingShape, statuses=(201,)),
)
def post_owner(body: dict[str, Any]) -> Response:
    """Apply to act for an owner; the bureau of the unit confirms it."""
    by, now = person(), clock.now()
    with parts().database.transaction(by.fleet) as session:
        made = bindings.apply(
            session, body["unit"], body["owner"], account=by.account, said=body["said"], by=by.actor, now=now
        )
        document = bindings.binding_json(made, now=now)
    return uncached(document, 201)


@resource.operation("POST", "/fleet/owners/<id:number>/end", zh="不再代表该所有人", answer=BindingShape)
def post_end(number: int) -> Response:
    """Give up acting for an owner, or an application."""
    by, now = person(), clock.now()
    with parts().database.transaction(by.fleet) as session:
        found = bindings.find_binding(session, number, account=by.account)
        bindings.end(session, found, reason=GIVEN_UP, by=by.actor, now=now)
        document = bindings.binding_json(found, now=now)
    return uncached(document)
