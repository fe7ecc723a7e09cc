"""The words about files whose reading keeps failing, in Chinese and English, by name."""

from typing import Final

from rules.wording import Text

FAILING_WORDS: Final[dict[str, Text]] = {
    "step.upload-read-again": Text("重新读取", "to be read again"),
    "step.upload-refused": Text("管理员停止读取", "refused by the operator"),
    "status.failing": Text("读取失败，将再试", "failed, to be tried again"),
    "status.set_aside": Text("搁置", "set aside"),
    "office.failing": Text("读取失败的批次", "Deliveries whose reading fails"),
    "office.failing_how": Text(
        "{count} 个批次读取失败，其中 {aside} 个因服务器故障搁置。点开可以重新读取；原因未排除时请联系管理员。",
        "Deliveries that keep failing: {count}, set aside because of the server: {aside}. Open one to have it read"
        " again; see the operator while the cause stands.",
    ),
    "office.failing.file": Text("批次", "Delivery"),
    "office.failing.attempts": Text("失败次数", "Failed"),
    "office.failing.why": Text("最近原因", "Last of"),
    "office.failing.next": Text("下次", "Next"),
    "office.failing.aside": Text("搁置自", "Set aside since"),
    "review.failing": Text(
        "读取失败 {attempts} 次，稍后自动再试。",
        "Reading failed; attempts so far: {attempts}. It is tried again by itself.",
    ),
    "review.set_aside": Text(
        "读取失败 {attempts} 次，已搁置，每隔一段时间自动再试；管理员和省级都能看到。",
        "Reading failed; attempts so far: {attempts}. The file is set aside and tried again from time to time; the"
        " operator and the office are told.",
    ),
    "review.why_failing": Text("{at} 失败：{why}。", "{at}: {why}."),
    "review.next_attempt": Text("下次 {at}。", "Next attempt {at}."),
    "review.fault_machine": Text(
        "这是服务器方面的故障，文件不必修改。您可以等待、立即重新读取，或撤回。",
        "This is a fault of the server; the file need not be changed. You may wait, have it read again now, or"
        " withdraw it.",
    ),
    "review.fault_file": Text(
        "多半是文件中有系统处理不了的内容；再次失败会退回并说明办法。您可以等待、立即重新读取，或撤回后另存为 .xlsx 再报送。",
        "The file most likely holds something that this service cannot handle; if it fails again it is refused, with a"
        " way out. You may wait, have it read again now, or withdraw it, save it as .xlsx anew and send that.",
    ),
    "review.read_again": Text("重新读取", "Read again"),
}
