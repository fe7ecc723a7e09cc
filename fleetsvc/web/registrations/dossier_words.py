"""The words of a vehicle's dossier, in Chinese and English, by name."""

from typing import Final

from rules.wording import Text

DOSSIER_WORDS: Final[dict[str, Text]] = {
    "dossier.differs": Text(
        "这条记录经不起重新判定：{what}。记录可能被改动，请管理员运行 fleetsvc replay --all 查明。",
        "This record does not stand up to being judged again: {what}. It may have been altered; have an administrator"
        " run fleetsvc replay --all.",
    ),
    "dossier.differs_so": Text(
        "{told}所存结论：{stored}；重新判定：{verdict}。", "{told} Stored: {stored}; judged again: {verdict}."
    ),
    "dossier.defence": Text("论证：校验码与引擎", "The defence: its hash and engine"),
    "dossier.hashed": Text("SHA-256 {sha256}…，规则引擎 {engine}", "SHA-256 {sha256}…, by engine {engine}"),
    "dossier.unhashed": Text(
        "在论证留存校验码之前作出，没有校验码。", "Made before defences were hashed; there is no hash."
    ),
    "dossier.title": Text("车辆核查档案", "Dossier of a vehicle"),
    "dossier.case": Text(
        "{unit} · {event}的{category} · {energy} · {day} 登记",
        "{unit} · {category}, {event} · {energy} · registered on {day}",
    ),
    "dossier.reveal": Text("显示完整号牌和车架号（记入审计日志）", "Show in full (entered in the audit log)"),
    "dossier.revealed": Text("完整显示，已记入审计日志", "shown in full; entered in the audit log"),
    "dossier.closed": Text(
        "这条登记已于 {at} 失效（批次撤回）；以下是最后的内容。",
        "This registration was closed on {at} (its delivery was withdrawn); what follows is its last state.",
    ),
    "dossier.repaired": Text(
        "更正：第 {upload} 批次早已撤回，这辆车却一直按它的内容统计；系统升级时（{at}）已改按未撤回的最近一次报送。",
        "Set right: delivery {upload} was withdrawn, yet this vehicle went on being counted by it; since the upgrade on"
        " {at} it stands as the newest delivery that is not withdrawn reports it.",
    ),
    "dossier.repaired_closed": Text(
        "更正：第 {upload} 批次早已撤回，这辆车却一直按它的内容统计；没有其他批次报送过它，系统升级时（{at}）已取消。",
        "Set right: delivery {upload} was withdrawn, yet this vehicle went on being counted by it; no other delivery"
        " reports it, so it was closed by the upgrade on {at}.",
    ),
    "dossier.disputed": Text(
        "争议：这个车架号有两处报送（另一单位，或本单位的另一个登记日期）；省级部门核定之前，两处都不算达标。",
        "Disputed: this VIN is claimed twice, by another unit or with another day; until the office has decided,"
        " neither counts as met.",
    ),
    "dossier.change_open": Text(
        "第 {upload} 批次改了这辆车的内容，正等候省级部门核准；核准之前仍按原来的事实和结论统计。",
        "Delivery {upload} changed this vehicle, and the office has yet to accept that; until then it goes on counting"
        " by the facts and the verdict before.",
    ),
    # the clock of knowledge
    "dossier.known_on": Text("按某日的数据查看", "As known on"),
    "dossier.see": Text("查看", "Show"),
    "dossier.as_known": Text("以下按 {day} 的数据。", "What follows is as known on {day}."),
    "dossier.to_present": Text("回到现在", "Back to the present"),
    "dossier.not_known": Text(
        "到 {day} 为止还没有这辆车的登记，最早的一次入库是 {at}；以下是现在的内容。",
        "On {day} nothing was known of this vehicle, which was first stored on {at}; what follows is the present.",
    ),
    "dossier.no_day": Text(
        "“{text}”不是有效日期，没有采用；请写成 2025-06-01。以下是现在的内容。",
        "“{text}” is no day and was left out; write 2025-06-01. What follows is the present.",
    ),
    "dossier.then_and_now": Text("当时与现在", "Then and now"),
    "dossier.then": Text("{day} 的数据", "known on {day}"),
    "dossier.present": Text("现在", "now"),
    "dossier.no_change": Text(
        "此后事实和结论都没有变化。", "Neither the facts nor the verdict have changed since."
    ),
    # the verdict
    "dossier.would_comply": Text(
        "若能源种类为{energies}，其他事实不变，则结论为“符合”。",
        "Were its energy {energies}, all else being equal, it would be compliant.",
    ),
    "dossier.or": Text("或", " or "),
    "dossier.further": Text("其他适用条款", "Further clauses that apply"),
    "dossier.finding": Text("核查意见", "What follows from it"),
    "dossier.quote": Text("条款原文", "The clause"),
    "dossier.steps": Text("判定步骤", "Steps"),
    # the clock of the law
    "dossier.clocks": Text("按哪一天的规则判定、按哪一天的数据", "By which law, and as known when"),
    "dossier.law": Text("法律：登记日", "The law: day of registration"),
    "dossier.law_is": Text(
        "按 {day} 登记时施行的规则判定；“{title}”自 {since} 起施行。",
        "Judged by what held on {day}; “{title}” holds since {since}.",
    ),
    "dossier.law_none": Text(
        "{day} 登记时，没有规则对这辆车作出要求。", "On {day} no rule demanded anything of this vehicle."
    ),
    "dossier.edition_of": Text("规则：所用版本", "The rulebook: its edition"),
    "dossier.edition_same": Text(
        "{edition}，{at} 判定；与现行版本相同。", "{edition}, decided {at}; the edition in force now."
    ),
    "dossier.edition_differs": Text(
        "{edition}，{at} 判定；按现行版本 {now}，同样的事实结论为“{verdict}”。",
        "{edition}, decided {at}; by the edition in force now, {now}, the same facts give “{verdict}”.",
    ),
    "dossier.knowledge": Text("数据：入库", "What was known: stored"),
    "dossier.knowledge_is": Text(
        "{first} 首次入库，至今 {versions} 个版本、{decisions} 次判定。",
        "First stored {first}; versions: {versions}, decisions: {decisions}.",
    ),
    # facts and their source
    "dossier.facts": Text("事实与来源单元格", "Facts and their cells"),
    "dossier.file": Text("来源文件", "Source"),
    "dossier.delivery": Text(
        "第 {number} 批次，{by} 于 {at} 报送", "delivery {number}, sent by {by} on {at}"
    ),
    "dossier.original": Text("下载原文件", "Download the original"),
    "dossier.hash": Text("文件校验码（SHA-256）", "Its SHA-256"),
    "dossier.fact": Text("项目", "Fact"),
    "dossier.value": Text("内容", "Value"),
    "dossier.text": Text("单元格内容", "Cell as written"),
    "dossier.sheet": Text("工作表", "Sheet"),
    "dossier.row": Text("行", "Row"),
    "dossier.column": Text("列", "Column"),
    "dossier.header": Text("原列名", "Header"),
    "dossier.no_cell": Text("由标题、文件名或报送时注明", "said by title, file name or sender"),
    "dossier.not_given": Text("表内没有说明", "the file does not say"),
    "dossier.basis": Text("依据：{bases}", "from: {bases}"),
    "basis.plate": Text("号牌", "plate"),
    "basis.catalogue": Text("车型目录", "catalogue"),
    "basis.wording": Text("表内文字", "wording"),
    "basis.model": Text("型号", "model code"),
    "dossier.findings": Text("这一行的核查问题", "Findings in its row"),
    "dossier.no_findings": Text("这一行没有核查问题。", "Nothing was found in its row."),
    "dossier.linked": Text("关联车辆", "Linked vehicles"),
    "dossier.link": Text("关系", "Link"),
    "link.replaces": Text("被本车更新", "replaced by this one"),
    "link.replaced_by": Text("更新了本车", "replaces this one"),
    "link.same": Text("同一车架号的另一次登记", "same VIN, registered on another day"),
    "dossier.not_stored": Text(
        "本车申报更新 {vehicle}，本单位没有它的登记。",
        "It is declared to replace {vehicle}, of which the unit has stored no registration.",
    ),
    "dossier.replaced": Text("被更新车辆是否核实", "Whether the replaced vehicle is confirmed"),
    "dossier.replaced_claimed": Text(
        "仅为申报：尚未核实，取决于它的结论待定。报送退出车辆名单（注销、报废、转出）后自动核实。",
        "Claimed only: not confirmed, and what depends on it is open. A list of retired vehicles will confirm it.",
    ),
    "dossier.replaced_confirmed": Text(
        "按申报采用，没有留下依据。", "Taken as claimed; no ground was recorded."
    ),
    "dossier.replaced_listed": Text(
        "已核实：{vehicle} {day} {way}，见退出车辆名单“{file}”工作表“{sheet}”第 {row} 行。",
        "Confirmed: {vehicle}, {way} on {day}, by row {row} of sheet “{sheet}” of the list “{file}”.",
    ),
    "dossier.replaced_stored": Text(
        "已核实：{vehicle} 在本单位此前的登记中，见“{file}”工作表“{sheet}”第 {row} 行；没有退出日期。",
        "Confirmed: {vehicle} was registered by the unit, by row {row} of sheet “{sheet}” of “{file}”; no day of"
        " leaving is on record.",
    ),
    "dossier.replaced_file": Text("查看该批次", "See that delivery"),
    # over time
    "dossier.versions": Text("历次版本", "Versions"),
    "dossier.known_from": Text("入库", "Recorded"),
    "dossier.known_until": Text("至", "until"),
    "dossier.now": Text("现在", "now"),
    "dossier.sent_by": Text("报送", "Sent"),
    "dossier.decisions": Text("历次结论", "Verdicts over time"),
    "dossier.held_from": Text("判定", "Decided"),
    "dossier.held_until": Text("至", "until"),
    "dossier.edition": Text("规则版本", "Edition"),
    "dossier.rule": Text("依据规则", "Rule"),
    "dossier.printed": Text(
        "{who} 于 {now} 打印。规则版本 {edition}。", "Printed by {who} on {now}. Rulebook edition {edition}."
    ),
}
"""Words by name."""
