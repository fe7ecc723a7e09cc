"""``POST /rankings/{period}/objections``: a unit objects to its own line of an edition in preview."""

from typing import Any

from flask import Response
from marshmallow import Schema, fields, validate

from fleetsvc import clock
from fleetsvc.api.cases.schemas import CaseShape, evidence_numbers
from fleetsvc.api.cases.shown import document_of
from fleetsvc.api.frame.answers import uncached
from fleetsvc.api.frame.callers import KeyNotAdmitted, known_caller
from fleetsvc.api.frame.resources import PREFIX, Answers, Resource
from fleetsvc.api.frame.schemas import CATEGORIES, PERIOD_IN_PATH, SOME_WORDS, OneOf, Words
from fleetsvc.api.preparations.answers import WAITS, drafts, prepared, waits
from fleetsvc.database.transactions import UnitScope
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.cases.objections import MOST_VEHICLES, Objection, object_to
from rules.identifiers import vin
from rules.periods import parse_period
from rules.vocabulary import Category

resource = Resource(
    "objections", entry=Entry.REPORTING, description="Objections of a unit to its line of a preview"
)


class ObjectionBody(Schema):
    """What a unit says against its line."""

    reason = Words(2000, required=True, pattern=SOME_WORDS, description="异议及理由 / What is wrong, and why")
    category = OneOf(
        CATEGORIES, description="针对某一用途的排名；不填为全部用途 / Of one category; over all unless given"
    )
    vehicles = fields.List(
        Words(17, required=True),
        validate=validate.Length(max=MOST_VEHICLES),
        metadata={"description": "涉及车辆的车架号 / VINs of the vehicles it is about"},
    )
    evidence = evidence_numbers()


@resource.operation(
    "POST",
    "/rankings/<period>/objections",
    zh="报送单位对预览中本单位的一行提出异议；办结之前该期不发布",
    body=ObjectionBody,
    answer=Answers(CaseShape, statuses=(201,), promised=WAITS),
    path=(PERIOD_IN_PATH,),
)
def post_objection(body: dict[str, Any], period: str) -> Response:
    """Object to one's own line of an edition in preview: until that is settled, the period is not released.

    202: two persons of the unit hand in, and it waits for the other one; nothing holds the period before.
    """
    acting = known_caller()
    if not isinstance(acting.scope, UnitScope):
        raise KeyNotAdmitted
    said = Objection(
        parse_period(period),
        body["reason"],
        category=Category(body["category"]) if body.get("category") else None,
        vehicles=tuple(dict.fromkeys(map(vin.compact, body.get("vehicles") or ()))),
        evidence=tuple(body.get("evidence") or ()),
    )
    with parts().database.transaction(acting.scope) as session:
        kept = prepared(session, drafts.objection(said))
        if kept is not None:
            return waits(kept[0])
        case = object_to(session, said, city=int(acting.scope.code), by=acting.actor, now=clock.now())
        document = document_of(case)
    return uncached(document, 201, location=f"{PREFIX}/cases/{document['id']}")
