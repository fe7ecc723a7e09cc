"""The words of documents that are made in the background."""

from typing import Final

from rules.wording import Text

HANDOUT_WORDS: Final[dict[str, Text]] = {
    "menu.handouts": Text("我的下载", "Downloads"),
    "handouts.lead": Text(
        "标注副本和较长的清单在后台准备，好了在这里取用，保留 {hours} 小时。",
        "Annotated copies and long lists are made in the background. They are here to be fetched, for {hours} hours.",
    ),
    "handouts.none": Text("还没有下载文件", "There is no document yet"),
    "handouts.none_why": Text(
        "在批次页面下载标注副本，或在车辆清单导出时，会在这里出现。",
        "It appears when you take an annotated copy of a delivery, or export a list of vehicles.",
    ),
    "handouts.file": Text("文件", "File"),
    "handouts.kind": Text("内容", "What it is"),
    "handouts.asked": Text("要求", "Asked for"),
    "handouts.state": Text("状态", "State"),
    "handouts.until": Text("保留到", "Kept until"),
    "handouts.size": Text("大小", "Size"),
    "handouts.get": Text("下载", "Download"),
    "handouts.kind.annotated-copy": Text("标注副本", "annotated copy"),
    "handouts.kind.registrations": Text("登记车辆清单", "list of registrations"),
    "handouts.kind.noncompliance": Text("未达标清单", "list of non-compliance"),
    "handouts.kind.letter": Text("公文", "official letter"),
    "handouts.waiting": Text("等待准备", "waiting"),
    "handouts.working": Text("正在准备", "being made"),
    "handouts.ready": Text("可下载", "ready"),
    "handouts.failed": Text("未能生成", "failed"),
    "handout.waiting": Text(
        "正在排队准备，好了会在这里显示。您可以离开本页，稍后到“我的下载”取用。",
        "It waits to be made, and this page will say when it is ready. You may leave and fetch it from “Downloads”.",
    ),
    "handout.working": Text(
        "正在准备，好了会在这里显示。您可以离开本页，稍后到“我的下载”取用。",
        "It is being made, and this page will say when it is ready. You may leave and fetch it from “Downloads”.",
    ),
    "handout.ready": Text("已准备好，保留到 {until}。", "It is ready, and kept until {until}."),
    "handout.begins": Text(
        "下载即将开始；没有开始时请点击按钮。",
        "The download is about to begin; if it does not, use the button.",
    ),
    "handout.reload": Text("刷新状态", "See how it stands"),
    "handout.all": Text("全部下载文件", "All downloads"),
    "handout.delivery": Text("回到批次", "Back to the delivery"),
}
"""Words by name."""
