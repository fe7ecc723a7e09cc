"""The words of what a person keeps of their lists."""

from typing import Final

from rules.wording import Text

DESK_WORDS: Final[dict[str, Text]] = {
    "desk.title": Text("我的筛选", "My filters"),
    "desk.lead": Text(
        "只有您自己能看到和使用。保存的是条件，不是结果：每次打开都按当前数据重新查询。",
        "Only you see and use them. What is kept are the conditions, not the results: opened, they are asked anew.",
    ),
    "desk.all": Text("全部", "all"),
    "desk.default": Text("默认", "default"),
    "desk.save": Text("保存当前筛选", "Save this filter"),
    "desk.manage": Text("管理", "Manage"),
    "desk.name": Text("名称", "Name"),
    "desk.by_default": Text("打开清单时先用它", "open the list with it"),
    "desk.keep": Text("保存", "Save"),
    "desk.open": Text("打开", "Open"),
    "desk.rename": Text("改名", "Rename"),
    "desk.make_default": Text("设为默认", "Make default"),
    "desk.make_plain": Text("取消默认", "No default"),
    "desk.forget": Text("删除", "Delete"),
    "desk.saved_at": Text("保存于", "Saved"),
    "desk.acts": Text("办理", "Acts"),
    "desk.back": Text("返回清单", "Back to the list"),
    "desk.none": Text("还没有保存的筛选", "No filter is saved yet"),
    "desk.none_why": Text(
        "在清单里选好条件后，点“保存当前筛选”，起一个名称。",
        "Choose the conditions in the list, then save the filter under a name.",
    ),
    "desk.rule": Text(
        "每份清单最多保存 {most} 个，名称不超过 {longest} 个字，不能重名。",
        "At most {most} are kept of each list; a name has {longest} characters at most, and is given once.",
    ),
    "desk.name_missing": Text("请先写名称。", "Give it a name first."),
    "desk.name_too_long": Text(
        "名称超过 {longest} 个字，请缩短。", "The name has more than {longest} characters; shorten it."
    ),
    "desk.name_taken": Text(
        "已有同名的筛选。请换一个名称，或先删除原来的。",
        "Another filter has this name. Choose another name, or delete that one first.",
    ),
    "desk.full": Text(
        "这份清单已保存 {most} 个筛选，已到上限。请先删除不用的，再保存。",
        "{most} filters of this list are kept, which is all there may be. Delete one first.",
    ),
    "desk.too_long": Text(
        "条件太多，存不下。请减少条件或显示的列后再保存。",
        "This asks too much to be kept. Choose fewer conditions or columns, then save it.",
    ),
    "desk.stale": Text(
        "您保存的筛选“{name}”里有条件已不存在（见上），其余条件仍按原样查询。请改好条件后另存，再删除原来的。",
        "A condition of your filter “{name}” exists no more, as said above; the others are asked as before. Mend it,"
        " save it under another name, and delete this one.",
    ),
    "desk.rearranged": Text("列或每页行数与您记住的不同。", "Columns or rows differ from those remembered."),
    "desk.remember": Text("记住这样的列和行数", "Remember columns and rows"),
    "desk.arranged": Text(
        "您记住了这份清单的列或每页行数；页面和导出都照此显示。",
        "You had columns or rows of this list remembered; its page and its exports are as you left them.",
    ),
    "since.title": Text("自上次访问（{at}）以来", "Since your last visit ({at})"),
    "since.nothing": Text("没有新的批次、事项或通知。", "No new delivery, case or notice."),
    "since.received": Text("新到批次 {count}", "{count} deliveries came"),
    "since.accepted": Text("已入库批次 {count}", "{count} deliveries accepted"),
    "since.withdrawn": Text("已撤回批次 {count}", "{count} deliveries withdrawn"),
    "since.opened": Text("新增事项 {count}", "{count} cases opened"),
    "since.decided": Text("已决定事项 {count}", "{count} cases decided"),
    "since.notices": Text("未读通知 {count}", "{count} notices unread"),
    "desk.as_usual": Text("恢复为通常的列和行数", "Have them as usual"),
}
