"""What a command says where no rulebook is in force, or one cannot come into force or out of it, and how it ends."""

from typing import Final

from fleetsvc.commands.frame.exits import FALLS_SHORT, NOT_THERE, USAGE
from rules.wording import Text

LAW_PROBLEMS: Final[dict[str, tuple[int, Text]]] = {
    "fleetsvc.services.law.rulebooks.NoActiveRulebook": (
        NOT_THERE,
        Text(
            "没有生效的规则，请先运行 fleetsvc migrate", "No rulebook is in force: run fleetsvc migrate first"
        ),
    ),
    "fleetsvc.services.law.book_cache.StoredEditionBroken": (
        FALLS_SHORT,
        Text(
            "存储的规则版本已不能读取，日志里列有原因：{what}",
            "A stored rulebook edition can no longer be read, the log lists why: {what}",
        ),
    ),
    "fleetsvc.services.law.editions.NoEditionThen": (
        FALLS_SHORT,
        Text("那时没有生效的规则版本：{what}", "No edition of a rulebook was in force then: {what}"),
    ),
    "fleetsvc.services.law.rulebooks.EditionUnknown": (
        USAGE,
        Text(
            "没有校验码为“{what}”的规则版本，或开头不足以区分",
            "No rulebook edition has the hash {what!r}, or more than one begins so",
        ),
    ),
    "fleetsvc.services.law.rulebooks.EditionInForce": (
        FALLS_SHORT,
        Text("该版本已在生效：{what}", "This edition is in force already: {what}"),
    ),
    "fleetsvc.services.law.rulebooks.EditionNotInForce": (
        FALLS_SHORT,
        Text("该版本没有在生效：{what}", "This edition is not in force: {what}"),
    ),
    "fleetsvc.services.law.rulebooks.NothingElseInForce": (
        FALLS_SHORT,
        Text(
            "这是唯一生效的一部，停用后没有规则可据以判定：{what}",
            "Nothing else is in force, and nothing could be judged without it: {what}",
        ),
    ),
    "fleetsvc.services.law.rulebooks.SecondSignatureMissing": (
        USAGE,
        Text(
            "已有判定结论：须由省级主管部门两人提请并签署，请用 fleetsvc rulebook activate",
            "Verdicts are on record: two persons of the office must sign, use fleetsvc rulebook activate",
        ),
    ),
}
