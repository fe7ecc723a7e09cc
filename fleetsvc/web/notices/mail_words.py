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
    "mail.own": Text("邮件通知", "Mails"),
    "mail.own_lead": Text(
        "消息也可发到您的邮箱。填写地址后，打开确认邮件中的链接才生效；在上面勾选要发邮件的消息。留空保存即停用。",
        "Notices can be mailed to you as well, for what you tick above: once you opened the link sent to the address."
        " Save it empty to end it.",
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
    "mail.confirm": Text("确认邮箱地址", "Confirm your address"),
    "mail.confirm_lead": Text(
        "确认后，您勾选的消息会发到收到此链接的邮箱。",
        "What you ticked will be sent to the mailbox that got this link.",
    ),
    "mail.confirm_refused": Text(
        "链接无效：已用过、超过一天，或不是您的。请在消息设置里重新保存地址。",
        "The link is not good: it was used, is over a day old, or is not yours. Save the address anew in the settings.",
    ),
    "mail.confirm_do": Text("确认", "Confirm"),
}
