"""The words of the page of other systems' endpoints."""

from typing import Final

from rules.wording import Text

WEBHOOK_WORDS: Final[dict[str, Text]] = {
    "menu.webhooks": Text("系统推送", "Webhooks"),
    "webhooks.lead": Text(
        "把选定的消息推送到贵方系统的 https 地址，按 Standard Webhooks 签名；没有收到会逐步延长间隔重试，屡试不成的列在下面，可以重发。",
        "What you choose is sent to an https address of your system, signed after Standard Webhooks. What is not"
        " received is tried again at growing intervals; what never was is listed below and can be sent again.",
    ),
    "webhooks.url": Text("地址", "Address"),
    "webhooks.events": Text("推送哪些消息", "What is sent"),
    "webhooks.add": Text("增加地址", "Add an address"),
    "webhooks.none": Text("还没有推送地址", "No address yet"),
    "webhooks.secret": Text(
        "{url} 的签名密钥（本服务不保存明文，只显示这一次；更换后原密钥一天内仍并用）",
        "The secret of {url}: it is shown once and not stored. After a change the one before signs along for a day.",
    ),
    "webhooks.on": Text("使用中", "in use"),
    "webhooks.off.by-hand": Text("已停用", "switched off"),
    "webhooks.off.gone": Text("对方答复 410，已停用", "switched off: it answered 410"),
    "webhooks.do.test": Text("试发", "Send a test"),
    "webhooks.do.rotate": Text("更换密钥", "Change the secret"),
    "webhooks.do.disable": Text("停用", "Switch off"),
    "webhooks.do.enable": Text("启用", "Switch on"),
    "webhooks.do.again": Text("重发", "Send again"),
    "webhooks.done.test": Text("已排队试发，稍后刷新本页", "The test is queued; reload this page shortly"),
    "webhooks.done.rotate": Text("密钥已更换", "The secret is changed"),
    "webhooks.done.disable": Text("已停用", "Switched off"),
    "webhooks.done.enable": Text("已启用", "Switched on"),
    "webhooks.done.again": Text("已排队重发", "Queued to be sent again"),
    "webhooks.test": Text("试发", "test"),
    "webhooks.told": Text("最近的推送", "What was sent last"),
    "webhooks.head.what": Text("消息", "What"),
    "webhooks.head.to": Text("地址", "Address"),
    "webhooks.head.state": Text("状态", "State"),
    "webhooks.head.attempts": Text("次数", "Attempts"),
    "webhooks.head.answer": Text("对方答复", "Answer"),
    "webhooks.head.act": Text("操作", "Act"),
    "webhooks.next": Text("下次 {at}", "next {at}"),
    "webhooks.sending": Text("正在推送", "being sent now"),
    "webhooks.state.waiting": Text("待推送", "waiting"),
    "webhooks.state.done": Text("已收到", "received"),
    "webhooks.state.dead": Text("未送达", "not delivered"),
    "webhooks.state.dropped": Text("停用时取消", "dropped: the address was off"),
    "webhooks.off_why": Text(
        "停用地址时，尚未送达的推送随即取消，并列在下面；停用期间发生的不推送，重新启用后只推送此后发生的；取消的可逐条重发。",
        "What an address was still to be told when it is switched off is dropped, and listed below. It is not told what"
        " happens while it is off; switched on again, it is told what happens from then on. What was dropped can be"
        " sent again one by one.",
    ),
    "webhooks.answer.switched-off": Text("地址已停用", "the address was off"),
    "webhooks.answer.address-refused": Text(
        "地址指向内部网络，未连接", "it leads to an inner network: not asked"
    ),
    "webhooks.answer.TooSlow": Text("超时：未在规定时间内答完", "too slow: no whole answer in time"),
    "webhooks.answer.ReadTimeout": Text("超时：没有答复", "too slow: no answer"),
    "webhooks.answer.ConnectTimeout": Text("超时：连接不上", "too slow: not connected"),
    "webhooks.answer.ConnectionError": Text("连接不上或连接中断", "not connected, or cut off"),
    "webhooks.answer.ChunkedEncodingError": Text("对方的答复中断", "its answer was cut off"),
    "webhooks.answer.SSLError": Text("对方的证书不受信任", "its certificate is not trusted"),
    "webhooks.answer.gaierror": Text("没有这个域名", "there is no such name"),
    "webhooks.answer.other": Text("未送达，原因见服务日志", "not delivered; the log of the service says why"),
    "webhooks.unfit.url": Text(
        "请填写完整的 https 地址（不含用户名、空格，不超过 500 字）。",
        "Write a whole https address, without a user name or blanks, of 500 characters at most.",
    ),
    "webhooks.unfit.events": Text("请至少选一种消息。", "Choose at least one kind of message."),
    "webhooks.unfit.many": Text(
        "最多同时使用 {most} 个地址，请先停用一个。", "{most} addresses at most: switch one off first."
    ),
    "webhooks.unfit.off": Text(
        "该地址已停用，请先启用。", "This address is switched off: switch it on first."
    ),
}
NOT_REACHED: Final = frozenset(
    name.removeprefix("webhooks.answer.") for name in WEBHOOK_WORDS if name.startswith("webhooks.answer.")
)
"""Answers that are no numbers of HTTP and have words of their own."""
