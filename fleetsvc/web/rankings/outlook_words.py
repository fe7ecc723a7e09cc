"""The words of the outlook, in Chinese and English, by name."""

from typing import Final

from rules.wording import Text

OUTLOOK_WORDS: Final[dict[str, Text]] = {
    "menu.outlook": Text("年终预估", "Outlook"),
    "outlook.title": Text(
        "{year} 年年终预估（估算，非通报数据）", "Outlook for {year} (an estimate, no published figure)"
    ),
    "outlook.lead": Text(
        "按已满的 {months} 个月现有登记估算：只数新能源要求管辖的车辆，不含待更正的行，与通报的比例口径不同，不作考核依据。",
        "From the registrations of the {months} months that are over: vehicles governed by the energy duty, without"
        " held rows. Not the rate of a ranking, and no ground for judging a unit.",
    ),
    "outlook.method": Text("怎么估的", "How it is estimated"),
    "outlook.method_how": Text(
        "今后几个月的辆数：上年有同月数据的，按今年与上年同期之比推算；没有的，按今年各月平均。其中达标的辆数按贝塔-二项分布（杰弗里斯先验），"
        "各月起伏大于偶然的，区间相应放宽。区间为八成：若今后各月与已过各月相似，十年中约八年落在其中。政策变化、集中采购、迟报不在其内。"
        "不足 {months} 个月或 {vehicles} 辆的不估。回测（228 个演示年度，3、6、9 个月后预估）：落入区间的 81%、84%、80%；真实年度须重测。",
        "Vehicles to come: of the same months of the year before, at this year's pace; without them this year's monthly"
        " average. How many are good follows a beta-binomial distribution (Jeffreys' prior), widened where months"
        " differ by more than chance. The range is of 80 %: if the months to come are like those so far, eight"
        " years of ten fall"
        " into it. A change of law, a large order or a late report is in no range. Below {months} months or {vehicles}"
        " vehicles nothing is foretold. Tested on 228 years of the demonstration, after 3, 6 and 9 months: 81 %,"
        " 84 % and 80 % fell into it; real years have to be tested anew.",
    ),
    "outlook.all": Text("全部用途", "all categories"),
    "outlook.category": Text("车辆用途", "Category"),
    "outlook.unit": Text("报送单位", "Reporting unit"),
    "outlook.so_far": Text("目前达标", "Good so far"),
    "outlook.rate": Text("目前比例", "Rate so far"),
    "outlook.to_come": Text("预计还有（辆）", "Expected to come"),
    "outlook.forecast": Text("年终预估（八成区间）", "At the year's end (80 % range)"),
    "outlook.must": Text("接下来 {next} 辆中须达标", "Of the next {next} must be good"),
    "outlook.must_of": Text("至少 {count} 辆", "at least {count}"),
    "outlook.must_more": Text(
        "{next} 辆全部达标仍不够，需连续 {least} 辆", "all {next} are not enough: {least} in a row"
    ),
    "outlook.must_never": Text("已不可能达到", "can no longer be reached"),
    "outlook.reached": Text("目标已达到", "reached so far"),
    "outlook.too_few": Text("数据太少，不估", "too little to tell"),
    "outlook.target": Text("目标（%）", "Target (%)"),
    "outlook.next": Text("接下来（辆）", "Next vehicles"),
    "outlook.go": Text("重新计算", "Reckon"),
    "outlook.none": Text("今年还没有满月的登记", "No month of this year is over with registrations"),
}
