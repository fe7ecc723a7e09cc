"""``GET /requirements``: may I register this vehicle, here, for this use, on this day?

Answers are few and asked for often: a repeated question is answered from memory (``api.frame.remembered``).
"""

from datetime import date
from typing import Any

from flask import Response
from marshmallow import Schema, fields

from fleetsvc import clock
from fleetsvc.api.frame.answers import answer, encoded, etag_of, is_held, language
from fleetsvc.api.frame.instants import KnownOn
from fleetsvc.api.frame.remembered import remembering
from fleetsvc.api.frame.resources import Resource
from fleetsvc.api.frame.schemas import (
    AREA_SAID,
    AREAS,
    CATEGORIES,
    COUNTIES,
    COUNTY_SAID,
    ENERGIES,
    EVENTS,
    OWNER_CLASS_SAID,
    OWNER_CLASSES,
    STAGES,
    UNIT_CODES,
    USE_SAID,
    USES,
    Day,
    InUnit,
    Number,
    OneOf,
    circumstances_said,
    words_of,
)
from fleetsvc.api.frame.shapes import (
    BookShape,
    ClauseShape,
    ConditionShape,
    DutyShape,
    ExceptionShape,
    InterpretationShape,
    RuleShape,
)
from fleetsvc.api.law.as_known import book_as_known
from fleetsvc.edge.entry import Entry
from fleetsvc.services.law.requirements import requirement_answer
from rules.questions import Question
from rules.vocabulary import Category, EmissionStage, Energy, Event, Replacement

resource = Resource("requirements", entry=Entry.ANYONE, description="What a registration must meet")


class RequirementQuery(InUnit):
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
    owner_class = OneOf(OWNER_CLASSES, description=OWNER_CLASS_SAID)
    use = OneOf(USES, description=USE_SAID)
    area = OneOf(AREAS, description=AREA_SAID)
    county = OneOf(COUNTIES, description=COUNTY_SAID)
    known_on = KnownOn()


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
    owner_class = fields.String(allow_none=True)
    use = fields.String(allow_none=True)
    area = fields.String(allow_none=True)
    county = fields.String(allow_none=True)
    verdict = fields.String(allow_none=True)
    duties = fields.List(fields.Nested(DutyShape), allow_none=True)
    conditions = fields.List(fields.Nested(ConditionShape))
    depends_on = fields.List(fields.String())
    outcomes = fields.List(fields.Nested(OutcomeShape))
    scope_note = fields.String()
    rulebook = fields.Nested(BookShape)
    rulebooks = fields.List(fields.Nested(BookShape))


@resource.operation(
    "GET",
    "/requirements",
    zh="某类车辆在某地某日登记须符合什么要求，附条款原文",
    query=RequirementQuery,
    answer=RequirementShape,
    around=remembering,
)
def get_requirements(query: dict[str, Any]) -> Response:
    """What applies to a vehicle of a category in a unit on a day, with the clauses.

    For a replacement the retired vehicle is taken to be named; the summary says so where that matters.
    """
    today = clock.day_of(clock.now())
    book = book_as_known(query.get("known_on"))
    question = question_of(query, today=today)
    etag = etag_of(book.edition, repr(question), language())
    if is_held(etag):
        return answer(b"", etag)
    document = requirement_answer(book, question, language=language())
    return answer(encoded(document), etag)


def question_of(query: dict[str, Any], *, today: date) -> Question:
    """Return the question that a query asks."""
    energy, stage, replaces = (query.get(name) for name in ("energy", "emission_stage", "replaces"))
    return Question(
        Category(query["category"]),
        Event(query["event"]),
        query["unit"],
        query.get("on", today),
        energy=Energy(energy) if energy else None,
        emission_stage=EmissionStage(stage) if stage else None,
        gross_mass_kg=query["gross_mass_kg"],
        replaces=Replacement(replaces) if replaces else None,
        **circumstances_said(query),
    )
