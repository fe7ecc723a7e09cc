"""Problems of putting a rulebook edition in force."""

from typing import Final

from fleetsvc.api.frame.callers import PersonNeeded
from fleetsvc.api.frame.kinds import ProblemKind
from fleetsvc.services.drafts.activations import (
    NotOfOffice,
    ProposalOverdue,
    ProposalUnknown,
    SignedByProposer,
)
from fleetsvc.services.law.rulebooks import EditionInForce
from rules.wording import Text

DRAFT_PROBLEMS: Final[dict[type[Exception], ProblemKind]] = {
    PersonNeeded: ProblemKind(
        403,
        "person-needed",
        Text("须由本人登录后操作，不能用密钥", "A person who is signed in must do this: no key can"),
    ),
    NotOfOffice: ProblemKind(
        403,
        "not-of-office",
        Text("不是省级主管部门的有效账户", "This is not an account of the office that may sign in"),
    ),
    SignedByProposer: ProblemKind(
        403,
        "signed-by-proposer",
        Text("提请人不能自己签署，须由另一人签署", "Who proposes does not sign: another person must"),
    ),
    EditionInForce: ProblemKind(
        409, "rulebook-in-force", Text("该版本已在生效", "This edition is in force already")
    ),
    ProposalUnknown: ProblemKind(
        404, "proposal-unknown", Text("该版本没有这一提请", "The edition has no such proposal")
    ),
    ProposalOverdue: ProblemKind(
        409,
        "proposal-overdue",
        Text(
            "该提请已失效：其后另有提请，或另一版本已生效，请重新比较并提请",
            "The proposal no longer stands: another one followed, or another edition came into force; "
            "compare and propose again",
        ),
    ),
}
