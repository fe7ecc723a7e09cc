"""Cases: what is asked about them, what decides one, and how they are answered."""

from marshmallow import Schema, fields

from fleetsvc.api.frame.schemas import UNIT_CODES, Number, OneOf, PageQuery, Words, words_of
from fleetsvc.api.frame.shapes import PageShape
from fleetsvc.services.cases.words import CaseKind, CaseState


class CasesQuery(PageQuery):
    """Which cases."""

    unit = OneOf(UNIT_CODES, description="报送单位代码 / Reporting unit")
    status = OneOf(words_of(CaseState), description="状态 / Status")
    kind = OneOf(words_of(CaseKind), description="种类 / Kind")
    upload = Number(1, 2**62, load_default=None, description="所属批次 / The upload that it came of")


class DecisionBody(Schema):
    """Why a case is decided so."""

    reason = Words(500, description="理由；不予核准时必填 / Why; required to refuse")


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
    details = fields.Dict()
    opened_by = fields.String()
    opened_at = fields.DateTime()
    decided_by = fields.String(allow_none=True)
    decided_at = fields.DateTime(allow_none=True)
    decision_reason = fields.String(allow_none=True)
    actions = fields.List(fields.String())


class CasesShape(PageShape):
    """Cases, newest first."""

    items = fields.List(fields.Nested(CaseShape))
