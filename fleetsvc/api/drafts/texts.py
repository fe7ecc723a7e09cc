"""``POST /instruments``: the office hands in the text that a draft is to be quoted from."""

from typing import Final

from flask import Response, request
from marshmallow import Schema, fields
from werkzeug.exceptions import UnsupportedMediaType

from fleetsvc import clock
from fleetsvc.api.frame.answers import uncached
from fleetsvc.api.frame.callers import known_caller
from fleetsvc.api.frame.faults import Fault, InputRefused, PlacedFault
from fleetsvc.api.frame.resources import Answers, Resource
from fleetsvc.books import MAX_TEXT_BYTES, source_text
from fleetsvc.edge.bodies import Room, size_text, takes
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.drafts import acts
from rules.rulebook import RulebookBroken

resource = Resource("texts", entry=Entry.OFFICE, description="Texts that drafts are quoted from")

_TEXT: Final = {
    "type": "string",
    "minLength": 1,
    "pattern": "^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$",
    "description": "UTF-8，至多 {size}，不能为空 / UTF-8, of at most {size}, not blank".format(
        size=size_text(MAX_TEXT_BYTES)
    ),
}
_BODY: Final = {"required": True, "content": {"text/plain": {"schema": _TEXT}}}


class StoredTextShape(Schema):
    """A text that is kept: its name is its hash."""

    sha256 = fields.String()
    characters = fields.Integer()


@resource.operation(
    "POST",
    "/instruments",
    zh="存入一份文件的原文（UTF-8 纯文本）；规则文件以其 SHA-256 引用。已存有的原样返回（200）",
    answer=Answers(StoredTextShape, statuses=(201, 200)),
)
@resource.doc(requestBody=_BODY)  # type: ignore[untyped-decorator]  # published without types
@takes(Room(lambda _: MAX_TEXT_BYTES))
def post_text() -> Response:
    """Keep the text of an act (UTF-8); a rulebook names it by its SHA-256."""
    content, acting, now = request.get_data(), known_caller(), clock.now()
    if request.mimetype != "text/plain":
        raise UnsupportedMediaType
    try:
        text = source_text(content)
    except RulebookBroken as broken:
        faults = [Fault("text-unusable", problem.message) for problem in broken.problems]
        raise InputRefused([PlacedFault("body", "", fault) for fault in faults]) from None
    with parts().database.transaction(acting.scope) as session:
        sha256, new = acts.store_text(session, text, by=acting.actor, now=now)
    return uncached({"sha256": sha256, "characters": len(text)}, 201 if new else 200)
