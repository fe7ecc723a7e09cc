"""The words of the page of changes, with those of the pages of exceptions and models."""

from typing import Final

from fleetsvc.web.public.exceptions_words import EXCEPTIONS_WORDS
from rules.wording import Text

CHANGES_WORDS: Final[dict[str, Text]] = EXCEPTIONS_WORDS | {
    "changes.title": Text("要求的变化", "Changes of requirements"),
    "changes.link": Text("要求的变化和订阅", "What changes, and a feed of it"),
    "changes.lead": Text(
        "规则版本生效或停用，使哪些单位、哪类车辆、自哪天登记起要求不同：原来怎样，现在怎样；将来的也列出。"
        "已列出的条目不再改动，其后的变化另列一条。",
        "What acts in force have changed, also for days to come: for which units and vehicles, and from which day of"
        " registration, something else is asked than before. An entry never changes; what happens later is another.",
    ),
    "changes.feed": Text("订阅（Atom）", "Atom feed"),
    "changes.api": Text("接口（JSON）", "JSON"),
    "changes.all_units": Text("全部单位", "all units"),
    "changes.all_categories": Text("全部用途", "all categories"),
    "changes.unknown": Text(
        "没有“{word}”，请从列表中选择；以下未按它筛选。",
        "There is no “{word}”: choose from the list. It is left out below.",
    ),
    "changes.count": Text("共 {count} 条", "{count} entries"),
    "changes.none": Text("没有变化", "Nothing changed"),
    "changes.none_why": Text(
        "按所选单位和用途，至今没有改变要求的规则。",
        "No act has changed what is asked of the unit and category chosen.",
    ),
    "changes.from": Text("{day} 起登记的", "registered from {day}"),
    "changes.between": Text("{day} 起、{until} 前登记的", "registered from {day} and before {until}"),
    "changes.kind.begins": Text("新要求", "new demand"),
    "changes.kind.ends": Text("不再要求", "no demand"),
    "changes.kind.changes": Text("要求改变", "changed"),
    "changes.overtaken": Text("其后又有变化", "overtaken by a later change"),
    "changes.before": Text("原来", "Before"),
    "changes.after": Text("改为", "Now"),
    "changes.because": Text("解释", "Interpretations"),
    "changes.was": Text("原为：{answer}", "it was: {answer}"),
    "changes.gone": Text("已删去", "left out now"),
    "changes.clauses": Text("条文原文", "The clauses, word for word"),
    "changes.known": Text("{at} 起可知", "known since {at}"),
    "changes.edition": Text("规则版本", "edition"),
    "changes.ask": Text("查询当日的要求", "ask what holds that day"),
    "changes.older": Text("更早的变化", "Earlier changes"),
}
