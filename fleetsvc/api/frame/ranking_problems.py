"""Problems of ranking editions, of objecting to them, and of saying that a period has nothing to report."""

from typing import Final

from fleetsvc.api.frame.kinds import ProblemKind
from fleetsvc.services.cases.objections import ObjectedAlready, VehicleNotInLine
from fleetsvc.services.nil_reports.signing import PeriodNotBegun, VehiclesRegistered
from fleetsvc.services.operations.clock_alarms import ClockNotRight
from fleetsvc.services.rankings.lists import EditionMissing
from fleetsvc.services.rankings.locks import VerdictsBeingStored
from fleetsvc.services.rankings.open_objections import EditionObjected
from fleetsvc.services.rankings.publishing import (
    EditionAlreadyFinal,
    NothingReported,
    NothingToCorrect,
    PeriodNotOver,
)
from fleetsvc.services.rankings.releasing import NotInPreview
from rules.editions import CorrectionReasonMissing, CorrectionReasonPrivate
from rules.wording import Text

RANKING_PROBLEMS: Final[dict[type[Exception], ProblemKind]] = {
    EditionMissing: ProblemKind(
        404, "ranking-unknown", Text("没有该期通报", "There is no such ranking edition")
    ),
    NotInPreview: ProblemKind(
        409,
        "not-in-preview",
        Text(
            "该期不在预览中，不能提出异议，也不能发布",
            "The period is not in preview: it is neither objected to nor released",
        ),
    ),
    PeriodNotOver: ProblemKind(
        409,
        "period-not-over",
        Text("该期还没有结束，不能预览", "The period is not over: it is not shown yet"),
    ),
    NothingReported: ProblemKind(
        409,
        "nothing-reported",
        Text("没有任何单位报送该期，不出通报", "No unit has reported the period: there is no edition of it"),
    ),
    EditionObjected: ProblemKind(
        409,
        "edition-objected",
        Text(
            "没有发布：有单位对本期提出异议，尚未办结",
            "Not released: a unit has objected to the period, and that is not settled",
        ),
        detail=Text("见事项 {cases}", "See cases {cases}"),
    ),
    EditionAlreadyFinal: ProblemKind(
        409,
        "edition-final",
        Text(
            "该期已正式发布；如有错误，请更正数据并申请更正通报",
            "The period is published: put the data right and ask for a correction",
        ),
    ),
    NothingToCorrect: ProblemKind(
        409,
        "nothing-to-correct",
        Text("该期还没有正式发布，不能更正", "The period is not published: there is nothing to correct"),
    ),
    CorrectionReasonMissing: ProblemKind(
        422,
        "correction-reason-missing",
        Text("更正须写明理由，不超过 500 字", "A correction needs its reason, in at most 500 characters"),
    ),
    CorrectionReasonPrivate: ProblemKind(
        422,
        "correction-reason-private",
        Text(
            "更正理由人人可见，请勿写车架号或号牌",
            "Everybody reads the reason of a correction: leave out VINs and plates",
        ),
    ),
    ClockNotRight: ProblemKind(
        503,
        "clock-not-right",
        Text(
            "服务器时钟有误，没有办理；请告知管理员，校准后再提交",
            "The server's clock is not right: nothing was done. Tell the administrator, and send it again then",
        ),
    ),
    VerdictsBeingStored: ProblemKind(
        503,
        "verdicts-being-stored",
        Text(
            "有批次正在入库，数据还会变化，没有发布；请过几分钟再提交",
            "A delivery is being stored, the data still change: nothing was published. Send it again in some minutes",
        ),
    ),
    ObjectedAlready: ProblemKind(
        409,
        "objected-already",
        Text(
            "本单位对这一行已提出异议，数据没有变化的不再受理",
            "Your unit has objected to this line already; as it stands, nothing further is heard of it",
        ),
        detail=Text("见事项 {case}", "See case {case}"),
    ),
    VehicleNotInLine: ProblemKind(
        422,
        "vehicle-not-in-line",
        Text(
            "有车辆不在本单位该期的登记里，请核对车架号",
            "A vehicle is none that your unit registered in the period: look at its VIN",
        ),
        detail=Text("第 {place} 个车架号", "VIN number {place}"),
    ),
    PeriodNotBegun: ProblemKind(
        422,
        "period-not-begun",
        Text("该期还没有开始", "The period has not begun"),
        detail=Text("{period} 的最后一个月还没有开始", "The last month of {period} has not begun"),
    ),
    VehiclesRegistered: ProblemKind(
        409,
        "vehicles-registered",
        Text("该用途在该期已有登记车辆", "Vehicles of the category stand registered in the period"),
        detail=Text("有车辆的月份：{months}", "Months with vehicles: {months}"),
    ),
}
