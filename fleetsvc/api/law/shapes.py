"""The shape of an answer to what a registration must meet, for the API description."""

from marshmallow import Schema, fields

from fleetsvc.api.frame.shapes import (
    BookShape,
    ClauseShape,
    ConditionShape,
    DutyShape,
    ExceptionShape,
    InterpretationShape,
    RuleShape,
)


class NearRuleShape(Schema):
    """A rule that does not apply but for one thing: why, by which clause and which interpretations."""

    id = fields.String()
    force = fields.String()
    code = fields.String()
    message = fields.String()
    clause = fields.Nested(ClauseShape)
    interpretations = fields.List(fields.String())


class OutcomeShape(Schema):
    """What a vehicle would get if the facts that were not said were among these words."""

    given = fields.Dict(data_key="if")
    message = fields.String()
    verdict = fields.String()
    rule = fields.String(allow_none=True)
    duties = fields.List(fields.Nested(DutyShape))


class RequirementShape(Schema):
    """What a registration must meet."""

    unit = fields.String()
    category = fields.String()
    event = fields.String()
    on = fields.Date()
    governed = fields.Boolean()
    force = fields.String(allow_none=True)
    energy_governed = fields.Boolean()
    emission_governed = fields.Boolean(
        allow_none=True, metadata={"description": "null where the gross mass, which was not said, decides"}
    )
    allowed_energy = fields.List(fields.String(), allow_none=True)
    summary = fields.String()
    rules = fields.List(fields.Nested(RuleShape))
    exceptions = fields.List(fields.Nested(ExceptionShape))
    near_rules = fields.List(fields.Nested(NearRuleShape))
    interpretations = fields.List(fields.Nested(InterpretationShape))
    energy = fields.String(allow_none=True)
    emission_stage = fields.String(allow_none=True)
    gross_mass_kg = fields.Integer(allow_none=True)
    replaces = fields.String(allow_none=True)
    verdict = fields.String(allow_none=True)
    duties = fields.List(fields.Nested(DutyShape), allow_none=True)
    conditions = fields.List(fields.Nested(ConditionShape))
    depends_on = fields.List(fields.String())
    outcomes = fields.List(fields.Nested(OutcomeShape))
    scope_note = fields.String()
    rulebook = fields.Nested(BookShape)
