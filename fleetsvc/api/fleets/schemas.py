"""What is sent and answered about fleets."""

from marshmallow import Schema, fields, validate

from fleetsvc.api.cases.schemas import evidence_numbers
from fleetsvc.api.frame.parsing import Form
from fleetsvc.api.frame.schemas import SOME_WORDS, UNIT_CODES, Day, JsonNumber, OneOf, Words, words_of
from fleetsvc.api.frame.shapes import DutyShape, PageShape
from fleetsvc.api.uploads.schemas import File
from fleetsvc.services.cases.words import CaseAction, CaseState
from fleetsvc.services.fleets.bindings import LONGEST_OWNER, LONGEST_SAID, BindingState
from rules.vocabulary import Verdict


class FleetVehicleShape(Schema):
    """A vehicle of the fleet, as it stands, with its verdict."""

    id = fields.Integer()
    unit = fields.String()
    vin = fields.String()
    plate = fields.String(allow_none=True)
    category = fields.String()
    event = fields.String()
    energy = fields.String()
    energy_basis = fields.List(fields.String())
    model = fields.String(allow_none=True)
    registered_on = fields.Date()
    built_on = fields.Date(allow_none=True)
    emission_stage = fields.String()
    owner = fields.String()
    gross_mass_kg = fields.Integer(allow_none=True)
    verdict = fields.String(metadata={"enum": list(words_of(Verdict))})
    rule = fields.String(allow_none=True)
    duties = fields.List(fields.Nested(DutyShape))
    disputed = fields.Boolean()
    overridden = fields.Boolean()
    recorded_at = fields.DateTime()


class FleetVehiclesShape(PageShape):
    """Vehicles of the fleet, the last registered first."""

    items = fields.List(fields.Nested(FleetVehicleShape))


class BindingBody(Schema):
    """For which owner somebody applies to act, and by what right."""

    unit = OneOf(UNIT_CODES, required=True, description="登记地报送单位代码 / Reporting unit")
    owner = Words(
        LONGEST_OWNER, required=True, pattern=SOME_WORDS, description="所有人，按行驶证 / As on the licence"
    )
    said = Words(LONGEST_SAID, required=True, pattern=SOME_WORDS, description="凭什么代表 / By what right")


class ConfirmBody(Schema):
    """Until which day a binding lasts."""

    until = Day(
        load_default=None, allow_none=True, metadata={"description": "有效至（含） / To the end of this day"}
    )


class EndBody(Schema):
    """Why a binding is ended or refused."""

    reason = Words(LONGEST_SAID, required=True, pattern=SOME_WORDS, description="原因 / Reason")


class BindingShape(Schema):
    """A binding of an account to an owner."""

    id = fields.Integer()
    unit = fields.String()
    account = fields.String()
    owner = fields.String()
    said = fields.String()
    status = fields.String(metadata={"enum": list(words_of(BindingState))})
    applied_at = fields.DateTime()
    confirmed_at = fields.DateTime(allow_none=True)
    until = fields.DateTime(allow_none=True)
    ended_at = fields.DateTime(allow_none=True)
    reason = fields.String(allow_none=True)


class BindingsShape(PageShape):
    """Bindings, the last applied for first."""

    items = fields.List(fields.Nested(BindingShape))


class FleetCaseShape(Schema):
    """A case of a vehicle of the fleet: where it stands and what was decided."""

    id = fields.Integer()
    unit = fields.String()
    kind = fields.String()
    status = fields.String(metadata={"enum": list(words_of(CaseState))})
    vin = fields.String()
    registered_on = fields.Date()
    due_on = fields.Date(allow_none=True)
    ground = fields.String(allow_none=True)
    outcome = fields.String(allow_none=True)
    decision_reason = fields.String(allow_none=True)
    valid_from = fields.Date(allow_none=True)
    valid_until = fields.Date(allow_none=True)
    conditions = fields.String(allow_none=True)
    actions = fields.List(fields.String(metadata={"enum": list(words_of(CaseAction))}))


class FleetCasesShape(PageShape):
    """Cases of vehicles of the fleet, newest first."""

    items = fields.List(fields.Nested(FleetCaseShape))


class ExplainBody(Schema):
    """What an operator says of a case: its reasons, with the ground of the exception that it asks for."""

    reason = Words(2000, required=True, pattern=SOME_WORDS, description="说明 / Reasons")
    ground = Words(60, description="规则所列的理由类别 / A ground of the rulebook")
    evidence = evidence_numbers()
    brought = fields.List(
        JsonNumber(1, 50, required=True),
        validate=validate.Length(max=50),
        metadata={"description": "附件是理由清单的第几项 / Which items of the ground's list the evidence is"},
    )
    missing = Words(1000, description="其余各项未附的原因 / Why the other items are missing")


class FleetAttachmentForm(Form):
    """A file."""

    file = File(
        required=True,
        metadata={
            "type": "string",
            "format": "binary",
            "description": "pdf、jpeg、png、docx、xlsx，至多20 MB / At most 20 MB",
        },
    )
