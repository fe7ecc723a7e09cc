"""``/cases``: what falls short or is to be decided; a unit sees and answers its own, the office decides."""

from typing import Any, Final

from flask import Response

from fleetsvc import clock
from fleetsvc.api.cases.said import said_in
from fleetsvc.api.cases.schemas import (
    ActBody,
    ActedShape,
    ActsBody,
    CaseHistoryShape,
    CaseShape,
    CasesQuery,
    CasesShape,
)
from fleetsvc.api.cases.shown import (
    acted_json,
    document_of,
    done,
    hand,
    passed_json,
    proposed,
    signing,
    tags_of,
    told_whole,
)
from fleetsvc.api.frame.answers import IF_MATCH, encoded, etag_of, language, require_held, tagged
from fleetsvc.api.frame.callers import known_caller
from fleetsvc.api.frame.lists import list_answer
from fleetsvc.api.frame.resources import Answers, Resource
from fleetsvc.api.preparations.answers import drafts, prepared, waits
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import CaseProposal
from fleetsvc.services.cases.lists import (
    CaseFilter,
    find_case,
    list_cases,
)
from fleetsvc.services.cases.proposals import proposal_json
from fleetsvc.services.cases.signing import decide

resource = Resource("cases", entry=Entry.REPORTING, description="Cases: what falls short or is to be decided")
_FILTERS: Final = ("unit", "kind", "upload", "officer", "due_before")


@resource.operation("GET", "/cases", zh="事项，由近到远", query=CasesQuery, answer=CasesShape)
def get_cases(query: dict[str, Any]) -> Response:
    """The cases, newest first: a bureau's own, the office's all."""
    asked: dict[str, Any] = {name: query.get(name) for name in _FILTERS}
    wanted = CaseFilter(state=query.get("status"), **asked)
    with parts().database.transaction(known_caller().scope) as session:
        found, following = list_cases(session, wanted, before=query["cursor"], limit=query["limit"])
    return list_answer([document_of(case) for case in found], following)


@resource.operation(
    "GET", "/cases/<id:number>", zh="一个事项、其经过及当前可采取的处理", answer=CaseHistoryShape
)
def get_case(number: int) -> Response:
    """One case with its history, and the actions open to the caller."""
    with parts().database.transaction(known_caller().scope) as session:
        document = told_whole(session, find_case(session, number))
    return tagged(etag_of(encoded(document).decode(), language()), lambda: document)


@resource.operation(
    "POST",
    "/cases/<id:number>/<action>",
    zh="办理一个事项：可采取的处理见 actions。报送单位说明、更正、申诉；省级部门通知、批准、不予批准、延期等",
    body=ActBody,
    answer=Answers(CaseShape, statuses=(200, 202)),
)
@resource.doc(parameters=[IF_MATCH])  # type: ignore[untyped-decorator]  # published without types
def post_action(body: dict[str, Any], number: int, action: str) -> Response:
    """Act on a case: what is open to the caller stands in its actions. Of two at once the second is told the first.

    202: the amounts ask for a second signature, and the act is proposed; or two persons of the unit hand in, and it
    waits for the other one.
    """
    acting, now = known_caller(), clock.now()
    with parts().database.transaction(acting.scope) as session:
        case = find_case(session, number)
        said = said_in(body, action)
        require_held(lambda: tags_of(session, number))
        kept = prepared(session, drafts.act_on_cases([number], said))
        if kept is not None:
            return waits(kept[0], document_of(case))
        acted = decide(session, [number], said, **signing(), hand=hand(), now=now)
        if isinstance(acted, CaseProposal):
            return proposed(document_of(find_case(session, number)) | {"proposal": proposal_json(acted)})
        for why in acted.passed.values():
            raise why
        document = document_of(find_case(session, number))
    return done(document)


@resource.operation(
    "POST",
    "/cases/acts",
    zh="一次办理至多5000个事项，同一处理、同一理由；不能办理的逐件说明，其余照办",
    body=ActsBody,
    answer=Answers(ActedShape, statuses=(200, 202)),
)
def post_acts(body: dict[str, Any]) -> Response:
    """The same action, for the same reason, on up to 5,000 cases; those that do not stand so are told one by one.

    202: the amounts ask for a second signature, or the unit for a second person: it waits, with those that stand so.
    """
    acting, now = known_caller(), clock.now()
    said = said_in(body, body["action"])
    with parts().database.transaction(acting.scope) as session:
        numbers = list(dict.fromkeys(body["cases"]))
        kept = prepared(session, drafts.act_on_cases(numbers, said))
        if kept is not None:
            return waits(kept[0], {"done": [], "passed": passed_json(kept[1].passed)})
        acted = decide(session, numbers, said, **signing(), hand=hand(), now=now)
    if isinstance(acted, CaseProposal):
        return proposed({"done": [], "passed": [], "proposal": proposal_json(acted)})
    return done(acted_json(acted))
