"""What a help page is made of, and the steps that several kinds of user take."""

from dataclasses import dataclass
from typing import Final

from rules.wording import Text


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do; ``endpoint`` is the page where it is done."""

    does: Text
    how: Text
    endpoint: str


@dataclass(frozen=True, slots=True)
class Help:
    """The page of one kind of user: steps in their order, and questions with their answers."""

    steps: tuple[Step, ...]
    questions: tuple[tuple[Text, Text], ...]


RULEBOOK: Final = Step(
    Text("查条款", "Read the clauses"),
    Text(
        "规则书列出原文、规则、解释及其状态；“待确认”的解释尚未由省级主管部门确认。",
        "The rulebook holds quotes, rules, and interpretations with their status.",
    ),
    "rulebook_pages.show",
)
REQUIREMENTS: Final = Step(
    Text("查要求", "See what is demanded"),
    Text(
        "选单位和日期，一张表看清各类车辆可以登记哪些能源，可打印。",
        "One sheet for a unit and a day: which energies each use may have. It can be printed.",
    ),
    "requirements_page.show",
)
QUESTION: Final = Step(
    Text("问一辆车", "Ask about one vehicle"),
    Text(
        "填用途、方式、日期和能源，当场得到结论、条款原文和可以说明的理由，一页纸可打印。",
        "Give use, event, day and energy: the answer comes with clause and grounds, on one sheet.",
    ),
    "ask.show",
)
RANKINGS: Final = Step(
    Text("看排名", "See the ranking"),
    Text(
        "每期列出全部 19 个单位，附可能范围、计算方法和校验码。",
        "Each edition holds all 19 units with bounds, method and seal.",
    ),
    "rankings_pages.show_all",
)
