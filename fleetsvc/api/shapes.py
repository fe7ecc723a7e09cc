"""The shapes of answers, for the API description: the answers themselves are plain mappings already."""

from marshmallow import Schema, fields


class FaultShape(Schema):
    """One thing wrong with the input."""

    inside = fields.String(data_key="in", metadata={"enum": ["query", "path", "header", "body"]})
    pointer = fields.String(metadata={"description": "JSON pointer, such as /items/0/vin or /unit"})
    code = fields.String()
    message = fields.String()
    allowed = fields.List(fields.String())


class ProblemShape(Schema):
    """A problem document (RFC 9457)."""

    type = fields.String()
    title = fields.String()
    status = fields.Integer()
    code = fields.String(metadata={"description": "Stable; never renamed"})
    request_id = fields.String()
    errors = fields.List(fields.Nested(FaultShape))


class BookShape(Schema):
    """The rulebook edition an answer rests on."""

    id = fields.String()
    edition = fields.String()


class ClauseShape(Schema):
    """The words of the law: verbatim, with the SHA-256 of the source text; the translation is unofficial."""

    id = fields.String()
    instrument = fields.String()
    number = fields.String()
    quote = fields.String()
    translation = fields.String()
    source_sha256 = fields.String()


class RuleShape(Schema):
    """One rule with its clause."""

    id = fields.String()
    title = fields.String()
    force = fields.String()
    requires = fields.Dict()
    effective_from = fields.Date()
    effective_until = fields.Date(allow_none=True)
    clause = fields.Nested(ClauseShape)
    interpretations = fields.List(fields.String())


class InterpretationShape(Schema):
    """An answer to what the law leaves open; assumed until the office confirms it."""

    id = fields.String()
    question = fields.String()
    answer = fields.String()
    status = fields.String(metadata={"enum": ["assumed", "confirmed"]})
    effective_from = fields.Date()
    by = fields.String()


class ExceptionShape(Schema):
    """A ground on which a justification may be approved."""

    ground = fields.String()
    description = fields.String()
    evidence = fields.List(fields.String())


class RequirementShape(Schema):
    """What a registration must meet."""

    unit = fields.String()
    category = fields.String()
    event = fields.String()
    on = fields.Date()
    governed = fields.Boolean()
    force = fields.String(allow_none=True)
    allowed_energy = fields.List(fields.String())
    summary = fields.String()
    rules = fields.List(fields.Nested(RuleShape))
    exceptions = fields.List(fields.Nested(ExceptionShape))
    interpretations = fields.List(fields.Nested(InterpretationShape))
    energy = fields.String(allow_none=True)
    verdict = fields.String(allow_none=True)
    rulebook = fields.Nested(BookShape)


class ReasonShape(Schema):
    """Why a verdict is so."""

    code = fields.String()
    message = fields.String()
    clause = fields.Nested(ClauseShape, allow_none=True)


class FindingShape(Schema):
    """What is wrong or doubtful with one field of an item."""

    code = fields.String()
    severity = fields.String(metadata={"enum": ["error", "warning", "info"]})
    field = fields.String(allow_none=True)
    value = fields.String(allow_none=True)
    message = fields.String()
    repair = fields.String()


class CheckShape(Schema):
    """The verdict on one vehicle and all that defends it."""

    ref = fields.String(allow_none=True)
    verdict = fields.String()
    rule = fields.String(allow_none=True)
    energy = fields.String()
    energy_basis = fields.List(fields.String())
    reasons = fields.List(fields.Nested(ReasonShape))
    findings = fields.List(fields.Nested(FindingShape))
    steps = fields.List(fields.String())
    interpretations = fields.List(fields.String())


class ChecksShape(Schema):
    """The verdicts in the order of the items."""

    items = fields.List(fields.Nested(CheckShape))
    rulebook = fields.Nested(BookShape)
