"""``/case-proposals``: decisions above the amounts, proposed by one person of the office and signed by another."""

from typing import Any, Final

from flask import Response
from marshmallow import Schema

from fleetsvc import clock
from fleetsvc.api.cases.schemas import (
    CaseProposalCasesShape,
    CaseProposalShape,
    CaseProposalsShape,
    CaseSignedShape,
)
from fleetsvc.api.cases.shown import acted_json, done
from fleetsvc.api.frame.answers import encoded, etag_of, tagged
from fleetsvc.api.frame.callers import known_caller, person
from fleetsvc.api.frame.lists import list_answer
from fleetsvc.api.frame.resources import Resource
from fleetsvc.api.frame.schemas import OneOf, PageQuery, Words
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.cases.override_checks import find_outdated_proposal
from fleetsvc.services.cases.proposals import (
    cases_of,
    changed_since,
    find_proposal,
    list_proposals,
    proposal_json,
)
from fleetsvc.services.cases.signing import drop, sign
from fleetsvc.services.cases.words import ProposalStatus

resource = Resource(
    "case-proposals", entry=Entry.OFFICE, description="Decisions on cases that wait for a second signature"
)

MOST_NAMED: Final = 500


class CaseProposalsQuery(PageQuery):
    """Which proposals."""

    status = OneOf((ProposalStatus.PROPOSED.value,), description="只要待签署的 / Only those that wait")


class RefusalBody(Schema):
    """Why a proposal is refused or taken back."""

    reason = Words(2000, description="理由 / Why")


@resource.operation(
    "GET",
    "/case-proposals",
    zh="待签署或已了结的事项处理提请，由近到远",
    query=CaseProposalsQuery,
    answer=CaseProposalsShape,
)
def get_proposals(query: dict[str, Any]) -> Response:
    """The proposals to decide cases, the newest first."""
    with parts().database.transaction(known_caller().scope) as session:
        page, following = list_proposals(
            session, open_only="status" in query, before=query["cursor"], limit=query["limit"]
        )
        items = [proposal_json(one) for one in page]
    return list_answer(items, following)


@resource.operation(
    "GET", "/case-proposals/<id:number>", zh="一次提请，所涉事项及其后有变动的", answer=CaseProposalCasesShape
)
def get_proposal(number: int) -> Response:
    """One proposal, with its cases and those of them that have gone on since."""
    with parts().database.transaction(known_caller().scope) as session:
        document = proposal_json(find_proposal(session, number)) | {
            "items": [case.id for case in cases_of(session, number, limit=MOST_NAMED)],
            "changed": sorted(changed_since(session, number)),
            "outdated": find_outdated_proposal(session, number),
        }
    return tagged(etag_of(encoded(document).decode()), lambda: document)


@resource.operation(
    "POST",
    "/case-proposals/<id:number>/signature",
    zh="由另一人签署（须本人登录）：提请后没有变动的事项随即办理",
    answer=CaseSignedShape,
)
def post_signature(number: int) -> Response:
    """Sign another person's proposal: it is done with each case that is as it was then."""
    acting = person()
    with parts().database.transaction(acting.scope) as session:
        proposal, acted = sign(session, number, by=acting.actor, signatory=acting.signatory, now=clock.now())
        document = proposal_json(proposal) | acted_json(acted)
    return done(document)


@resource.operation(
    "POST",
    "/case-proposals/<id:number>/refusal",
    zh="另一人不同意，或提请人收回（须本人登录），写明理由；事项不变",
    body=RefusalBody,
    answer=CaseProposalShape,
)
def post_refusal(body: dict[str, Any], number: int) -> Response:
    """Refuse another person's proposal, or take back one's own, for a reason."""
    acting = person()
    with parts().database.transaction(acting.scope) as session:
        reason = body.get("reason") or ""
        proposal = drop(session, number, reason, by=acting.actor, signatory=acting.signatory, now=clock.now())
        document = proposal_json(proposal)
    return done(document)
