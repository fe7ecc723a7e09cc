"""Why a whole file is refused, and what its sender can do: the wording of each refusal.

``Refused.values["why"]`` names the special case of a code, where one has its own wording.
"""

from importers.results import Refused
from rules.wording import Text


class FileRefused(Exception):
    """The file cannot be read any further; ``refused`` says why."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.refused = Refused(code, values)


WORDING: dict[str, Text] = {
    "not-a-spreadsheet": Text(
        "这不是电子表格文件。请用 Excel 或 WPS 打开原表，另存为“Excel 工作簿（.xlsx）”后重新上传。",
        "This is not a spreadsheet. Open the original in Excel or WPS, save it as an Excel workbook (.xlsx) "
        "and upload that.",
    ),
    "not-a-spreadsheet/html": Text(
        "这是网页（HTML）文件，只是文件名像表格，常见于从其他系统导出的 .xls。请用 Excel 或 WPS 打开，"
        "另存为“Excel 工作簿（.xlsx）”后重新上传。",
        "This is a web page (HTML) named like a spreadsheet, as some systems export it. Open it in Excel or WPS, "
        "save it as an Excel workbook (.xlsx) and upload that.",
    ),
    "not-a-spreadsheet/xml": Text(
        "这是 XML 文件（例如“XML 表格 2003”），不是 Excel 工作簿。请用 Excel 或 WPS 打开，"
        "另存为“Excel 工作簿（.xlsx）”后重新上传。",
        "This is an XML file (for example XML Spreadsheet 2003), not an Excel workbook. Open it in Excel or WPS, "
        "save it as an Excel workbook (.xlsx) and upload that.",
    ),
    "not-a-spreadsheet/text": Text(
        "这是没有分列的文本文件，不是表格。请把数据整理到表格中，另存为“Excel 工作簿（.xlsx）”后上传。",
        "This is plain text without columns, not a table. Put the data into a sheet, save it as an Excel workbook "
        "(.xlsx) and upload that.",
    ),
    "not-a-spreadsheet/document": Text(
        "这是文字文档或演示文稿，不是电子表格。请把其中的表格复制到 Excel 或 WPS 表格中，存为 .xlsx 后上传。",
        "This is a text document or a presentation, not a spreadsheet. Copy its table into Excel or WPS "
        "Spreadsheets, save as .xlsx and upload that.",
    ),
    "not-a-spreadsheet/archive": Text(
        "这是压缩包。请先解压，再逐个上传其中的表格文件。",
        "This is an archive. Unpack it first and upload the spreadsheets in it one by one.",
    ),
    "not-a-spreadsheet/picture": Text(
        "这是图片或 PDF，无法读取其中的单元格。请上传原始的电子表格。",
        "This is a picture or a PDF; its cells cannot be read. Please upload the original spreadsheet.",
    ),
    "not-a-spreadsheet/old": Text(
        "这是 Excel 4.0 或更早的表格格式，无法读取。请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”后重新上传。",
        "This is the format of Excel 4.0 or earlier and cannot be read. Open it in Excel or WPS, save it as an Excel "
        "workbook (.xlsx) and upload that.",
    ),
    "not-a-spreadsheet/lock": Text(
        "这是 Excel 打开文件时留下的临时文件（~$ 开头），里面没有数据。请上传去掉“~$”的原表。",
        "This is the file that Excel keeps while a workbook is open (~$ in front); it holds no data. Upload the "
        "workbook itself, the one without “~$”.",
    ),
    "not-a-spreadsheet/mac": Text(
        "这是苹果电脑复制文件时附带的说明文件（._ 开头），里面没有数据。请上传名称不带“._”的原表。",
        "This is the file that a Mac writes beside a copied one (._ in front); it holds no data. Upload the workbook "
        "itself, the one without “._”.",
    ),
    "not-a-spreadsheet/shortcut": Text(
        "这是快捷方式，不是表格本身。请打开快捷方式所指的文件夹，上传其中的原表。",
        "This is a shortcut, not the workbook. Open the folder that it points to and upload the workbook there.",
    ),
    "not-a-spreadsheet/numbers": Text(
        "这是苹果 Numbers 表格，无法读取。请在 Numbers 中选“文件→导出为→Excel…”，上传导出的 .xlsx。",
        "This is a table of Apple Numbers and cannot be read. In Numbers choose File, Export To, Excel and upload the "
        ".xlsx.",
    ),
    "encrypted": Text(
        "文件设有打开密码，无法读取。请打开文件取消密码，保存后重新上传。Excel：文件→信息→保护工作簿→用密码进行加密，"
        "清空密码；WPS：文件→文档加密→密码加密，清空打开密码。",
        "The file is protected with a password and cannot be read. Open it, remove the password, save and upload it "
        "again. Excel: File, Info, Protect Workbook, Encrypt with Password, clear it. WPS: Menu, Document encryption, "
        "Password encryption, clear the password to open.",
    ),
    "macro": Text(
        "文件含有宏或为启用宏的格式（如 .xlsm），出于安全不予读取。请另存为“Excel 工作簿（.xlsx）”后重新上传。",
        "The file holds macros or is in a macro-enabled format (such as .xlsm) and is not read for safety. Save it "
        "as an Excel workbook (.xlsx) and upload that.",
    ),
    "too-large": Text(
        "文件太大，超过可读取的上限。请按时间或车辆用途拆成几个文件分别上传。",
        "The file is larger than can be read. Split it by time or by vehicle category and upload the parts.",
    ),
    "too-large/rows": Text(
        "数据行数超过上限 {limit} 行。请拆成几个文件分别上传。",
        "There are more rows than the limit of {limit}. Split the file and upload the parts.",
    ),
    "unsafe": Text(
        "文件结构异常，为安全起见未予读取。请新建一个工作簿，只复制数据（选择性粘贴→数值），另存为 .xlsx 后上传。",
        "The structure of the file is abnormal and it was not read for safety. Copy only the data (Paste Special, "
        "Values) into a new workbook, save it as .xlsx and upload that.",
    ),
    "unsafe/dimensions": Text(
        "工作表“{sheet}”的单元格 {cell} 离数据过远，表格范围过大。请删除数据右侧和下方多余的行列后保存，重新上传。",
        "In sheet “{sheet}” cell {cell} lies so far from the data that the table becomes too large. Delete the "
        "surplus rows and columns right of and below the data, save and upload again.",
    ),
    "unsafe/time": Text(
        "读取该文件所需时间超过上限，已停止。请只保留数据，另存为 .xlsx 后上传；数据很多时请拆成几个文件。",
        "Reading the file took longer than allowed and was stopped. Keep the data only, save as .xlsx and upload "
        "that; split it if there is much data.",
    ),
    "unsafe/memory": Text(
        "读取该文件所需内存超过上限，已停止。请删除多余的行、列和格式，只保留数据后重新上传；数据很多时请拆分。",
        "Reading the file needed more memory than allowed and was stopped. Delete surplus rows, columns and formats, "
        "keep the data only and upload again; split it if there is much data.",
    ),
    "damaged": Text(
        "文件已损坏或不完整，无法读取。请用 Excel 或 WPS 打开检查，另存为新的 .xlsx 文件后重新上传。",
        "The file is damaged or incomplete and cannot be read. Open it in Excel or WPS to check it, save it as a new "
        ".xlsx file and upload that.",
    ),
    "damaged/encoding": Text(
        "文本文件第 {line} 行附近有无法识别的字符（既不是 UTF-8 也不是 GB18030）。请在 Excel 或 WPS 中打开，"
        "另存为 .xlsx 后重新上传。",
        "Near line {line} the text holds bytes that are neither UTF-8 nor GB18030. Open it in Excel or WPS, save it "
        "as .xlsx and upload that.",
    ),
    "damaged/garbled": Text(
        "文件里的汉字在导出时已变成乱码（编码用错了），原来的内容无法可靠还原。请从原系统重新导出，"
        "用 Excel 或 WPS 打开确认汉字正常后，另存为 .xlsx 上传。",
        "The Chinese text of the file was garbled when it was exported (in a wrong encoding) and cannot be restored "
        "reliably. Export it again, check in Excel or WPS that the text is right, save it as .xlsx and upload that.",
    ),
    "unreadable-here": Text(
        "系统几次都没能读完这个文件：其中有系统处理不了的内容，文件本身可能没有错。请新建一个工作簿，只复制数据（选择性粘贴→数值），"
        "另存为 .xlsx 后重新上传；也可以先“重新读取”一次。仍不行时，请把批次编号告诉管理员。",
        "Reading the file failed several times: it holds something that this service cannot handle, though the file "
        "itself may be sound. Copy only the data (Paste Special, Values) into a new workbook, save it as .xlsx and "
        "upload that; you may also have this one read again. If that fails too, tell the operator the number of the "
        "delivery.",
    ),
    "unreadable-here/operator": Text(
        "管理员停止了这个文件的读取：{reason}。请按此修改后重新上传；有疑问请联系管理员。",
        "The operator stopped the reading of this file: {reason}. Change it accordingly and upload it again; ask the "
        "operator if in doubt.",
    ),
    "empty": Text(
        "文件中没有任何内容。请确认选对了文件，填写数据并保存后重新上传。",
        "There is nothing in the file. Check that it is the right one, fill in the data, save and upload again.",
    ),
    "empty/rows": Text(
        "表头下面没有任何数据。请在表头下填写车辆，保存后重新上传。",
        "There is nothing below the header. Fill in the vehicles below it, save and upload again.",
    ),
    "header-not-found": Text(
        "没有找到表头（例如“号牌号码、车架号、登记日期”所在的行）。请在数据上方加上列名后重新上传，或使用模板。",
        "No header row was found (the row naming plate, VIN, registration day). Put column names above the data and "
        "upload again, or use the template.",
    ),
    "header-not-found/turned": Text(
        "表中车辆在列、字段在行。请选中整表复制，用“选择性粘贴→转置”粘贴到新工作表（一行一辆车）后重新上传，或使用模板。",
        "The vehicles stand in columns and their fields in rows. Copy the table, paste it with “Transpose” into a new "
        "sheet (one vehicle a row) and upload again, or use the template.",
    ),
    "header-not-found/catalogue": Text("没有找到车辆型号列。", "There is no column of model codes."),
}
"""Wording by code, and by ``code/why`` for special cases."""


def message(refused: Refused) -> Text:
    """Return what to tell the sender of a refused file, in both languages.

    >>> message(Refused("not-a-spreadsheet", {"why": "archive"})).en
    'This is an archive. Unpack it first and upload the spreadsheets in it one by one.'
    """
    special = WORDING.get(f"{refused.code}/{refused.values.get('why', '')}")
    said = (special or WORDING[refused.code]).fill(**refused.values)
    name, listed = refused.values.get("catalogue"), refused.values.get("retired")
    if listed is not None:
        return Text(f"退出车辆名单“{listed}”：{said.zh}", f"List of retired vehicles “{listed}”: {said.en}")
    return said if name is None else Text(f"车型目录“{name}”：{said.zh}", f"Catalogue “{name}”: {said.en}")
