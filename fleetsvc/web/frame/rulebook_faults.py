"""What can go wrong on the pages of rulebooks, their drafts and manuscripts."""

from typing import Final

from fleetsvc.services.drafts.activations import (
    NotOfOffice,
    ProposalOverdue,
    ProposalUnknown,
    SignedByProposer,
)
from fleetsvc.services.drafts.proofs import DraftFaulty
from fleetsvc.services.drafts.reviews import NothingToReview
from fleetsvc.services.law.rulebooks import (
    EditionInForce,
    EditionNotInForce,
    EditionUnknown,
    InstrumentUnknown,
    NothingElseInForce,
)
from fleetsvc.services.manuscripts.book_edits import NotEditable
from fleetsvc.services.manuscripts.manuscripts import (
    ManuscriptChanged,
    ManuscriptTooLong,
    ManuscriptUnknown,
    TooManyManuscripts,
)
from fleetsvc.web.frame.fault import Fault
from rules.rulebook import RulebookBroken
from rules.wording import Text

RULEBOOK_FAULTS: Final[dict[type[Exception], Fault]] = {
    ManuscriptUnknown: Fault(
        404,
        Text("没有这份底稿", "There is no such manuscript"),
        Text(
            "可能已存为草案后删除，或地址写错。请从“规则草案”的底稿列表里打开。",
            "It was discarded, or its address is mistyped. Open it from the list of manuscripts.",
        ),
    ),
    ManuscriptChanged: Fault(
        409,
        Text("底稿已被他人修改，没有执行", "Somebody has changed the manuscript: nothing was done"),
        Text(
            "请返回底稿，看过现在的内容后再操作。",
            "Go back to the manuscript and look at what it says now.",
        ),
    ),
    ManuscriptTooLong: Fault(
        422,
        Text("底稿超过 2 MB，没有保存", "The manuscript would have more than 2 MB: nothing was saved"),
        Text("规则书不会这么大：请检查粘贴的内容。", "No rulebook is as large: check what was pasted."),
    ),
    TooManyManuscripts: Fault(
        409,
        Text("底稿太多，没有新建", "There are too many manuscripts: none was begun"),
        Text(
            "至多同时保留 50 份。请先删除不再需要的底稿。",
            "At most 50 are kept. Discard those that are done with.",
        ),
    ),
    NotEditable: Fault(
        422,
        Text(
            "文件此处的写法不能由表单改动，没有保存",
            "The file is written in a way that no form can change here",
        ),
        Text(
            "请下载文件，直接修改后上传。",
            "Nothing was saved. Download the file, change it there, and upload it.",
        ),
    ),
    InstrumentUnknown: Fault(
        404,
        Text("没有这份文件", "There is no such instrument"),
        Text(
            "地址可能写错，或没有存入这份原文。请从“规则书”的文件一栏打开。",
            "The address may be mistyped, or this text was never stored. Open it from the rulebook's instruments.",
        ),
    ),
    EditionUnknown: Fault(
        404,
        Text("没有这个规则版本", "There is no such rulebook edition"),
        Text(
            "版本可能写错或不完整。请从“规则草案”的列表里打开。",
            "Its name may be mistyped or cut short. Open it from the list of draft rulebooks.",
        ),
    ),
    RulebookBroken: Fault(
        422,
        Text("规则有误，没有执行", "There is something wrong with the rulebook: nothing was done"),
        Text("{zh}", "{en}"),
    ),
    EditionInForce: Fault(
        409,
        Text("这一版已经在生效", "This edition is in force already"),
        Text(
            "无须提请或签署。请返回“规则草案”查看。",
            "There is nothing to propose or sign: see the list of drafts.",
        ),
    ),
    NothingToReview: Fault(
        409,
        Text("这一版没有待核对的段落", "Nothing of this edition waits to be held against its act"),
        Text("各段都已写明由谁核对。", "Somebody answers for each of its passages."),
    ),
    EditionNotInForce: Fault(
        409,
        Text("这一版没有在生效，无从停用", "This edition is not in force"),
        Text("请返回“规则草案”查看。", "See the list of drafts."),
    ),
    NothingElseInForce: Fault(
        409,
        Text("这是唯一生效的一部，没有停用", "Nothing else is in force: it was not taken out"),
        Text(
            "停用后没有规则可据以判定。请先使另一部生效。",
            "Nothing could be judged. Put another rulebook in force first.",
        ),
    ),
    ProposalUnknown: Fault(
        404,
        Text("没有这项提请", "There is no such proposal"),
        Text("请从该草案的比较页面签署。", "Sign it from the page that compares the draft."),
    ),
    ProposalOverdue: Fault(
        409,
        Text("提请已失效，没有签署", "The proposal no longer stands: nothing was signed"),
        Text(
            "其后另有提请，或这部规则的另一版已经生效、停用。请重新比较，再决定是否提请。",
            "Another one followed, or its rulebook came into force or out of it. Compare again, then propose anew.",
        ),
    ),
    SignedByProposer: Fault(
        403,
        Text("提请人不能自己签署，没有生效", "Who proposes does not sign: nothing came into force"),
        Text("请另一位省级人员登录后签署。", "Another person of the office signs it."),
    ),
    DraftFaulty: Fault(
        409,
        Text("这一版有错，没有生效", "The edition has faults: nothing came into force"),
        Text(
            "比较页面“证明与案例”列有全部错误。请改正规则文件，重新存入、提请。",
            "Its comparison lists them all under “Proof and cases”. Correct the file, store it again and propose it.",
        ),
    ),
    NotOfOffice: Fault(
        403,
        Text("您的账户不能提请或签署", "Your account can neither propose nor sign"),
        Text(
            "须是省级主管部门的在用账户。请管理员核对。",
            "It must be an account of the office that is not disabled.",
        ),
    ),
}
"""Each exception with its page."""
