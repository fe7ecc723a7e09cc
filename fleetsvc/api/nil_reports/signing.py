"""``POST /nil-reports``: a unit signs that there is nothing to report of a category in a period."""

from typing import Any

from flask import Response
from marshmallow import Schema, fields

from fleetsvc import clock
from fleetsvc.api.frame.answers import uncached
from fleetsvc.api.frame.callers import UnitNotYours, known_caller
from fleetsvc.api.frame.resources import Answers, Resource
from fleetsvc.api.frame.schemas import CATEGORIES, PERIODS, UNIT_CODES, OneOf, Words
from fleetsvc.api.preparations.answers import WAITS, drafts, prepared, waits
from fleetsvc.database.transactions import UnitScope
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.nil_reports.signing import sign
from rules.periods import parse_period
from rules.vocabulary import Category

resource = Resource("nil-reports", entry=Entry.REPORTING, description="That there is nothing to report")


class NilReportBody(Schema):
    """A unit's statement that there is nothing to report of a category in a period."""

    unit = OneOf(UNIT_CODES, required=True, description="报送单位 / Reporting unit")
    category = OneOf(CATEGORIES, required=True, description="车辆用途 / Category")
    period = Words(8, required=True, pattern=PERIODS, description="期次 / Period: 2025, 2025-Q3, 2025-09")


class NilReportShape(Schema):
    """A nil report as it stands: who signed it and when."""

    unit = fields.String()
    category = fields.String()
    period = fields.String()
    signed_by = fields.String()
    signed_at = fields.DateTime()


@resource.operation(
    "POST",
    "/nil-reports",
    zh="签署零报告：某一用途在某期没有新增或更新车辆；已签署的再签不变（200）",
    body=NilReportBody,
    answer=Answers(NilReportShape, statuses=(201, 200), promised=WAITS),
)
def post_nil_report(body: dict[str, Any]) -> Response:
    """Sign that a unit registered no vehicle of a category in a period; signed again it stays as it is (200).

    202: two persons of the unit hand in, and it waits for the other one.
    """
    sender, unit = known_caller(), str(body["unit"])
    if not sender.acts_for(unit):
        raise UnitNotYours
    period, category = parse_period(str(body["period"])), Category(body["category"])
    with parts().database.transaction(UnitScope(unit)) as session:
        kept = prepared(session, drafts.nil_reports(period, [category]))
        if kept is not None:
            return waits(kept[0])
        signed = sign(session, period, city=int(unit), category=category, by=sender.actor, now=clock.now())
    return uncached(signed.report, 201 if signed.new else 200)
