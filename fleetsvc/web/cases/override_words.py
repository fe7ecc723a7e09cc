"""The words of deciding otherwise than the rules."""

from typing import Final

from rules.wording import Text

OVERRIDE_WORDS: Final[dict[str, Text]] = {
    "override.title": Text("另行认定结论", "Decide otherwise"),
    "override.lead": Text(
        "省级部门可对一辆车作出与规则不同的认定。须写明理由代码和理由，由另一人签署后生效；规则判定的结论保留在旁，排名按认定的结论统计。"
        "认定至期满或撤销为止；车辆事实有变动的，认定随即失效。",
        "The office may decide otherwise than the rules on one vehicle, for a coded reason; another person signs it."
        " The rules' own verdict stays beside it, and rankings count what is decided. It lasts until its end or until"
        " it is lifted, and ends where the vehicle's facts change.",
    ),
    "override.vehicle": Text("车辆", "Vehicle"),
    "override.duty": Text("义务（规则的判定）", "Duty (the rules' verdict)"),
    "override.verdict": Text("认定为", "Decided as"),
    "override.code": Text("理由代码", "Reason, by code"),
    "override.reason": Text("理由", "Why"),
    "override.until": Text("止日，不含当日（不填为无期限）", "Until, exclusive (empty: no end)"),
    "override.propose": Text("提请另一人签署", "Propose it to be signed"),
    "override.none": Text(
        "规则对该车没有约束性要求，或该车有争议，不能另行认定。",
        "No binding rule governs this vehicle, or it is disputed: there is nothing to decide otherwise.",
    ),
    "override.what": Text(
        "{duty}：规则判定“{ruled}”，认定为“{verdict}”（{code}）",
        "{duty}: “{ruled}” by the rules, decided as “{verdict}” ({code})",
    ),
    "override.stands": Text(
        "省级部门另行认定：{what}。理由：{reason}。有效期：{term}。",
        "Decided otherwise by the office: {what}. Why: {reason}. Term: {term}.",
    ),
    "override.stood": Text(
        "曾由省级部门另行认定：{what}。理由：{reason}。有效期：{term}。{ended}",
        "Once decided otherwise by the office: {what}. Why: {reason}. Term: {term}. {ended}",
    ),
    "override.ended.lift": Text("{at} 撤销：{reason}", "Lifted {at}: {reason}"),
    "override.ended.expire": Text("{at} 到期", "Ended on its day, {at}"),
    "override.ended.settle": Text(
        "{at} 失效：车辆事实或规则已变", "Settled {at}: the vehicle's facts or the rules have changed"
    ),
    "override.of_case": Text("事项 {number}", "case {number}"),
    "cases.fault.SecondSignatureNeeded": Text(
        "须由另一人在提请中签署。", "Another person signs this, in its proposal."
    ),
    "cases.fault.OverriddenAlready": Text(
        "该车已有另行认定，或正待签署。",
        "The vehicle is decided on otherwise already, or that waits to be signed.",
    ),
    "cases.fault.OverrideOutdated": Text(
        "提请后情况已变：{what}。不能签署；请不同意或收回，需要的按现状另行提请。",
        "What was proposed is not what stands any more: {what}. It cannot be signed: refuse it or take it back, and"
        " propose it anew as things stand where that is called for.",
    ),
    "cases.fault.OverrideUnfit": Text(
        "不能这样认定：请选择与规则判定不同的结论和理由代码。",
        "It cannot be decided so: choose another verdict than the rules', and a code.",
    ),
}
