"""What may be asked of the log of changes, and the shape of its entries."""

from marshmallow import Schema, fields

from fleetsvc.api.frame.schemas import CATEGORIES, EVENTS, UNIT_CODES, OneOf, PageQuery
from fleetsvc.api.frame.shapes import BookShape, ClauseShape, InterpretationShape, PageShape


class ChangesQuery(PageQuery):
    """Which changes."""

    unit = OneOf(
        UNIT_CODES, description="只列涉及该报送单位的 / Only what concerns this reporting unit (GB/T 2260)"
    )
    category = OneOf(CATEGORIES, description="车辆用途 / Category of use")
    event = OneOf(EVENTS, description="new 新增，replacement 更新 / new 新增 or replacement 更新")


class FeedQuery(ChangesQuery):
    """Which changes, and in which words."""

    lang = OneOf(
        ("zh", "en"),
        description="zh 或 en，代替 Accept-Language / In place of Accept-Language, which readers do not set",
    )


class ChangedInterpretationShape(Schema):
    """An interpretation before and after; null where there was none, or is none any more."""

    before = fields.Nested(InterpretationShape, allow_none=True)
    after = fields.Nested(InterpretationShape, allow_none=True)


class AnnouncedShape(Schema):
    """Of vehicles registered from a day something else is asked; an entry never changes once it is there.

    ``updated``: when the act came that made the change; ``rulebook``: the edition that it put in force or took out.
    """

    id = fields.String(metadata={"description": "tag URI (RFC 4151)"})
    updated = fields.DateTime()
    title = fields.String()
    kind = fields.String(metadata={"enum": ["begins", "ends", "changes"]})
    units = fields.List(fields.String())
    category = fields.String()
    event = fields.String()
    since = fields.Date(
        data_key="from", metadata={"description": "登记日期自此日起 / Registered from this day"}
    )
    until = fields.Date(
        allow_none=True, metadata={"description": "此日起不再有此变化 / From this day on nothing is changed"}
    )
    before = fields.List(fields.String())
    after = fields.List(fields.String())
    rules = fields.List(fields.String())
    clauses = fields.List(fields.Nested(ClauseShape))
    interpretations = fields.List(
        fields.Nested(ChangedInterpretationShape),
        metadata={
            "description": "随之改变或确认的解释 / Interpretations that were changed or confirmed by it"
        },
    )
    stands = fields.Boolean(
        metadata={
            "description": "现行规则是否仍如此要求；false 见较新的条目 / Whether the law in force still asks that; "
            "where it does not, a newer entry says what"
        }
    )
    rulebook = fields.Nested(BookShape)


class ChangesShape(PageShape):
    """Changes, the newest act first."""

    items = fields.List(fields.Nested(AnnouncedShape))
