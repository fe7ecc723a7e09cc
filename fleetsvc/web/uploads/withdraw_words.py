"""The words of withdrawing a delivery, in Chinese and English, by name."""

from typing import Final

from rules.wording import Text

WITHDRAW_WORDS: Final[dict[str, Text]] = {
    "withdraw.reason": Text("原因（选填，记入办理经过）", "Reason (optional, kept in the history)"),
    "withdraw.reason_needed": Text("原因（必填，记入办理经过）", "Reason (required, kept in the history)"),
    "withdraw.reason_missing": Text(
        "撤回已入库的批次须写明原因，没有撤回。",
        "What is stored is withdrawn for a reason only: nothing was withdrawn.",
    ),
    "withdraw.published": Text(
        "其中 {published} 辆已在正式通报里：撤回须经省级部门核准，核准之前一切照旧。",
        "{published} of them stand in a published edition: the office decides whether it is withdrawn, and until then"
        " nothing changes.",
    ),
    "withdraw.ask": Text("申请撤回", "Ask for the withdrawal"),
    "withdraw.waits": Text(
        "{by} 于 {at} 申请撤回本批次（{reason}），待省级部门核准。",
        "{by} asked on {at} to withdraw this delivery ({reason}); the office has yet to decide.",
    ),
    "withdraw.title": Text("确定撤回这个批次吗？", "Withdraw this delivery?"),
    "withdraw.stored": Text(
        "由它入库的 {accepted} 辆车将失效，此前的版本会恢复。撤回后不能还原，但可以重新上传同一文件。",
        "The {accepted} vehicles it stored are closed, and what was there before comes back. This cannot be undone, but"
        " the same file may be uploaded again.",
    ),
    "withdraw.open": Text(
        "本批次还没有入库。撤回后不再处理，原文件保留；可以重新上传同一文件。",
        "Nothing of it is stored yet. It is not worked on any further; the original is kept, and the same file may be"
        " uploaded again.",
    ),
    "withdraw.yes": Text("确定撤回", "Withdraw it"),
    "withdraw.no": Text("不撤回，返回", "Keep it, go back"),
}
