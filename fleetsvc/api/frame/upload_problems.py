"""Problems of sending files, of the steps with what was sent, and of addresses that files are fetched from."""

from typing import Final

from fleetsvc.api.frame.kinds import ProblemKind
from fleetsvc.api.frame.preparation_problems import PREPARATION_PROBLEMS
from fleetsvc.services.people.second_person import SecondPersonNeeded
from fleetsvc.services.uploads.column_answers import AnswerUnfit
from fleetsvc.services.uploads.deliveries import (
    UploadBusy,
    UploadNotOpen,
    UploadSentAgain,
    UploadTooLarge,
    UploadUnknown,
)
from fleetsvc.services.uploads.quotas import UploadsUsedUp, UploadsWaiting
from fleetsvc.services.uploads.sources import SourceUnfit, SourceUnknown
from fleetsvc.services.uploads.withdrawals import WithdrawalUnfounded
from rules.wording import Text

UPLOAD_PROBLEMS: Final[dict[type[Exception], ProblemKind]] = {
    **PREPARATION_PROBLEMS,
    UploadUnknown: ProblemKind(404, "upload-unknown", Text("没有该批次", "There is no such upload")),
    UploadNotOpen: ProblemKind(
        409,
        "upload-not-open",
        Text("该批次的状态不允许此操作", "The upload's status does not allow this"),
        detail=Text("状态：{status}", "Its status: {status}"),
    ),
    UploadBusy: ProblemKind(
        409,
        "upload-busy",
        Text("正在读取该批次，请稍后再试", "The upload is being read at this moment; try again shortly"),
        {"Retry-After": "2"},
    ),
    UploadSentAgain: ProblemKind(
        409,
        "upload-sent-again",
        Text("同样的内容已重新报送", "The same bytes were sent again meanwhile"),
        detail=Text("见批次 {number}", "See upload {number}"),
    ),
    AnswerUnfit: ProblemKind(
        422,
        "not-asked",
        Text(
            "批次没有问这些词，或答案不在可选之列；可答的见 word_questions",
            "The upload does not ask about these words, or the answer is none of the choices: see word_questions",
        ),
    ),
    WithdrawalUnfounded: ProblemKind(
        422,
        "reason-missing",
        Text(
            "撤回已入库的批次须写明原因",
            "What is stored is withdrawn for a reason only: say why",
        ),
    ),
    UploadTooLarge: ProblemKind(
        413,
        "too-large",
        Text("文件过大", "The file is too large"),
        detail=Text("上限 {limit_bytes} 字节", "At most {limit_bytes} bytes"),
    ),
    UploadsWaiting: ProblemKind(
        429,
        "uploads-waiting",
        Text(
            "本单位等待读取的文件已达上限，请稍后再报送",
            "Too many files of this unit wait to be read; send more later",
        ),
        {"Retry-After": "60"},
        Text("上限 {limit} 个", "At most {limit}"),
    ),
    UploadsUsedUp: ProblemKind(
        429,
        "uploads-used-up",
        Text("本单位今日报送文件数已达上限", "This unit has sent its files of the day"),
        {"Retry-After": "3600"},
        Text("每日 {limit} 个", "{limit} a day"),
    ),
    SecondPersonNeeded: ProblemKind(
        409,
        "second-person-needed",
        Text(
            "该单位须两人办理：一人准备，由本单位另一位同事登录后提交（密钥不能提交）",
            "Two persons submit: another person of the unit, signed in, submits what one prepared; no key does",
        ),
        detail=Text("准备人：{prepared_by}", "Prepared by: {prepared_by}"),
    ),
    SourceUnknown: ProblemKind(
        404, "upload-source-unknown", Text("没有此编号的取数地址", "There is no address of this number")
    ),
    SourceUnfit: ProblemKind(
        422,
        "upload-source-unfit",
        Text("不能从该地址取数", "Nothing can be fetched from this address"),
        detail=Text(
            "有误之处：{why}（url 须为完整 https 地址；credential 为用户名和密码或一个请求头；many 为该单位地址已满；off 为已停用）",
            "What is wrong: {why} (url: a whole https address; credential: a user with a password, or one header; many:"
            " the unit has its ten; off: it is switched off)",
        ),
    ),
}
