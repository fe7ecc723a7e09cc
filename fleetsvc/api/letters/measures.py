"""``/measures``: the log of measures taken with units; the office adds to it, a unit reads its own."""

from typing import Any

from flask import Response
from marshmallow import Schema, fields

from fleetsvc import clock
from fleetsvc.api.frame.answers import uncached
from fleetsvc.api.frame.callers import KeyNotAdmitted, known_caller
from fleetsvc.api.frame.lists import list_answer
from fleetsvc.api.frame.resources import Answers, Resource
from fleetsvc.api.frame.schemas import PERIODS, SOME_WORDS, UNIT_CODES, Day, OneOf, PageQuery, Words, words_of
from fleetsvc.api.frame.shapes import PageShape
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.letters.measures import (
    LONGEST_SAID,
    MeasureKind,
    list_measures,
    measure_json,
    note_measure,
)
from fleetsvc.services.people.accounts import Role

resource = Resource("measures", entry=Entry.REPORTING, description="Measures taken with units")


class MeasuresQuery(PageQuery):
    """Of which unit."""

    unit = OneOf(UNIT_CODES, description="报送单位代码 / Reporting unit")


class MeasureBody(Schema):
    """A measure that was taken."""

    unit = OneOf(UNIT_CODES, required=True, description="报送单位代码 / Reporting unit")
    kind = OneOf(words_of(MeasureKind), required=True, description="种类 / Kind")
    happened_on = Day(
        required=True, metadata={"description": "日期，不晚于今天 / The day, not in the future"}
    )
    period = Words(8, pattern=PERIODS, description="有关期次 / Period: 2025, 2025-Q3, 2025-09")
    said = Words(LONGEST_SAID, required=True, pattern=SOME_WORDS, description="内容 / What was done")


class MeasureShape(Schema):
    """A measure as it was noted."""

    id = fields.Integer()
    unit = fields.String()
    kind = fields.String(metadata={"enum": list(words_of(MeasureKind))})
    period = fields.String(allow_none=True)
    happened_on = fields.Date()
    said = fields.String()
    noted_by = fields.String()
    noted_at = fields.DateTime()


class MeasuresShape(PageShape):
    """Measures, the last noted first."""

    items = fields.List(fields.Nested(MeasureShape))


@resource.operation(
    "GET", "/measures", zh="对各单位采取的措施，由近到远", query=MeasuresQuery, answer=MeasuresShape
)
def get_measures(query: dict[str, Any]) -> Response:
    """The measures, the last noted first: a bureau's own, the office's all or those of a unit."""
    with parts().database.transaction(known_caller().scope) as session:
        found, following = list_measures(
            session, unit=query.get("unit"), before=query["cursor"], limit=query["limit"]
        )
    return list_answer([measure_json(one) for one in found], following)


@resource.operation(
    "POST",
    "/measures",
    zh="记一项措施（省级部门）：整改通知、约谈、承诺、落实；记下后不能改动",
    body=MeasureBody,
    answer=Answers(MeasureShape, statuses=(201,)),
)
def post_measure(body: dict[str, Any]) -> Response:
    """Note a measure, as the office; what is noted is not changed."""
    acting = known_caller()
    if acting.role is not Role.OFFICE:
        raise KeyNotAdmitted
    with parts().database.transaction(acting.scope) as session:
        measure = note_measure(
            session,
            body["unit"],
            MeasureKind(body["kind"]),
            happened_on=body["happened_on"],
            said=body["said"],
            period=body.get("period"),
            by=acting.actor,
            now=clock.now(),
        )
        document = measure_json(measure)
    return uncached(document, 201)
