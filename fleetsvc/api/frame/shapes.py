"""The shapes of answers, for the API description: the answers themselves are plain mappings already."""

from marshmallow import Schema, fields

from rules.sources import Purpose
from rules.vocabulary import Duty


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
    detail = fields.String()
    code = fields.String(metadata={"description": "Stable; never renamed"})
    request_id = fields.String()
    errors = fields.List(fields.Nested(FaultShape))


class BookShape(Schema):
    """A rulebook edition an answer rests on: of several in force that of the deciding rule, else the first."""

    id = fields.String()
    edition = fields.String()


class ClauseShape(Schema):
    """The words of the law: verbatim, with the SHA-256 of the source text; the translation is unofficial.

    ``caveat``: what the words lack as evidence, null where they were reviewed and their whole act is at hand.
    """

    id = fields.String()
    instrument = fields.String()
    instrument_id = fields.String()
    caveat = fields.String(allow_none=True)
    number = fields.String()
    passage = fields.String(metadata={"description": "The passage as it is named: task 13"})
    quote = fields.String()
    translation = fields.String()
    source_sha256 = fields.String()
    offset = fields.Integer(
        metadata={"description": "Characters (Unicode code points) of the source text, from 0"}
    )
    length = fields.Integer(metadata={"description": "Characters: the quote ends before offset + length"})


class RuleShape(Schema):
    """One rule with its clause."""

    id = fields.String()
    title = fields.String()
    force = fields.String()
    requires = fields.Dict(
        metadata={
            "description": "要求：energy、emission_stage、any_of/all_of 组合，或 share（比例） / The demand: kinds of energy, "
            "stages, conditions joined by any_of and all_of, or a share in percent with its terms"
        }
    )
    demand = fields.String(metadata={"description": "要求的文字说明 / The demand in words"})
    meant = fields.String(allow_none=True, metadata={"description": "where 的文字说明 / ``where`` in words"})
    where = fields.Dict(
        allow_none=True,
        metadata={
            "description": "只适用于哪些车辆；null 为该类全部 / Of the categories' vehicles only those that meet this"
        },
    )
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
    effective_until = fields.Date(allow_none=True)
    by = fields.String()
    letter = fields.String(
        allow_none=True, metadata={"description": "Number of the document that gave the answer"}
    )
    letter_dated = fields.Date(allow_none=True)
    sets = fields.Dict(metadata={"description": "The values that rules take from the answer"})


class ExceptionShape(Schema):
    """A ground on which a justification may be approved."""

    ground = fields.String()
    description = fields.String()
    evidence = fields.List(fields.String())
    clause = fields.Nested(ClauseShape, allow_none=True)
    until = fields.Date(
        allow_none=True,
        metadata={
            "description": "自该日起登记的不再适用 / No ground for vehicles registered from this day on"
        },
    )


class DutyShape(Schema):
    """The verdict on one duty, judged by its own rules; ``rule`` is null where none of them has a say."""

    duty = fields.String(metadata={"enum": [duty.value for duty in Duty]})
    verdict = fields.String()
    rule = fields.String(allow_none=True)


class ConditionShape(Schema):
    """What an answer takes for granted though it would change the verdict."""

    code = fields.String()
    message = fields.String()


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


class PageShape(Schema):
    """A page of a list."""

    next_cursor = fields.String(allow_none=True)


class InForceShape(Schema):
    """A time in which an edition was in force: until exclusive, null while it lasts."""

    since = fields.DateTime()
    until = fields.DateTime(allow_none=True)


class EditionShape(Schema):
    """An edition of a rulebook."""

    id = fields.String()
    name = fields.String()
    edition = fields.String()
    status = fields.String(metadata={"enum": ["active", "retired"]})
    activated_at = fields.DateTime(allow_none=True)
    in_force = fields.List(fields.Nested(InForceShape))


class FullRuleShape(RuleShape):
    """A rule with whom it is about."""

    categories = fields.List(fields.String())
    events = fields.List(fields.String())
    units = fields.List(fields.String(), allow_none=True)
    exceptions = fields.List(fields.Nested(ExceptionShape))
    departments = fields.List(fields.String())


class CoverageShape(Schema):
    """One part of the text with its rules, or the reason for none."""

    number = fields.String()
    passage = fields.String(metadata={"description": "The passage as it is named: task 13"})
    text = fields.String()
    rules = fields.List(fields.String())
    not_checkable_because = fields.String(allow_none=True)


class LawGroundShape(Schema):
    """Words that judge no vehicle, and what rests on them."""

    purpose = fields.String(metadata={"enum": [purpose.value for purpose in Purpose]})
    supports = fields.String()
    clause = fields.Nested(ClauseShape)


class FullBookShape(EditionShape):
    """A rulebook, whole."""

    title = fields.String()
    instruments = fields.List(fields.Dict())
    clauses = fields.List(fields.Nested(ClauseShape))
    grounds = fields.List(fields.Nested(LawGroundShape))
    rules = fields.List(fields.Nested(FullRuleShape))
    interpretations = fields.List(fields.Nested(InterpretationShape))
    coverage = fields.List(fields.Nested(CoverageShape))
