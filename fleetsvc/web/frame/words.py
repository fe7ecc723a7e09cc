"""Every word of the pages, in Chinese and English, by name. Words of the vocabulary are in ``rules.labels``."""

from typing import Final

from rules.wording import Text

PRODUCT: Final = Text("新能源车辆推广核查", "NEV Mandate Check")

WORDS: Final[dict[str, Text]] = {
    "region": Text("河南省", "Henan Province"),
    "skip": Text("跳到正文", "Skip to content"),
    "nav.title": Text("导航", "Navigation"),
    "ranking.title": Text("全省合规率排名", "Compliance ranking of the province"),
    "ranking.provisional": Text("暂列", "provisional"),
    "ranking.preview": Text("预览", "preview"),
    "ranking.final": Text("正式", "final"),
    "ranking.revision": Text("第 {number} 次更正", "correction {number}"),
    "ranking.period": Text("期次", "Period"),
    "ranking.category": Text("车辆用途", "Category"),
    "ranking.all": Text("全部用途", "all categories"),
    "ranking.show": Text("查看", "Show"),
    "ranking.rank": Text("名次", "Rank"),
    "ranking.unit": Text("报送单位", "Reporting unit"),
    "ranking.governed": Text("受约束车辆", "Governed"),
    "ranking.rate": Text("合规率", "Rate"),
    "ranking.bounds": Text("可能范围", "Bounds"),
    "ranking.open": Text("未结", "Open"),
    "ranking.change": Text("较上期", "Change"),
    "ranking.computed": Text("计算于", "computed"),
    "ranking.seal": Text("校验码", "seal"),
    "ranking.rulebook": Text("规则版本", "rulebook"),
    "ranking.too_few": Text("数量过少", "too few"),
    "ranking.incomplete": Text("报送不全", "incomplete"),
    "ranking.not_reported": Text("未报送", "not reported"),
    "ranking.ranked": Text("已排名", "ranked"),
    "ranking.new": Text("新", "new"),
    "ranking.same": Text("持平", "same"),
    "ranking.none": Text("还没有通报期次", "No ranking edition yet"),
    "ranking.none_why": Text(
        "各单位报送的车辆入库后，每晚自动计算暂列名次，每月 5 日（遇休息日顺延）进入预览，其后正式发布。",
        "Once units have reported, a provisional ranking is computed each night, and the edition of a month is"
        " previewed from the 5th, or the next working day, and then released.",
    ),
    "ranking.absent": Text(
        "没有 {period} 这一期的通报，以下是最近一期。",
        "There is no edition for {period}; the latest one is shown.",
    ),
    "ranking.how": Text(
        "只计新能源要求的结论：合规率 =（符合 + 豁免）÷（受约束车辆 + 待更正 + 有争议），即已证实的比例。未结 = 待说明、待定、待更正和有争议的车辆；"
        "浅色条是它们全部不利或全部有利时合规率的范围。",
        "By the NEV duty alone: rate = (compliant + exempt) / (governed + held + disputed), which is what is proven."
        " Open = vehicles to be justified,"
        " undetermined, held or disputed; the pale bar spans the rate if all of them turned out badly, or well.",
    ),
    "form.title": Text("这辆车可以这样登记吗？", "May I register this vehicle?"),
    "form.unit": Text("报送单位", "Reporting unit"),
    "form.category": Text("车辆用途", "Category of use"),
    "form.event": Text("新增或更新", "New or replacement"),
    "form.on": Text("登记日期", "Day of registration"),
    "form.energy": Text("能源种类", "Energy"),
    "form.further": Text(
        "排放阶段、总质量、被更新车辆（可不填）", "Emission stage, mass, retired vehicle (optional)"
    ),
    "form.emission_stage": Text("排放阶段", "Emission stage"),
    "form.gross_mass_kg": Text("总质量（千克）", "Gross mass (kg)"),
    "form.replaces": Text("被更新的车辆", "The retired vehicle"),
    "form.unsaid": Text("不清楚", "not known"),
    "form.not_mass": Text(
        "“{value}”不是总质量：请填 1 至 200000 的整数，单位千克",
        "“{value}” is no gross mass: write a whole number of kilograms, 1 to 200000",
    ),
    "form.energy_open": Text("暂不指定", "not decided yet"),
    "form.choose": Text("请选择", "choose"),
    "form.ask": Text("查询要求", "Show the requirement"),
    "form.fix": Text("请改正标出的项目。", "Please correct the fields that are marked."),
    "form.not_chosen": Text("请从列表中选择", "choose one from the list"),
    "form.not_day": Text(
        "“{value}”不是日期，请写成 2025-06-01", "“{value}” is no day: write it as 2025-06-01"
    ),
    "form.hint": Text(
        "选择单位、用途和日期，即可看到适用的条款原文。",
        "Choose unit, use and day to see the clause that applies, word for word.",
    ),
    "named.title": Text("按型号、车架号或号牌", "By model, VIN or plate"),
    "named.model": Text("车辆型号（可不填）", "Model (optional)"),
    "named.vin": Text("车架号（可不填，只核对格式）", "VIN (optional, its form is checked)"),
    "named.plate": Text("号牌号码（可不填）", "Plate (optional)"),
    "named.unlisted": Text(
        "车型目录没有型号 {model}：请自选能源种类。",
        "The catalogue does not list the model {model}: choose the energy yourself.",
    ),
    "named.other": Text(
        "您选的是{energy}，与目录不同：以下按您选的回答，请核对。",
        "You chose {energy}, which is not what the catalogue says: this answers by your choice, check it.",
    ),
    "named.by_plate": Text("能源种类按号牌判定：{energy}。", "By the plate the energy is: {energy}."),
    "named.well_formed": Text(
        "车架号格式正确。本页不告知该车是否登记过。",
        "The VIN is well-formed. Whether the vehicle is registered is not told here.",
    ),
    "answer.case": Text(
        "{unit} · {event}的{category} · {on} 登记", "{unit} · {category}, {event} · registered on {on}"
    ),
    "answer.say.compliant": Text("可以登记。", "Yes, it may be registered."),
    "answer.say.advisory": Text(
        "可以登记，但鼓励选用新能源汽车。",
        "Yes, it may be registered, but a new-energy vehicle is encouraged.",
    ),
    "answer.say.not_governed": Text(
        "可以登记：这种情形没有规则约束。", "Yes, it may be registered: no rule governs this case."
    ),
    "answer.say.not_governed_but": Text(
        "可以登记：能源种类没有约束，但有其他要求，见下文。",
        "Yes, whatever drives it, but more is asked: see below.",
    ),
    "answer.say.needs_justification": Text(
        "原则上不可以：须先提交情况说明，获批准后方可。",
        "Not in principle: a justification has to be submitted first, and approved.",
    ),
    "answer.say.non_compliant": Text("不可以登记。", "No, it may not be registered."),
    "answer.say.undetermined": Text(
        "还不能判定：缺少决定性的信息，见下文。",
        "That cannot be told yet: a deciding fact is missing, see below.",
    ),
    "answer.say.exempt": Text("可以登记：已获豁免。", "Yes, it may be registered: it is exempt."),
    "answer.say.assumed": Text(
        "（依据 {count} 项待省级主管部门确认的解释）",
        "(interpretations it rests on that the provincial office has yet to confirm: {count})",
    ),
    "answer.say.depends": Text("取决于{facts}，见下。", "That depends on: {facts}. See below."),
    "answer.depends": Text("还取决于{facts}", "Still open: {facts}"),
    "answer.if": Text("如果", "If"),
    "answer.would_get": Text("结论", "Verdict"),
    "answer.anything": Text("其余不论", "anything"),
    "answer.near": Text("为何不适用", "Why a rule does not apply"),
    "answer.condition": Text("前提：", "Condition: "),
    "answer.say.open.all": Text("只可以登记：{energies}。", "Only these may be registered: {energies}."),
    "answer.say.open.in_principle": Text(
        "原则上只可以登记：{energies}；其他能源须提交情况说明并获批准。",
        "In principle only these may be registered: {energies}; others need an approved justification.",
    ),
    "answer.say.open.free": Text("能源种类不限。", "Any energy may be registered."),
    "answer.say.open.more": Text(
        "能源种类不限，但有其他要求，见下文。", "Any energy may be registered, but more is asked: see below."
    ),
    "answer.future": Text(
        "登记日期在将来：以上按现行规则书回答，规则届时有修改的，以修改后的为准。",
        "The day lies ahead: this answers by the rulebook in force now; should it be changed by then, the changed one"
        " counts.",
    ),
    "answer.assumed_count": Text(
        "（其中 {count} 项为产品默认、待省级主管部门确认）",
        "({count} of them the product's defaults, to be confirmed by the provincial office)",
    ),
    "answer.asked_at": Text("查询时间", "Asked at"),
    "answer.beijing": Text("（北京时间）", "(Beijing time)"),
    "answer.again": Text("复核地址", "Check it again at"),
    "answer.not_a_permit": Text(
        "本页说明登记要求及其依据，不是登记许可；其他登记条件由登记机关审查。",
        "This page tells the requirement and its source. It is no permit: other conditions are for the registering"
        " authority.",
    ),
    "answer.other_edition": Text(
        "您打开的是按规则版本 {earlier} 作出的答复，该版本已不是现行版本；以下按现行版本 {edition} 重新回答。",
        "The answer you opened was given by edition {earlier}, which is no longer in force: this is the answer by"
        " edition {edition}.",
    ),
    "answer.governed": Text("有约束性要求", "binding"),
    "answer.free": Text("没有约束性要求", "no binding demand"),
    "answer.clause": Text("依据原文", "The clause"),
    "answer.task": Text("第 {number} 项", "task {number}"),
    "answer.translation": Text("译文（非官方）", "unofficial translation"),
    "answer.interpretations": Text("所依解释", "Interpretations relied on"),
    "answer.assumed": Text("待确认", "to be confirmed"),
    "answer.letter": Text("文号 {number}", "letter {number}"),
    "answer.confirmed": Text("已确认", "confirmed"),
    "answer.exceptions": Text("可以说明的理由", "Grounds that may be justified"),
    "answer.evidence": Text("需附：", "evidence: "),
    "answer.outside": Text(
        "没有规则适用于这一用途、方式和日期。", "No rule applies to this use, event and day."
    ),
    "answer.api": Text("同一查询的接口地址", "The same question by API"),
    "error.work": Text("回到我的工作", "Back to my work"),
    "error.form": Text("回到表单", "Back to the form"),
    "error.mended": Text("所填文字（已去掉控制字符）", "What was written, without control characters"),
    "error.files": Text("请重新选择文件（原为 {name}）", "Choose the file again (it was {name})"),
    "error.send": Text("再次提交", "Send it again"),
    "error.again": Text("重新打开此页", "Open this page again"),
    "error.admitted": Text(
        "此页供以下角色使用：{roles}。您的角色是{own}。", "This page is for: {roles}. Your role is {own}."
    ),
    "error.address": Text("地址", "Address"),
    "error.back": Text("回到首页", "Back to the start page"),
    "error.reference": Text("请求编号", "Request id"),
    "foot.note": Text(
        "引文以所载文本为准；“待确认”的解释为产品默认，由省级主管部门确认后生效。",
        "Quotes follow the text on record; interpretations “to be confirmed” are the product's defaults until the"
        " provincial office confirms them.",
    ),
}
