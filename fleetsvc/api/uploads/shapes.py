"""The shapes of answers about uploads, for the API description."""

from marshmallow import Schema, fields

from fleetsvc.api.frame.shapes import FindingShape, PageShape
from fleetsvc.services.uploads.failures import Failure


class ProgressShape(Schema):
    """Rows read; ``total`` is null until the file was read to its end."""

    done = fields.Integer()
    total = fields.Integer(allow_none=True)


class FailingShape(Schema):
    """How reading or storing keeps failing: ``set_aside_at`` is not null where only a long interval is left."""

    attempts = fields.Integer()
    failure = fields.String(metadata={"enum": [failure.value for failure in Failure]})
    cause = fields.String(metadata={"enum": ["file", "machine"]})
    failed_at = fields.DateTime()
    next_attempt_at = fields.DateTime(allow_none=True)
    set_aside_at = fields.DateTime(allow_none=True)


class UploadHeadShape(Schema):
    """An upload and where it stands."""

    id = fields.Integer()
    unit = fields.String()
    status = fields.String(
        metadata={"enum": ["received", "reading", "in_review", "accepted", "refused", "withdrawn"]}
    )
    confirmed = fields.Boolean()
    name = fields.String()
    sha256 = fields.String()
    bytes = fields.Integer()
    category = fields.String(allow_none=True)
    event = fields.String(allow_none=True)
    received_by = fields.String()
    received_at = fields.DateTime()
    settled_at = fields.DateTime(allow_none=True)
    progress = fields.Nested(ProgressShape)
    failing = fields.Nested(FailingShape, allow_none=True)


class UploadsShape(PageShape):
    """Uploads, newest first."""

    items = fields.List(fields.Nested(UploadHeadShape))


class ColumnShape(Schema):
    """How one column was understood."""

    column = fields.String()
    header = fields.String()
    field = fields.String(allow_none=True)
    confidence = fields.Float()
    samples = fields.List(fields.String())


class SheetShape(Schema):
    """How one sheet was understood; rows as Excel numbers them."""

    name = fields.String()
    used = fields.Boolean()
    why = fields.String()
    header_rows = fields.List(fields.Integer())
    first_data_row = fields.Integer(allow_none=True)
    columns = fields.List(fields.Nested(ColumnShape))


class ReportShape(Schema):
    """The report on a file; ``verdicts`` counts new and changed registrations.

    ``nil`` is there, and true, only where the file says that there are no vehicles to report.
    """

    file = fields.Dict(allow_none=True)
    refused = fields.Dict(allow_none=True)
    sheets = fields.List(fields.Nested(SheetShape))
    nil = fields.Boolean()
    rows = fields.Dict()
    verdicts = fields.Dict()


class UploadShape(UploadHeadShape):
    """An upload, whole; ``findings`` counts them by severity."""

    findings = fields.Dict()
    report = fields.Nested(ReportShape, allow_none=True)


class UploadFindingShape(FindingShape):
    """One finding at its place."""

    sheet = fields.String(allow_none=True)
    row = fields.Integer(allow_none=True)
    column = fields.String(allow_none=True)
    other_rows = fields.List(fields.Integer())


class UploadFindingsShape(PageShape):
    """Findings in the order of discovery."""

    items = fields.List(fields.Nested(UploadFindingShape))


class RowShape(Schema):
    """A row of the file; ``registration`` is the number of what was stored of it."""

    sheet = fields.String()
    row = fields.Integer()
    fate = fields.String()
    why = fields.String(allow_none=True)
    cells = fields.List(fields.String())
    registration = fields.Integer(allow_none=True)


class RowsShape(PageShape):
    """Rows of one fate by sheet and number."""

    items = fields.List(fields.Nested(RowShape))
