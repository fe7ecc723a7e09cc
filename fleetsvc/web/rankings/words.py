"""The words of ranking editions for those who answer for them: corrections, comparisons, ways to the vehicles."""

from typing import Final

from fleetsvc.web.rankings.emission_words import EMISSION_WORDS
from fleetsvc.web.rankings.outlook_words import OUTLOOK_WORDS
from fleetsvc.web.rankings.share_words import SHARE_WORDS
from rules.wording import Text

RANKING_WORDS: Final[dict[str, Text]] = {
    **SHARE_WORDS,
    **OUTLOOK_WORDS,
    **EMISSION_WORDS,
    "rankings.on_paper": Text(
        "本页只印名次和计算方法；其他指标、与前一修订的对照和历次修订见网页，全部信息见 Excel。",
        "Ranks and method alone are printed; other measures and revisions are on the page, all is in the workbook.",
    ),
    "rankings.province_rate": Text("全省合规率", "Province's rate"),
    "rankings.first_place": Text("首位", "First"),
    "rankings.ranked_of": Text("已排名", "Ranked"),
    "rankings.silent": Text("未报送", "Not reported"),
    "rankings.few": Text("数量过少", "Too few"),
    "rankings.governed_sum": Text("受约束车辆", "Governed"),
    "rankings.shared": Text("{name}等 {count} 个并列", "{name} and others, {count} in all"),
    "rankings.letters": Text("公文和措施", "Letters and measures"),
    "rankings.is_correction": Text("更正", "correction"),
    "rankings.earlier": Text("上一期", "period before"),
    "rankings.later": Text("下一期", "next period"),
    "rankings.to_vehicles": Text(
        "点数字看目前仍属这一结论的车辆；通报之后有更正的，辆数会与通报不同。",
        "A number leads to the vehicles that have the verdict today; what was put right since makes them differ.",
    ),
    "rankings.rulebook_changed": Text("规则已变，不可直接比较", "another rulebook: not directly comparable"),
    "rankings.compared_corrected": Text("该期后来有更正", "corrected since"),
    "rankings.method_changed": Text("方法已变，不可直接比较", "another method: not directly comparable"),
    # what stands beside a rank
    "rankings.beside": Text("名次之外", "Beside the rank"),
    "rankings.beside_how": Text(
        "这些不影响名次。可能名次：未结事项全部有利或不利时的最好和最差位置。数据质量 = 1 －（待更正 + 待定 + 事后更正 + 迟报）÷ 车辆数。",
        "These do not move a rank. Possible places: the best and the worst, however open matters turn out."
        " Quality = 1 － (held + undetermined + corrected later + late) / vehicles.",
    ),
    "rankings.places": Text("可能名次", "Possible places"),
    "rankings.rank_low": Text("可能的最好名次", "best possible place"),
    "rankings.rank_high": Text("可能的最差名次", "worst possible place"),
    "rankings.missing": Text("未报的用途", "Not reported"),
    "rankings.strict": Text("违反“全部”条款", "Strict violations"),
    "rankings.disputed": Text("有争议", "Disputed"),
    "rankings.closed": Text("自行关闭的行", "Closed rows"),
    "rankings.stage": Text("国六（达到 / 适用）", "China VI (met / governed)"),
    "rankings.stage_governed": Text("国六适用", "China VI governed"),
    "rankings.stage_met": Text("国六达到", "China VI met"),
    "rankings.fcev": Text("燃料电池", "Fuel cell"),
    "rankings.shares": Text("比例要求", "Shares"),
    "rankings.share.met": Text("已达到（{met}/{counted}）", "reached ({met}/{counted})"),
    "rankings.share.not_met": Text("差 {short} 辆（{met}/{counted}）", "{short} short ({met}/{counted})"),
    "rankings.share.open": Text(
        "未定，差 {short} 辆（{met}/{counted}）", "open, {short} short ({met}/{counted})"
    ),
    "rankings.share.empty": Text("没有车辆", "no vehicles"),
    "rankings.quality": Text("数据质量", "Data quality"),
    "rankings.quality_rank": Text("质量名次", "Quality rank"),
    "rankings.quality_why": Text(
        "平均迟报 {late} 天；待更正 {held}，待定 {undetermined}，事后更正 {corrected}",
        "late by {late} days a vehicle; {held} held, {undetermined} undetermined, {corrected} corrected later",
    ),
    "rankings.method.proven": Text(
        "只计新能源要求的结论，国六不计入：合规率 =（符合 + 豁免）÷（受约束车辆 + 待更正 + 有争议），"
        "只算已证实的；受约束车辆不含“不适用”和“提示”，用途“其他”不参加。",
        "By the NEV duty alone, China VI is not counted: rate = (compliant + exempt) / (governed + held + disputed),"
        " what is proven; governed leaves out what is not governed or advisory, and the category “other” never counts.",
    ),
    "rankings.method.excused": Text(
        "说明理由获批的车辆，批准到期后在登记所属的期次里仍计为豁免：批准在登记当日或期末有效，或在期后才给出；"
        "车辆清单显示的是今天的结论，到期后可能又列为待说明。",
        "A vehicle whose reason was approved stays exempt in the period of its registration after the approval has run"
        " out, if that held on the day of registration or at the period's end, or was given later. Lists show today's"
        " verdict, which may be open again.",
    ),
    "rankings.method.complete": Text(
        "九类受约束用途每类都须有已接收的登记或零报告，否则列为“报送不全”，不排名；审核中的文件不算报送。",
        "Each of the nine governed categories needs accepted registrations or a nil report, or the unit is “incomplete”"
        " and not ranked; a file under review reports nothing.",
    ),
    "rankings.changed_since": Text(
        "公布以来，本期数据有 {count} 处变动（核准的变更和撤回、有争议的车辆、补报的车辆）；更正公布之前，名次以本期公布的为准。",
        "Since it was published, {count} of its data have changed (accepted changes and withdrawals, disputed"
        " vehicles, vehicles reported since); it stands as published until a correction is.",
    ),
    "rankings.own": Text("本单位", "yours"),
    "rankings.older": Text("更早的 {count} 次", "{count} older ones"),
    # revisions compared
    "rankings.moved": Text("与修订号 {revision} 相比的变化", "What differs from revision {revision}"),
    "rankings.moved_none": Text("各单位的数据和名次都没有变化。", "No unit's numbers or rank differ."),
    "rankings.moved_rest": Text("其余 {count} 个单位不变。", "The other {count} units are the same."),
    "rankings.rank_then": Text("名次：原", "Rank then"),
    "rankings.rank_now": Text("名次：现", "Rank now"),
    "rankings.rate_then": Text("合规率：原", "Rate then"),
    "rankings.rate_now": Text("合规率：现", "Rate now"),
    "rankings.governed_then": Text("受约束：原", "Governed then"),
    "rankings.governed_now": Text("受约束：现", "Governed now"),
    "rankings.compare_with": Text("与本次对比", "compare with this one"),
    "rankings.this_one": Text("本次", "this one"),
    "rankings.superseded": Text(
        "这是旧的一次，现以最新一次为准；留存供查。",
        "An older revision, kept to be read; the latest one counts.",
    ),
    "rankings.latest": Text("查看最新一次", "See the latest"),
    # preview and release
    "release.preview": Text("进入预览", "Show as preview"),
    "release.do": Text("正式发布", "Release"),
    "release.previewed": Text(
        "已进入预览：各单位可见本单位的数据。", "In preview: each unit sees its own line."
    ),
    "release.released": Text("已正式发布，人人可见。", "Released for everybody."),
    "release.nothing": Text(
        "没有进入预览：没有任何单位报送本期。", "Not shown: no unit has reported the period."
    ),
    "release.already": Text("本期已经发布。", "The period is published already."),
    "release.not_in_preview": Text(
        "没有发布：本期还没有进入预览。", "Not released: the period is not in preview."
    ),
    "release.storing": Text(
        "没有发布：有批次正在入库，数据还会变化。请过几分钟再发布一次。",
        "Not released: a delivery is being stored, and the data still change. Release it again in a few minutes.",
    ),
    "release.not_over": Text("本期还没有结束。", "The period is not over."),
    "rankings.preview_office": Text(
        "预览中：各单位只见本单位的数据和排在前面的名次（不含名称），发布后人人可见。",
        "In preview: each unit sees its own line and the ranks above it without names; everybody once it is released.",
    ),
    "rankings.preview_unit": Text(
        "预览：尚未发布，只显示本单位。排在前面的有 {count} 个单位。",
        "Preview: not published yet, only your own line is shown. {count} units stand above it.",
    ),
    "rankings.above": Text("第 {rank} 名 {rate}", "rank {rank}: {rate}"),
    # corrections
    "correct.do": Text("更正…", "Correct …"),
    "correct.title": Text("更正已发布的通报", "Correct a published edition"),
    "correct.lead": Text(
        "已发布的通报不改动；更正按目前入库的数据另出一次，注明原因，旧的仍可查看。只有数据有变化的用途才出新的一次。",
        "What is published stays. A correction is a further revision from the data as they stand now, with its reason;"
        " only categories in which something changed get one.",
    ),
    "correct.nothing": Text(
        "{period} 的数据与已发布的完全一致，没有可更正的内容。请先由报送单位更正数据，再来更正通报。",
        "The data of {period} are just as they were published: there is nothing to correct. Have the unit put its data"
        " right first.",
    ),
    "correct.changes": Text("更正后会有的变化", "What the correction would change"),
    "correct.only_hidden": Text(
        "名次和合规率不变，只有依据（规则版本、对比期次或输入数据）改变。",
        "No rank and no rate changes; only what they rest on does: rulebook, period compared with, or inputs.",
    ),
    "correct.reason": Text(
        "更正原因（公开显示，请勿写号牌、车架号或个人信息）", "Reason (public: name no plate, VIN or person)"
    ),
    "correct.onwards": Text(
        "同时重算受影响的已发布各期，只有变化的才出更正：{periods}",
        "Also recompute the published periods that hold or follow it; only what changes is corrected: {periods}",
    ),
    "correct.yes": Text("发布更正", "Publish the correction"),
    "correct.no": Text("返回通报", "Back to the edition"),
    "correct.storing": Text(
        "没有更正：有批次正在入库，数据还会变化。请过几分钟再提交，原因已为您保留。",
        "Not corrected: a delivery is being stored, and the data still change. Send it again in a few minutes; the"
        " reason is kept.",
    ),
    "correct.reason_missing": Text(
        "没有更正：请写明原因（至多 {most} 字），例如哪个单位补报或改报了什么。",
        "Not corrected: give the reason (at most {most} characters), such as what a unit sent again.",
    ),
    "correct.reason_private": Text(
        "没有更正：原因里像是有号牌、车架号、电话或身份证号。通报人人可见，请改写。",
        "Not corrected: the reason seems to hold a plate, a VIN, a telephone or an identity card number."
        " Everybody reads it: word it otherwise.",
    ),
    "correct.done": Text(
        "更正已发布：共 {count} 份（全部用途合计的和各用途的），原因和变化见下。",
        "The correction is published: {count} further revisions, over all and by category; reason and changes are"
        " below.",
    ),
    "correct.not_final": Text(
        "{period} 还没有正式发布，每晚自动更新，无须更正。",
        "{period} is not published yet: it is updated each night, and there is nothing to correct.",
    ),
}
"""Words by name."""
