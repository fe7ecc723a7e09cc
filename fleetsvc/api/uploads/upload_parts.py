"""Parts of what is answered of an upload: how work on it fails, that it is taken back, its origin, who prepared."""

from marshmallow import Schema, fields

from fleetsvc.services.uploads.failures import Failure


class FailingShape(Schema):
    """How work on it fails: ``set_aside_at``: tried at long intervals only; without a next attempt it was given up."""

    attempts = fields.Integer()
    failure = fields.String(metadata={"enum": [failure.value for failure in Failure]})
    cause = fields.String(metadata={"enum": ["file", "machine"]})
    failed_at = fields.DateTime()
    next_attempt_at = fields.DateTime(allow_none=True)
    set_aside_at = fields.DateTime(allow_none=True)


class WithdrawalShape(Schema):
    """A request to withdraw what stands in a published edition, while the office has not decided it."""

    case = fields.Integer()
    status = fields.String()
    reason = fields.String()
    asked_by = fields.String()
    asked_at = fields.DateTime()


class WithdrawingShape(Schema):
    """That an upload is to be taken back by a worker: by whose word, since when and why."""

    asked_by = fields.String(allow_none=True)
    asked_at = fields.DateTime()
    reason = fields.String()


class OriginShape(Schema):
    """Where an upload was fetched, and how the other side named that version."""

    source = fields.Integer()
    url = fields.String()
    fetched_at = fields.DateTime()
    etag = fields.String(allow_none=True)
    last_modified = fields.String(allow_none=True)


class PreparedShape(Schema):
    """Of an upload that another person submits: who prepared it; null where no person of the unit has yet."""

    prepared_by = fields.String(allow_none=True)


class ColumnChoiceShape(Schema):
    """A way in which a column may be meant, as POST …/mapping takes it, and how the example reads then."""

    choice = fields.String()
    read = fields.String()


class ColumnQuestionShape(Schema):
    """What one answer settles for a column: how many cells are open, one of them, and what may be answered."""

    sheet = fields.String()
    column = fields.String()
    field = fields.String()
    header = fields.String()
    count = fields.Integer()
    row = fields.Integer()
    value = fields.String()
    choices = fields.List(fields.Nested(ColumnChoiceShape))


class AskedWordShape(Schema):
    """A word that the reader does not know: in how many cells, the first row, and what its unit says that it means."""

    word = fields.String()
    count = fields.Integer()
    row = fields.Integer(allow_none=True)
    answered = fields.Boolean()
    means = fields.String(allow_none=True)


class WordQuestionShape(Schema):
    """The words of a column that are asked about; ``choices`` are what POST …/meanings takes for each."""

    sheet = fields.String()
    column = fields.String()
    field = fields.String()
    header = fields.String()
    choices = fields.List(fields.String())
    words = fields.List(fields.Nested(AskedWordShape))
