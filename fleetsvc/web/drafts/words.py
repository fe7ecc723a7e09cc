"""The words of the office's pages on draft rulebooks: stored editions, comparison, proposal and signature."""

from typing import Final

from rules.wording import Text

DRAFT_WORDS: Final[dict[str, Text]] = {
    "menu.drafts": Text("规则草案", "Draft rulebooks"),
    "drafts.title": Text("规则草案", "Draft rulebooks"),
    "drafts.lead": Text(
        "草案存入后不影响任何判定：先比较会改变哪些车辆，再由一人提请、另一人签署，签署后生效并重新判定全部登记。",
        "A draft judges nothing. Compare what it would change; one person proposes it, another signs, and from then on"
        " it judges every registration.",
    ),
    "drafts.stored": Text("已存的各版", "Stored editions"),
    "drafts.name": Text("规则书", "Rulebook"),
    "drafts.hash": Text("版本", "Edition"),
    "drafts.loaded": Text("存入", "Stored"),
    "drafts.standing": Text("状态", "Status"),
    "drafts.history": Text("提请与生效", "Proposals and activations"),
    "drafts.actions": Text("操作", "Actions"),
    "drafts.by_product": Text("随产品提供", "shipped with the product"),
    "drafts.take_out": Text("停用…", "Take out …"),
    "drafts.compare": Text("与现行版比较", "Compare with the one in force"),
    "drafts.read": Text("阅读", "Read"),
    "drafts.file": Text("下载文件", "File"),
    "drafts.active": Text("现行", "in force"),
    "drafts.retired": Text("已停用", "retired"),
    "drafts.draft": Text("草案", "draft"),
    "drafts.proposed": Text("{at} {who} 提请，待另一人签署", "proposed by {who}, {at}; to be signed"),
    "drafts.activated": Text("{at} 起生效", "in force from {at}"),
    "drafts.taken_out": Text("{at} 停用", "taken out of force {at}"),
    "drafts.signed": Text("{first} 提请，{second} 签署", "proposed by {first}, signed by {second}"),
    "given.host": Text("由 {user} 在主机上代录", "entered at the host by {user}"),
    "given.name": Text("仅按姓名记录（旧版）", "noted by name only, by an earlier release"),
    "drafts.set_up": Text("安装时启用", "put in force at installation"),
    "drafts.changed": Text("重新判定，结论或依据改变 {count} 辆", "{count} decisions made again"),
    "drafts.only_one": Text(
        "还没有草案。请下载现行版的文件，修改后在下面存入。",
        "No draft yet. Download the file of the edition in force, change it, and store it below.",
    ),
    "drafts.add": Text("存入草案", "Store a draft"),
    "drafts.by_form": Text("用表单起草", "Write by form"),
    "drafts.by_form_lead": Text(
        "不必懂 YAML：粘贴原文、标出词句、逐项填写，先看会改变哪些车辆。",
        "No YAML needed: paste the text, mark its words, fill in fields, and see what would change first.",
    ),
    "drafts.edit": Text("用表单修改", "Change by form"),
    "drafts.add_lead": Text(
        "规则文件为 YAML。先下载现行版的文件作底稿，再改日期、要求或解释。有错误时逐行列出，不会存入。",
        "A rulebook is a YAML file: begin with that of the edition in force. Whatever is wrong is told line by line,"
        " and nothing is stored.",
    ),
    "drafts.choose": Text("选择文件（.yaml，至多 2 MB）", "File (.yaml, at most 2 MB)"),
    "drafts.paste": Text("或粘贴全文", "or paste all of it"),
    "drafts.send": Text("检查并存入", "Check and store"),
    "drafts.nothing_sent": Text(
        "没有收到内容：请选择一个规则文件，或粘贴全文。",
        "Nothing came: choose a rulebook file, or paste its text.",
    ),
    "drafts.too_large": Text(
        "文件超过 2 MB，规则书不会这么大：请确认选对了文件。",
        "The file has more than 2 MB, far more than any rulebook: is it the right one?",
    ),
    "drafts.broken": Text(
        "没有存入：文件有 {count} 处问题，请逐处改正后再次提交。",
        "Not stored: there are {count} problems. Correct each and send it again.",
    ),
    "drafts.broken_more": Text(
        "没有存入：文件有 {count} 处问题，下面列出前 100 处，请逐处改正后再次提交。",
        "Not stored: there are {count} problems, of which the first 100 are listed. Correct each and send it again.",
    ),
    "drafts.problems": Text("问题清单", "Problems"),
    "drafts.line": Text("行", "Line"),
    "drafts.there": Text("该行内容", "What stands there"),
    "drafts.path": Text("位置", "Path"),
    "drafts.problem": Text("问题及改法", "What is wrong, and what to write"),
    "drafts.kept": Text(
        "您提交的内容保留在下面的文本框里，可直接修改后再次提交。",
        "What you sent is kept in the text field below: correct it there and send it again.",
    ),
    "drafts.stored_new": Text(
        "草案已存入，尚不影响任何判定。下面是它与现行版的比较。",
        "The draft is stored and judges nothing yet. Below it is compared with the edition in force.",
    ),
    "drafts.stored_before": Text(
        "内容与已存的这一版完全相同，没有重复存入。",
        "This very edition is stored already; nothing was stored twice.",
    ),
    # comparison
    "draft.memo": Text("规则修改比较说明", "What a change of the rulebook would do"),
    "draft.made": Text("{at} 按当时在库的全部登记比较", "compared at {at}, over all registrations on record"),
    "draft.print": Text("本页可直接打印或存为 PDF，作为签报附件。", "This page prints as a memo."),
    "draft.this": Text("草案", "Draft"),
    "draft.current": Text("现行版", "In force"),
    "draft.in_force": Text("现行各部", "In force now"),
    "draft.aim": Text("拟办", "Meant"),
    "draft.aim.activate": Text(
        "这部规则目前没有生效的版本：生效后与现行各部并行，不取代任何一部",
        "no edition of this rulebook is in force: it would be added, and replace none",
    ),
    "draft.aim.take_out": Text(
        "这一版现行有效：以下是停用后、只依其余各部判定的结果",
        "this edition is in force: below is what follows if it is taken out and the others stay",
    ),
    "draft.judged": Text("已判定的登记", "Registrations judged"),
    "draft.flips": Text("结论改变", "Verdicts that flip"),
    "draft.flips.share": Text("占 {percent}", "{percent} of all"),
    "draft.cited": Text("结论不变、所依规则改变", "Same verdict, another rule"),
    "draft.restated": Text("只是所引条文或解释改变", "Same rule, other words cited"),
    "draft.overridden": Text("省级部门另行认定，不随之改变", "Decided otherwise by the office: stays"),
    "draft.units": Text("涉及报送单位", "Units concerned"),
    "draft.ranks": Text("名次有变的单位", "Units whose rank moves"),
    "draft.none": Text("没有一辆车的结论会改变。", "No vehicle's verdict would change."),
    "drafts.texts": Text("文件原文", "Texts of acts"),
    "drafts.texts_lead": Text(
        "规则文件引用新的原文前，先在此存入（UTF-8 文本）；规则文件以其 SHA-256 指明原文，每条引文按位置逐字核对。",
        "Before a rulebook file can quote a new text, hand the text in here (UTF-8). The file names it by its SHA-256,"
        " and every quote is held against it at its place.",
    ),
    "drafts.text_stored": Text("原文已存入，其 SHA-256 为", "The text is stored; its SHA-256 is"),
    "drafts.choose_text": Text("选择原文文件（.txt）", "Choose the file of the text (.txt)"),
    "drafts.paste_text": Text("或粘贴原文", "or paste the text"),
    "drafts.send_text": Text("存入原文", "Store the text"),
    "draft.law": Text("条文的改动", "Changed words of the law"),
    "draft.law_lead": Text(
        "逐字比较两个版本所引的原文：红色为现行版独有，绿色为本草案独有。",
        "The quoted texts of both editions, word by word: red stands in the one in force only, green in this draft.",
    ),
    "draft.part.passage": Text("原文", "text of"),
    "draft.part.clause": Text("引文", "quote from"),
    "draft.part.ground": Text("依据", "ground from"),
    "draft.texts": Text("规则和解释的改动", "Changed rules and interpretations"),
    "draft.no_texts": Text("规则和解释的内容没有改动。", "No rule and no interpretation differs."),
    "draft.what": Text("改动处", "What"),
    "draft.change.added": Text("新增", "added"),
    "draft.change.removed": Text("删除", "removed"),
    "draft.change.changed": Text("改动", "changed"),
    "draft.rule": Text("规则", "Rule"),
    "draft.interpretation": Text("解释", "Interpretation"),
    "draft.nothing": Text("（无）", "(none)"),
    "draft.no_end": Text("不限", "no end"),
    "draft.field.title": Text("名称", "Title"),
    "draft.field.force": Text("约束力", "Force"),
    "draft.field.where": Text("只适用于", "Only for"),
    "draft.all_of_them": Text("该类全部车辆", "all vehicles of the category"),
    "draft.field.requires": Text("要求", "Demand"),
    "draft.field.effective_from": Text("施行日期（含）", "In force from"),
    "draft.field.effective_until": Text("停止施行日期", "No longer from"),
    "draft.field.clause": Text("条款", "Clause"),
    "draft.field.letter": Text("文号", "Letter"),
    "draft.field.letter_dated": Text("文件日期", "Day of the letter"),
    "draft.field.sets": Text("规则取用的数值", "Values that rules take"),
    "draft.field.interpretations": Text("所依解释", "Rests on"),
    "draft.field.categories": Text("车辆用途", "Categories"),
    "draft.field.events": Text("新增或更新", "Events"),
    "draft.field.units": Text("适用单位", "Units"),
    "draft.field.exceptions": Text("可以说明的理由", "Grounds that may be justified"),
    "draft.field.departments": Text("责任部门", "Departments"),
    "draft.field.question": Text("原文未写明之处", "What the text leaves open"),
    "draft.field.answer": Text("回答", "Answer"),
    "draft.field.status": Text("状态", "Status"),
    "draft.field.by": Text("作出者", "By"),
    "draft.effect": Text("会改变结论的车辆", "Vehicles judged otherwise"),
    "draft.effect_lead": Text(
        "按结论的变化分表；每格为辆数，没有改变的单位和用途不列。",
        "A table for each change of verdict; cells count vehicles. Units and categories without a change are left out.",
    ),
    "draft.becomes": Text("变为", "becomes"),
    "draft.vehicles": Text("{count} 辆", "{count} vehicles"),
    "draft.sum": Text("合计", "Total"),
    "draft.rankings": Text("名次变动（推算）", "Ranks, as they would be"),
    "draft.rankings_lead": Text(
        "按 {period} 登记的车辆推算，仅供参考；已发布的通报不因此改动。只列有变化的单位。",
        "Reckoned from the vehicles registered in {period}. Published editions stay as they are. Only units that move"
        " are listed.",
    ),
    "draft.period": Text("期次", "Period"),
    "draft.no_moves": Text("名次和合规率都不变。", "No rank and no rate changes."),
    "draft.unchanged": Text("其余 {count} 个单位不变。", "The other {count} units stay as they are."),
    "draft.samples": Text("示例车辆", "Sample vehicles"),
    "draft.samples_lead": Text(
        "每种改变先取一辆，至多 {count} 辆；车架号已遮盖，点车架号看档案。",
        "One of each kind of change first, {count} at most; VINs are masked and lead to the dossier.",
    ),
    "draft.by_rule": Text("依据规则", "by rule"),
    "draft.registered": Text("{on} 登记", "registered on {on}"),
    # proposal and signature
    "draft.next": Text("提请与签署", "Proposal and signature"),
    "draft.propose_lead": Text(
        "确认比较结果正是想要的改变后，写明理由提请。提请后由另一位省级人员签署；其后另有提请，或这部规则的另一版先生效，"
        "本提请即失效。",
        "When the comparison shows what is meant and nothing else, propose it with your reason. Another person of the"
        " office signs; a later proposal, or another edition of this rulebook in force, makes this one void.",
    ),
    "draft.reason": Text("提请理由（写明依据的文号）", "Reason (with the document it rests on)"),
    "draft.propose.activate": Text("提请生效", "Propose"),
    "draft.propose.take_out": Text("提请停用", "Propose to take it out"),
    "draft.propose_again": Text(
        "另行提请（原提请即失效）", "Propose anew; the proposal that stands becomes void"
    ),
    "draft.reason_missing": Text(
        "没有提请：请写明理由，例如依据的文号（至多 {most} 字）。",
        "Not proposed: give the reason, such as the document it rests on (at most {most} characters).",
    ),
    "draft.stands": Text("{who} 于 {at} 提请，理由：{reason}", "{who} proposed it at {at}. Reason: {reason}"),
    "draft.own": Text(
        "提请人不能自己签署：请另一位省级人员登录后打开本页签署。",
        "Who proposes does not sign: another person of the office signs in and opens this page.",
    ),
    "draft.sign": Text("签署…", "Sign …"),
    "draft.proposed": Text("已提请，待另一人签署。", "Proposed; another person is to sign."),
    "draft.signed": Text(
        "已签署，现已办结：全部登记已重新判定，改变 {count} 辆；原结论保留可查。",
        "Signed and done: every registration was judged again; {count} decisions changed, the old ones are kept.",
    ),
    "sign.title.activate": Text("签署生效", "Sign it into force"),
    "sign.title.take_out": Text("签署停用", "Sign it out of force"),
    "sign.what": Text(
        "签署后立即办理：{changed} 辆的结论改变，{cited} 辆所依规则改变，{restated} 辆只是所引条文或解释改变，都重新作出结论，"
        "原结论保留；其后的报送同样判定。",
        "It takes effect at once: {changed} verdicts change, {cited} rest on another rule, {restated} cite other"
        " words; all are given again, old ones are kept, and later deliveries are judged likewise.",
    ),
    "sign.stays": Text(
        "已发布的通报不自动改动；需要更正的，到该期通报页面另发更正。签署记入审计日志，可再次提请旧版恢复。",
        "Published editions stay; correct one on its own page where needed. The signature is entered in the audit log;"
        " an earlier edition is brought back by proposing it again.",
    ),
    "sign.yes.activate": Text("签署，立即生效", "Sign: in force at once"),
    "sign.yes.take_out": Text("签署，立即停用", "Sign: out of force at once"),
    # who answers for the words of the law
    "review_text.title": Text("原文尚未核对", "Words nobody answers for yet"),
    "review_text.lead": Text(
        "以下段落取自转引，没有人与印发件核对过，因此本草案不能提请。请取得印发件，通读全文，逐字核对后填写。",
        "These passages are quoted at second hand and were never held against the printed act, so the draft can not be"
        " proposed. Get the act, read the whole of it, compare word by word, then fill this in.",
    ),
    "review_text.document": Text("所核对的印发件（文号）", "Printed act (its number)"),
    "review_text.held_on": Text("核对日期", "Day on which it was done"),
    "review_text.means": Text(
        "提交后另成一版草案，写明由您核对、文号和日期；这一版由您或他人提请，再由另一人签署。文字有出入的，请改正文件重新存入，不要在此确认。",
        "Another draft is made, which names you, the act and the day; that one is proposed, and signed by another"
        " person. Where words differ, correct the file and store it again instead.",
    ),
    "review_text.answer": Text("确认已逐字核对，生成新的草案", "I compared every word: make the draft"),
    "review_text.incomplete": Text(
        "没有生成：请写明文号（至多 {most} 字）和核对日期（不晚于今天）。",
        "Nothing was made: give the act's number (at most {most} characters) and the day, not one to come.",
    ),
    "review_text.done": Text(
        "已生成写明核对人、文号和日期的草案，待证明后即可提请。",
        "A draft was made that names who compared, the act and the day; it can be proposed once it is proved.",
    ),
    "sign.no": Text("返回比较", "Back to the comparison"),
    "memo.proposer": Text("提请人（签字、日期）", "Proposed by (signature, day)"),
    "memo.signer": Text("签署人（签字、日期）", "Signed by (signature, day)"),
}
"""Words by name."""
