"""What callers may ask of ranking editions, and the shapes of the answers."""

from marshmallow import Schema, fields

from fleetsvc.api.frame.instants import KnownOn
from fleetsvc.api.frame.schemas import CATEGORIES, Number, OneOf, PageQuery
from fleetsvc.api.frame.shapes import BookShape, PageShape
from rules.editions import EditionStatus
from rules.ranking_method import Standing


class RankingsQuery(PageQuery):
    """Which ranking editions."""

    category = OneOf(
        CATEGORIES,
        description="某一类别的排名；不填为全部类别 / Ranking of one category; over all unless given",
    )
    known_on = KnownOn()


class RankingQuery(Schema):
    """Which edition of a period."""

    category = OneOf(
        CATEGORIES,
        description="某一类别的排名；不填为全部类别 / Ranking of one category; over all unless given",
    )
    known_on = KnownOn()
    revision = Number(
        0, 2**31 - 1, load_default=None, description="更正次数；不填为最新 / The latest unless given"
    )


class RankingHeadShape(Schema):
    """A ranking edition without its lines."""

    period = fields.String()
    category = fields.String(allow_none=True)
    revision = fields.Integer()
    status = fields.String(metadata={"enum": [status.value for status in EditionStatus]})
    reason = fields.String(allow_none=True)
    computed_at = fields.DateTime()
    method = fields.Dict()
    rulebook = fields.Nested(BookShape)
    rulebooks = fields.List(fields.Nested(BookShape))
    inputs_sha256 = fields.String()
    previous_sha256 = fields.String(allow_none=True)
    compared_with = fields.Dict(allow_none=True)
    sha256 = fields.String()


class RankingLineShape(Schema):
    """One unit's line; rates are shares between 0 and 1, low and high their bounds."""

    unit = fields.String()
    name = fields.String()
    status = fields.String(metadata={"enum": [standing.value for standing in Standing]})
    rank = fields.Integer(allow_none=True)
    governed = fields.Integer()
    verdicts = fields.Dict()
    held = fields.Integer()
    rate = fields.Float(allow_none=True)
    rate_low = fields.Float(allow_none=True)
    rate_high = fields.Float(allow_none=True)
    rate_change = fields.Float(allow_none=True)
    rank_change = fields.Integer(allow_none=True)
    rank_low = fields.Integer(
        allow_none=True, metadata={"description": "可能的最好名次 / best possible place"}
    )
    rank_high = fields.Integer(
        allow_none=True, metadata={"description": "可能的最差名次 / worst possible place"}
    )
    disputed = fields.Integer()
    closed = fields.Integer()
    missing_categories = fields.List(fields.String())
    strict_violations = fields.Integer()
    emission_stage = fields.Dict()
    fcev = fields.Integer()
    shares = fields.List(fields.Dict())
    quality = fields.Dict()
    compared_with = fields.Dict(allow_none=True)


class RankingShape(RankingHeadShape):
    """A ranking edition, whole."""

    lines = fields.List(fields.Nested(RankingLineShape))
    above = fields.List(
        fields.Dict(), metadata={"description": "预览中排在本单位之前的 / In a preview, those above"}
    )


class RankingsShape(PageShape):
    """Ranking editions, newest first."""

    items = fields.List(fields.Nested(RankingHeadShape))
