"""What is sent with a nil report, and the shape of the answer."""

from marshmallow import Schema, fields

from fleetsvc.api.frame.schemas import CATEGORIES, PERIODS, UNIT_CODES, OneOf, Words


class NilReportBody(Schema):
    """A unit's statement that there is nothing to report of a category in a period."""

    unit = OneOf(UNIT_CODES, required=True, description="报送单位 / Reporting unit")
    category = OneOf(CATEGORIES, required=True, description="车辆用途 / Category")
    period = Words(8, pattern=PERIODS, description="期次，必填 / Period, required: 2025, 2025-Q3, 2025-09")


class NilReportShape(Schema):
    """A nil report as it stands: who signed it and when."""

    unit = fields.String()
    category = fields.String()
    period = fields.String()
    signed_by = fields.String()
    signed_at = fields.DateTime()
