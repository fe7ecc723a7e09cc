"""What people are told of: one row an event, with its words and whom it is for.

A further event is a name and a row here, and the call of ``telling.tell`` where it happens.
"""

from typing import Final

from fleetsvc.services.notices.event_names import Event as Event  # noqa: PLC0414 (told on to who tells)
from fleetsvc.services.notices.event_names import Kind
from fleetsvc.services.people.accounts import Role
from rules.wording import Text

_UNIT: Final = frozenset({Role.BUREAU})
_OFFICE: Final = frozenset({Role.OFFICE})
_BOTH: Final = _UNIT | _OFFICE

EVENTS: Final[dict[Event, Kind]] = {
    Event.UPLOAD_READ: Kind(
        Text("批次已读完，待核对", "Delivery read, to be reviewed"),
        Text(
            "“{name}”已读完：共 {read} 行，待更正 {held} 行，请核对后确认",
            "“{name}” was read: {read} rows, {held} of them held; please review and confirm it",
        ),
        _UNIT,
    ),
    Event.UPLOAD_ACCEPTED: Kind(
        Text("批次已入库", "Delivery stored"),
        Text(
            "“{name}”已入库：共 {read} 行，待更正 {held} 行",
            "“{name}” is stored: {read} rows, {held} of them held",
        ),
        _UNIT,
    ),
    Event.UPLOAD_REFUSED: Kind(
        Text("批次被退回", "Delivery refused"),
        Text("“{name}”读不了，已退回，原因见该批次", "“{name}” cannot be read; its page says why"),
        _UNIT,
    ),
    Event.UPLOAD_SET_ASIDE: Kind(
        Text("批次暂时读不了", "Delivery set aside"),
        Text(
            "第 {number} 批屡读屡错，不是文件的问题，已搁置，稍后自动再读",
            "Delivery {number} could not be read several times, through no fault of the file; it is tried again later",
        ),
        _UNIT,
    ),
    Event.TWO_PERSONS_ASKED: Kind(
        Text("须两人办理", "Two persons submit"),
        Text(
            "自即日起，{unit}的批次、零报告、事项答复等由一人准备、另一人提交；本单位在用账户 {accounts} 个，只有 1 个时无人可提交，请向管理员再申请一个",
            "From now on another person of {unit} submits what one has prepared; {accounts} accounts are in use, and"
            " with one alone nobody can submit: ask an administrator for another",
        ),
        _UNIT,
    ),
    Event.TWO_PERSONS_LIFTED: Kind(
        Text("不再须两人办理", "One person submits again"),
        Text("{unit}又可由一人准备并提交", "What one person of {unit} prepared they may submit again"),
        _UNIT,
    ),
    Event.PREPARED: Kind(
        Text("有同事准备的待提交", "Prepared, to be submitted"),
        Text(
            "{name}准备了一项，须由另一位同事核对后提交；提交前不算报送，期限照常计算",
            "{name} prepared something that another person of the unit has to check and submit; until then nothing is"
            " handed in, and deadlines run on",
        ),
        _UNIT,
    ),
    Event.PREPARATION_SENT_BACK: Kind(
        Text("您准备的被同事退回", "What you prepared was sent back"),
        Text("{name}退回了您准备的一项：{reason}", "{name} sent back what you had prepared: {reason}"),
        frozenset(),
    ),
    Event.PREPARATION_LAPSED: Kind(
        Text("您准备的已失效", "What you prepared has lapsed"),
        Text(
            "您准备的一项还没有提交，所涉事项已有变动，不能再照原样提交，请重新办理",
            "What you had prepared was not submitted, and what it is about has changed since: please do it anew",
        ),
        frozenset(),
    ),
    Event.SOURCE_FAILING: Kind(
        Text("取数地址取不到表格", "An address gives no workbook"),
        Text(
            "{unit}的取数地址“{name}”连续 {failures} 次没有取到可用的表格，取到之前请自行报送；请管理员查看该地址",
            "“{name}”, from which workbooks of {unit} are fetched, gave none {failures} times in a row: send them"
            " yourselves meanwhile; an administrator should look at the address",
        ),
        _UNIT | {Role.ADMIN},
    ),
    Event.REPORT_LATE: Kind(
        Text("逾期未报", "Report is late"),
        Text(
            "{period}还有 {count} 类车辆没有报送，也没有零报告",
            "Nothing was reported of {count} categories for {period}, nor that there is nothing",
        ),
        _UNIT,
    ),
    Event.REPORTS_LATE: Kind(
        Text("有单位逾期未报", "Reports are late"),
        Text(
            "{period}还有 {count} 个单位没有报齐，也没有零报告",
            "{count} units have not reported all of {period}, nor that there is nothing",
        ),
        _OFFICE,
    ),
    Event.CASES_EXPLAINED: Kind(
        Text("车队提交了说明", "An operator gave its reasons"),
        Text(
            "车队账户“{name}”对一项事项提交了说明，请核对后以本单位名义答复",
            "The fleet operator “{name}” gave its reasons on a case: check them and answer as the unit",
        ),
        _UNIT,
    ),
    Event.CASES_ASKED: Kind(
        Text("有事项要说明", "Cases to answer"),
        Text("{count} 项事项请贵单位说明或更正", "{count} cases wait for your unit's answer"),
        _UNIT,
    ),
    Event.CASES_DUE: Kind(
        Text("事项还有 5 个工作日到期", "Cases due in 5 working days"),
        Text(
            "{count} 项事项须在 {day} 前（还有 5 个工作日）说明",
            "{count} cases are to be answered by {day}, in 5 working days",
        ),
        _UNIT,
    ),
    Event.APPROVALS_EXPIRING: Kind(
        Text("批准 30 天内到期", "Approvals expiring within 30 days"),
        Text(
            "{unit}有 {count} 项批准将于 {day} 到期",
            "{unit}: {count} approvals expire on {day}",
        ),
        _BOTH,
    ),
    Event.CASES_OPENED: Kind(
        Text("新立事项", "Cases opened"),
        Text("新立事项 {count} 项", "{count} cases were opened"),
        _OFFICE,
    ),
    Event.CASES_ANSWERED: Kind(
        Text("报送单位已答复", "Units answered"),
        Text("{unit}答复了 {count} 项事项，待审定", "{unit} answered {count} cases, to be decided"),
        _OFFICE,
    ),
    Event.CASES_DECIDED: Kind(
        Text("事项已审定", "Cases decided"),
        Text("{count} 项事项已审定或有新进展", "{count} cases were decided or moved on"),
        _UNIT,
    ),
    Event.CASES_OVERDUE: Kind(
        Text("事项逾期", "Cases overdue"),
        Text("{unit}有 {count} 项事项逾期未说明", "{unit}: {count} cases were not answered in time"),
        _BOTH,
    ),
    Event.CASES_PROPOSED: Kind(
        Text("事项处理待签署", "Decisions to be signed"),
        Text(
            "{name}提请处理 {count} 项事项，待另一人签署",
            "{name} proposes to decide {count} cases: a second person is to sign",
        ),
        _OFFICE,
    ),
    Event.EDITION_PREVIEW: Kind(
        Text("排名预览", "Ranking in preview"),
        Text(
            "{period}排名开始预览，正式发布前可核对",
            "The ranking of {period} is in preview: please check it",
        ),
        _BOTH,
    ),
    Event.EDITION_RELEASED: Kind(
        Text("排名发布", "Ranking released"),
        Text("{period}排名已正式发布", "The ranking of {period} is released"),
        _BOTH,
    ),
    Event.EDITION_CORRECTED: Kind(
        Text("排名更正", "Ranking corrected"),
        Text("{period}排名已更正", "The ranking of {period} was corrected"),
        _BOTH,
    ),
    Event.RULEBOOK_PROPOSED: Kind(
        Text("规则书待签署", "Rulebook proposed"),
        Text(
            "规则书“{name}”已提请生效，待另一人签署",
            "Rulebook “{name}” is proposed and waits for a second signature",
        ),
        _OFFICE,
    ),
    Event.RULEBOOK_IN_FORCE: Kind(
        Text("规则书生效", "Rulebook in force"),
        Text("规则书“{name}”已生效", "Rulebook “{name}” is in force"),
        _BOTH | {Role.DEALER},
    ),
    Event.RULEBOOK_TAKING_OUT_PROPOSED: Kind(
        Text("规则书停用待签署", "Taking a rulebook out proposed"),
        Text(
            "规则书“{name}”已提请停用，待另一人签署",
            "Taking rulebook “{name}” out of force is proposed and waits for a second signature",
        ),
        _OFFICE,
    ),
    Event.RULEBOOK_TAKEN_OUT: Kind(
        Text("规则书停用", "Rulebook taken out of force"),
        Text("规则书“{name}”已停用", "Rulebook “{name}” is out of force"),
        _BOTH | {Role.DEALER},
    ),
    Event.OFFICE_ACCOUNT_ADDED: Kind(
        Text("新开省级账户", "Office account added"),
        Text(
            "{by} 新开或恢复了省级账户“{name}”，可查看全部单位；不是本部门安排的，请联系审计员；管理员开立的，须在“省级账户”页同意后才能使用",
            "{by} opened the office account “{name}”, which sees all units; if the office did not ask for it, tell an"
            " auditor; what an administrator opened opens nothing until it is let in on the page “Office accounts”",
        ),
        _OFFICE,
    ),
    Event.OFFICE_ACCOUNT_RESET: Kind(
        Text("省级账户被重设", "Office account reset"),
        Text(
            "{by} 重设了省级账户“{name}”的密码或停用其第二重验证；不是本人要求的，请联系审计员；管理员重设的，须在“省级账户”页同意后才能使用",
            "{by} reset the password or the second factor of the office account “{name}”; if its person did not ask,"
            " tell an auditor; what an administrator reset opens nothing until it is let in on “Office accounts”",
        ),
        _OFFICE,
    ),
    Event.OFFICE_KEY_ADDED: Kind(
        Text("新发省级密钥", "Office key added"),
        Text(
            "{by} 新发了省级密钥“{name}”，可读取全部单位；不是本部门安排的，请联系审计员；管理员发的，须在“省级账户”页同意后才能使用",
            "{by} made the office key “{name}”, which opens all units; if the office did not ask for it, tell an"
            " auditor; what an administrator made opens nothing until it is let in on “Office accounts”",
        ),
        _OFFICE,
    ),
    Event.HEALTH_ALARM: Kind(
        Text("服务状态告警", "The service needs attention"),
        Text("{zh}；办法见“服务状态”页", "{en}; the page “State of the service” says what to do"),
        frozenset({Role.ADMIN}),
    ),
    Event.HEALTH_WELL: Kind(
        Text("服务状态已恢复", "The service is well again"),
        Text("已恢复：{zh}", "Well again: {en}"),
        frozenset({Role.ADMIN}),
    ),
    Event.DOCUMENT_READY: Kind(
        Text("文件已备好", "Document ready"),
        Text("您要的“{name}”已备好，可以下载", "“{name}”, which you asked for, can be taken away"),
        frozenset(),
    ),
}


def events_of(role: Role) -> tuple[Event, ...]:
    """Return what somebody of a role may be told of."""
    return tuple(event for event, kind in EVENTS.items() if role in (kind.roles or _BOTH))
