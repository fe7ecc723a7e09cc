"""The words of the estimate of emissions, in Chinese and English, by name."""

from typing import Final

from rules.wording import Text

EMISSION_WORDS: Final[dict[str, Text]] = {
    "emissions.link": Text("减排量估算", "Estimate of emissions"),
    "emissions.title": Text(
        "{year} 年减排量（估算，非通报数据）",
        "Emissions avoided and forgone, {year} (an estimate, no published figure)",
    ),
    "emissions.lead": Text(
        "本年已登记车辆按一个完整年度的行驶里程估算，单位：吨/年，保留两位有效数字。不进入排名，不作考核依据，不能替代核定的减排量。",
        "For the vehicles registered this year so far, in tonnes of a full year of service, to two significant digits."
        " In no ranking, no ground for judging a unit, and no verified reduction.",
    ),
    "emissions.avoided": Text("已避免（新能源车）", "Avoided (new-energy vehicles)"),
    "emissions.forgone": Text("少减的（不合规车）", "Forgone (violations)"),
    "emissions.vehicles": Text("车辆", "Vehicles"),
    "emissions.nox": Text("NOx", "NOx"),
    "emissions.co2": Text("尾气 CO₂", "CO₂, tailpipe"),
    "emissions.co2_grid": Text("CO₂，扣除发电", "CO₂, net of grid"),
    "emissions.range": Text("{low} 至 {high}", "{low} to {high}"),
    "emissions.part": Text("只含 {count} 辆", "{count} only"),
    "emissions.not": Text("未估", "not estimated"),
    "emissions.province": Text("全省", "the province"),
    "emissions.none": Text(
        "今年还没有新能源车或不合规车的登记。收到本年的登记文件后，这里自动给出估算。",
        "No new-energy vehicle or violation is registered this year yet. The estimate comes with the first reports.",
    ),
    "emissions.plug_in": Text(
        "另有插电式混合动力 {count} 辆，不估：行驶中用电的比例没有数据。",
        "{count} plug-in hybrids are not counted: how much of their way they drive on electricity is not known.",
    ),
    "emissions.how": Text("怎么估的", "How it is estimated"),
    "emissions.how_avoided": Text(
        "已避免：本年登记的纯电动、燃料电池车，按“本来会登记的燃油车”的系数 × 年均里程计。少减的：结论为不合规的车，若换成纯电动车可避免的量。"
        "争议车辆、能源与排放阶段相互矛盾的车辆不计。",
        "Avoided: battery and fuel cell vehicles of this year, by the factor of the combustion vehicle that would have"
        " been registered instead, times its kilometres a year. Forgone: of vehicles found non-compliant, what battery"
        " vehicles in their place would avoid. Disputed vehicles, and those whose energy and stage contradict each"
        " other, are left out.",
    ),
    "emissions.how_nox": Text(
        "NOx 给出区间：上限用国五系数；下限用系数 × 国六与国五限值之比（重型 0.46/2.0，轻型汽油 0.035/0.060），因为今天登记的燃油车是国六，"
        "而指南没有国六系数。两项限值的试验循环不同，实际道路排放也可能高于限值，所以只作下限。",
        "NOx is a range: at most the China V factor; at least a factor times the ratio of the limits of China VI and V"
        " (0.46 to 2.0 for heavy vehicles, 0.035 to 0.060 for light petrol), for a combustion vehicle registered today"
        " is a China VI one and the guide has no factor of it. The limits are of different test cycles, and on the road"
        " more may be emitted: the ratio serves as the lower end alone.",
    ),
    "emissions.how_co2": Text(
        "CO₂ 只估小客车（出租、网约、公务）：油耗和电耗是认证工况的行业平均或限值，实际运营往往更高。“扣除发电”减去全国电网的排放，"
        "燃料电池车不在其内。公交、货车没有可引用的百公里能耗，未估。",
        "CO₂ is estimated for passenger cars alone (taxis, ride-hailing, official): by means and limits of"
        " certification, and use on the road is often higher. “Net of grid” takes off what the national grid emits"
        " for them; fuel cell vehicles are not in it. No consumption of buses and trucks could be cited: none is told.",
    ),
    "emissions.how_mass": Text(
        "物流、邮政、环卫车按总质量套用轻型（4.5 吨以下）、中型、重型（12 吨以上）货车；未报质量的未估，补报总质量后即可估算。环卫车没有分项系数，借用货车。其他用途没有系数，未估。",
        "Logistics, postal and sanitation vehicles count as light (below 4.5 t), medium or heavy trucks (12 t and"
        " more) by their gross mass; without one they are not estimated until it is reported. Sanitation has no"
        " factors of its own and borrows those of trucks. Other uses have no factor.",
    ),
    "emissions.basis": Text("系数和出处", "Factors and sources"),
    "emissions.factor": Text("系数", "Factor"),
    "emissions.value": Text("数值", "Value"),
    "emissions.source": Text("出处", "Source"),
    "emissions.dated": Text("年份", "Dated"),
    "emissions.confidence": Text("可信程度", "Confidence"),
    "emissions.confidence.high": Text("高", "high"),
    "emissions.confidence.medium": Text("中", "medium"),
    "emissions.confidence.low": Text("低", "low"),
    "emissions.back": Text("返回年终预估", "Back to the outlook"),
}
