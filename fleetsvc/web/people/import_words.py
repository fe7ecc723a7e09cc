"""The words of making accounts from a sheet, in Chinese and English, by name."""

from typing import Final

from rules.wording import Text

IMPORT_WORDS: Final[dict[str, Text]] = {
    "import.title": Text("批量开立账户", "Add accounts from a sheet"),
    "import.lead": Text(
        "上传一张表，每行一个账户：用户名、角色、报送单位（仅市级交通部门填写）。先逐行核对，确认后一次开立，一次最多 {most} 个。",
        "One account a row: name, role, reporting unit (of city bureaus only). Each row is checked first; once you"
        " confirm, all are made at once, up to {most} of them.",
    ),
    "import.roles": Text("角色可填：", "Roles: "),
    "import.get": Text("下载空白表", "Get the empty sheet"),
    "import.file": Text("填好的表", "The sheet, filled in"),
    "import.send": Text("核对", "Check it"),
    "import.missing": Text("请选择文件。", "Choose a file."),
    "import.no_columns": Text(
        "没有找到“用户名”和“角色”两列。请用空白表填写，不要改动表头。",
        "No columns of names and roles were found. Fill in the empty sheet and leave its header as it is.",
    ),
    "import.too_many": Text(
        "一次最多开立 {most} 个账户，请分成几张表。",
        "At most {most} accounts are made at once: split the sheet.",
    ),
    "import.row": Text("行", "Row"),
    "import.becomes": Text("核对结果", "Result"),
    "import.fine": Text("可开立", "will be made"),
    "import.some_wrong": Text(
        "{wrong} 行有问题，没有开立任何账户。请在表中改正后重新上传。",
        "Rows that are wrong: {wrong}. No account was made: correct the sheet and upload it again.",
    ),
    "import.all_fine": Text(
        "{ready} 行均可开立。确认后下载初始密码表：密码只给这一次，请妥善保管，当面或以其他安全方式交给本人，首次登录须修改。",
        "All {ready} rows are fine. Once you confirm, a sheet with the first passwords is downloaded, this once:"
        " keep it safe and hand each password over safely; it must be changed at the first sign-in.",
    ),
    "import.confirm": Text(
        "开立 {ready} 个账户并下载初始密码", "Make {ready} accounts and get their passwords"
    ),
    "import.back": Text("返回账户列表", "Back to the accounts"),
    "import.password": Text("初始密码", "First password"),
    "import.at_first": Text("说明", "Note"),
    "import.sheet": Text("初始密码", "First passwords"),
    "import.name_missing": Text("请填写用户名（最多 60 个字符）", "give a name of at most 60 characters"),
    "import.name_twice": Text(
        "表中有同名的行，请改成不同的用户名", "another row has the same name: change one"
    ),
    "import.name_taken": Text(
        "已有同名账户，请换一个用户名", "there is such an account: choose another name"
    ),
    "import.role_unknown": Text(
        "没有这个角色，请从下拉表中选择", "there is no such role: choose one of the list"
    ),
    "import.unit_missing": Text("市级交通部门须填报送单位", "a city bureau needs its reporting unit"),
    "import.unit_unknown": Text(
        "不是 19 个报送单位之一，请从下拉表中选择", "none of the 19 reporting units: choose one of the list"
    ),
    "import.unit_out_of_place": Text(
        "只有市级交通部门属于报送单位，请清空此格", "only a city bureau belongs to a unit: empty this cell"
    ),
}
"""Words by name."""
