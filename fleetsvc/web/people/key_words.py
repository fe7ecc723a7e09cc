"""The words of the keys that a person keeps for systems of their own, in Chinese and English, by name."""

from typing import Final

from rules.wording import Text

KEY_WORDS: Final[dict[str, Text]] = {
    "menu.ask": Text("登记查询", "Ask"),
    "menu.my_keys": Text("我的密钥", "My keys"),
    "my_keys.title": Text("我的密钥", "My keys"),
    "my_keys.lead.dealer": Text(
        "贵单位的系统凭密钥调用接口：登记前查询要求，一次核对最多 10,000 辆车。密钥只能查询和核对，看不到任何单位的登记。",
        "Your systems call the API with a key: to look up what may be registered, and to check up to 10,000"
        " vehicles at"
        " once. A key of yours asks and checks; it sees nobody's registrations.",
    ),
    "my_keys.lead.bureau": Text(
        "本单位的系统凭密钥调用接口：报送文件、查询批次和登记车辆。密钥只看得到本单位的数据。",
        "Your systems call the API with a key: to send files and to read deliveries and registrations. A key of yours"
        " sees your own unit only.",
    ),
    "my_keys.rule": Text(
        "每个系统建一个密钥，每人同时最多 {most} 个。账户停用，密钥随之失效。换密钥时先建新的，系统换用后再吊销旧的。",
        "Make one key for each system, and hold no more than {most} at a time. When your"
        " account is"
        " disabled, its keys stop working. To replace one: make the new key, change over, then revoke the old one.",
    ),
    "my_keys.limits": Text("调用限额", "Limits"),
    "my_keys.with_key": Text("每个密钥", "Each key"),
    "my_keys.without_key": Text("不带密钥（按网络地址）", "Without a key (by address)"),
    "my_keys.a_minute": Text("每分钟 {count} 次", "{count} requests a minute"),
    "my_keys.no_limit": Text("不限次数", "no limit"),
    "my_keys.base": Text("接口地址", "Address of the API"),
    "my_keys.held": Text("在用密钥", "In force"),
    "my_keys.held_of": Text("{count} 个，最多 {most} 个", "{count} of at most {most}"),
    "my_keys.read": Text("接口文档与示例", "API documentation with examples"),
    "my_keys.add": Text("建立密钥", "Make a key"),
    "my_keys.name": Text("用途", "What for"),
    "my_keys.name_hint": Text("（如：车辆管理系统）", "(such as: stock system)"),
    "my_keys.until": Text("有效至", "Last day"),
    "my_keys.until_hint": Text("（最晚 {day}）", "({day} at the latest)"),
    "my_keys.name_wrong": Text(
        "请填写用途，最多 60 个字符。", "Say what it is for, in at most 60 characters."
    ),
    "my_keys.until_wrong": Text(
        "请填写 {first} 至 {last} 之间的日期。", "Give a day from {first} to {last}."
    ),
    "my_keys.full": Text(
        "没有建立：您已有 {most} 个在用密钥。请先吊销一个不再使用的。",
        "Not made: you hold {most} keys already. Revoke one that is no longer used first.",
    ),
    "my_keys.full_hint": Text(
        "已有 {most} 个在用密钥。要建新的，请先吊销一个不再使用的。",
        "You hold {most} keys. To make another, revoke one that is no longer used first.",
    ),
    "my_keys.list": Text("密钥清单", "Your keys"),
    "my_keys.active": Text("在用", "active"),
    "my_keys.ending": Text("即将到期", "ends soon"),
    "my_keys.expired": Text("已到期", "expired"),
    "my_keys.revoked": Text("已吊销", "revoked"),
    "my_keys.none": Text("还没有密钥", "No keys yet"),
    "my_keys.none_why": Text(
        "在上面填写用途即可建立。密钥只显示一次，请先想好交给哪个系统。",
        "Say above what it is for, and make one. It is shown once: know first which system gets it.",
    ),
    "my_keys.once": Text(
        "密钥“{name}”已建立，有效至 {day}。它只显示这一次，离开本页后无法再看：请立即存入要使用它的系统，不要发到聊天或邮件里。",
        "The key “{name}” is made and works until {day}. It is shown this once and cannot be seen again: put"
        " it into the"
        " system that uses it now, and into no chat or mail.",
    ),
    "my_keys.key": Text("密钥", "Key"),
    "my_keys.example": Text("马上试一试（粘贴到命令行）", "Try it at once (paste into a terminal)"),
    "my_keys.example_hint": Text(
        "回答为 JSON 即已接通；回答 401 表示密钥没有写全。Windows 的命令提示符同样可用。",
        "An answer in JSON means that it works; 401 means that the key is not complete. Windows' command prompt takes"
        " it too.",
    ),
    "my_keys.kept": Text("已妥善保存，返回", "It is kept safely: go back"),
    "my_keys.sure": Text(
        "吊销密钥“{name}”？立即失效且不能恢复，使用它的系统将无法调用接口。最近使用：{used}。",
        "Revoke the key “{name}”? It stops working at once, for ever, and the system that uses it is cut off."
        " Last used:"
        " {used}.",
    ),
    "my_keys.revoked_now": Text("已吊销密钥“{name}”。", "The key “{name}” is revoked."),
    "my_keys.ask": Text("不写程序也能查", "Without a program"),
    "my_keys.ask_one": Text("查一辆车能否登记", "Ask about one vehicle"),
    "my_keys.ask_all": Text("查看各类车辆的要求", "Read what is asked of each category"),
    "act.copy": Text("复制", "Copy"),
    "act.copied": Text("已复制", "Copied"),
    "act.print": Text("打印", "Print"),
    "admin.holder": Text("持有人", "Holder"),
    "admin.holder_none": Text("系统", "a system"),
    "admin.holder_disabled": Text("账户已停用", "account disabled"),
}
