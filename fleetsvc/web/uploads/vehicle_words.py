"""The words of the form of one vehicle."""

from typing import Final

from rules.wording import Text

VEHICLE_WORDS: Final[dict[str, Text]] = {
    "vehicle.title": Text("填报一辆车", "One vehicle by form"),
    "vehicle.lead": Text(
        "不用表格，直接填写一辆车。核查与上传文件相同；没有错误即成为本单位的一个批次，核对后确认入库。",
        "One vehicle without a spreadsheet. It is checked as a file is; without errors it becomes a delivery, to be"
        " reviewed and confirmed as any other.",
    ),
    "vehicle.link": Text("只有一辆车？直接填写", "Just one vehicle? Fill it in here"),
    "vehicle.required": Text("必填", "required"),
    "vehicle.choose": Text("请选择", "Choose"),
    "vehicle.go": Text("核查并提交", "Check and submit"),
    "vehicle.unfit": Text(
        "还没有提交：请更正标明的各项后再试。",
        "Nothing was submitted yet: correct what is marked and try again.",
    ),
    "vehicle.busy": Text(
        "正在核查其他文件，请几秒后再试。", "Other files are being read: try again in a few seconds."
    ),
}
