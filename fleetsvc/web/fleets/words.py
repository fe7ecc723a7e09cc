"""The words of fleet operators: their vehicles, the owners they act for, and what a bureau confirms of it."""

from typing import Final

from rules.wording import Text

FLEET_WORDS: Final[dict[str, Text]] = {
    "act.owner-applied": Text("申请代表所有人", "applied to act for an owner"),
    "act.owner-confirmed": Text("核准代表所有人", "confirmed to act for an owner"),
    "act.owner-ended": Text("结束代表所有人", "acting for an owner ended"),
    "act.case-explained": Text("车队提交说明", "operator gave its reasons"),
    "detail.owner": Text("所有人", "owner"),
    "menu.fleet": Text("我的车队", "My fleet"),
    "menu.fleet_owners": Text("所有人绑定", "Owners"),
    "menu.operators": Text("车队账户", "Fleet operators"),
    "fleet.lead": Text(
        "已由登记地的市级交通部门核准绑定的所有人名下、现在有效的登记及其结论。所有人变更或绑定结束后，车辆不再显示。",
        "Registrations that stand now under owners confirmed for you by the bureau of their unit, with their verdicts."
        " A vehicle is shown no longer once its owner has changed or the binding has ended.",
    ),
    "fleet.total": Text("共 {count} 辆", "{count} vehicles"),
    "fleet.every": Text("全部结论", "all verdicts"),
    "fleet.plate": Text("号牌", "Plate"),
    "fleet.vin": Text("车架号", "VIN"),
    "fleet.owner": Text("所有人", "Owner"),
    "fleet.unit": Text("报送单位", "Reporting unit"),
    "fleet.category": Text("车辆用途", "Category"),
    "fleet.energy": Text("能源种类", "Energy"),
    "fleet.registered_on": Text("登记日期", "Registered on"),
    "fleet.verdict": Text("结论", "Verdict"),
    "fleet.rule": Text("条款", "Clause"),
    "fleet.more": Text("更早登记的", "Registered earlier"),
    "fleet.none": Text("没有可显示的车辆", "There are no vehicles to show"),
    "fleet.none_why": Text(
        "先申请绑定所有人（名称按行驶证填写），由登记地的市级交通部门核准后，其车辆在这里显示。",
        "Apply for an owner first, written as on the vehicle licence. Once the bureau of its unit has confirmed it, its"
        " vehicles are shown here.",
    ),
    "fleet.none_narrowed": Text("没有这一结论的车辆。", "No vehicle has this verdict."),
    "fleet.apply": Text("申请绑定", "Apply for an owner"),
    "fleet.disputed": Text(
        "该车同时有另一份登记，正在核实，结论待定。",
        "There is another claim to this vehicle; it is being looked into.",
    ),
    "fleet.overridden": Text(
        "结论由省级主管部门决定，与规则的判定不同。",
        "The provincial office has decided otherwise than the rules.",
    ),
    "fleet.decided": Text("决定的理由", "Reason of the decision"),
    "fleet.files": Text("附件 {count} 个", "{count} files"),
    "fleet.explain_lead": Text(
        "您的说明和证明材料交给登记地的市级交通部门，由其核对后以本单位名义答复或申诉；是否批准由省级主管部门决定。",
        "What you say goes to the bureau of the unit, which checks it and answers or appeals as the unit; the"
        " provincial office decides.",
    ),
    "fleet.ground": Text("申请例外的理由类别和须附的材料", "Ground of the exception, and what to bring"),
    "fleet.reason": Text("说明", "Your reasons"),
    "fleet.explain": Text("提交给市级交通部门", "Send to the bureau"),
    "fleet.explained": Text("已提交，市级交通部门会收到消息。", "Sent: the bureau is told of it."),
    "cases.fault.SaidTooOften": Text(
        "没有提交：一项事项最多说明 {most} 次，请与市级交通部门联系。",
        "Not sent: one case takes {most} of them; talk to the bureau.",
    ),
    "cases.fault.BroughtTooMuch": Text(
        "没有提交：24 小时内至多上传 {most} 个附件，共 {most_mb} MB，请明天再传。",
        "Not sent: at most {most} files, {most_mb} MB together, are taken in 24 hours; bring more tomorrow.",
    ),
    "cases.fault.CertificatesUsedUp": Text(
        "没有出具：24 小时内至多出具 {most} 份证明，请明天再办；整个车队可合出一份。",
        "None was made: one account gets at most {most} certificates in 24 hours. Come back tomorrow, or get one of the"
        " whole fleet.",
    ),
    "fleet.to_do": Text(
        "有车辆待说明或不符合：点开号牌，可提交说明和证明材料，由市级交通部门答复。",
        "Some vehicles need a justification or do not comply: open one by its plate to give your"
        " reasons, with evidence.",
    ),
    "fleet.certify": Text("出具证明", "Get a certificate"),
    "fleet.certify_why": Text(
        "写明今日的结论和条款并签名，附二维码；任何人扫码或凭编号即可查看、核验，不必登录。",
        "It states today's verdicts and clauses, signed, with a QR code: anybody reads and checks it without"
        " signing in.",
    ),
    "fleet.no_rule": Text("没有条款对该车有此要求。", "No clause asks this of the vehicle."),
    "owners.lead": Text(
        "一个账户可绑定一个或多个所有人。名称须与车辆登记完全一致（全角半角和多余空格除外），相近的名称不是同一所有人。",
        "An account acts for one owner or several. A name counts letter by letter as it is registered, but for"
        " full-width letters and surplus blanks: nearly the same is not the same.",
    ),
    "owners.unit": Text("登记地报送单位", "Reporting unit"),
    "owners.owner": Text("所有人名称（按行驶证）", "Owner, as on the vehicle licence"),
    "owners.said": Text("凭什么代表（信用代码、职务、电话）", "By what right you act for it"),
    "owners.state": Text("状态", "State"),
    "owners.applied": Text("申请时间", "Applied"),
    "owners.until": Text("有效至", "Until"),
    "owners.account": Text("账户", "Account"),
    "owners.right": Text("说明", "By what right"),
    "owners.acts": Text("操作", "Actions"),
    "owners.send": Text("提交申请", "Apply"),
    "owners.sent": Text(
        "已提交，等市级交通部门核准。", "Your application was sent; the bureau has to confirm it."
    ),
    "owners.end": Text("结束绑定", "End"),
    "owners.end_own": Text("不再代表", "Give up"),
    "owners.over": Text("绑定已结束，即时生效。", "The binding is over, from this moment on."),
    "owners.none": Text("还没有申请过", "Nothing was applied for yet"),
    "owners.state.applied": Text("待核准", "to be confirmed"),
    "owners.state.confirmed": Text("已核准", "confirmed"),
    "owners.state.expired": Text("已到期", "expired"),
    "owners.state.refused": Text("未核准", "refused"),
    "owners.state.ended": Text("已结束", "ended"),
    "owners.fault": Text(
        "没有提交：请选择报送单位，填写所有人（最多 {owner} 字）和说明（最多 {said} 字）。",
        "Not sent: choose the unit, name the owner (at most {owner} characters) and say by what right"
        " (at most {said}).",
    ),
    "owners.too_many": Text(
        "没有提交：一个账户最多同时申请或绑定 {most} 个所有人，一天最多申请 {most_a_day} 次；请先结束不用的，或明天再试。",
        "Not sent: one account has at most {most} owners at a time and applies {most_a_day} times a day;"
        " end those that you do not need, or try again tomorrow.",
    ),
    "operators.lead": Text(
        "车队账户申请查看本单位登记簿中某一所有人的车辆。核准前请核对申请人与所有人的关系：核准后其看到该名下全部车辆的号牌、车架号和结论。",
        "Fleet operators ask to see the vehicles of an owner in your register. Make sure that they act for it: once you"
        " confirm, they see plate, VIN and verdict of each vehicle under that name.",
    ),
    "operators.none": Text("没有申请", "There are no applications"),
    "operators.under": Text("名下车辆", "Under the name"),
    "operators.vehicles": Text("现有 {count} 辆", "{count} vehicles"),
    "operators.no_vehicles": Text(
        "登记簿中没有这个名称的车辆，不能核准；请申请人按行驶证核对名称。",
        "No vehicle stands under this name, so it cannot be confirmed: ask them to compare it with the licence.",
    ),
    "operators.nearly": Text("名称相近的另有：{names}", "Nearly the same: {names}"),
    "operators.others": Text("已绑定此所有人的账户：{names}", "Accounts that act for it already: {names}"),
    "operators.until": Text("有效至（可不填）", "Until (may be empty)"),
    "operators.confirm": Text("核准", "Confirm"),
    "operators.refuse": Text("不核准", "Refuse"),
    "operators.reason": Text("原因", "Reason"),
    "operators.done.confirm": Text("已核准，对方现在可以看到车辆。", "Confirmed: they see the vehicles now."),
    "operators.done.end": Text("已结束或未予核准，即时生效。", "Ended or refused, from this moment on."),
    "operators.fault.until": Text(
        "没有核准：有效期请写成 2026-06-30，不早于今天，不晚于十年后。",
        "Not confirmed: write the last day as 2026-06-30, from today on, within ten years.",
    ),
    "operators.fault.reason": Text(
        "没有办理：请写明原因（最多 {most} 字）。", "Not done: give the reason, in at most {most} characters."
    ),
    "operators.fault.changed": Text(
        "没有办理：此项已有变化，请看现在的状态。",
        "Not done: it has changed meanwhile; see how it stands now.",
    ),
}
