"""What waits for a second signature: the list, and one proposal to sign, refuse or take back."""

from typing import Any, Final

from flask import Response, redirect, request, url_for
from sqlmodel import Session
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from fleetsvc import clock
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.cases.acting import REFUSALS
from fleetsvc.services.cases.amounts import amounts_of
from fleetsvc.services.cases.proposals import (
    ProposalUnknown,
    cases_of,
    changed_since,
    find_proposal,
    list_proposals,
)
from fleetsvc.services.cases.signing import drop, sign
from fleetsvc.services.cases.words import ProposalStatus
from fleetsvc.web.cases.case_form import LONGEST_REASON, number_in, reason, signing
from fleetsvc.web.cases.case_view import case_view
from fleetsvc.web.cases.faults import fault_words, outdated_words
from fleetsvc.web.cases.ground_view import grounds
from fleetsvc.web.frame.bureau_frame import visiting
from fleetsvc.web.frame.menu import rendered_beside_menu
from fleetsvc.web.frame.pages import Pages, language, say

proposal_pages = Pages("proposal_pages", entry=Entry.OFFICE)

PAGE: Final = 50
SHOWN: Final = 100
"""Cases of a proposal that its page lists."""


@proposal_pages.get("/cases/proposals")
def show() -> Response:
    """Show what waits, what was settled lately, and the amounts that ask for it."""
    with parts().database.transaction(visiting().scope) as session:
        page, following = list_proposals(session, open_only=False, before=number_in("before"), limit=PAGE)
        waiting, _ = list_proposals(session, open_only=True, before=None, limit=PAGE)
        amounts = amounts_of(session).asking
    asking = [say(f"proposals.amount.{name}", amount=one) for name, one in amounts.items()]
    return rendered_beside_menu(
        "proposals.html",
        crumbs=[(say("menu.cases"), url_for("case_pages.show")), (say("menu.proposals"), None)],
        groups=[
            ("waiting", waiting),
            ("settled", [one for one in page if one.status != ProposalStatus.PROPOSED]),
        ],
        amounts=say("proposals.amounts", what="；".join(asking)) if asking else say("proposals.amounts_none"),
        following=following and url_for(".show", before=following),
    )


@proposal_pages.get("/cases/proposals/<id:number>")
def show_one(number: int) -> Response:
    """Show a proposal with its first cases."""
    return _page(number, 200)


@proposal_pages.post("/cases/proposals/<id:number>/<action>")
def settle(number: int, action: str) -> BaseResponse:
    """Sign a proposal (``sign``), or refuse it or take it back (``drop``)."""
    if action not in ("sign", "drop"):
        raise NotFound
    counts: dict[str, Any] = {}
    try:
        with parts().database.transaction(visiting().scope) as session:
            if action == "sign":
                acted = sign(session, number, **signing())[1]
                counts = {"done": len(acted.done), "passed": len(acted.passed) or None}
            else:
                drop(session, number, reason(), **signing())
    except ProposalUnknown:
        raise NotFound from None
    except REFUSALS as why:
        return _page(number, 422, fault=fault_words(why))
    return redirect(url_for(".show_one", number=number, **counts), 303)


def _page(number: int, status: int, *, fault: str = "") -> Response:
    by = visiting()
    try:
        with parts().database.transaction(by.scope) as session:
            values = _values(session, number)
    except ProposalUnknown:
        raise NotFound from None
    told = {name: number_in(name) for name in ("done", "passed")}
    words = {"done": "proposals.told.signed", "passed": "proposals.told.passed"}
    return rendered_beside_menu(
        "proposal.html",
        status,
        crumbs=[
            (say("menu.cases"), url_for("case_pages.show")),
            (say("menu.proposals"), url_for(".show")),
            (str(number), None),
        ],
        is_own=values["one"].proposer_id == by.account,
        told=[say(words[name], **{name: count}) for name, count in told.items() if count],
        fault=fault,
        typed=request.form,
        most=LONGEST_REASON,
        **values,
    )


def _values(session: Session, number: int) -> dict[str, Any]:
    """Return what the page of a proposal shows. Raises ProposalUnknown."""
    proposal, now = find_proposal(session, number), clock.now()
    known = grounds(session, language=language())
    is_open = proposal.status == ProposalStatus.PROPOSED
    return {
        "one": proposal,
        "is_open": is_open,
        "changed": sorted(changed_since(session, number)) if is_open else [],
        "outdated": outdated_words(session, number),
        "items": [
            case_view(case, known, language=language(), masked=True, say=say, now=now)
            for case in cases_of(session, number, limit=SHOWN)
        ],
    }
