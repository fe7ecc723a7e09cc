"""The words of withdrawing a delivery and of reopening closed rows, in Chinese and English, by name."""

from typing import Final

from rules.wording import Text

WITHDRAW_WORDS: Final[dict[str, Text]] = {
    "withdraw.reason": Text("原因（选填，记入办理经过）", "Reason (optional, kept in the history)"),
    "reopen.how": Text(
        "以下是报送单位不再报送的行；恢复后重新待更正，报送单位不能再自行了结。",
        "These rows were closed by their unit; reopened, they are held again, and their unit cannot close them"
        " once more.",
    ),
    "reopen.row": Text("第 {row} 行", "row {row}"),
    "reopen.reason": Text("恢复的理由（必填）", "Why they are reopened (required)"),
    "reopen.go": Text("恢复待更正", "Reopen"),
    "reopen.no_row": Text("没有勾选任何行。", "No row was ticked."),
    "reopen.no_reason": Text("请写明恢复的理由，没有恢复。", "Say why: nothing was reopened."),
    "review.reopened": Text("已恢复待更正，记入审计日志。", "Reopened, and entered in the audit log."),
    "step.upload-rows-reopened": Text("省级部门恢复待更正", "closed rows reopened by the office"),
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
    "withdraw.overridden": Text(
        "其中 {overridden} 辆由省级部门另行认定：撤回须经省级部门两人签署核准，核准之前一切照旧。",
        "On {overridden} of them the office decided otherwise than the rules: two persons of it decide whether the"
        " delivery is withdrawn, and until then nothing changes.",
    ),
    "withdraw.ask": Text("申请撤回", "Ask for the withdrawal"),
    "withdraw.waits": Text(
        "{by} 于 {at} 申请撤回本批次（{reason}），待省级部门核准。",
        "{by} asked on {at} to withdraw this delivery ({reason}); the office has yet to decide.",
    ),
    "status.withdrawing": Text("正在撤回", "being withdrawn"),
    "withdraw.going_on": Text(
        "{by} 于 {at} 撤回本批次（{reason}），正在后台办理：已撤回 {done} 辆，共 {total} 辆。撤回完毕之前一切照旧，可以离开本页。",
        "{by} withdrew this delivery on {at} ({reason}). It is being done: {done} vehicles of {total}. Until it is"
        " finished everything stands as before; you may leave the page.",
    ),
    "withdraw.failing": Text(
        "撤回失败 {attempts} 次（{why}），{at} 自动再试。",
        "It failed; attempts so far: {attempts} ({why}). It is tried again by itself on {at}.",
    ),
    "withdraw.failed": Text(
        "撤回没有成功：{at} 失败，{why}。本批次保持原样，可以再次撤回；仍不成功请联系管理员。",
        "It could not be withdrawn: {at}, {why}. This delivery stands as before. You may withdraw it again; see the"
        " operator if that fails as well.",
    ),
    "step.withdrawal-queued": Text("提出撤回，由后台办理", "withdrawn, to be done by the service"),
    "withdraw.title": Text("确定撤回这个批次吗？", "Withdraw this delivery?"),
    "withdraw.rests": Text(
        "以下批次以本批次为基础，不随本批次撤回：",
        "These deliveries rest on this one. They are not withdrawn with it:",
    ),
    "withdraw.rests_batch": Text("第 {number} 批次 {name}", "No. {number}, {name}"),
    "withdraw.rests_colon": Text("：", ":"),
    "withdraw.rests_corrects": Text(
        "由本批次待更正的行更正而来，内容保留。", "It holds rows of this one corrected, which it keeps."
    ),
    "withdraw.rests_newer": Text(
        "本批次的 {count} 辆车后来在该批次改报，以该批次为准，保持不变。",
        "Vehicles of this one that it reported anew: {count}. They stay as they are.",
    ),
    "withdraw.rests_same": Text(
        "本批次的 {count} 辆车在该批次又报过、内容相同，撤回后以该批次为准，继续有效。",
        "Vehicles of this one that it reported alike: {count}. They go on standing, by its word.",
    ),
    "withdraw.rests_replacing": Text(
        "其中 {count} 辆更新的车以本批次的注销车辆为据，撤回后重新判定。",
        "Replacements in it that this list of retired vehicles confirms: {count}. They are judged again.",
    ),
    "withdraw.stored": Text(
        "由它入库的 {standing} 辆车将失效，此前的版本会恢复。撤回后不能还原，但可以重新上传同一文件。",
        "The {standing} vehicles it stored are closed, and what was there before comes back. This cannot be undone, but"
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
