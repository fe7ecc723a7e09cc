"""Cases: what is asked about them, what is done with one or many, and how they are answered."""

from typing import Any

from marshmallow import Schema, fields, validate

from fleetsvc.api.frame.schemas import (
    UNIT_CODES,
    Day,
    Flag,
    JsonNumber,
    Number,
    OneOf,
    PageQuery,
    Words,
    words_of,
)
from fleetsvc.api.frame.shapes import PageShape
from fleetsvc.api.preparations.schemas import PreparationShape
from fleetsvc.services.cases.acting import MOST_AT_ONCE
from fleetsvc.services.cases.override_checks import OUTDATED
from fleetsvc.services.cases.words import CaseAction, CaseKind, CaseState, ProposalStatus


class CasesQuery(PageQuery):
    """Which cases."""

    unit = OneOf(UNIT_CODES, description="报送单位代码 / Reporting unit")
    status = OneOf(words_of(CaseState), description="状态 / Status")
    kind = OneOf(words_of(CaseKind), description="种类 / Kind")
    officer = Words(100, description="承办人 / The officer who looks after it")
    due_before = Day(metadata={"description": "期限早于该日 / Due before this day"})
    upload = Number(1, 2**62, load_default=None, description="所属批次 / The upload that it came of")


def evidence_numbers() -> "fields.List[Any]":
    """Make the field that names attachments."""
    return fields.List(
        JsonNumber(1, 2**62, required=True),
        validate=validate.Length(max=50),
        metadata={"description": "附件编号 / Numbers of attachments"},
    )


class ActBody(Schema):
    """What is said of an action: why, and what some actions need besides."""

    reason = Words(2000, description="理由 / Why")
    ground = Words(60, description="规则所列的理由类别（answer） / A ground of the rulebook (answer)")
    evidence = evidence_numbers()
    brought = fields.List(
        JsonNumber(1, 50, required=True),
        validate=validate.Length(max=50),
        metadata={
            "description": "附件是理由清单的第几项，从1起；给出本项或 missing 即逐项核对（answer）"
            " / Which items of the ground's list the evidence is; with this or `missing` the list is held (answer)"
        },
    )
    missing = Words(1000, description="其余各项未附的原因（answer） / Why the other items are missing")
    valid_from = Day(metadata={"description": "批准的起日（approve） / First day of an approval"})
    valid_until = Day(
        metadata={"description": "批准的止日，不含当日（approve） / Day on which an approval ends, exclusive"}
    )
    conditions = Words(1000, description="批准的条件（approve） / Conditions of an approval")
    officer = Words(100, description="承办人（assign） / The officer it is given to")
    internal = Flag(
        load_default=False, metadata={"description": "仅省级部门可见（comment） / For the office alone"}
    )


class ActsBody(ActBody):
    """The same for many cases."""

    action = OneOf(words_of(CaseAction), required=True, description="处理 / The action")
    cases = fields.List(
        JsonNumber(1, 2**62, required=True),
        required=True,
        validate=validate.Length(min=1, max=MOST_AT_ONCE),
        metadata={"description": "事项编号 / Numbers of cases"},
    )


class StepShape(Schema):
    """A step of a case's history."""

    action = fields.String(metadata={"enum": list(words_of(CaseAction))})
    from_state = fields.String(data_key="from")
    to = fields.String()
    by = fields.String(metadata={"enum": ["bureau", "office", "service", "operator"]})
    actor = fields.String()
    reason = fields.String(allow_none=True)
    ground = fields.String(allow_none=True)
    evidence = fields.List(fields.Integer())
    details = fields.Dict()
    internal = fields.Boolean()
    at = fields.DateTime()


class CaseProposalShape(Schema):
    """What one person of the office proposes to do with cases, for another one to sign."""

    id = fields.Integer()
    action = fields.String(metadata={"enum": list(words_of(CaseAction))})
    reason = fields.String()
    cases = fields.Integer()
    status = fields.String(metadata={"enum": list(words_of(ProposalStatus))})
    proposed_by = fields.String()
    proposed_at = fields.DateTime()
    settled_by = fields.String(allow_none=True)
    settled_at = fields.DateTime(allow_none=True)
    settled_reason = fields.String(allow_none=True)


class CaseProposalCasesShape(CaseProposalShape):
    """A proposal with its first cases; ``changed``: those that have gone on since, and will be passed by.

    ``outdated``: why an override that waits to be signed cannot be as things stand.
    """

    items = fields.List(fields.Integer())
    changed = fields.List(fields.Integer())
    outdated = fields.String(allow_none=True, metadata={"enum": [*OUTDATED, None]})


class CaseProposalsShape(PageShape):
    """Proposals, the newest first."""

    items = fields.List(fields.Nested(CaseProposalShape))


class CaseShape(Schema):
    """A matter to be decided, and the actions open to the caller."""

    id = fields.Integer()
    unit = fields.String()
    kind = fields.String(metadata={"enum": list(words_of(CaseKind))})
    status = fields.String(metadata={"enum": list(words_of(CaseState))})
    vin = fields.String(allow_none=True)
    registered_on = fields.Date(allow_none=True)
    registration = fields.Integer(allow_none=True)
    upload = fields.Integer(allow_none=True)
    reason = fields.String(allow_none=True)
    answer = fields.String(allow_none=True)
    ground = fields.String(allow_none=True)
    details = fields.Dict()
    officer = fields.String(allow_none=True)
    opened_by = fields.String()
    opened_at = fields.DateTime()
    notified_at = fields.DateTime(allow_none=True)
    due_on = fields.Date(allow_none=True)
    decided_by = fields.String(allow_none=True)
    decided_at = fields.DateTime(allow_none=True)
    decision_reason = fields.String(allow_none=True)
    outcome = fields.String(allow_none=True)
    valid_from = fields.Date(allow_none=True)
    valid_until = fields.Date(allow_none=True)
    conditions = fields.String(allow_none=True)
    actions = fields.List(fields.String())
    proposal = fields.Nested(CaseProposalShape, allow_none=True)
    preparation = fields.Nested(PreparationShape)


class CaseHistoryShape(CaseShape):
    """A case with its history."""

    history = fields.List(fields.Nested(StepShape))


class CasesShape(PageShape):
    """Cases, newest first."""

    items = fields.List(fields.Nested(CaseShape))


class PassedShape(Schema):
    """A case that an act passed by, and why."""

    id = fields.Integer()
    code = fields.String()
    message = fields.String()


class ActedShape(Schema):
    """What an act did with many cases."""

    done = fields.List(fields.Integer())
    passed = fields.List(fields.Nested(PassedShape))
    proposal = fields.Nested(CaseProposalShape)
    preparation = fields.Nested(PreparationShape)


class CaseSignedShape(CaseProposalShape):
    """A proposal that was signed, with what came of it."""

    done = fields.List(fields.Integer())
    passed = fields.List(fields.Nested(PassedShape))
