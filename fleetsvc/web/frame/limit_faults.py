"""Error pages of asking too often, or sending too much, or what nobody can see."""

from typing import Final

from fleetsvc.edge.bodies import BodyTooLarge
from fleetsvc.edge.rates import RateExceeded
from fleetsvc.services.uploads.preview import PreviewsBusy
from fleetsvc.web.frame.fault import Fault
from fleetsvc.web.frame.forms import ControlCharacterSent
from rules.wording import Text

LIMIT_FAULTS: Final[dict[type[Exception], Fault]] = {
    ControlCharacterSent: Fault(
        422,
        Text(
            "所填文字含有控制字符，没有提交", "What was written holds a control character: nothing was sent"
        ),
        Text(
            "第 {place} 个字符是看不见的 {sign}，常随复制粘贴带入。下面的文字已去掉控制字符，核对后再提交；其余各项照原样一并提交。",
            "Character {place} is the invisible {sign}; copying brings such along. Below the text stands without it:"
            " look it over and send it. All other fields go along as they were.",
        ),
    ),
    BodyTooLarge: Fault(
        413,
        Text("提交的内容过大，没有接收", "What you sent is too large and was not taken"),
        Text(
            "此处一次至多 {size}、{fields} 项（含文件）。所填内容没有保留，请重新打开表单，把文件拆小或分几次提交。",
            "At most {size} and {fields} fields or files are taken here at once. "
            "What was typed is not kept: open the form"
            " again; split the file, or send it in parts.",
        ),
    ),
    PreviewsBusy: Fault(
        429,
        Text("正在为其他页面读取文件", "A file is being read for another page"),
        Text(
            "请几秒后刷新本页；不必等待，也可直接确认或下载标注副本。",
            "Reload this page in a few seconds. You need not wait to confirm, or to take the annotated copy.",
        ),
    ),
    RateExceeded: Fault(
        429,
        Text("请求过于频繁", "Too many requests"),
        Text(
            "请在 {seconds} 秒后再试。同一网络地址的访问合并计数；登录后不受此限。",
            "Try again in {seconds} seconds. All visitors from one network address are counted together; once signed in"
            " you are not.",
        ),
    ),
}
