"""What the API says of what is prepared."""

from marshmallow import Schema, fields

from fleetsvc.api.frame.schemas import OneOf, PageQuery, Words, words_of
from fleetsvc.api.frame.shapes import PageShape
from fleetsvc.models import Matter, PreparationStatus


class PreparationShape(Schema):
    """What one person of a unit prepared, word for word as it will be handed in, for another one to submit.

    ``changed``: things that it is about and that have changed since. ``is_checked``: a person of the unit prepared
    it, or has looked at what a system did.
    """

    id = fields.Integer()
    unit = fields.String()
    matter = fields.String(metadata={"enum": list(words_of(Matter))})
    request = fields.Dict()
    status = fields.String(metadata={"enum": list(words_of(PreparationStatus))})
    changed = fields.List(fields.String())
    prepared_by = fields.String()
    is_checked = fields.Boolean()
    prepared_at = fields.DateTime()
    settled_by = fields.String(allow_none=True)
    settled_at = fields.DateTime(allow_none=True)
    settled_reason = fields.String(allow_none=True)
    outcome = fields.Dict()


class PreparationsShape(PageShape):
    """Preparations, the newest first."""

    items = fields.List(fields.Nested(PreparationShape))


class PreparationsQuery(PageQuery):
    """Which preparations."""

    status = OneOf((PreparationStatus.WAITING.value,), description="只要待提交的 / Only those that wait")


class DroppingBody(Schema):
    """Why it is sent back; to take back one's own needs no reason."""

    reason = Words(2000, description="退回理由；收回自己准备的可不填 / Why")
