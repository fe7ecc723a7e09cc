"""What is sent and answered about fleets."""

from marshmallow import Schema, fields

from fleetsvc.api.frame.schemas import SOME_WORDS, UNIT_CODES, Day, OneOf, Words, words_of
from fleetsvc.api.frame.shapes import DutyShape, PageShape
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
