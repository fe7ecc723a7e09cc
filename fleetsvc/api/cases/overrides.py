"""``POST /registrations/{id}/override``: the office decides otherwise than the rules, by two persons."""

from typing import Any

from flask import Response
from marshmallow import Schema

from fleetsvc import clock
from fleetsvc.api.cases.schemas import CaseProposalShape, evidence_numbers
from fleetsvc.api.frame.answers import uncached
from fleetsvc.api.frame.callers import person
from fleetsvc.api.frame.resources import PREFIX, Answers, Resource
from fleetsvc.api.frame.schemas import SOME_WORDS, Day, OneOf, Words, words_of
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.cases.override_codes import OVERRIDE_CODES
from fleetsvc.services.cases.overrides import CHOOSABLE, Override, propose_override
from fleetsvc.services.cases.proposals import proposal_json
from rules.vocabulary import Duty

resource = Resource(
    "overrides", entry=Entry.OFFICE, description="Verdicts decided otherwise than by the rules"
)


class OverrideBody(Schema):
    """What is to stand instead of the rules' verdict on a duty, and why."""

    duty = OneOf(words_of(Duty), description="义务，不填为 energy / The duty, energy unless given")
    verdict = OneOf(
        tuple(one.value for one in CHOOSABLE), required=True, description="认定的结论 / The verdict"
    )
    code = OneOf(tuple(OVERRIDE_CODES), required=True, description="理由代码 / The coded reason")
    reason = Words(2000, required=True, pattern=SOME_WORDS, description="理由 / Why, in words")
    valid_until = Day(
        metadata={
            "description": "止日，不含当日；不填为无期限 / The day on which it ends, exclusive; none: no end"
        }
    )
    evidence = evidence_numbers()


@resource.operation(
    "POST",
    "/registrations/<id:number>/override",
    zh="省级部门对一辆车另行认定结论（须本人登录）：写明理由代码和理由，另一人签署后生效",
    body=OverrideBody,
    answer=Answers(CaseProposalShape, statuses=(202,)),
)
def post_override(body: dict[str, Any], number: int) -> Response:
    """Propose another verdict than the rules' on a vehicle, as a person signed in; another one signs it."""
    acting = person()
    said = Override(
        number,
        Duty(body.get("duty") or Duty.ENERGY),
        body["verdict"],
        body["code"],
        body["reason"],
        valid_until=body.get("valid_until"),
        evidence=tuple(body.get("evidence") or ()),
    )
    with parts().database.transaction(acting.scope) as session:
        proposal = propose_override(
            session, said, by=acting.actor, signatory=acting.signatory, now=clock.now()
        )
        document = proposal_json(proposal)
    return uncached(document, 202, location=f"{PREFIX}/case-proposals/{document['id']}")
