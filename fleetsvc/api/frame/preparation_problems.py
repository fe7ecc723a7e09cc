"""Problems of what one person of a unit prepares and another one submits."""

from typing import Final

from fleetsvc.api.frame.kinds import ProblemKind
from fleetsvc.services.preparations.lists import PreparationUnknown
from fleetsvc.services.preparations.preparing import (
    PreparationLapsed,
    PreparationSettled,
    PreparationsWaiting,
)
from rules.wording import Text

PREPARATION_PROBLEMS: Final[dict[type[Exception], ProblemKind]] = {
    PreparationUnknown: ProblemKind(
        404, "preparation-unknown", Text("没有此编号的待提交事项", "Nothing of this number is prepared")
    ),
    PreparationSettled: ProblemKind(
        409,
        "preparation-settled",
        Text("该项已提交、退回或收回", "It was submitted, sent back or taken back already"),
        detail=Text("状态：{status}", "Its status: {status}"),
    ),
    PreparationLapsed: ProblemKind(
        409,
        "preparation-lapsed",
        Text(
            "准备之后所涉内容已有变动，没有提交，请重新办理",
            "What it is about has changed since it was prepared: nothing was handed in, please do it anew",
        ),
    ),
    PreparationsWaiting: ProblemKind(
        409,
        "preparations-waiting",
        Text(
            "本单位待提交的已达上限，请先提交、退回或收回",
            "So much of this unit waits to be submitted that no more is prepared: submit, send or take back some",
        ),
        detail=Text("至多 {most} 项", "At most {most}"),
    ),
}
