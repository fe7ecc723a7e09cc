"""``/fleet/cases``: cases of an operator's vehicles, what it says of one, and the evidence that it brings."""

from typing import Any

from flask import Response

from fleetsvc import clock
from fleetsvc.api.cases.attachments import AttachmentShape, attachment_json
from fleetsvc.api.cases.schemas import StepShape
from fleetsvc.api.fleets.schemas import ExplainBody, FleetAttachmentForm, FleetCasesShape
from fleetsvc.api.frame.answers import uncached
from fleetsvc.api.frame.callers import person
from fleetsvc.api.frame.lists import list_answer
from fleetsvc.api.frame.resources import Answers, Resource
from fleetsvc.api.frame.schemas import PageQuery
from fleetsvc.database.transactions import PUBLISHED
from fleetsvc.edge.bodies import EVIDENCE, takes
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.cases.lists import step_json
from fleetsvc.services.fleets import explaining

resource = Resource("fleet_cases", entry=Entry.OPERATOR, description="Cases of the operator's vehicles")


@resource.operation(
    "GET", "/fleet/cases", zh="本车队车辆的事项，由近到远", query=PageQuery, answer=FleetCasesShape
)
def get_cases(query: dict[str, Any]) -> Response:
    """The cases of the operator's vehicles, newest first, with what it may do."""
    now = clock.now()
    with parts().database.transaction(person().fleet) as session:
        found, following = explaining.list_cases(session, before=query["cursor"], limit=query["limit"])
    return list_answer([explaining.fleet_case_json(one, now=now) for one in found], following)


@resource.operation(
    "POST",
    "/fleet/cases/<id:number>/explain",
    zh="对一项事项提交说明，由市级交通部门核对后答复",
    body=ExplainBody,
    answer=Answers(StepShape, statuses=(201,)),
)
def post_explain(body: dict[str, Any], number: int) -> Response:
    """Give the operator's reasons on a case: the bureau checks them and answers as the unit."""
    by, now = person(), clock.now()
    with parts().database.transaction(PUBLISHED) as session:
        house = explaining.house_in_force(session)
    with parts().database.transaction(by.fleet) as session:
        said = explaining.said_by_operator(body)
        line = explaining.explain(
            session, number, said, house=house, account=by.account, by=by.actor, now=now
        )
        document = step_json(line)
    return uncached(document, 201)


@resource.operation(
    "POST",
    "/fleet/cases/<id:number>/attachments",
    zh="为一项事项上传证明材料（按内容识别类型，至多20 MB）",
    body=FleetAttachmentForm,
    answer=Answers(AttachmentShape, statuses=(201,)),
)
@takes(EVIDENCE)
def post_attachment(form: dict[str, Any], number: int) -> Response:
    """Bring evidence for a case of a vehicle of the operator's; nobody else's operator sees it."""
    by, now = person(), clock.now()
    with parts().database.transaction(by.fleet) as session:
        brought = explaining.bring_to(
            session,
            number,
            form["file"].stream,
            name=form["file"].filename,
            account=by.account,
            by=by.actor,
            now=now,
        )
    return uncached(attachment_json(brought), 201)
