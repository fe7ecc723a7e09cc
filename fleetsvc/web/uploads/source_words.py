"""The words of the addresses that workbooks are fetched from."""

from typing import Final

from rules.wording import Text

SOURCE_WORDS: Final[dict[str, Text]] = {
    "menu.sources": Text("取数地址", "Fetched workbooks"),
    "sources.lead": Text(
        "按时从报送单位自己的 https 地址取表格，作为该单位的批次进入核对；取来的一律由单位核对、确认后入库。一个地址给出一个表格文件："
        "内容变了才取。",
        "Workbooks are fetched from units' own https addresses and become deliveries of these units, who review and"
        " confirm each as usual. An address gives one workbook, which is taken when it has changed.",
    ),
    "sources.none": Text("还没有取数地址", "No address yet"),
    "sources.none_why": Text(
        "没有地址也不影响单位自己上传。", "Units send their files themselves without one."
    ),
    "sources.add": Text("增加地址", "Add an address"),
    "sources.unit": Text("报送单位", "Reporting unit"),
    "sources.name": Text("名称", "Name"),
    "sources.url": Text("地址", "Address"),
    "sources.url_hint": Text(
        "完整的 https 地址；口令不要写在地址里，填在下面。",
        "A whole https address. Write no password into it; it has its place below.",
    ),
    "sources.kind": Text("内容", "What it lists"),
    "sources.hours": Text("每隔几小时", "Every … hours"),
    "sources.auth": Text("访问凭据（不需要则不填）", "Credential, where one is needed"),
    "sources.auth_hint": Text(
        "填用户名和密码，或填一个请求头；加密保存，不再显示。",
        "A user with a password, or one header. It is sealed, and not shown again.",
    ),
    "sources.user": Text("用户名", "User"),
    "sources.password": Text("密码", "Password"),
    "sources.header": Text("请求头名称", "Name of a header"),
    "sources.value": Text("请求头的值", "Its value"),
    "sources.on": Text("使用中", "in use"),
    "sources.failing": Text("连续 {failures} 次未取到", "failures in a row: {failures}"),
    "sources.off": Text("已停用", "switched off"),
    "sources.facts": Text(
        "{unit} · 每 {hours} 小时 · {kind} · {auth}", "{unit} · every {hours} hours · {kind} · {auth}"
    ),
    "sources.with_auth": Text("带凭据", "with a credential"),
    "sources.without_auth": Text("不带凭据", "without a credential"),
    "sources.last": Text("上次 {at}：{outcome}", "Last time {at}: {outcome}"),
    "sources.never": Text("还没有取过", "Not asked yet"),
    "sources.next": Text("下次 {at}", "Next time {at}"),
    "sources.pulling": Text("正在取", "Being fetched now"),
    "sources.brought": Text(
        "最近取来的批次 {number}：{status}", "It last brought delivery {number}: {status}"
    ),
    "sources.read_why": Text(
        "批次被退回，说明取到的不是可读的表格（例如登录页面）；请核对地址，或请单位更换文件。",
        "That it was refused means that what came is no workbook that can be read, such as a page to sign in: check"
        " the address, or ask the unit for another file.",
    ),
    "sources.do.ask": Text("现在取", "Fetch now"),
    "sources.do.disable": Text("停用", "Switch off"),
    "sources.do.enable": Text("启用", "Switch on"),
    "sources.do.credential": Text("更换凭据", "Change the credential"),
    "sources.credential_hint": Text("全部留空即不再带凭据。", "Left empty, none is sent any more."),
    "sources.done.add": Text("地址已增加，稍后即取", "Added; it is asked shortly"),
    "sources.done.ask": Text("已排队，稍后刷新本页", "Queued; reload this page shortly"),
    "sources.done.disable": Text("已停用", "Switched off"),
    "sources.done.enable": Text("已启用，稍后即取", "Switched on; it is asked shortly"),
    "sources.done.credential": Text("凭据已更换，稍后即取", "The credential is changed; it is asked shortly"),
    "sources.unfit.unit": Text("请选择报送单位。", "Choose a reporting unit."),
    "sources.unfit.kind": Text("请选择内容。", "Choose what it lists."),
    "sources.unfit.name": Text("请填写名称，不超过 60 字。", "Write a name of 60 characters at most."),
    "sources.unfit.url": Text(
        "请填写完整的 https 地址（不含用户名、空格、#，不超过 500 字）。",
        "Write a whole https address, without a user name, blanks or #, of 500 characters at most.",
    ),
    "sources.unfit.hours": Text("间隔须为 1 至 720 小时。", "From 1 to 720 hours."),
    "sources.unfit.credential": Text(
        "凭据填用户名和密码，或填请求头名称和值，二者之一；请求头的值只用英文字母、数字和符号，不超过 2000 字。",
        "Give either a user with a password, or a header with its value of 2,000 ASCII characters at most.",
    ),
    "sources.unfit.many": Text(
        "每个单位最多同时使用 {most} 个地址，请先停用一个。",
        "{most} addresses of a unit at most: switch one off first.",
    ),
    "sources.unfit.off": Text(
        "该地址已停用，请先启用。", "This address is switched off: switch it on first."
    ),
    "sources.outcome.brought": Text("取到新表格", "a new workbook"),
    "sources.outcome.known": Text("与单位已报送的文件相同", "the same file as the unit has sent"),
    "sources.outcome.unchanged": Text("没有变化", "nothing new"),
    "sources.outcome.refused": Text(
        "取到的文件读不出，不是可用的表格", "a file that cannot be read as a workbook"
    ),
    "sources.outcome.empty": Text("没有内容", "nothing at all"),
    "sources.outcome.too-large": Text("文件过大，未取", "the file is too large"),
    "sources.outcome.redirected": Text(
        "对方转到别的地址，未跟随；请登记最终地址",
        "it leads to another address, which is not followed: register that one",
    ),
    "sources.outcome.status": Text("对方答复 {status}", "it answered {status}"),
    "sources.outcome.key-missing": Text(
        "凭据解不开：服务密钥已更换，请重填凭据",
        "the credential does not open: the secret key was changed; give it anew",
    ),
    "sources.outcome.disk-full": Text(
        "本机磁盘已满，稍后再取", "the disk of this service is full; asked again later"
    ),
    "sources.outcome.waiting": Text(
        "该单位等待读取的文件已达上限，稍后再取",
        "too many files of the unit wait to be read; asked again later",
    ),
    "sources.outcome.used-up": Text(
        "该单位当日文件数已达上限，稍后再取", "the unit has used up its files of the day; asked again later"
    ),
    "sources.outcome.busy": Text("稍后再取", "asked again later"),
    "sources.outcome.address-refused": Text(
        "地址指向内部网络，未连接", "it leads to an inner network: not asked"
    ),
    "sources.outcome.TooSlow": Text("超时：未在规定时间内传完", "too slow: not whole in time"),
    "sources.outcome.ReadTimeout": Text("超时：没有答复", "too slow: no answer"),
    "sources.outcome.ConnectTimeout": Text("超时：连接不上", "too slow: not connected"),
    "sources.outcome.ConnectionError": Text("连接不上或连接中断", "not connected, or cut off"),
    "sources.outcome.ChunkedEncodingError": Text("传到一半中断，未取", "cut off half-way: not taken"),
    "sources.outcome.SSLError": Text("对方的证书不受信任", "its certificate is not trusted"),
    "sources.outcome.gaierror": Text("没有这个域名", "there is no such name"),
    "sources.outcome.other": Text("未取到，原因见服务日志", "not fetched; the log of the service says why"),
    "sources.of_unit": Text("自动取数", "Fetched for you"),
    "sources.of_unit_why": Text(
        "管理员登记了下列地址，内容有变即取来成为新批次，由贵单位核对、确认。要停用或更改请联系管理员。",
        "An administrator registered these addresses. What they give is taken when it has changed and becomes a"
        " delivery for you to review and confirm. Ask the administrator to stop or change them.",
    ),
    "origin.fetched": Text("{at} 取自 {url}", "fetched from {url} at {at}"),
    "origin.version": Text("对方标明的版本：{version}", "version as its server names it: {version}"),
}
OUTCOMES: Final = frozenset(
    name.removeprefix("sources.outcome.") for name in SOURCE_WORDS if name.startswith("sources.outcome.")
)
"""Outcomes with words of their own."""
