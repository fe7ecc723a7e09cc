"""The words of signals: what each is called, why it is worth a look, and what stands in its rows."""

from typing import Final

from rules.wording import Text

SIGNAL_WORDS: Final[dict[str, Text]] = {
    "menu.signals": Text("线索", "Signals"),
    "signals.lead": Text(
        "值得核实的情况，不等于有问题。逐类查看清单，核实后记下如何处理；每日凌晨重新查找。",
        "What is worth a look; none of it means that something is wrong. Open a list, look into it and note what was"
        " done. Looked for anew every night.",
    ),
    "signals.found_at": Text("查找时间 {at}", "Looked for at {at}"),
    "signals.never": Text("还没有查找过", "Not looked for yet"),
    "signals.again": Text("重新查找", "Look again"),
    "signals.waits": Text("正在重新查找，稍后刷新本页", "being looked for; reload this page shortly"),
    "signals.name": Text("线索", "Signal"),
    "signals.items": Text("条数", "Items"),
    "signals.open": Text("未处理", "Open"),
    "signals.why": Text("为什么值得核实", "Why it is worth a look"),
    "signals.none_open": Text("已全部处理", "all dealt with"),
    "signals.only_open": Text("只看未处理的", "open ones only"),
    "signals.all": Text("全部", "all"),
    "signals.status": Text("处理情况", "Status"),
    "signals.unit": Text("报送单位", "Reporting unit"),
    "signals.subject": Text("车辆或批次", "Vehicle or delivery"),
    "signals.day": Text("日期", "Day"),
    "signals.what": Text("内容", "What"),
    "signals.done": Text("如何处理", "What was done"),
    "signals.total": Text("共 {items} 条，未处理 {open} 条", "{items} in all, {open} open"),
    "signals.empty": Text("没有符合条件的线索", "There is none"),
    "signals.choose": Text("选", "Pick"),
    "signals.note": Text(
        "处理说明（必填，记入审计日志）", "What was done (required, entered in the audit log)"
    ),
    "signals.send": Text("记下", "Note it"),
    "signals.noted": Text("已记下 {count} 条", "Noted: {count}"),
    "signals.note_missing": Text(
        "请勾选条目并写明如何处理。", "Tick what it concerns and say what was done."
    ),
    "signals.more": Text("下一页", "Next page"),
    "signals.file": Text("下载（CSV）", "Download (CSV)"),
    "signals.upload": Text("批次 {number}", "delivery {number}"),
    "signal.replacement-reused": Text("同一辆旧车被更新多次", "One retired vehicle replaced more than once"),
    "signal.replacement-reused.why": Text(
        "一辆退役车只能用来更新一次；多辆新车写的是同一辆。",
        "A retired vehicle is replaced once; several new ones name the same.",
    ),
    "signal.replacement-reused.what": Text("被更新车辆 {retired}", "replaces {retired}"),
    "signal.replacement-unconfirmed": Text("查不到被更新的车辆", "Replaced vehicle not found"),
    "signal.replacement-unconfirmed.why": Text(
        "所写的退役车在注销、报废、转出清单和本单位同类登记中都核实不了，可能是编造的，也可能是还没有报送清单的老车。",
        "No list of retired vehicles and nothing the unit has stored confirms the named one: invented, or not listed.",
    ),
    "signal.replacement-unconfirmed.what": Text("被更新车辆 {retired}", "replaces {retired}"),
    "signal.plate-conflict": Text("号牌重复", "One plate on several vehicles"),
    "signal.plate-conflict.why": Text(
        "几辆在册车辆写的是同一个号牌，又不是互相更新的。",
        "Vehicles that stand carry one plate, and none replaces another.",
    ),
    "signal.plate-conflict.what": Text("号牌 {plate}，{vehicles} 辆", "plate {plate} on {vehicles}"),
    "signal.vin-disputed": Text("车架号有争议", "VIN disputed"),
    "signal.vin-disputed.why": Text(
        "两个单位，或同一单位以两个日期，报了同一辆车；在“事项”里处理。",
        "Two units, or one with two days, claim a vehicle; decided among the cases.",
    ),
    "signal.vin-disputed.what": Text(
        "另有单位或日期也报了这辆车", "claimed by another unit or with another day, too"
    ),
    "signal.fact-changed": Text("关键内容改过", "Deciding facts changed"),
    "signal.fact-changed.why": Text(
        "同一辆车决定结论的内容（能源、新增或更新、用途、排放阶段、总质量、出厂间隔）与以前报的不同。",
        "What decides (energy, event, category, emission stage, mass, time since manufacture) reads otherwise than"
        " before.",
    ),
    "signal.fact-changed.what": Text("{before} → {after}", "{before} → {after}"),
    "signal.category-shrank": Text("某类车比去年少了一半以上", "Category shrank by half or more"),
    "signal.category-shrank.why": Text(
        "今年到期各月与去年同月相比；车少了，或者没有报，或者报成了别的用途。",
        "This year's months that are due against the same of last year: fewer, unreported, or under another category.",
    ),
    "signal.category-shrank.what": Text(
        "{category}：{year} 年 {now} 辆，去年同期 {before} 辆（零报告 {nil} 个月）",
        "{category}: {now} in {year}, {before} in the same months before (nil reports: {nil} months)",
    ),
    "signal.vehicle-vanished": Text("车辆不见了", "Vehicle vanished"),
    "signal.vehicle-vanished.why": Text(
        "登记过，批次撤回后再没有报，哪个单位都没有；互相补充的批次不算。",
        "Stored once, taken back and reported by nobody since; deliveries that complete one another do not count.",
    ),
    "signal.vehicle-vanished.what": Text(
        "原在 {file}，{gone_at} 起不在", "was in {file}, gone since {gone_at}"
    ),
    "signal.burst-before-deadline": Text("截止前集中补报、更正", "Burst before the deadline"),
    "signal.burst-before-deadline.why": Text(
        "通报前三天（2 日至 4 日）的补报和更正，超过当月其余各天的三倍。",
        "Late and changed registrations on the three days before an edition (2nd to 4th), over thrice the rest.",
    ),
    "signal.burst-before-deadline.what": Text(
        "三天内 {count} 辆，当月其余 {rest} 辆", "{count} within three days, {rest} in the rest of the month"
    ),
    "signal.owner-categories": Text("同一所有人的车报成不同用途", "One owner, several categories"),
    "signal.owner-categories.why": Text(
        "同一所有人的同一车型报成几种用途，或大部分报成“其他”。",
        "One owner's vehicles of a model under several categories, or most of an owner's under “other”.",
    ),
    "signal.owner-categories.what": Text("{owner}：{categories}", "{owner}: {categories}"),
    "signal.registered-before-built": Text("登记早于出厂", "Registered before it was built"),
    "signal.registered-before-built.why": Text(
        "登记日期早于出厂日期，或早于车架号的车型年份一年以上；日期写早了，车就不在应报的月份里。",
        "The day of registration comes before the day of manufacture, or over a year before the model year in the VIN;"
        " a day that is too early takes a vehicle out of its month.",
    ),
    "signal.registered-before-built.what": Text(
        "登记日期早于出厂或车型年份（{built}）", "registered before it was built or its model year ({built})"
    ),
    "signal.reported-long-after": Text(
        "登记一年后才首次报送", "First reported over a year after registration"
    ),
    "signal.reported-long-after.why": Text(
        "以前从未报过的车，登记日期在报送前一年以上；首次接入的单位补报历史数据属正常，核实后记下即可。",
        "Never reported before, and registered over a year before the delivery; natural where a unit brings its"
        " history.",
    ),
    "signal.reported-long-after.what": Text(
        "{count} 辆，最晚的登记于 {last}", "{count} vehicles, the latest registered on {last}"
    ),
}
