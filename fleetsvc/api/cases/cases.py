"""``/cases``: what the office has to decide; a unit sees its own."""

from typing import Any

from flask import Response

from fleetsvc import clock
from fleetsvc.api.cases.schemas import CaseShape, CasesQuery, CasesShape, DecisionBody
from fleetsvc.api.frame.answers import encoded, etag_of, language, tagged
from fleetsvc.api.frame.callers import KeyNotAdmitted, known_caller
from fleetsvc.api.frame.lists import list_answer
from fleetsvc.api.frame.resources import Resource
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.models import CaseRecord, Json
from fleetsvc.services.cases.decisions import answer, decide
from fleetsvc.services.cases.lists import CaseFilter, CaseUnknown, case_json, find_case, list_cases
from fleetsvc.services.cases.words import CaseAction
from fleetsvc.services.common.masking import mask_vin
from fleetsvc.services.people.accounts import Role

resource = Resource("cases", entry=Entry.REPORTING, description="Cases: what the office has to decide")


@resource.operation("GET", "/cases", zh="待核准和已核准的事项，由近到远", query=CasesQuery, answer=CasesShape)
def get_cases(query: dict[str, Any]) -> Response:
    """The cases, newest first: a bureau's own, the office's all."""
    wanted = CaseFilter(query.get("unit"), query.get("kind"), query.get("status"), query["upload"])
    with parts().database.transaction(known_caller().scope) as session:
        found, following = list_cases(session, wanted, before=query["cursor"], limit=query["limit"])
    return list_answer([_document(case) for case in found], following)


@resource.operation("GET", "/cases/<id:number>", zh="一个事项及当前可采取的处理", answer=CaseShape)
def get_case(number: int) -> Response:
    """One case, and the actions open to the caller."""
    with parts().database.transaction(known_caller().scope) as session:
        document = _document(find_case(session, number))
    return tagged(etag_of(encoded(document).decode(), language()), lambda: document)


@resource.operation(
    "POST",
    "/cases/<id:number>/<action>",
    zh="核准（approve）、不予核准（refuse）由省级部门处理，只处理一次；说明原因（answer）由报送单位填写",
    body=DecisionBody,
    answer=CaseShape,
)
def post_action(body: dict[str, Any], number: int, action: str) -> Response:
    """Approve or refuse a case, as the office; it is decided once. Or say why, as the unit whose case it is."""
    acting, now, reason = known_caller(), clock.now(), body.get("reason") or ""
    with parts().database.transaction(acting.scope) as session:
        find_case(session, number)
        if action not in tuple(CaseAction):
            raise CaseUnknown(number)
        is_answer = CaseAction(action) is CaseAction.ANSWER
        if is_answer is (acting.role is Role.OFFICE):
            raise KeyNotAdmitted
        if is_answer:
            case = answer(session, number, reason=reason, by=acting.actor, now=now)
        else:
            case = decide(session, number, CaseAction(action), reason=reason, by=acting.actor, now=now)
        document = _document(case)
    response = Response(encoded(document), 200, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = "en" if language() == "en" else "zh-CN"
    return response


def _document(case: CaseRecord) -> Json:
    """Return a case as its caller may see it: the office sees VINs masked."""
    caller = known_caller()
    document = case_json(case, role=caller.role)
    return document | {"vin": mask_vin(case.vin)} if caller.sees_masked and case.vin else document
