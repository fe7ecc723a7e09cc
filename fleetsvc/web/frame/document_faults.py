"""What went wrong with a document to take away, as pages say it."""

from typing import Final

from fleetsvc.edge.document_answers import PlacesTaken
from fleetsvc.services.documents.annotated_copies import UploadHasNoRows
from fleetsvc.services.documents.failures import DocumentNotMade
from fleetsvc.services.documents.letters import LetterUnknown
from fleetsvc.services.documents.lifecycle import DocumentTooLarge
from fleetsvc.services.documents.requests import DocumentsUsedUp, DocumentsWaiting, DocumentUnknown
from fleetsvc.services.letters.contents import EditionProvisional
from fleetsvc.web.frame.fault import Fault
from importers.letters.faults import TemplateRefused
from importers.sandbox.annotator import CopyNotMade
from importers.sandbox.letter_writer import LetterNotMade
from importers.workbooks.streamed import SheetFull
from rules.wording import Text

HANDOUT_FAULTS: Final[dict[type[Exception], Fault]] = {
    DocumentUnknown: Fault(
        404,
        Text("没有这个下载文件", "There is no such document"),
        Text(
            "可能已过期清除，或是另一位用户的。请回到原来的页面重新下载。",
            "Its time may be over, or it is somebody else's. Ask for it again where you did before.",
        ),
    ),
    DocumentsWaiting: Fault(
        429,
        Text("正在准备的文件已达上限", "Too many documents are being made for you"),
        Text(
            "请到“我的下载”查看，等其中一个完成后再试。",
            "See “Downloads”, and ask again when one of them is done.",
        ),
    ),
    DocumentsUsedUp: Fault(
        429,
        Text("一小时内准备的文件已达上限", "As many documents were made within the hour as may be"),
        Text(
            "请稍后再试；已准备好的文件仍可在“我的下载”取用。",
            "Try again later; those that are ready can still be fetched from “Downloads”.",
        ),
    ),
    PlacesTaken: Fault(
        429,
        Text("其他人正在导出清单", "Other lists are being written"),
        Text("请等几秒后再试一次。", "Wait some seconds, then ask again."),
    ),
    DocumentTooLarge: Fault(
        422,
        Text("文件过大，没有生成", "The document would be too large"),
        Text("请缩小筛选条件后再导出。", "Narrow the filter, then export again."),
    ),
    DocumentNotMade: Fault(
        503,
        Text("未能生成文件", "The document could not be made"),
        Text(
            "是服务的故障，已经记录。请十分钟后再试；仍不行时请告知管理员。",
            "It is a fault of the service and on record. Try again in ten minutes; if it stays, tell the operator.",
        ),
    ),
    UploadHasNoRows: Fault(
        409,
        Text("这个批次没有可以标注的内容", "There is nothing to annotate"),
        Text(
            "文件还没有读完，或未能读取。请返回批次页面查看原因。",
            "The file is not read yet, or could not be read. Go back to the delivery to see why.",
        ),
    ),
    CopyNotMade: Fault(
        503,
        Text("未能生成标注副本", "The annotated copy could not be made"),
        Text(
            "这个文件无法加注。请下载原文件，按批次页面上的位置逐处修改。",
            "This file cannot be annotated. Take the original and correct it at the places that the delivery's page"
            " names.",
        ),
    ),
    EditionProvisional: Fault(
        409,
        Text("本期仍在变动，不生成公文", "No letter is written about an edition that still moves"),
        Text(
            "请先在通报页面开始预览，或等正式发布。",
            "Begin its preview on the page of the edition, or await its release.",
        ),
    ),
    LetterUnknown: Fault(
        404,
        Text("没有这份公文", "There is no such letter"),
        Text("请从通报页面的“公文和措施”里打开。", "Open it from “Letters and measures” of the edition."),
    ),
    TemplateRefused: Fault(
        422,
        Text("公文模板不能使用", "The template of the letter cannot be used"),
        Text(
            "请在“公文模板”里更换模板，或恢复随附的模板。", "Put another one in use on the page of templates."
        ),
    ),
    LetterNotMade: Fault(
        503,
        Text("未能生成公文", "The letter could not be made"),
        Text(
            "模板过于复杂。请在“公文模板”里恢复随附的模板后再试。",
            "Its template is too complex. Go back to the one that comes with the service and try again.",
        ),
    ),
    SheetFull: Fault(
        413,
        Text("结果太多，一张 Excel 表装不下", "Too many rows for one worksheet"),
        Text("请缩小筛选条件，或导出 CSV。", "Narrow the filter, or take the CSV."),
    ),
}
