"""Problems of deciding cases."""

from typing import Final

from fleetsvc.api.frame.kinds import ProblemKind
from fleetsvc.services.cases.decisions import CaseNotOpen, ClaimApproved, ReasonAwaited, ReasonNeeded
from fleetsvc.services.cases.lists import CaseUnknown
from rules.wording import Text

CASE_PROBLEMS: Final[dict[type[Exception], ProblemKind]] = {
    CaseUnknown: ProblemKind(
        404, "case-unknown", Text("没有该事项或该处理", "There is no such case or action")
    ),
    CaseNotOpen: ProblemKind(
        409,
        "case-not-open",
        Text("该事项已经处理", "The case is decided already"),
        detail=Text("状态：{state}", "Its status: {state}"),
    ),
    ClaimApproved: ProblemKind(
        409,
        "claim-approved",
        Text("同一车辆的另一处报送已核准", "Another claim to this vehicle is approved already"),
    ),
    ReasonAwaited: ProblemKind(
        409,
        "reason-awaited",
        Text(
            "涉及已公布的通报，报送单位尚未说明原因，不能核准",
            "This changes what is published, and its unit has not said why yet",
        ),
    ),
    ReasonNeeded: ProblemKind(422, "reason-missing", Text("请写明理由", "Say why: the reason is missing")),
}
