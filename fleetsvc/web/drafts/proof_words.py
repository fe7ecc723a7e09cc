"""The words of a draft's proof."""

from typing import Final

from rules.wording import Text

PROOF_WORDS: Final[dict[str, Text]] = {
    "proof.title": Text("证明与案例", "Proof and cases"),
    "proof.wait": Text(
        "正在证明（通常不到一分钟）：证明完成前不能提请。请稍后刷新本页。",
        "It is being proved, usually within a minute, and cannot be proposed before. Reload this page shortly.",
    ),
    "proof.holds": Text("证明无误", "holds"),
    "proof.faulty": Text("未通过", "not passed"),
    "proof.sum": Text(
        "{at} 证明：逐一判定全部情形，运行案例 {cases} 个，另试 {mutants} 处错误改动。",
        "proved at {at}: every situation judged, {cases} cases run, {mutants} wrong changes tried.",
    ),
    "proof.survivors": Text(
        "有 {count} 处错误改动，案例发现不了", "{count} wrong changes that no case would notice"
    ),
    "proof.changed": Text(
        "本草案要改变 {count} 个案例的结论", "This draft changes how {count} cases come out"
    ),
    "proof.changed_lead": Text(
        "这些是现行版的案例，按本草案得出别的结论。签署前请逐个确认正是想要的改变。",
        "These cases belong to the edition in force and come out otherwise by the draft. Before you sign, make sure of"
        " each that this is what is meant.",
    ),
    "proof.refused": Text("没有提请：{faults}", "Not proposed: {faults}"),
    "proof.no_proposal": Text(
        "上列问题解决前可以保留和比较，不能提请：文件有错的请改正后重新存入，原文没有核对的请先核对。",
        "Until what stands above is settled it may be kept and compared, not proposed: correct the file and store it"
        " again, or hold the passages against the act first.",
    ),
}
"""Words by name."""
