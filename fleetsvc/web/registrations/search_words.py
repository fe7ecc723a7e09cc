"""The words of the one search at the head of each page."""

from typing import Final

from rules.wording import Text

SEARCH_WORDS: Final[dict[str, Text]] = {
    "search.title": Text("查找", "Search"),
    "search.hint": Text("号牌、车架号、所有人、批次号或文件名", "Plate, VIN, owner, delivery or file"),
    "search.do": Text("查找", "Search"),
    "search.lead": Text(
        "写号牌、车架号或所有人的任意一段，或批次号、文件名的一段。只有一项符合时直接打开。",
        "Any part of a plate, a VIN or an owner's name, the number of a delivery or a part of its file's name. What"
        " alone fits opens at once.",
    ),
    "search.nothing_asked": Text("请先写要查找的内容。", "Write what to look for first."),
    "search.too_long": Text(
        "要查找的内容有 {count} 个字，最多 {most} 个：请只写其中一段。",
        "That is {count} characters, {most} at most: write a part of it only.",
    ),
    "search.none": Text("没有符合“{text}”的车辆或批次", "No vehicle and no delivery fits “{text}”"),
    "search.none_why": Text(
        "请核对后重写，或只写其中一段，例如车架号末六位。只查已入库的车辆；待更正的行请在其批次中查看。",
        "Check it, or write a part of it only, such as the last six signs of a VIN. Only stored vehicles are looked"
        " for; rows to correct are found in their delivery.",
    ),
    "search.vehicles": Text("车辆", "Vehicles"),
    "search.deliveries": Text("批次", "Deliveries"),
    "search.more": Text(
        "符合的不止这些，只列出前 {most} 项：请多写几位。",
        "More fit; the first {most} are listed: write more of it.",
    ),
    "search.number": Text("批次", "Delivery"),
    "search.file": Text("文件", "File"),
}
"""Words by name."""
