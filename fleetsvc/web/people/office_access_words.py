"""The words of letting accounts and keys into the office."""

from typing import Final

from rules.wording import Text

OFFICE_ACCESS_WORDS: Final[dict[str, Text]] = {
    "menu.office_access": Text("省级账户", "Office accounts"),
    "access.lead": Text(
        "管理员新开、恢复或重设的省级账户，以及新发的省级密钥，能看到全部单位，须本部门一位同事同意后才能使用。请先向本人核实。",
        "Office accounts that an administrator opened or reset, and keys of the office, see all units: they open"
        " nothing until somebody of the office lets them in. Ask the person first.",
    ),
    "access.kind.account": Text("账户", "account"),
    "access.kind.key": Text("接口密钥", "key"),
    "access.what": Text("种类", "What"),
    "access.since": Text("开立", "Added"),
    "access.admit": Text("同意", "Let in"),
    "access.not_chosen": Text(
        "本人尚未登录并自设密码，暂不能同意",
        "Its person has not signed in and chosen a password yet: nobody lets it in before",
    ),
    "access.refuse": Text("不同意，停用", "Refuse and close"),
    "access.none": Text("没有等待同意的", "Nothing waits"),
    "access.none_why": Text(
        "管理员开立省级账户或密钥后，在此列出，并发通知。",
        "What an administrator opens for the office stands here, and a notice tells of it.",
    ),
    "access.done.admit": Text("已同意，可以使用。", "It is let in."),
    "access.done.refuse": Text("已停用。", "It is closed."),
    "access.done.late": Text(
        "这一项已由同事办理，或已由管理员改动；以下是现在仍等待的。",
        "A colleague has answered this one, or an administrator has changed it; what still waits is below.",
    ),
    "access.wait_title": Text("等待同意", "Waiting to be let in"),
    "access.wait": Text(
        "“{name}”是省级账户，由管理员开立或重设，须省级主管部门一位同事在“省级账户”页同意后才能使用。请联系同事，同意后刷新本页。",
        "“{name}” is an account of the office that an administrator opened or reset. Somebody of the office has to let"
        " it in on the page “Office accounts”: ask a colleague, and load this page again.",
    ),
    "admin.waits": Text("等待省级同事同意", "waits for the office"),
}
"""Words by name."""
