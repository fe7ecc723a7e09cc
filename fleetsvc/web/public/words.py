"""The words of the menu and of the pages that everybody may read: rulebook, requirements, rankings."""

from typing import Final

from fleetsvc.web.public.changes_words import CHANGES_WORDS
from rules.wording import Text

PUBLIC_WORDS: Final[dict[str, Text]] = CHANGES_WORDS | {
    "menu.title": Text("菜单", "Menu"),
    "menu.here": Text("当前位置", "Where you are"),
    "menu.start": Text("首页", "Start"),
    "menu.group.work": Text("工作", "Work"),
    "menu.group.knowledge": Text("查阅", "Reference"),
    "menu.dashboard": Text("全省总览", "Dashboard"),
    "menu.noncompliance": Text("未达标清单", "Non-compliance"),
    "menu.bureau_home": Text("报送工作台", "Reporting"),
    "menu.accounts": Text("账户", "Accounts"),
    "menu.keys": Text("接口密钥", "Keys"),
    "menu.sessions": Text("登录会话", "Sessions"),
    "menu.schedule": Text("定时任务", "Schedule"),
    "menu.audit": Text("审计日志", "Audit log"),
    "menu.rankings": Text("排名通报", "Rankings"),
    "menu.requirements": Text("要求一览", "Requirements"),
    "menu.rulebook": Text("规则书", "Rulebook"),
    "menu.docs": Text("接口文档", "API"),
    "menu.help": Text("使用帮助", "Help"),
    "page.go": Text("查看", "Show"),
    "page.print_hint": Text("可直接打印", "ready to print"),
    # rulebook
    "book.title": Text("规则书", "Rulebook"),
    "book.lead": Text(
        "每一个核查结论都出自本页的一条规则；规则出自所引原文；原文未写明之处，由“解释”回答并注明是否已经确认。",
        "Every verdict comes from a rule of this page, every rule from a quoted clause; what the text leaves open is"
        " answered by an interpretation, with its status.",
    ),
    "book.edition": Text("规则版本", "Edition"),
    "book.status.active": Text("现行", "in force"),
    "book.status.retired": Text("已停用", "retired"),
    "book.status.draft": Text("草案", "draft"),
    "book.is_draft": Text(
        "这是草案，不影响任何判定，只有省级人员能看到。",
        "A draft: it judges nothing, and only the office sees it.",
    ),
    "book.compare": Text("与现行版比较", "Compare with the one in force"),
    "book.activated": Text("{at} 起生效", "in force since {at}"),
    "book.taken_out": Text("{at} 停用", "taken out of force {at}"),
    "book.several": Text(
        "现行规则共 {count} 部，各自适用，从严判定：",
        "{count} rulebooks are in force; each applies, and the strictest counts:",
    ),
    "book.passages_only": Text("只存所引段落", "quoted passages only"),
    "book.old": Text(
        "这是已停用的版本，只供对照旧结论。", "This edition is retired; it is kept to read old verdicts by."
    ),
    "book.current": Text("查看现行版本", "See the one in force"),
    "book.contents": Text("目录", "Contents"),
    "book.instruments": Text("文件", "Instruments"),
    "book.issuers": Text("发文机关", "Issued by"),
    "book.published": Text("发布日期", "Published"),
    "book.texts": Text("所据文本及校验码（SHA-256）", "Texts held, with their SHA-256"),
    "book.rules": Text("规则", "Rules"),
    "book.force.all": Text(
        "没有例外：不符合即为“不符合”。", "No exception: a vehicle that breaks it is non-compliant."
    ),
    "book.force.in_principle": Text(
        "不符合的先为“待说明”：说明获批为“豁免”，被驳回或逾期为“不符合”。",
        "A vehicle that breaks it first needs a justification: approved it is exempt, refused or overdue"
        " non-compliant.",
    ),
    "book.force.mainly": Text(
        "按群体比例统计，不判定单车。", "A share of a group; no single vehicle is judged."
    ),
    "book.force.at_least": Text(
        "按群体比例统计，不判定单车。", "A share of a group; no single vehicle is judged."
    ),
    "book.force.encouraged": Text(
        "鼓励性要求：未采用的只提示，不算不符合。", "An encouragement: what does not follow it is only noted."
    ),
    "book.about": Text("适用车辆", "Vehicles"),
    "book.meant": Text("（只适用于：{meant}）", " (only: {meant})"),
    "book.demand": Text("要求", "Demand"),
    "book.in_force": Text("施行日期", "In force"),
    "book.from": Text("{day} 起", "from {day}"),
    "book.until": Text("{day} 起不再施行", "no longer from {day}"),
    "book.units": Text("适用单位", "Units"),
    "book.all_units": Text("全部报送单位", "all reporting units"),
    "book.departments": Text("责任部门", "Departments"),
    "book.rests_on": Text("所依解释", "Rests on"),
    "book.exceptions": Text("可以说明的理由及需附材料", "Grounds that may be justified, with their evidence"),
    "book.interpretations": Text("解释", "Interpretations"),
    "book.interpretations_lead": Text(
        "共 {count} 项，其中 {open} 项为产品默认、待省级主管部门确认；确认或更改后形成新的规则版本，旧结论仍按旧版可查。",
        "{count} in all, of which {open} are the product's defaults, to be confirmed by the provincial office; a change"
        " makes a new edition, and old verdicts stay readable by theirs.",
    ),
    "book.to_confirm": Text(
        "要确认或更改：下载现行版的文件，把该项的 status 改为 confirmed，在 letter 写明文号和日期，存为草案并签署；数值在 sets 里改。",
        "To confirm or change one: take the file of the edition in force, set its status to confirmed, name the"
        " document and its day under letter, store it as a draft and have it signed; values are changed under sets.",
    ),
    "book.sets": Text("规则取用的数值——{values}", "What rules take from it: {values}"),
    "book.sets_join": Text("；", "; "),
    "book.sets.first_day": Text("起算日：{value}", "first day {value}"),
    "book.sets.categories": Text("车辆用途：{value}", "categories {value}"),
    "book.sets.events": Text("新增或更新：{value}", "events {value}"),
    "book.sets.energy": Text("能源种类：{value}", "energy {value}"),
    "book.sets.emission_stage": Text("排放阶段：{value}", "emission stage {value}"),
    "book.sets.heavy_above_kg": Text("重型车：总质量大于 {value} kg", "heavy above {value} kg"),
    "book.sets.presumed_heavy": Text(
        "没有总质量时推定为重型：{value}", "presumed heavy without a mass: {value}"
    ),
    "book.sets.more_than_percent": Text("占比超过 {value} %", "more than {value} %"),
    "book.sets.china_6a_until": Text("6a 算达到国六的截止：{value}", "stage VIa meets it until: {value}"),
    "book.sets.unproven_replacement": Text(
        "没有依据的更新：{value}", "a replacement that nothing shows: {value}"
    ),
    "book.sets.at_least_percent": Text("占比不低于 {value} %", "at least {value} %"),
    "book.used_by": Text("依此的规则", "Rules that rest on it"),
    "book.assumed": Text("产品默认，待确认", "product default, to be confirmed"),
    "book.confirmed": Text("已确认", "confirmed"),
    "book.applies": Text("自 {day} 起适用", "applies from {day}"),
    "book.decided": Text("作出", "Decided"),
    "book.signatures": Text("{first} 提请，{second} 签署", "proposed by {first}, signed by {second}"),
    "book.installed": Text("安装时随产品启用", "put in force at installation"),
    "book.why": Text("理由：{reason}", "reason: {reason}"),
    "book.drafts": Text("规则草案", "Draft rulebooks"),
    "book.question": Text("原文未写明之处", "What the text leaves open"),
    "book.answer": Text("本规则书的回答", "The answer of this rulebook"),
    "book.coverage": Text("逐句对照", "Coverage"),
    "book.coverage_lead": Text(
        "{passages}的每一句：由哪条规则核查，或为什么不能据以核查一辆车。",
        "Every part of {passages}: the rule that checks it, or why no vehicle can be checked by it.",
    ),
    "book.grounds": Text("其他依据", "Other grounds"),
    "book.grounds_lead": Text(
        "不能据以判定一辆车，但本系统的其他做法以这些原文为据。",
        "No vehicle is judged by these words; other things this service does rest on them.",
    ),
    "book.read_text": Text("阅读原文", "read the text"),
    "instrument.texts": Text("存有的原文", "Texts on record"),
    "instrument.absent": Text("没有存入", "not on record"),
    "instrument.characters": Text("{count} 个字符", "{count} characters"),
    "instrument.damaged": Text(
        "转码损坏：夹入读音 {insertions} 处，无法辨认 {unreadable} 处",
        "damaged: {insertions} readings inserted, {unreadable} spots unreadable",
    ),
    "instrument.offsets": Text(
        "位置为原文自 0 计的字符数（Unicode 码位，含换行），含起不含止。绿线：规则或依据所引的文字。",
        "Places count the characters of the text from 0 (Unicode code points, ends of lines included), half-open."
        " Underlined in green: words that a rule or a ground quotes.",
    ),
    "instrument.at": Text("位置 {offset}", "offset {offset}"),
    "instrument.document": Text("文号", "Document"),
    "instrument.raw": Text("纯文本", "plain text"),
    "instrument.not_quoted": Text(
        "这份原文有转码损坏（红色删除线），只供对照：损坏的段落不能引用。",
        "This text is damaged (struck through in red) and kept to compare with: damaged passages can not be cited.",
    ),
    "instrument.marked": Text("已标出第 {start} 至 {end} 字符", "characters {start} to {end} are marked"),
    "instrument.reviewed": Text("已核对", "reviewed"),
    "instrument.unreviewed": Text("未核对，不能引用", "unreviewed: not to be cited"),
    "instrument.no_review": Text("未写明是否核对", "it is not said whether it was reviewed"),
    "instrument.spots": Text("损坏 {count} 处", "{count} damaged spots"),
    "book.text": Text("原文", "Text"),
    "book.checked_by": Text("核查规则 / 不能核查的原因", "Rule, or why there is none"),
    "book.editions": Text("历次版本", "Editions"),
    "book.none": Text("还没有现行的规则书", "No rulebook is in force"),
    "book.none_why": Text(
        "请管理员运行 fleetsvc migrate，随产品提供的规则书会自动启用。",
        "Ask the operator to run fleetsvc migrate: the shipped rulebook is then put in force.",
    ),
    "book.unknown": Text(
        "没有这个规则版本，以下是现行版本。", "There is no such edition; the one in force is shown."
    ),
    # requirements
    "needs.title": Text("要求一览", "Requirements"),
    "needs.lead": Text(
        "各类车辆登记时须为哪些能源。换单位或日期，即看到当地当日的要求；点“新增”或“更新”可查询一辆车并打印答复。",
        "What may drive a vehicle of each use when it is registered. Choose unit and day; new or replacement leads to"
        " an answer for one vehicle that can be printed.",
    ),
    "needs.unit": Text("报送单位", "Reporting unit"),
    "needs.on": Text("登记日期", "Day of registration"),
    "needs.category": Text("车辆用途", "Category"),
    "needs.ask": Text("查询并打印", "ask and print"),
    "needs.event": Text("方式", "Event"),
    "needs.force": Text("约束力", "Force"),
    "needs.energy": Text("可以登记的能源", "Energy allowed"),
    "needs.clause": Text("依据", "Clause"),
    "needs.also": Text("另有", "Also"),
    "needs.every": Text("不论用途，", "Whatever the use, "),
    "needs.any": Text("不限", "any"),
    "needs.free": Text("无约束", "none"),
    "needs.excepted": Text("可申请说明", "may be justified"),
    "needs.clauses": Text("依据原文", "The clauses, word for word"),
    "needs.edition": Text("规则版本 {edition}", "rulebook edition {edition}"),
    "needs.wrong_unit": Text(
        "没有这个报送单位，请从列表中选择；下表是{unit}的。",
        "There is no such reporting unit; choose one from the list. The table is that of {unit}.",
    ),
    "needs.wrong_on": Text(
        "“{value}”不是日期，请写成 2025-06-01；下表按 {on} 列出。",
        "“{value}” is no day: write it as 2025-06-01. The table is that of {on}.",
    ),
    # rankings
    "rankings.title": Text("排名通报", "Rankings"),
    "rankings.lead": Text(
        "每期都列出全部 19 个报送单位；一经发布不再改动，更正另出新的一次并说明原因，旧的仍可查看。",
        "Each edition holds all 19 units and is never changed; a correction is a further revision with its reason, and"
        " the old one stays readable.",
    ),
    "rankings.whole": Text("本期全部数据、校验码和历次版本", "The whole edition, with seal and revisions"),
    "rankings.kind.year": Text("年度", "Years"),
    "rankings.kind.quarter": Text("季度", "Quarters"),
    "rankings.kind.month": Text("月度", "Months"),
    "rankings.status": Text("性质", "Status"),
    "rankings.revision": Text("修订号", "Revision"),
    "rankings.computed": Text("计算时间", "Computed"),
    "rankings.reason": Text("更正原因", "Reason"),
    "rankings.export_csv": Text("导出 CSV", "CSV"),
    "rankings.export_xlsx": Text("导出 Excel", "Excel"),
    "rankings.file_title": Text(
        "{period}新能源车辆合规率排名（{category}）", "Ranking of {period} ({category})"
    ),
    "rankings.as_of": Text("数据截至：{instant}（北京时间）", "Data as of {instant} (Beijing)"),
    "rankings.page_of": Text("第 &P 页，共 &N 页", "Page &P of &N"),
    "rankings.everything": Text("全部信息", "everything"),
    "rankings.compared": Text("较", "compared with"),
    "rankings.moving": Text(
        "暂列名次：本期未结束或数据仍在更正，名次还会变动，不作为通报依据。",
        "Provisional: the period or its data may still move; not to be published as it is.",
    ),
    "rankings.corrected": Text("本次为更正，原因：{reason}", "A correction. Reason: {reason}"),
    "rankings.code": Text("单位代码", "unit code"),
    "rankings.rank": Text("名次", "rank"),
    "rankings.unit": Text("报送单位", "reporting unit"),
    "rankings.rate": Text("合规率", "rate"),
    "rankings.low": Text("合规率下限", "rate, lower bound"),
    "rankings.high": Text("合规率上限", "rate, upper bound"),
    "rankings.change": Text("增减（百分点）", "Points"),
    "rankings.rank_change": Text("名次变化", "Places"),
    "rankings.governed": Text("受约束车辆", "governed"),
    "rankings.held": Text("待更正行", "Held"),
    "rankings.standing": Text(
        "排名 {ranked}、数量过少 {few}、报送不全 {incomplete}、未报送 {silent}",
        "{ranked} ranked, {few} too few, {incomplete} incomplete, {silent} not reported",
    ),
    "rankings.state": Text("状态", "standing"),
    "rankings.province": Text("全省", "Province"),
    "rankings.method": Text("计算方法", "Method"),
    "rankings.method.rate": Text(
        "只计新能源要求的结论，国六不计入：合规率 =（符合 + 豁免）÷（受约束车辆 － 待定）；"
        "受约束车辆不含“不适用”和“提示”。",
        "By the NEV duty alone, China VI is not counted:"
        " rate = (compliant + exempt) / (governed － undetermined); governed leaves out what is not governed"
        " or advisory.",
    ),
    "rankings.method.bounds": Text(
        "可能范围：下限为待说明、待定和待更正的车辆全部不利时的合规率，上限为全部有利时的；范围越宽，名次越不可靠。",
        "Bounds: the rate if all that is to be justified, undetermined or held turned out badly, or well;"
        " the wider, the"
        " less a rank says.",
    ),
    "rankings.method.few": Text(
        "已有结论的车辆不足 {minimum} 辆的单位列为“数量过少”，不排名；什么也没有报送的列为“未报送”。",
        "A unit with fewer than {minimum} decided vehicles is “too few” and not ranked; one that sent nothing is “not"
        " reported”.",
    ),
    "rankings.method.order": Text(
        "按未经舍入的合规率排序；相同者并列（1、1、3）。",
        "Ordered by exact rates, never by rounded ones; equal rates share a rank (1, 1, 3).",
    ),
    "rankings.method.change": Text(
        "变化与上一期同一用途的通报相比；名次变化为正表示前移。",
        "Changes are measured against the period before, of the same category; ▲ is places gained.",
    ),
    "rankings.chain": Text("版本链", "Chain"),
    "rankings.previous": Text("承接（上一次或上一期的校验码）", "Follows (seal of the one before)"),
    "rankings.first": Text("首期，没有前一期", "the first; nothing before it"),
    "rankings.inputs": Text("输入数据校验码", "Inputs"),
    "rankings.sealed": Text("内容与校验码相符", "content fits its seal"),
    "rankings.broken": Text("内容与校验码不符，请勿使用", "content does not fit its seal: do not use"),
    "rankings.verify": Text(
        "校验码是本期除校验码外全部内容（规范 JSON）的 SHA-256，取接口 /api/v1/rankings 的同一期即可自行核对。",
        "The seal is the SHA-256 of all of the edition but itself, as canonical JSON: take it from /api/v1/rankings and"
        " check it yourself.",
    ),
    "rankings.revisions": Text("历次版本", "Revisions"),
}
"""Words by name; forces, categories and energies are in ``rules.labels``."""
