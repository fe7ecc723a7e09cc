"""What callers may send about uploads, and the shapes of the answers."""

from typing import Any, Final

from marshmallow import Schema, ValidationError, fields
from werkzeug.datastructures import FileStorage

from fleetsvc.api.frame.cursors import Cursor
from fleetsvc.api.frame.faults import NOT_OBJECT, Fault, not_among
from fleetsvc.api.frame.parsing import Form
from fleetsvc.api.frame.schemas import CATEGORIES, EVENTS, UNIT_CODES, OneOf, PageQuery, Words
from fleetsvc.api.frame.schemas import words_of as words
from fleetsvc.api.frame.shapes import FindingShape, PageShape
from fleetsvc.api.preparations.schemas import PreparationShape
from fleetsvc.api.uploads.upload_parts import (
    ColumnQuestionShape,
    FailingShape,
    OriginShape,
    PreparedShape,
    WithdrawalShape,
    WithdrawingShape,
    WordQuestionShape,
)
from fleetsvc.models import UploadStatus
from importers.fields import COLUMN_CHOICES
from importers.findings.register import KINDS
from importers.results import FileKind, RowFate, Severity
from rules.wording import Text

_NOT_FILE: Final = Fault("not-file", Text("应为上传的文件", "this must be a file"))
_NOT_COLUMN: Final = Fault(
    "not-column", Text("应为列标，如 A 或 AB", "this must be a column's letters, A or AB")
)
_NOT_SHEET: Final = Fault("not-sheet", Text("应为工作表名称", "this must be the name of a sheet"))
_TOO_MANY: Final = Fault("too-many", Text("项数过多", "there are too many"))
MOST_SHEETS: Final = 200
MOST_COLUMNS: Final = 1000
MOST_SHEET_CHARACTERS: Final = 255
"""Excel allows 31; other programs more."""

REVEAL: Final = (
    "true：显示完整号牌、车架号和所有人，记入审计日志（地方部门对本单位数据无需此参数） / "
    "true shows plates, VINs and owners in full and is entered in the audit log; a bureau sees its own in full"
)


class File(fields.Field[FileStorage]):
    """An uploaded file."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> FileStorage:  # noqa: ANN401
        if not isinstance(value, FileStorage):
            raise ValidationError([_NOT_FILE])
        return value


class UploadForm(Form):
    """A delivery: the file and what its sender says about it."""

    file = File(
        required=True,
        metadata={"type": "string", "format": "binary", "description": "电子表格 / The spreadsheet"},
    )
    unit = OneOf(UNIT_CODES, required=True, description="报送单位代码 / Reporting unit")
    category = OneOf(
        CATEGORIES, description="表中无用途列时，全部车辆的用途 / Category, where no column says so"
    )
    event = OneOf(
        EVENTS, description="表中无此列时，全部为新增或更新 / New or replacement, where no column says so"
    )
    kind = OneOf(
        words(FileKind),
        description="表中所列：registrations 新登记车辆（默认），retirements 退出车辆（注销、报废、转出） / "
        "What it lists: newly registered vehicles (default), or retired ones",
    )
    confirm = OneOf(
        ("true", "false"),
        description="true：读后直接入库，不经预览 / true stores at once, without a review",
    )


class UploadsQuery(PageQuery):
    """Which uploads."""

    unit = OneOf(UNIT_CODES, description="报送单位代码 / Reporting unit")
    status = OneOf(tuple(UploadStatus), description="状态 / Status")


class RevealQuery(Schema):
    """Whether to show plates, VINs and owners in full."""

    reveal = OneOf(("true", "false"), description=REVEAL)


class FindingsQuery(PageQuery, RevealQuery):
    """Which findings of an upload."""

    code = OneOf(tuple(sorted(KINDS)), description="问题代码 / Code")
    severity = OneOf(words(Severity), description="error 不入库，warning 待核，info 提示 / Severity")


class RowsQuery(RevealQuery):
    """Which rows of an upload."""

    fate = OneOf(words(RowFate), required=True, description="处理结果 / What became of the rows")
    limit = PageQuery().declared_fields["limit"]
    cursor = Cursor(str, int)


class Mapping(fields.Dict):
    """Sheet -> column letters -> field, or null for a column that is not used."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        if not isinstance(value, dict):
            raise ValidationError([NOT_OBJECT])
        if len(value) > MOST_SHEETS:
            raise ValidationError([_TOO_MANY])
        wrong = {sheet: found for sheet, columns in value.items() if (found := _wrong(sheet, columns))}
        if wrong:
            raise ValidationError(wrong)
        return value


_NOT_FIELD: Final = not_among(tuple(COLUMN_CHOICES))


def _wrong(sheet: str, columns: object) -> Any:  # noqa: ANN401 (marshmallow's nested messages)
    # No database takes a NUL or half a surrogate pair, and no workbook has a sheet so named.
    if len(sheet) > MOST_SHEET_CHARACTERS or any(
        sign < " " or "\ud800" <= sign <= "\udfff" for sign in sheet
    ):
        return [_NOT_SHEET]
    if not isinstance(columns, dict):
        return [NOT_OBJECT]
    if len(columns) > MOST_COLUMNS:
        return [_TOO_MANY]
    wrong: dict[str, list[Fault]] = {}
    for letters, field in columns.items():
        if not (letters.isascii() and letters.isalpha() and letters.isupper() and len(letters) <= 3):
            wrong[letters] = [_NOT_COLUMN]
        elif field is not None and (not isinstance(field, str) or field not in COLUMN_CHOICES):
            wrong[letters] = [_NOT_FIELD]
    return wrong


class WithdrawalBody(Schema):
    """Why an upload is withdrawn."""

    may_be_left_out = True

    reason = Words(500, description="原因；已入库的批次必填 / Why; required once the upload is stored")


class MappingBody(Schema):
    """Which column of which sheet holds what."""

    mapping = Mapping(
        required=True,
        metadata={
            "description": '{"明细": {"B": "plate", "C": null}}：工作表、列标、字段 / sheet, column letters, field',
            "example": {"明细": {"B": "plate", "C": None}},
            "maxProperties": MOST_SHEETS,
            "additionalProperties": {
                "type": "object",
                "maxProperties": MOST_COLUMNS,
                "propertyNames": {"pattern": "^[A-Z]{1,3}$"},
                "additionalProperties": {"enum": [*COLUMN_CHOICES, None]},
            },
        },
    )


class TemplateQuery(Schema):
    """For whom, and for which category."""

    unit = OneOf(UNIT_CODES, required=True, description="报送单位代码 / Reporting unit")
    category = OneOf(CATEGORIES, description="只填某一类车辆 / For one category only")


class ProgressShape(Schema):
    """Rows read; ``total`` is null until the file was read to its end."""

    done = fields.Integer()
    total = fields.Integer(allow_none=True)


class UploadHeadShape(Schema):
    """An upload and where it stands."""

    id = fields.Integer()
    unit = fields.String()
    status = fields.String(metadata={"enum": [status.value for status in UploadStatus]})
    confirmed = fields.Boolean()
    name = fields.String()
    sha256 = fields.String()
    bytes = fields.Integer()
    category = fields.String(allow_none=True)
    event = fields.String(allow_none=True)
    kind = fields.String(metadata={"enum": list(words(FileKind))})
    received_by = fields.String()
    received_at = fields.DateTime()
    settled_at = fields.DateTime(allow_none=True)
    progress = fields.Nested(ProgressShape)
    failing = fields.Nested(FailingShape, allow_none=True)
    withdrawing = fields.Nested(WithdrawingShape, allow_none=True)


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

    ``nil`` is there, and true, only where the file says that there are no vehicles to report; ``nil_reports``: which
    categories and months it signed when it was accepted.
    """

    file = fields.Dict(allow_none=True)
    refused = fields.Dict(allow_none=True)
    sheets = fields.List(fields.Nested(SheetShape))
    nil = fields.Boolean()
    nil_reports = fields.List(fields.Dict())
    rows = fields.Dict()
    verdicts = fields.Dict()


class UploadShape(UploadHeadShape):
    """An upload, whole; ``findings`` counts them by severity."""

    findings = fields.Dict()
    report = fields.Nested(ReportShape, allow_none=True)
    withdrawal = fields.Nested(WithdrawalShape, allow_none=True)
    origin = fields.Nested(OriginShape, allow_none=True)
    column_questions = fields.List(fields.Nested(ColumnQuestionShape))
    word_questions = fields.List(fields.Nested(WordQuestionShape))
    two_persons, preparation = fields.Nested(PreparedShape, allow_none=True), fields.Nested(PreparationShape)


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
