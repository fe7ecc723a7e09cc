"""The words of the inbox; what is said of each event is in ``services.notices.events``."""

from typing import Final

from fleetsvc.web.notices.mail_words import MAIL_WORDS
from fleetsvc.web.notices.webhook_words import WEBHOOK_WORDS
from rules.wording import Text

NOTICE_WORDS: Final[dict[str, Text]] = {
    **MAIL_WORDS,
    **WEBHOOK_WORDS,
    "notices.title": Text("消息", "Notices"),
    "notices.unread": Text("{count} 条未读", "{count} unread"),
    "notices.lead": Text(
        "与您有关的进展都在这里：批次读完、事项待说明或已审定、排名发布、规则书生效。点开即视为已读。",
        "What concerns you: deliveries read, cases to answer or decided, rankings released, rulebooks in force."
        " What you open counts as read.",
    ),
    "notices.all": Text("全部", "All"),
    "notices.only_unread": Text("只看未读", "Unread only"),
    "notices.new": Text("未读", "unread"),
    "notices.read": Text("标为已读", "Mark as read"),
    "notices.read_of": Text("标为已读：{said}", "Mark as read: {said}"),
    "notices.read_all": Text("全部标为已读", "Mark all as read"),
    "notices.settings": Text("消息设置", "Notice settings"),
    "notices.more": Text("更早的消息", "Earlier notices"),
    "notices.none": Text("没有消息", "No notices"),
    "notices.none_unread": Text("没有未读消息", "Nothing unread"),
    "notices.none_why": Text(
        "有了与您有关的进展，会在这里列出，页首同时显示未读条数。",
        "What concerns you is listed here once it happens; the head of each page shows how many are unread.",
    ),
    "notices.settings_lead": Text(
        "勾选需要收到的消息。不勾选的从保存时起不再发给您，已收到的仍保留。",
        "Tick what you want to be told of. What is not ticked is no longer sent to you; what you have stays.",
    ),
    "notices.save": Text("保存", "Save"),
    "notices.saved": Text("已保存", "Saved"),
}
