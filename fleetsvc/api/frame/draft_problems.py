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
from fleetsvc.services.drafts.reviews import NothingToReview
from fleetsvc.services.law.rulebooks import EditionInForce, EditionNotInForce, NothingElseInForce
from rules.rulebook import RulebookBroken
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
    RulebookBroken: ProblemKind(
        422,
        "rulebook-broken",
        Text("规则有误", "There is something wrong with the rulebook"),
        detail=Text("{zh}", "{en}"),
    ),
    EditionInForce: ProblemKind(
        409, "rulebook-in-force", Text("该版本已在生效", "This edition is in force already")
    ),
    NothingToReview: ProblemKind(
        409,
        "nothing-to-review",
        Text("该版本没有待核对的段落", "Nothing of this edition waits to be held against its act"),
    ),
    EditionNotInForce: ProblemKind(
        409, "rulebook-not-in-force", Text("该版本没有在生效，无从停用", "This edition is not in force")
    ),
    NothingElseInForce: ProblemKind(
        409,
        "nothing-else-in-force",
        Text(
            "这是唯一生效的一部，停用后没有规则可据以判定：请先使另一部生效",
            "Nothing else is in force, and nothing could be judged: put another rulebook in force first",
        ),
    ),
    ProposalUnknown: ProblemKind(
        404, "proposal-unknown", Text("该版本没有这一提请", "The edition has no such proposal")
    ),
    ProposalOverdue: ProblemKind(
        409,
        "proposal-overdue",
        Text(
            "该提请已失效：其后另有提请，或这部规则的另一版本已生效、停用，请重新比较并提请",
            "The proposal no longer stands: another one followed, or its rulebook came into force or out of it; "
            "compare and propose again",
        ),
    ),
}
