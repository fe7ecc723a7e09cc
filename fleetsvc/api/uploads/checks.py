"""``POST /checks``: judge vehicles one by one, before they are registered."""

from datetime import date
from typing import Any, Final

from flask import Response

from fleetsvc import clock
from fleetsvc.api.frame.answers import encoded, language
from fleetsvc.api.frame.callers import caller
from fleetsvc.api.frame.faults import Fault, InputRefused, PlacedFault
from fleetsvc.api.frame.resources import Resource
from fleetsvc.api.frame.schemas import CheckBody
from fleetsvc.api.frame.shapes import ChecksShape
from fleetsvc.database.transactions import PUBLISHED
from fleetsvc.edge.bodies import Room, takes
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.uploads.check_items import Vehicle, catalogued, check_answer
from fleetsvc.settings import MEBIBYTE
from rules.vocabulary import Category, EmissionStage, Energy, Event
from rules.wording import Text

resource = Resource("checks", entry=Entry.ANYONE, description="Judge vehicles before they are registered")

ROOM: Final = Room(lambda _: 16 * MEBIBYTE, unknown=16 * 1024)
"""For 10,000 vehicles with all their fields, each as long as it may be and in Chinese; without a key for one."""
_ONE_WITHOUT_KEY: Final = Fault(
    "key-needed",
    Text("没有密钥时一次只能核查一辆车", "without a key only one vehicle may be checked at a time"),
)


@resource.operation(
    "POST",
    "/checks",
    zh="登记前逐辆核查：1 至 10,000 辆（无密钥时一辆），与导入时同一套判定",
    body=CheckBody,
    answer=ChecksShape,
)
@takes(ROOM)
def post_checks(body: dict[str, Any]) -> Response:
    """Judge 1 to 10,000 vehicles (one without a key), as an import would."""
    items = body["items"]
    if len(items) > 1 and caller() is None:
        raise InputRefused([PlacedFault("body", "/items", _ONE_WITHOUT_KEY)])
    today = clock.day_of(clock.now())
    vehicles = [_vehicle(item, today=today) for item in items]
    book = parts().in_force.get().book
    with parts().database.transaction(PUBLISHED) as session:
        catalogue = catalogued(session, vehicles)
    document = check_answer(book, vehicles, catalogue=catalogue, today=today, language=language())
    response = Response(encoded(document), content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def _vehicle(item: dict[str, Any], *, today: date) -> Vehicle:
    stage, energy = item.get("emission_stage"), item.get("energy")
    return Vehicle(
        unit=item["unit"],
        category=Category(item["category"]),
        event=Event(item["event"]),
        registered_on=item.get("registered_on") or today,
        energy=Energy(energy) if energy else None,
        plate=item.get("plate"),
        vin=item.get("vin"),
        model=item.get("model"),
        emission_stage=EmissionStage(stage) if stage else None,
        gross_mass_kg=item.get("gross_mass_kg"),
        replaces_vin=item.get("replaces_vin"),
        replaces_plate=item.get("replaces_plate"),
        ref=item.get("ref"),
    )
