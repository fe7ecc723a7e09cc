"""``POST /wrong-records``: a dealer says that what is recorded of a vehicle looks wrong, and learns nothing by it."""

from typing import Any, Final

from flask import Response
from marshmallow import Schema, fields

from fleetsvc import clock
from fleetsvc.api.frame.answers import uncached
from fleetsvc.api.frame.callers import known_caller
from fleetsvc.api.frame.resources import Answers, Resource
from fleetsvc.api.frame.schemas import SOME_WORDS, UNIT_CODES, OneOf, Words
from fleetsvc.database.transactions import UnitScope
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.cases.wrong_records import WrongRecord, report_wrong
from rules.identifiers import vin

A_VIN: Final = "^[A-HJ-NPR-Za-hj-npr-z0-9]{17}$"
"""How a VIN is described; one that is written with spaces is taken too."""

resource = Resource("wrong-records", entry=Entry.ANY_KEY, description="Records that look wrong from outside")


class WrongRecordBody(Schema):
    """Of which vehicle, and what looks wrong."""

    unit = OneOf(UNIT_CODES, required=True, description="报送单位 / Reporting unit")
    vin = Words(40, required=True, pattern=A_VIN, description="车架号 / VIN")
    reason = Words(1000, required=True, pattern=SOME_WORDS, description="哪里不对 / What looks wrong")


class ReceivedShape(Schema):
    """That it was received: the same whether or not the vehicle is known."""

    unit = fields.String()
    received_at = fields.DateTime()


@resource.operation(
    "POST",
    "/wrong-records",
    zh="反映某车登记信息有误；无论该车是否在册，回答相同",
    body=WrongRecordBody,
    answer=Answers(ReceivedShape, statuses=(202,)),
)
def post_wrong_record(body: dict[str, Any]) -> Response:
    """Say that what is recorded of a vehicle looks wrong; the answer is the same whether or not it is known."""
    now, acting = clock.now(), known_caller()
    said = WrongRecord(body["unit"], vin.validate(body["vin"]), body["reason"])
    with parts().database.transaction(UnitScope(said.unit)) as session:
        report_wrong(session, said, by=acting.actor, now=now)
    document = {"unit": said.unit, "received_at": clock.rfc3339(now)}
    return uncached(document, 202)
