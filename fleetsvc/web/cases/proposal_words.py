"""The words of what waits for a second signature, and of the amounts that ask for one."""

from typing import Final

from rules.wording import Text

PROPOSAL_WORDS: Final[dict[str, Text]] = {
    "menu.proposals": Text("待签署", "To be signed"),
    "menu.amounts": Text("两人签署", "Two signatures"),
    "proposals.lead": Text(
        "按设定的数额，这些处理由一人提请、另一人签署后才生效。提请后又有变动的事项，签署时跳过。",
        "By the amounts that are set, what stands here is proposed by one person and done once another one signs. Cases"
        " that have gone on since are passed by.",
    ),
    "proposals.amounts": Text("须两人签署：{what}", "Two persons sign: {what}"),
    "proposals.amounts_none": Text(
        "目前没有设定数额，事项由一人审定即生效；数额由管理员在“两人签署”页面设定。",
        "No amounts are set: one person decides. Administrators set them on the page “Two signatures”.",
    ),
    "proposals.amount.approve": Text("批准 {amount} 件以上", "approving {amount} cases or more"),
    "proposals.amount.refuse": Text("不予批准 {amount} 件以上", "refusing {amount} cases or more"),
    "proposals.amount.close": Text("了结 {amount} 件以上", "closing {amount} cases or more"),
    "proposals.amount.approve_days": Text("批准 {amount} 天以上", "approving for {amount} days or longer"),
    "proposals.waiting": Text("待签署", "Waiting"),
    "proposals.settled": Text("已了结", "Settled"),
    "proposals.waits": Text("待签署", "to be signed"),
    "proposals.none": Text("没有待签署的", "Nothing waits to be signed"),
    "proposals.on": Text("更早的提请", "Earlier proposals"),
    "proposals.of_case": Text(
        "{by} 于 {at} 提请：{action}（{reason}），待另一人签署。",
        "{by} proposed on {at}: {action} ({reason}). A second person is to sign.",
    ),
    "proposals.open": Text("查看提请", "Open the proposal"),
    "proposals.title": Text("提请 {number}", "Proposal {number}"),
    "proposals.what": Text("处理", "What"),
    "proposals.cases": Text("事项", "Cases"),
    "proposals.count": Text("{count} 件", "{count}"),
    "proposals.by": Text("提请人", "Proposed by"),
    "proposals.why": Text("理由", "Why"),
    "proposals.status": Text("状态", "Status"),
    "proposals.status.proposed": Text("待签署", "to be signed"),
    "proposals.status.signed": Text("已签署", "signed"),
    "proposals.status.refused": Text("不同意", "refused"),
    "proposals.status.withdrawn": Text("已收回", "taken back"),
    "proposals.term": Text("批准有效期", "Approved for"),
    "proposals.conditions": Text("批准条件", "Conditions"),
    "proposals.changed": Text(
        "提请后有 {count} 件已有变动，签署时跳过：{cases}",
        "{count} have gone on since, and will be passed by: {cases}",
    ),
    "proposals.first": Text("前 {count} 件", "The first {count}"),
    "proposals.sign": Text("签署并办理", "Sign, and have it done"),
    "proposals.refuse": Text("不同意", "Refuse"),
    "proposals.withdraw": Text("收回", "Take back"),
    "proposals.own": Text(
        "须由您以外的人签署。您可以收回。", "Somebody else is to sign. You may take it back."
    ),
    "proposals.reason": Text("理由（不同意或收回时必填）", "Reason (required to refuse or take back)"),
    "proposals.told.signed": Text("已签署，办理 {done} 件。", "Signed: {done} done."),
    "proposals.told.passed": Text("跳过 {passed} 件。", "{passed} were passed by."),
    "amounts.lead": Text(
        "省级部门一次办理、或同一人当日累计办理达到下列数额时，须由另一人签署后才生效。不填为不限。由管理员设定，每次改动记入审计日志。",
        "Where somebody of the office does so much in one act, or alone on one day, another person is to sign it. Left"
        " empty: never. Administrators set this; each change stands in the audit log.",
    ),
    "amounts.approve": Text("批准：达到多少件", "Approving: from how many cases"),
    "amounts.refuse": Text("不予批准：达到多少件", "Refusing: from how many cases"),
    "amounts.close": Text("了结：达到多少件", "Closing: from how many cases"),
    "amounts.approve_days": Text("批准的有效期：达到多少天", "Approving for how many days"),
    "amounts.save": Text("保存", "Save"),
    "amounts.saved": Text("已保存", "Saved"),
    "amounts.by": Text("{by} 于 {at} 设定", "Set by {by} on {at}"),
    "amounts.unfit": Text(
        "“{field}”请填 1 至 {most} 的整数，或留空。",
        "“{field}”: a whole number from 1 to {most}, or nothing.",
    ),
    "cases.fault.PersonToSign": Text("须由本人登录后提请。", "Sign in as a person to propose this."),
    "cases.fault.ProposedAlready": Text(
        "该事项已在待签署的提请 {number} 中。",
        "The case is part of proposal {number}, which waits to be signed.",
    ),
    "cases.fault.CaseChanged": Text(
        "提请后事项均已有变动，没有办理：请收回后重新提请。",
        "All cases have gone on since; nothing was done. Have it taken back and proposed anew.",
    ),
    "cases.fault.ProposalSettled": Text("该提请已了结。", "The proposal is settled already."),
    "cases.fault.ProposedByYou": Text("须由提请人以外的人签署。", "Who proposes does not sign."),
}
