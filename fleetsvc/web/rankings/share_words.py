"""The words of the page on shares."""

from typing import Final

from rules.wording import Text

SHARE_WORDS: Final[dict[str, Text]] = {
    "menu.shares": Text("比例要求", "Shares"),
    "shares.title": Text("比例要求完成情况", "Shares that are demanded"),
    "shares.lead": Text(
        "“主要”“不低于”这类要求按一组车辆计算，不用于判定单车。能源不明、能源与排放阶段矛盾、有争议的车辆，下限按不达标计，上限按达标计。",
        "“Mainly” and “at least” are asked of a group of vehicles, never of one. Vehicles whose energy is unknown or"
        " contradicts their stage, and disputed ones, count against the low bound and for the high one.",
    ),
    "shares.rule": Text("要求", "Demand"),
    "shares.required": Text("应达到", "Asked for"),
    "shares.more_than": Text("超过 {percent}", "more than {percent}"),
    "shares.at_least": Text("不低于 {percent}", "at least {percent}"),
    "shares.low": Text("下限", "Low"),
    "shares.high": Text("上限", "High"),
    "shares.unknown": Text("未定（辆）", "Open"),
    "shares.says": Text("完成情况（达标/全部）", "Attained (met / all)"),
    "shares.sub_share": Text("其中不低于 {percent}：{says}", "Among them at least {percent}: {says}"),
    "shares.behind": Text("{owner}：{says}", "{owner}: {says}"),
    "shares.no_owner": Text("没有写明所有人的车辆", "Vehicles without an owner"),
    "shares.none": Text(
        "现行规则在该期没有比例要求。", "The rulebook in force demands no share in that period."
    ),
}
"""Words by name."""
