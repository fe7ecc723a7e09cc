"""What callers may ask of the law, and the shapes of the answers."""

from marshmallow import Schema, fields

from fleetsvc.api.frame.instants import KnownOn
from fleetsvc.api.frame.schemas import (
    CATEGORIES,
    ENERGIES,
    EVENTS,
    STAGES,
    UNIT_CODES,
    Day,
    Number,
    OneOf,
    words_of,
)
from fleetsvc.api.frame.shapes import (
    BookShape,
    ClauseShape,
    ConditionShape,
    DutyShape,
    EditionShape,
    ExceptionShape,
    InterpretationShape,
    PageShape,
    RuleShape,
)
from rules.vocabulary import Replacement


class RequirementQuery(Schema):
    """Which vehicle, where and when."""

    unit = OneOf(
        UNIT_CODES, required=True, description="报送单位代码（GB/T 2260） / Reporting unit, GB/T 2260"
    )
    category = OneOf(CATEGORIES, required=True, description="车辆用途 / Category of use")
    event = OneOf(
        EVENTS, required=True, description="new 新增，replacement 更新 / new 新增 or replacement 更新"
    )
    on = Day(
        metadata={
            "description": "登记日期；不填为今天（北京时间） / Day of registration; today (Asia/Shanghai) unless given"
        }
    )
    energy = OneOf(
        ENERGIES,
        description="填写后 verdict 给出该车的结论 / With it, verdict says what that vehicle would get",
    )
    emission_stage = OneOf(STAGES, description="排放阶段 / Emission stage")
    gross_mass_kg = Number(
        1, 200_000, load_default=None, description="最大设计总质量，千克 / Gross mass in kilograms"
    )
    replaces = OneOf(
        words_of(Replacement),
        description="被更新的车辆：none 未列出，claimed 已列出，confirmed 已核实 / "
        "the retired vehicle: none named, one claimed, or one confirmed",
    )
    known_on = KnownOn()


class ModelShape(Schema):
    """A model of the loaded catalogues."""

    code = fields.String()
    energy = fields.String()
    product_name = fields.String(allow_none=True)
    enterprise = fields.String(allow_none=True)
    batches = fields.List(fields.String())
    loaded_at = fields.DateTime()


class NameShape(Schema):
    """A name in both languages."""

    zh = fields.String()
    en = fields.String()


class UnitShape(Schema):
    """A reporting unit."""

    code = fields.String()
    name = fields.Nested(NameShape)
    plate_letters = fields.List(fields.String())


class CategoryShape(Schema):
    """A category of use."""

    code = fields.String()
    name = fields.Nested(NameShape)


class UnitsShape(PageShape):
    """Reporting units."""

    items = fields.List(fields.Nested(UnitShape))


class CategoriesShape(PageShape):
    """Categories of use."""

    items = fields.List(fields.Nested(CategoryShape))


class RulebooksShape(PageShape):
    """Editions that are or were in force."""

    items = fields.List(fields.Nested(EditionShape))


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
