"""Problems of documents that workers make."""

from typing import Final

from fleetsvc.api.frame.kinds import ProblemKind
from fleetsvc.services.documents.annotated_copies import UploadHasNoRows
from fleetsvc.services.documents.failures import DocumentNotMade
from fleetsvc.services.documents.letters import LetterUnknown
from fleetsvc.services.documents.lifecycle import DocumentTooLarge
from fleetsvc.services.documents.requests import DocumentsUsedUp, DocumentsWaiting, DocumentUnknown
from fleetsvc.services.letters.contents import EditionProvisional
from fleetsvc.services.letters.measures import MeasureInFuture, MeasureUnsaid
from importers.letters.faults import TemplateRefused
from importers.sandbox.annotator import CopyNotMade
from importers.sandbox.letter_writer import LetterNotMade
from importers.workbooks.streamed import SheetFull
from rules.wording import Text

HANDOUT_PROBLEMS: Final[dict[type[Exception], ProblemKind]] = {
    DocumentUnknown: ProblemKind(
        404,
        "handout-unknown",
        Text("没有该下载文件，或已过期清除", "There is no such document, or its time is over"),
    ),
    DocumentsWaiting: ProblemKind(
        429,
        "handouts-waiting",
        Text(
            "正在准备的下载文件已达上限，请等其中一个完成后再试",
            "Too many documents are being made for you; ask again when one of them is done",
        ),
        {"Retry-After": "10"},
        Text("上限 {limit} 个", "At most {limit}"),
    ),
    DocumentsUsedUp: ProblemKind(
        429,
        "handouts-used-up",
        Text("一小时内准备的下载文件已达上限", "As many documents were made within the hour as may be"),
        {"Retry-After": "600"},
        Text("每小时 {limit} 个", "{limit} an hour"),
    ),
    DocumentTooLarge: ProblemKind(
        422,
        "handout-too-large",
        Text("文件过大，请缩小范围", "The document would be too large: ask for less"),
    ),
    DocumentNotMade: ProblemKind(
        503,
        "handout-not-made",
        Text(
            "未能生成文件（服务故障，已记录），请稍后再试",
            "The document could not be made through a fault of the service, which is on record; try again later",
        ),
        {"Retry-After": "600"},
    ),
    CopyNotMade: ProblemKind(
        503,
        "copy-not-made",
        Text(
            "未能生成标注副本，请改用原文件和问题清单",
            "The annotated copy could not be made: take the original and the findings",
        ),
        {"Retry-After": "600"},
    ),
    UploadHasNoRows: ProblemKind(
        409,
        "upload-without-rows",
        Text("该批次没有可标注的内容", "There is nothing to annotate in this upload"),
        detail=Text("状态：{status}", "Its status: {status}"),
    ),
    EditionProvisional: ProblemKind(
        409,
        "ranking-provisional",
        Text(
            "本期仍在变动，不生成公文；请先开始预览或正式发布",
            "The edition still moves: letters are written about one in preview or final",
        ),
    ),
    LetterUnknown: ProblemKind(
        404, "letter-unknown", Text("没有该公文或该单位", "There is no such letter, or no such unit")
    ),
    MeasureUnsaid: ProblemKind(
        422,
        "measure-unsaid",
        Text("请写明措施内容（至多 2000 字）", "Say what was done, in at most 2000 characters"),
    ),
    MeasureInFuture: ProblemKind(
        422, "measure-in-future", Text("措施的日期不能在今天之后", "A measure is noted after it was taken")
    ),
    TemplateRefused: ProblemKind(
        422,
        "template-refused",
        Text("公文模板不能使用", "The template of the letter cannot be used"),
        detail=Text("{told.zh}", "{told.en}"),
    ),
    LetterNotMade: ProblemKind(
        503,
        "letter-not-made",
        Text(
            "未能生成公文：模板过于复杂，请改用随附的模板",
            "The letter could not be made: its template is too complex, go back to the one that comes with the service",
        ),
        {"Retry-After": "600"},
    ),
    SheetFull: ProblemKind(
        422,
        "export-too-large",
        Text(
            "超过工作表的行数上限，请改用 text/csv 或缩小范围",
            "A worksheet cannot hold so many rows: ask for text/csv, or for less",
        ),
    ),
}
