"""The words of ranking editions for those who answer for them: corrections, comparisons, ways to the vehicles."""

from typing import Final

from rules.wording import Text

RANKING_WORDS: Final[dict[str, Text]] = {
    "rankings.province_rate": Text("全省合规率", "Province's rate"),
    "rankings.first_place": Text("首位", "First"),
    "rankings.ranked_of": Text("已排名", "Ranked"),
    "rankings.silent": Text("未报送", "Not reported"),
    "rankings.few": Text("数量过少", "Too few"),
    "rankings.governed_sum": Text("受约束车辆", "Governed"),
    "rankings.shared": Text("{name}等 {count} 个并列", "{name} and others, {count} in all"),
    "rankings.is_correction": Text("更正", "correction"),
    "rankings.earlier": Text("上一期", "period before"),
    "rankings.later": Text("下一期", "next period"),
    "rankings.to_vehicles": Text(
        "点数字看目前仍属这一结论的车辆；通报之后有更正的，辆数会与通报不同。",
        "A number leads to the vehicles that have the verdict today; what was put right since makes them differ.",
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
    "correct.yes": Text("发布更正", "Publish the correction"),
    "correct.no": Text("返回通报", "Back to the edition"),
    "correct.reason_missing": Text(
        "没有更正：请写明原因（至多 {most} 字），例如哪个单位补报或改报了什么。",
        "Not corrected: give the reason (at most {most} characters), such as what a unit sent again.",
    ),
    "correct.reason_private": Text(
        "没有更正：原因里像是有号牌或车架号。通报人人可见，请改写。",
        "Not corrected: the reason seems to hold a plate or a VIN. Everybody reads it: word it otherwise.",
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
