"""Problems of acting on cases and of looking into signals."""

from typing import Final

from fleetsvc.api.frame.fleet_problems import FLEET_PROBLEMS
from fleetsvc.api.frame.kinds import ProblemKind
from fleetsvc.api.frame.vehicle_case_problems import VEHICLE_CASE_PROBLEMS
from fleetsvc.services.cases.accepted_claims import ClaimApproved, RivalChosen
from fleetsvc.services.cases.acting import TooManyCases
from fleetsvc.services.cases.attachments import AttachmentTooLarge, AttachmentUnknown
from fleetsvc.services.cases.guards import (
    AppealedAlready,
    EvidenceNeeded,
    ExtendedAlready,
    GroundNeeded,
    NotHeard,
    OfficerNeeded,
    ReasonAwaited,
    ReasonNeeded,
    TermUnfit,
    TimeNotOver,
    TimeOver,
)
from fleetsvc.services.cases.lists import CaseUnknown
from fleetsvc.services.cases.proposals import (
    CaseChanged,
    PersonToSign,
    ProposalSettled,
    ProposalUnknown,
    ProposedAlready,
    ProposedByYou,
)
from fleetsvc.services.cases.steps import ActionForOthers, CaseNotOpen
from fleetsvc.services.common.working_days import CalendarMissing
from fleetsvc.services.law.holidays import NoticeUnfit
from fleetsvc.services.signals.noting import ItemUnknown, SignalUnknown
from importers.formats.evidence import NotEvidence
from rules.wording import Text

CASE_PROBLEMS: Final[dict[type[Exception], ProblemKind]] = {
    **VEHICLE_CASE_PROBLEMS,
    **FLEET_PROBLEMS,
    CaseUnknown: ProblemKind(
        404, "case-unknown", Text("没有该事项或该处理", "There is no such case or action")
    ),
    ProposalUnknown: ProblemKind(
        404, "case-proposal-unknown", Text("没有该提请", "There is no such proposal")
    ),
    PersonToSign: ProblemKind(
        403,
        "signature-by-person",
        Text(
            "须两人签署，请由本人登录后提请",
            "It takes two signatures: sign in as a person",
        ),
    ),
    ProposedAlready: ProblemKind(
        409,
        "case-proposed",
        Text("该事项已在待签署的提请中", "The case is part of a proposal that waits to be signed"),
        detail=Text("提请 {number}", "Proposal {number}"),
    ),
    CaseChanged: ProblemKind(
        409, "case-changed", Text("提请后该事项已有变动", "The case has gone on since it was proposed")
    ),
    ProposalSettled: ProblemKind(
        409,
        "case-proposal-settled",
        Text("该提请已了结", "The proposal is settled already"),
        detail=Text("状态：{status}", "Its status: {status}"),
    ),
    ProposedByYou: ProblemKind(
        409, "case-proposed-by-you", Text("须由提请人以外的人签署", "Who proposes does not sign")
    ),
    SignalUnknown: ProblemKind(404, "signal-unknown", Text("没有这类线索", "There is no such signal")),
    ItemUnknown: ProblemKind(
        404,
        "signal-item-unknown",
        Text("没有这条线索，或已不再成立", "The signal has no such item, or has it no longer"),
    ),
    AttachmentUnknown: ProblemKind(
        404, "attachment-unknown", Text("没有该附件", "There is no such attachment")
    ),
    AttachmentTooLarge: ProblemKind(
        413,
        "attachment-too-large",
        Text("附件太大，请压缩或分成几个文件", "The attachment is too large: compress it, or send several"),
        detail=Text("每个至多 {most_mb} MB", "Each has at most {most_mb} MB"),
    ),
    NotEvidence: ProblemKind(
        422,
        "attachment-unfit",
        Text(
            "附件须为完整的 pdf、jpeg、png、docx 或 xlsx，不含宏、脚本或嵌入文件；请另存后重新上传",
            "An attachment is a whole pdf, jpeg, png, docx or xlsx without macros, scripts or files inside: save it"
            " anew and send it again",
        ),
        detail=Text("原因：{why}", "Why: {why}"),
    ),
    ActionForOthers: ProblemKind(
        403, "action-not-yours", Text("您的角色不能作此处理", "Your role may not do this with a case")
    ),
    CaseNotOpen: ProblemKind(
        409,
        "case-not-open",
        Text("该事项目前的状态不能作此处理", "The case does not stand so that this can be done"),
        detail=Text("状态：{state}", "Its status: {state}"),
    ),
    ClaimApproved: ProblemKind(
        409,
        "claim-approved",
        Text("同一车辆的另一处报送已核准", "Another claim to this vehicle is approved already"),
    ),
    RivalChosen: ProblemKind(
        409,
        "rival-chosen",
        Text(
            "同一车辆的几处报送不能一并核准：只选其中一处，例如按单位筛选后再办",
            "Several claims to one vehicle are not approved together: choose one side, for example by unit",
        ),
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
    GroundNeeded: ProblemKind(
        422,
        "ground-missing",
        Text("请写明现行规则所列的理由类别（ground）", "Name a ground of the rulebook in force (ground)"),
        detail=Text("可选：{grounds}", "One of: {grounds}"),
    ),
    EvidenceNeeded: ProblemKind(
        422,
        "evidence-missing",
        Text(
            "请附上理由清单所列的材料（evidence、brought），或写明缺少的原因（missing）",
            "Attach what the ground's list asks for (evidence, brought), or say why it is missing (missing)",
        ),
        detail=Text("清单第 {items} 项", "Items of the list: {items}"),
    ),
    NotHeard: ProblemKind(
        409,
        "not-heard",
        Text("报送单位尚未被告知或尚未说明，不能作不利处理", "The unit was not told, or not heard, yet"),
    ),
    TimeNotOver: ProblemKind(
        409,
        "time-not-over",
        Text("期限未满，不能作此处理", "The time for it is not over yet"),
        detail=Text("期限至：{until}", "It lasts until: {until}"),
    ),
    TimeOver: ProblemKind(
        409,
        "time-over",
        Text("申诉期限已过", "The time to appeal is over"),
        detail=Text("期限至：{until}", "It lasted until: {until}"),
    ),
    ExtendedAlready: ProblemKind(
        409, "extended-already", Text("期限只能延长一次", "The time to answer is extended once")
    ),
    AppealedAlready: ProblemKind(
        409, "appealed-already", Text("同一决定只能申诉一次", "A decision is appealed once")
    ),
    TermUnfit: ProblemKind(
        422,
        "term-unfit",
        Text("有效期的止日须在起日之后，且晚于今天", "An approval ends after it begins, and in the future"),
    ),
    OfficerNeeded: ProblemKind(
        422, "officer-missing", Text("请写明承办人（officer）", "Name the officer who is to look after it")
    ),
    TooManyCases: ProblemKind(
        422,
        "too-many-cases",
        Text("一次处理的事项太多", "Too many cases for one act"),
        detail=Text("一次至多 {most} 件", "At most {most} at once"),
    ),
    NoticeUnfit: ProblemKind(
        422,
        "holidays-unfit",
        Text(
            "节假日安排有误：日期须在该年内，不能既放假又上班，调休上班的只能是周六、周日，须写明依据",
            "The notice cannot be: days lie in its year, are off or worked, only weekends are worked instead, and it"
            " says who announced it",
        ),
        detail=Text("原因：{why}", "Why: {why}"),
    ),
    CalendarMissing: ProblemKind(
        409,
        "calendar-missing",
        Text(
            "期限涉及的年份尚无节假日安排，无法计算工作日",
            "The holidays of a year that the time runs into are not known: no deadline can be reckoned",
        ),
        detail=Text("年份：{year}", "Year: {year}"),
    ),
}
