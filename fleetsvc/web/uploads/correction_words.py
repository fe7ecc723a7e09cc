"""Words of cells that are corrected on the page of a delivery, in Chinese and English, by name."""

from typing import Final

from rules.wording import Text

CORRECTION_WORDS: Final[dict[str, Text]] = {
    "rows.correct": Text("按改正的重新核查", "Check again as corrected"),
    "rows.correct_apart": Text("核查改好的行", "Check the corrected rows"),
    "rows.correct_how": Text(
        "可以直接在这里改：改正留在本批次，行号不变，改完重新核查，一次确认；原文件不变。",
        "You may correct the cells here: corrections stay in this delivery under the same row numbers, are checked at"
        " once and confirmed with the rest; the original stays as it is.",
    ),
    "rows.correct_stored": Text(
        "可以直接在这里改：本批次已经入库，改过的行按原行号作为一个新批次核查，确认后入库；原文件不变。",
        "You may correct the cells here: this delivery is stored, so rows that you changed are checked as a delivery of"
        " their own under the same row numbers, and stored when you confirm it; the original stays as it is.",
    ),
    "rows.paste": Text(
        "从表格软件复制的一列或一块，可以从某一格起一次粘贴。",
        "A column or block copied from a spreadsheet can be pasted from a cell on.",
    ),
    "rows.moved_to": Text(
        "已在第 {number} 批次更正，请到该批次继续改", "corrected in delivery {number}: go on there"
    ),
    "rows.in_correction": Text(
        "没有提交：第 {rows} 行已在第 {number} 批次更正，该批次还没有入库。请到该批次继续改，或先撤回它。您填的内容还在。",
        "Not sent: row {rows} is corrected in delivery {number}, which is not stored yet. Go on there, or withdraw it"
        " first. What you typed is kept.",
    ),
    "cells.choose": Text("请选择", "choose"),
    "cells.stands": Text("表中写的是“{text}”", "the file says “{text}”"),
    "cells.of_finding": Text("更正 {cell}：{message}", "correct {cell}: {message}"),
    "cells.go": Text("按改正的重新核查", "Check again as corrected"),
    "cells.how": Text(
        "属实的不必改；改了的留在本批次，行号不变。",
        "What is right needs no change; what you change stays in this delivery under the same row number.",
    ),
    "cells.too_many": Text(
        "一个批次最多在页面上改 {most} 格，没有采用。请下载标注副本改好后重新报送。",
        "Up to {most} cells of a delivery are corrected on the page; nothing was taken. Correct the annotated copy and"
        " send it again.",
    ),
    "cells.of_forms": Text(
        "工作表“{sheet}”是一车一表，一格的内容对不到固定的列，不能在页面上更正。请在原文件或标注副本中改好后重新报送。",
        "The sheet “{sheet}” holds one vehicle a form, whose values stand in no columns: it cannot be corrected on the"
        " page. Correct the file or its annotated copy and send it again.",
    ),
    "cells.unknown": Text(
        "工作表“{sheet}”的 {cell} 不是页面上可以更正的单元格，没有采用任何改动。请打开本批次，在列出的格中更正。",
        "{cell} of the sheet “{sheet}” is no cell that the page offers; nothing was taken. Open the delivery and"
        " correct the cells that it lists.",
    ),
    "cells.meanwhile": Text(
        "其他改正已采用。以下各格同事刚刚另有改正，以同事的为准；要换成您的，请重新核查后再改一次。",
        "Your other corrections were taken. Colleagues have just corrected these cells otherwise, which stands; to have"
        " yours instead, correct them once more after the check.",
    ),
    "cells.overtaken": Text(
        "{cell}：{by} 改为“{text}”，您填的是“{own}”。", "{cell}: {by} wrote “{text}”, you “{own}”."
    ),
    "checked.all": Text("{count} 处都属实", "all {count} are as they should be"),
    "checked.said": Text("已核对：都属实", "checked: all as they should be"),
    "checked.history": Text("{count} 处", "{count} places"),
    "step.warnings-checked": Text(
        "同一类待核内容核对属实", "warnings of one kind checked, all as they should be"
    ),
    "step.cells-corrected": Text("在页面上更正，重新读取", "corrected on the page, read again"),
    "history.cells": Text("{cells} 格", "{cells} cells"),
}
