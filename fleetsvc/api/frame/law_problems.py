"""Problems of questions about the law: no such rulebook, rule or model, or none in force."""

from typing import Final

from fleetsvc.api.frame.kinds import ProblemKind
from fleetsvc.services.law.catalogues import ModelUnknown
from fleetsvc.services.law.editions import NoEditionThen, RuleNotFound
from fleetsvc.services.law.rulebooks import EditionUnknown, InstrumentUnknown, NoActiveRulebook
from rules.wording import Text

LAW_PROBLEMS: Final[dict[type[Exception], ProblemKind]] = {
    ModelUnknown: ProblemKind(
        404, "model-unknown", Text("已载入的目录中没有该车型", "No loaded catalogue lists this model")
    ),
    InstrumentUnknown: ProblemKind(
        404,
        "instrument-unknown",
        Text("没有这份文件，或没有存入这份原文", "There is no such instrument, or not this text of it"),
    ),
    EditionUnknown: ProblemKind(404, "rulebook-unknown", Text("没有该规则", "There is no such rulebook")),
    RuleNotFound: ProblemKind(404, "rule-unknown", Text("没有该条规则", "There is no such rule")),
    NoEditionThen: ProblemKind(
        404,
        "no-rulebook-then",
        Text("该日尚无生效的规则版本", "No rulebook edition was in force on that day"),
    ),
    NoActiveRulebook: ProblemKind(
        503, "no-active-rulebook", Text("没有生效的规则", "No rulebook is in force"), {"Retry-After": "60"}
    ),
}
