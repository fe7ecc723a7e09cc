"""The words of an administrator's pages: accounts, keys, schedule."""

from typing import Final

from rules.wording import Text

ADMIN_WORDS: Final[dict[str, Text]] = {
    "admin.accounts": Text("账户", "Accounts"),
    "admin.accounts_lead": Text(
        "每人一个账户。停用立即生效并结束其登录；账户不删除，审计日志里的名字才查得到。",
        "One account a person. Disabling works at once and ends their sessions; accounts are never removed, so that the"
        " audit log can be read.",
    ),
    "admin.add_account": Text("开立账户", "Add an account"),
    "admin.name": Text("用户名", "Name"),
    "admin.role": Text("角色", "Role"),
    "admin.unit": Text("报送单位（仅市级交通部门）", "Reporting unit (city bureaus only)"),
    "admin.unit_short": Text("报送单位", "Unit"),
    "admin.no_unit": Text("（无）", "(none)"),
    "admin.choose": Text("请选择", "choose"),
    "admin.state": Text("状态", "State"),
    "admin.created": Text("开立", "Added"),
    "admin.password_set": Text("密码设置", "Password set"),
    "admin.factor": Text("第二重验证", "Second factor"),
    "admin.active": Text("在用", "active"),
    "admin.disabled": Text("已停用", "disabled"),
    "admin.must_change": Text("首次登录须改密码", "must change the password"),
    "admin.yes": Text("已启用", "in force"),
    "admin.no": Text("–", "–"),
    "admin.act": Text("操作", "Actions"),
    "admin.you": Text("您本人", "you"),
    "admin.password_once": Text(
        "账户“{name}”的初始密码如下，只显示这一次，离开本页后无法再看。请当面或以其他安全方式交给本人；首次登录须修改。",
        "The first password of “{name}” is shown this once and cannot be seen again. Hand it over safely; it must be"
        " changed at the first sign-in.",
    ),
    "admin.key_once": Text(
        "密钥“{name}”如下，只显示这一次，离开本页后无法再看。请立即交给使用系统的负责人。",
        "The key “{name}” is shown this once and cannot be seen again. Hand it to whoever runs the system now.",
    ),
    "admin.copied": Text("已妥善保存，返回列表", "It is kept safely: back to the list"),
    "admin.name_missing": Text("请填写名称（最多 60 个字符）。", "Give a name of at most 60 characters."),
    "admin.name_taken": Text(
        "已有名为“{name}”的账户，请换一个名称。", "There is an account named “{name}”; choose another name."
    ),
    "admin.role_missing": Text("请从列表中选择角色。", "Choose a role from the list."),
    "admin.unit_missing": Text("市级交通部门须选择报送单位。", "A city bureau needs its reporting unit."),
    "admin.unit_out_of_place": Text(
        "只有市级交通部门属于一个报送单位，其他角色请选“（无）”。",
        "Only a city bureau belongs to a reporting unit; choose (none) for other roles.",
    ),
    "admin.until_wrong": Text(
        "有效期请写成 2025-06-01，不早于今天，不晚于 {last}。",
        "Write the last day as 2025-06-01: not before today, and not after {last}.",
    ),
    "admin.change_account": Text("修改账户", "Change an account"),
    "admin.change_lead": Text(
        "改角色或报送单位后，该账户的登录立即结束；已做过的事仍以当时的名称、角色和单位留在审计日志里。",
        "Another role or unit ends the account's sessions at once. What was done before stays in the audit log under"
        " the name, role and unit of that time.",
    ),
    "admin.name_signed": Text(
        "该账户已以原用户名签署或提请过，用户名不能再改。需要新名称的，请停用本账户，另开一个。",
        "The account has signed under its name, which stays. For another name disable it and add a new account.",
    ),
    "admin.keys_held": Text(
        "该账户名下有接口密钥（已吊销的也算），角色和单位不能再改。请停用本账户，另开一个。",
        "The account has keys of its own, revoked ones included, so its role and unit stay. Disable it and"
        " add a new one.",
    ),
    "admin.last_sign_in": Text("最近登录", "Last sign-in"),
    "admin.locked": Text("锁定至 {until}", "locked until {until}"),
    "admin.not_yourself": Text(
        "不能对自己的账户做这项操作，请另一位管理员办理。",
        "You cannot do this to your own account: ask another administrator.",
    ),
    "do.change": Text("修改", "Change"),
    "do.disable": Text("停用", "Disable"),
    "do.enable": Text("恢复", "Enable"),
    "do.unlock": Text("解锁", "Unlock"),
    "do.reset": Text("重设密码", "Reset password"),
    "do.drop-factor": Text("取消第二重验证", "Drop second factor"),
    "do.revoke": Text("吊销", "Revoke"),
    "sure.disable": Text(
        "停用账户“{name}”？其所有登录立即结束，恢复前不能再登录。",
        "Disable “{name}”? All sessions end at once, and nobody signs in until it is enabled again.",
    ),
    "sure.enable": Text(
        "恢复账户“{name}”？可用原密码登录。", "Enable “{name}”? The old password works again."
    ),
    "sure.unlock": Text(
        "解锁账户“{name}”？失败次数清零。", "Unlock “{name}”? Its failed attempts are forgotten."
    ),
    "sure.reset": Text(
        "重设账户“{name}”的密码？其所有登录立即结束，新密码只显示一次，首次登录须修改。",
        "Reset the password of “{name}”? All sessions end, the new one is shown once and must be changed.",
    ),
    "sure.drop-factor": Text(
        "取消账户“{name}”的第二重验证？请先核实确是本人手机遗失。",
        "Take the second factor of “{name}” away? Make sure first that the telephone is really lost.",
    ),
    "sure.revoke": Text(
        "吊销密钥“{name}”？立即失效且不能恢复，使用它的系统将无法调用接口。",
        "Revoke the key “{name}”? It stops working at once, for ever, and the system that uses it is cut off.",
    ),
    "sure.keys": Text(
        "同时吊销其名下在用的 {count} 个接口密钥",
        "Revoke the {count} keys of theirs that are in force as well",
    ),
    "sure.title": Text("请确认", "Please confirm"),
    "sure.yes": Text("确定", "Yes, do it"),
    "sure.no": Text("不，返回", "No, go back"),
    "admin.done": Text("已完成：{what}“{name}”。", "Done: {what} “{name}”."),
    # keys
    "admin.keys": Text("接口密钥", "Keys"),
    "admin.keys_lead": Text(
        "供其他系统调用接口。密钥只在建立时显示一次，库中只存其校验码。",
        "For systems that call the API. A key is shown once, when it is made; only its hash is kept.",
    ),
    "admin.add_key": Text("建立密钥", "Add a key"),
    "admin.key_name": Text("用途", "What for"),
    "admin.key_prefix": Text("开头", "Begins"),
    "admin.until": Text("有效至（空为 {last}）", "Last day (empty: {last})"),
    "admin.expires": Text("到期", "Expires"),
    "admin.last_used": Text("最近使用", "Last used"),
    "admin.never": Text("从未", "never"),
    "admin.endless": Text("无到期日，请换新密钥后吊销", "without an end: replace and revoke it"),
    "admin.revoked": Text("已吊销", "revoked"),
    "admin.expired": Text("已到期", "expired"),
    "admin.no_keys": Text("还没有密钥", "No keys yet"),
    "admin.no_keys_why": Text(
        "需要接口的系统各建一个，便于单独吊销。",
        "Make one for each system, so that each can be revoked by itself.",
    ),
    # schedule
    "admin.schedule": Text("定时任务", "Schedule"),
    "admin.schedule_lead": Text(
        "时间均为北京时间，由后台进程执行；每期只做一次，错过或失败的在每天 {at} 和后台启动时补做。",
        "Beijing time; done by the worker, each period once. What was missed or failed is made up daily at"
        " {at} and when a"
        " worker starts.",
    ),
    "admin.job": Text("任务", "Job"),
    "admin.times": Text("时间", "Times"),
    "admin.next_run": Text("下次", "Next"),
    "admin.last_run": Text("上次", "Last"),
    "admin.runs": Text("最近各次", "Latest runs"),
    "admin.period": Text("期次", "Period"),
    "admin.started": Text("开始", "Started"),
    "admin.ended": Text("结束", "Ended"),
    "admin.attempts": Text("次数", "Attempts"),
    "admin.failure": Text("失败原因", "Failure"),
    "admin.run.done": Text("完成", "done"),
    "admin.run.failed": Text("失败", "failed"),
    "admin.no_runs": Text("还没有执行过", "not run yet"),
    "admin.run_now": Text("立即执行", "Run now"),
    "asked.by": Text("{who} 于 {at} 要求执行；", "{who} asked for it at {at}; "),
    "asked.waits": Text(
        "后台进程几秒内开始，本页自动更新（未启用脚本时请刷新）。",
        "a worker begins within seconds, and this page follows (without scripts: reload it).",
    ),
    "asked.stuck": Text(
        "没有后台进程在运行，已记下，启动后即执行。请启动 fleetsvc worker 或 fleetsvc serve。",
        "no worker is running: it is kept and done as soon as one starts. Start fleetsvc worker or fleetsvc serve.",
    ),
    "asked.ended": Text("{at} 结束：", "ended at {at}: "),
    "asked.again": Text(
        "数据有变化，更新了 {count} 份暂列排名。", "data had changed, {count} provisional editions stored."
    ),
    "asked.same": Text("数据没有变化，没有出新的一次。", "nothing had changed, no revision was stored."),
    "asked.fine": Text("又做了一次，没有发现问题。", "done once more, all was in order."),
    "asked.made_up": Text("补做了 {periods}。", "made up {periods}."),
    "asked.nothing_due": Text(
        "到期的各期都已完成，无事可做。", "all that is due was done already; there was nothing to do."
    ),
    "asked.failed": Text(
        "没有完成（{failure}）。请查看后台日志，排除原因后再次执行。",
        "not done ({failure}). See the worker's log, remove the cause and run it again.",
    ),
    "asked.held": Text(
        "时钟有误，正式通报暂不发布；校准后自动补做。",
        "the clock is not right: final editions wait, and are made up by themselves once it is.",
    ),
    "clock.title": Text("时钟有误，正式通报暂停", "The clock is not right: final editions wait"),
    "admin.workers": Text("后台进程", "Workers"),
    "admin.no_worker": Text(
        "没有后台进程在运行：上传不会被读取，定时任务不会执行。请管理员启动 fleetsvc worker 或 fleetsvc serve。",
        "No worker is running: uploads are not read and jobs are not done. Start fleetsvc worker or fleetsvc serve.",
    ),
    "admin.worker_seen": Text("{count} 个后台进程在运行。", "{count} worker(s) running."),
}
"""Words by name."""
