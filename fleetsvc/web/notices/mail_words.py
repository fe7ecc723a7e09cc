"""The words of the pages of mail; what a mail says is in ``services.notices.mail_texts``."""

from typing import Final

from rules.wording import Text

MAIL_WORDS: Final[dict[str, Text]] = {
    "menu.mail": Text("邮件", "Mail"),
    "mail.title": Text("邮件", "Mail"),
    "mail.off": Text(
        "没有设置邮件：见 docs/operating.md 的 FLEETSVC_SMTP_HOST。",
        "Mail is not set up: see FLEETSVC_SMTP_HOST in docs/operating.md.",
    ),
    "mail.by_server": Text(
        "经 {host}:{port}（{tls}）发出，发件人 {sender}", "sent by {host}:{port} ({tls}) as {sender}"
    ),
    "mail.by_folder": Text("写入文件夹 {folder}，不发出", "written to the folder {folder}, not sent"),
    "mail.state.waiting": Text("待发", "waiting"),
    "mail.state.done": Text("已发", "sent"),
    "mail.state.dead": Text("未发出", "given up"),
    "mail.state.dropped": Text("不再发", "dropped"),
    "mail.dead": Text("未发出的邮件", "Mails that were given up"),
    "mail.none": Text("没有未发出的邮件", "No mail was given up"),
    "mail.person": Text("收件人", "To"),
    "mail.of": Text("事由", "Of what"),
    "mail.confirmation": Text("确认地址", "confirming the address"),
    "mail.attempts": Text("次数", "Attempts"),
    "mail.answer": Text("原因", "Why"),
    "mail.at": Text("放弃时间", "Given up"),
    "mail.again": Text("重发", "Try again"),
    "mail.again_all": Text("全部重发", "Try all again"),
    "mail.put_back": Text("{count} 封邮件将重发", "To be sent again: {count}"),
    "mail.put_back_none": Text("没有要重发的", "Nothing is to be sent again"),
    "mail.retried": Text("等待再次发送", "Waiting to be tried again"),
    "mail.retried_none": Text("没有等待再次发送的邮件", "No mail waits to be tried again"),
    "mail.next": Text("下次发送", "Next attempt"),
    "mail.lapsed": Text(
        "确认链接已过期，不能重发：请收件人在“消息设置”重新保存地址",
        "The link to confirm the address ran out, and is not sent again: ask the person to save the address anew",
    ),
    "mail.why.unreached": Text(
        "服务器连不上、拒绝登录或不接受发件人：请检查服务器、网络和 FLEETSVC_SMTP_*、FLEETSVC_MAIL_SENDER 设置",
        "The server is not reached, lets nobody sign in, or refuses the sender: see to the server, the network, and"
        " the settings FLEETSVC_SMTP_* and FLEETSVC_MAIL_SENDER",
    ),
    "mail.why.unwritable": Text(
        "邮件无法写成：请收件人在“消息设置”重新填写地址",
        "The mail cannot be written: ask the person to give the address anew in the notice settings",
    ),
    "mail.why.recipient": Text(
        "邮箱不存在或不收信：请收件人在“消息设置”更换地址",
        "The mailbox is not there or takes nothing: ask the person for another address in the notice settings",
    ),
    "mail.why.refused": Text(
        "服务器拒绝接收：请按状态码向邮件服务器管理员查询原因，改好后重发",
        "The server refuses it: ask who runs the mail server, with the status, then try again",
    ),
    "mail.why.later": Text(
        "服务器暂不接收（繁忙、邮箱已满等）：会自动再发；已放弃的可重发",
        "The server does not take it for now (busy, mailbox full): tried again by itself; once given up, try again",
    ),
    "mail.why.unheard": Text(
        "发送中断，没有答复：重发时对方可能收到两封",
        "Cut off without an answer: sent again, it may come twice",
    ),
    "mail.own": Text("邮件通知", "Mails"),
    "mail.own_lead": Text(
        "消息也可发到您的邮箱。填写地址并保存后，打开确认邮件中的链接才生效；之后在上面选择哪些消息发邮件。留空保存即停用。",
        "Notices can be mailed to you as well: once you opened the link sent to the address that you save here. Then"
        " you choose above what is mailed. Save it empty to end it.",
    ),
    "mail.address": Text("邮箱地址", "Address"),
    "mail.language": Text("邮件语言", "Language"),
    "mail.in.zh": Text("中文", "Chinese"),
    "mail.in.en": Text("英文", "English"),
    "mail.save": Text("保存地址", "Save the address"),
    "mail.confirmed": Text("已确认", "confirmed"),
    "mail.unconfirmed": Text(
        "确认邮件已发出，一天内有效", "a mail to confirm it was sent; it is good for a day"
    ),
    "mail.fault.form": Text(
        "邮箱地址写法有误，请检查。", "This is no address of a mailbox: please check it."
    ),
    "mail.fault.soon": Text(
        "刚刚发出过确认邮件，请两分钟后再试。", "A confirmation was sent just now: try again in two minutes."
    ),
    "mail.fault.often": Text(
        "一天内要求的确认邮件已达上限（每人 {person} 封、每个地址 {address} 封），请明天再试。",
        "As many confirmations as a day allows were asked for ({person} a person, {address} an address): try again"
        " tomorrow.",
    ),
    "mail.also": Text("也发邮件", "mail it, too"),
    "mail.also_lead": Text(
        "勾选“也发邮件”的，在消息里同样收到。", "What is mailed is among your notices as well."
    ),
    "mail.begun": Text(
        "邮件已开通：下面勾选“也发邮件”的消息会发到 {address}，不需要的请取消勾选并保存。",
        "Mail is on: what is ticked “mail it, too” below is sent to {address}. Untick what you do not want, and save.",
    ),
    "mail.confirm": Text("确认邮箱地址", "Confirm your address"),
    "mail.confirm_lead": Text(
        "确认后，您收到的消息也会发到 {address}；不要发邮件的，随后可在消息设置里取消勾选。",
        "From then on your notices are mailed to {address}, too; in the settings you untick what is not to be mailed.",
    ),
    "mail.confirm_refused": Text(
        "链接无效：已用过、超过一天，或不是您的。请在消息设置里重新保存地址。",
        "The link is not good: it was used, is over a day old, or is not yours. Save the address anew in the settings.",
    ),
    "mail.confirm_do": Text("确认", "Confirm"),
}
