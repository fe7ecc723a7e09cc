"""Receipts: what is asked for, and what is handed out."""

from collections.abc import Mapping
from typing import Any, ClassVar

from marshmallow import Schema, ValidationError, fields, pre_load, validates_schema

from fleetsvc.api.frame.faults import MISSING
from fleetsvc.api.frame.schemas import MAX_PAGE, Number, Words
from fleetsvc.api.frame.shapes import PageShape
from fleetsvc.api.law.requirements import RequirementQuery


class ReceiptBody(Schema):
    """Of which answer, or of which upload, a receipt is asked for: one of the two.

    A question may also stand for the whole body; ``{"question": {"upload": 12}}`` asks for an upload's.
    """

    described: ClassVar = {
        "oneOf": [
            {"required": ["question"], "properties": {"upload": {"type": "null"}}},
            {
                "required": ["upload"],
                "properties": {"upload": {"type": "integer"}},
                "not": {"required": ["question"]},
            },
        ]
    }
    question = fields.Nested(
        RequirementQuery,
        metadata={"description": "与 GET /requirements 相同的问题 / The question of GET /requirements"},
    )
    upload = Number(1, 2**62, load_default=None, description="已接收批次的编号 / An accepted upload")

    @pre_load
    def unwrap(self, data: Any, **_: object) -> Any:  # noqa: ANN401 (whatever was sent)
        """Find the question, wherever it stands."""
        if not isinstance(data, Mapping):
            return data
        question = data.get("question")
        if "question" not in data and "upload" not in data:
            return {"question": data}
        if isinstance(question, Mapping) and "upload" in question:
            return {**{name: value for name, value in data.items() if name != "question"}, **question}
        return data

    @validates_schema
    def one_of_both(self, data: dict[str, Any], **_: object) -> None:
        """Refuse what asks for nothing; what asks for both is told that one is too many."""
        if data["upload"] is None and "question" not in data:
            raise ValidationError([MISSING], "question")
        if data["upload"] is not None and "question" in data:
            raise ValidationError(["Unknown field."], "question")


class HeldQuery(Schema):
    """Which page of one's receipts."""

    limit = Number(1, MAX_PAGE, load_default=100, description="每页条数 / Items on the page")
    cursor = Words(
        20, description="上一页的 next_cursor / next_cursor of the page before", pattern="^[0-9A-Za-z -]*$"
    )


class ReceiptShape(Schema):
    """A signed document, and beside it the same to be read: what counts is ``jws``."""

    id = fields.String()
    kind = fields.String(metadata={"enum": ["requirements", "upload", "vehicle", "fleet"]})
    issued_at = fields.DateTime()
    algorithm = fields.String()
    kid = fields.String()
    jws = fields.String()
    document = fields.Dict()


class ReceiptsShape(PageShape):
    """Receipts, newest first."""

    items = fields.List(fields.Nested(ReceiptShape))
