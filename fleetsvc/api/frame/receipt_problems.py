"""Problems of receipts."""

from typing import Final

from fleetsvc.api.frame.kinds import ProblemKind
from fleetsvc.services.receipts.issuing import UploadNotAccepted
from fleetsvc.services.receipts.lists import ReceiptUnknown
from fleetsvc.services.receipts.signing_keys import SecretKeyChanged
from rules.wording import Text

RECEIPT_PROBLEMS: Final[dict[type[Exception], ProblemKind]] = {
    ReceiptUnknown: ProblemKind(
        404, "receipt-unknown", Text("没有此编号的回执", "There is no receipt of this number")
    ),
    UploadNotAccepted: ProblemKind(
        409,
        "upload-not-accepted",
        Text("批次尚未接收，没有回执", "The upload is not accepted: there is no receipt of it"),
        detail=Text("批次状态：{status}", "It is {status}"),
    ),
    SecretKeyChanged: ProblemKind(
        503,
        "receipt-key-lost",
        Text(
            "本机密钥已更换，暂不能出具回执；请管理员运行 fleetsvc receipts rotate",
            "This host's secret key was changed: nothing is signed until an operator runs fleetsvc receipts rotate",
        ),
    ),
}
