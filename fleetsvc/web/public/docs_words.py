"""The words of the pages that describe the API."""

from typing import Final

from fleetsvc.web.public.list_words import LIST_WORDS
from rules.wording import Text

DOCS_WORDS: Final[dict[str, Text]] = LIST_WORDS | {
    "docs.title": Text("接口文档", "API documentation"),
    "docs.intro": Text(
        "全部接口为 JSON（UTF-8），日期写作 2025-06-01（北京时间）。机器可读的描述：",
        "All of it speaks JSON (UTF-8); days are written 2025-06-01 (Beijing time). Machine-readable description: ",
    ),
    "docs.postman": Text(
        "在 Postman 中导入，填写变量 baseUrl 和 key，即可逐项试用：",
        "Import this into Postman and fill in its variables baseUrl and key to try each operation: ",
    ),
    "docs.keys": Text(
        "密钥放在请求头 Authorization: Bearer fsk_… 中。标有“免密钥”的接口可以直接调用。",
        "A key goes into the header Authorization: Bearer fsk_…. Operations marked “no key” can be called at once.",
    ),
    "docs.contents": Text("本页内容", "Contents"),
    "docs.contents_of": Text("全部接口", "All operations"),
    "docs.contents_lead": Text(
        "按内容分为 {count} 部分；点开一部分可看其参数、请求内容和回答。",
        "In {count} parts by subject; open one for its parameters, bodies and answers.",
    ),
    "docs.part": Text("{name}（{count} 个接口）", "{name} ({count} operations)"),
    "docs.operation": Text("接口", "Operation"),
    "docs.does": Text("作用", "What it does"),
    "docs.who": Text("谁可调用", "Who may call it"),
    "docs.other_parts": Text("其他部分", "Other parts"),
    "docs.room.law": Text("要求、规则与车型", "Requirements, rules and models"),
    "docs.room.uploads": Text("核对与报送", "Checking and delivering vehicles"),
    "docs.room.drafts": Text("规则草案", "Drafts of rulebooks"),
    "docs.room.cases": Text("事项、理由与例外", "Cases, reasons and exceptions"),
    "docs.room.rankings": Text("通报、占比与展望", "Rankings, shares and outlook"),
    "docs.room.letters": Text("公文与约谈", "Letters and talks"),
    "docs.room.nil_reports": Text("零申报", "Nil reports"),
    "docs.room.preparations": Text("须两人办理的事", "Acts that two persons take"),
    "docs.room.registrations": Text("登记车辆与结论", "Registered vehicles and verdicts"),
    "docs.room.documents": Text("后台制作的文件", "Documents made in the background"),
    "docs.room.receipts": Text("回执", "Receipts"),
    "docs.room.signals": Text("值得核查的迹象", "Signals worth a look"),
    "docs.room.fleets": Text("车队账户", "Fleet operators"),
    "docs.room.notices": Text("消息与 Webhook", "Notices and webhooks"),
    "docs.for.anyone": Text("人人可用，免密钥", "For everybody, without a key"),
    "docs.for.any_key": Text("任何密钥", "Any key"),
    "docs.for.reporting": Text("市级交通部门与省级主管部门的密钥", "Keys of bureaus and of the office"),
    "docs.for.admin": Text("登录的管理员（不用密钥）", "Administrators who are signed in, without a key"),
    "docs.for.office": Text("省级主管部门的密钥", "Keys of the office"),
    "docs.for.bureau": Text("市级交通部门的密钥", "Keys of bureaus"),
    "docs.for.operator": Text("车队账户登录后", "Fleet operators who are signed in"),
    "docs.ask": Text(
        "问一辆车能否登记：地址粘贴到命令行或浏览器即可。",
        "May this vehicle be registered? Paste it into a terminal, or open it in the browser.",
    ),
    "docs.check": Text(
        "登记前核对车辆。Windows 命令提示符不认单引号：把 JSON 存为 vehicles.json，改用 -d @vehicles.json。",
        "Check vehicles before they are registered. Windows' command prompt knows no single quotes: save the JSON as"
        " vehicles.json and write -d @vehicles.json.",
    ),
    "docs.tried": Text("试一试", "try it"),
    "docs.keys_title": Text("密钥与限额", "Keys and limits"),
    "docs.get_key": Text(
        "经销商和市级交通部门登录后自行建立密钥；省级主管部门的密钥由管理员建立。",
        "Dealers and bureaus make their keys once signed in; those of the office are made by an administrator.",
    ),
    "docs.most_checks": Text(
        "带密钥一次最多 {count} 辆，不带密钥一辆", "{count} vehicles at once with a key, one without"
    ),
    "docs.most_bytes": Text("每个文件最大 {count} MB", "files of {count} MB at most"),
    "docs.rates": Text(
        "每次回答的 RateLimit 头说明本分钟还剩几次；超过后回答 429，Retry-After 说明几秒后再试。",
        "The header RateLimit of each answer tells how many requests are left in this minute; past the limit"
        " the answer"
        " is 429, and Retry-After tells in how many seconds to try again.",
    ),
    "docs.all_problems": Text("全部 {count} 种错误", "All {count} problems"),
    "docs.open": Text("免密钥", "no key"),
    "docs.keyed": Text("需密钥", "key"),
    "docs.parameters": Text("参数", "Parameters"),
    "docs.body": Text("请求内容", "Body"),
    "docs.answer": Text("回答", "Answer"),
    "docs.name": Text("名称", "Name"),
    "docs.type": Text("类型", "Type"),
    "docs.meaning": Text("说明", "Meaning"),
    "docs.required": Text("必填", "required"),
    "docs.try": Text("第一次调用", "First call"),
    "docs.problems": Text("错误", "Problems"),
    "docs.problems_intro": Text(
        "错误以 application/problem+json（RFC 9457）返回，code 不会改名；errors 逐项指出位置（JSON pointer）。文字按 Accept-Language 用中文或英文。",
        "Errors come as application/problem+json (RFC 9457) with a code that is never renamed; errors points at each"
        " place (JSON pointer). Wording follows Accept-Language, Chinese or English.",
    ),
    "docs.caching": Text(
        "GET 的回答带 ETag；以 If-None-Match 再问，未变则回答 304。列表用 limit（≤ 500）和 cursor 翻页，下一页见 Link。",
        "GET answers carry an ETag; ask again with If-None-Match and get 304 when nothing changed. Lists are paged by"
        " limit (≤ 500) and cursor; the next page is in Link.",
    ),
    "docs.status": Text("状态码", "Status"),
    "docs.code": Text("代码", "Code"),
}
