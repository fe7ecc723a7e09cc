"""What commands say of ranking editions that are not made or not there."""

from typing import Final

from fleetsvc.commands.frame.exits import FALLS_SHORT, USAGE
from rules.wording import Text

RANKING_PROBLEMS: Final[dict[str, tuple[int, Text]]] = {
    "fleetsvc.services.rankings.publishing.PeriodNotOver": (
        USAGE,
        Text("{what} 还没有结束", "{what} is not over"),
    ),
    "fleetsvc.services.rankings.publishing.EditionInPreview": (
        FALLS_SHORT,
        Text(
            "{what} 已在预览中，不再有暂列排名",
            "{what} is in preview: it has no provisional ranking any more",
        ),
    ),
    "fleetsvc.services.rankings.publishing.NothingReported": (
        FALLS_SHORT,
        Text("没有任何单位报送 {what}，不出通报", "No unit has reported {what}: there is no edition of it"),
    ),
    "fleetsvc.services.rankings.releasing.NotInPreview": (
        FALLS_SHORT,
        Text("{what} 还没有进入预览", "{what} is not in preview"),
    ),
    "fleetsvc.services.rankings.open_objections.EditionObjected": (
        FALLS_SHORT,
        Text(
            "没有发布：有单位对本期提出异议，尚未办结，见事项 {cases}",
            "Not released: a unit has objected to the period, and that is not settled; cases {cases}",
        ),
    ),
    "fleetsvc.services.rankings.locks.VerdictsBeingStored": (
        FALLS_SHORT,
        Text(
            "有批次正在入库，没有发布 {what}；请过几分钟再试",
            "A delivery is being stored: {what} was not published. Try again in some minutes",
        ),
    ),
    "fleetsvc.services.rankings.lists.EditionMissing": (
        FALLS_SHORT,
        Text("那时没有这一期的通报：{what}", "There was no ranking edition of that period then: {what}"),
    ),
    "fleetsvc.services.rankings.publishing.EditionAlreadyFinal": (
        FALLS_SHORT,
        Text("{what} 期已正式发布，只能更正", "The period {what} is published: it can only be corrected"),
    ),
}
