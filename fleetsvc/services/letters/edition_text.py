"""What a ranking edition says in sentences of an official letter, in Chinese: from its lines alone, nothing added."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from fleetsvc.models import Json
from importers.letters.content import Block, Column, Table
from rules.editions import province_of, tally_of
from rules.labels import label, listed
from rules.percentages import percentage
from rules.ranking_method import Standing, method_of
from rules.tallies import Counts
from rules.vocabulary import GOVERNED_VERDICTS, Category, Verdict

Line = Mapping[str, Any]

STANDINGS: Final = {
    Standing.RANKED: "参加排名",
    Standing.TOO_FEW: "因车辆过少不排名",
    Standing.INCOMPLETE: "因报送不完整不排名",
    Standing.NOT_REPORTED: "未报送",
}
_IN_TABLE: Final = {
    Standing.TOO_FEW: "车辆过少",
    Standing.INCOMPLETE: "不完整",
    Standing.NOT_REPORTED: "未报送",
}
_TABLE: Final = (
    Column("名次", 12),
    Column("报送单位", 30),
    Column("达标率", 20, is_number=True),
    Column("最高可达", 20, is_number=True),
    Column("应达标", 15, is_number=True),
    Column("已达标", 15, is_number=True),
    Column("待说明", 15, is_number=True),
    Column("违反", 14, is_number=True),
    Column("待定等", 15, is_number=True),
)
"""Together as wide as the type area: 156 mm."""


def day_text(day: date) -> str:
    """Return a day as letters write it."""
    return f"{day.year}年{day.month}月{day.day}日"


def province_rate(edition: Json) -> str:
    """Return the rate of all units together, by the method of the edition."""
    rate = method_of(edition["method"]).rate(province_of(edition))
    return "无（没有应达标车辆）" if rate is None else percentage(rate, decimals=2)


def rate_text(line: Line) -> str:
    """Return a unit's rate, or that it has none."""
    return "无" if line["rate"] is None else percentage(line["rate"], decimals=2)


def overview(edition: Json) -> Block:
    """Return how the province stands: who takes part, and the vehicles by verdict."""
    lines, total = edition["lines"], province_of(edition)
    parts = [f"{words}{sum(line['status'] == name for line in lines)}个" for name, words in STANDINGS.items()]
    high = total.rate_high
    return [
        f"全省{len(lines)}个报送单位中，{'，'.join(parts)}。",
        _vehicles(total),
        f"全省已证实的达标率为{province_rate(edition)}"
        + ("。" if high is None else f"；尚未了结的事项如均属达标，为{percentage(high, decimals=2)}。"),
    ]


def _vehicles(counts: Counts) -> str:
    said = "，".join(
        f"{label(verdict).zh}{counts.verdicts[verdict]}辆"
        for verdict in GOVERNED_VERDICTS
        if counts.verdicts.get(verdict)
    )
    return (
        f"受新能源要求约束的车辆共{counts.governed}辆{f'：{said}' if said else ''}。"
        f"另有待更正的数据行{counts.held}行，有争议的车辆{counts.disputed}辆。"
    )


def ranking_table(edition: Json) -> Block:
    """Return the table of all units, in the order of the edition."""
    rows = [_row(line) for line in edition["lines"]]
    return [
        Table(_TABLE, rows),
        "注：达标率为已证实的比例；“待定等”为待定车辆、待更正的数据行和有争议的车辆之和；未排名单位的名次栏为“—”。",
    ]


def _row(line: Line) -> Sequence[str]:
    counts = tally_of(line).counts
    is_ranked = line["status"] == Standing.RANKED
    open_matters = counts.verdicts.get(Verdict.UNDETERMINED, 0) + counts.held + counts.disputed
    return (
        str(line["rank"]) if is_ranked else "—",
        line["name"],
        rate_text(line) if is_ranked else _IN_TABLE[Standing(line["status"])],
        percentage(line["rate_high"], decimals=2) if is_ranked and line["rate_high"] is not None else "—",
        str(counts.governed),
        str(counts.good),
        str(counts.verdicts.get(Verdict.NEEDS_JUSTIFICATION, 0)),
        str(counts.verdicts.get(Verdict.NON_COMPLIANT, 0)),
        str(open_matters),
    )


def standing_of(line: Line) -> Block:
    """Return how one unit stands."""
    told = [_vehicles(tally_of(line).counts)]
    if line.get("strict_violations"):
        told.append(f"其中{line['strict_violations']}辆违反“全部使用新能源汽车”的条款，该条款没有例外。")
    if line.get("missing_categories"):
        told.append(f"没有报送的类别：{missing_categories(line)}。")
    return told


def findings(edition: Json) -> Block:
    """Return what falls short, numbered; a sentence that nothing does where that is so."""
    said = list(_findings(edition["lines"]))
    return [f"（{_NUMERALS[place]}）{text}" for place, text in enumerate(said)] or ["本期未发现上述问题。"]


_NUMERALS: Final = "一二三四五六"


def _findings(lines: Sequence[Line]) -> Iterator[str]:
    silent = [line["name"] for line in lines if line["status"] == Standing.NOT_REPORTED]
    if silent:
        yield f"未报送：{'、'.join(silent)}。"
    missing = [
        f"{line['name']}（缺{missing_categories(line)}）"
        for line in lines
        if line["status"] == Standing.INCOMPLETE and line.get("missing_categories")
    ]
    if missing:
        yield f"报送不完整：{'、'.join(missing)}。"
    unexplained = named_counts(lines, lambda line: line["verdicts"].get(Verdict.NEEDS_JUSTIFICATION, 0), "辆")
    if unexplained:
        yield f"不是新能源汽车且尚未说明情况：{unexplained}。"
    unsettled = named_counts(lines, lambda line: line["held"], "行")
    if unsettled:
        yield f"数据行待更正：{unsettled}。"
    late = named_counts(lines, lambda line: line.get("quality", {}).get("late", 0), "天")
    if late:
        yield f"迟报（平均每车）：{late}。"


def named_counts(lines: Sequence[Line], count: Callable[[Line], int], measure: str) -> str:
    """Return the units with a count above nothing, each with its count."""
    return "、".join(f"{line['name']}{count(line)}{measure}" for line in lines if count(line))


def missing_categories(line: Line) -> str:
    """Return the categories that a unit did not report."""
    return listed(map(Category, line["missing_categories"])).zh


def strict_violations(edition: Json) -> Block:
    """Return the units that broke a duty without exception, with their vehicles."""
    said = named_counts(edition["lines"], lambda line: line.get("strict_violations", 0), "辆")
    if not said:
        return ["本期没有车辆违反“全部使用新能源汽车”的条款。"]
    return [f"以下单位有车辆违反“全部使用新能源汽车”的条款，该条款没有例外：{said}。"]


def demands(lines: Sequence[Line]) -> Block:
    """Return what follows for the units of some lines, numbered."""
    said = list(_demands(lines))
    return [f"{place}.{text}" for place, text in enumerate(said, start=1)] or [
        "继续按要求报送，保持新增和更新车辆达标。"
    ]


def _demands(lines: Sequence[Line]) -> Iterator[str]:
    if any(line["status"] == Standing.NOT_REPORTED for line in lines):
        yield "未报送的，补报本期全部类别的车辆；确无车辆的，按月提交零报告。"
    if any(line["status"] == Standing.INCOMPLETE for line in lines):
        yield "报送不完整的，补报所缺类别；确无车辆的，按月提交零报告。"
    if any(line["verdicts"].get(Verdict.NEEDS_JUSTIFICATION, 0) for line in lines):
        yield "对附件所列待说明的车辆逐车说明情况，并附证明材料。"
    if any(line["verdicts"].get(Verdict.NON_COMPLIANT, 0) for line in lines):
        yield "对附件所列违反要求的车辆查明原因，提出整改措施。"
    if any(line["held"] or line["verdicts"].get(Verdict.UNDETERMINED, 0) for line in lines):
        yield "更正有误的数据行，补齐待定车辆缺少的信息。"


def sources(edition: Json) -> Block:
    """Return what the letter rests on: seal, rulebook and method of the edition."""
    return [
        f"数据说明：本文依据系统所存的{edition['period']}期第{edition['revision']}次更正（0为首次），"
        f"校验码{edition['sha256']}，规则版本{edition['rulebook']['edition']}，排名方法{edition['method']['id']}。"
    ]
