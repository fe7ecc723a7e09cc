"""``/notices``: what the person who is signed in was told, and what of it they have read."""

from typing import Any, Final

from flask import Response
from marshmallow import Schema, fields, validate

from fleetsvc import clock
from fleetsvc.api.frame.answers import uncached
from fleetsvc.api.frame.callers import person
from fleetsvc.api.frame.faults import Fault, InputRefused, PlacedFault
from fleetsvc.api.frame.lists import list_answer
from fleetsvc.api.frame.resources import Resource
from fleetsvc.api.frame.schemas import MAX_PAGE, JsonNumber, OneOf, PageQuery, words_of
from fleetsvc.api.frame.shapes import PageShape
from fleetsvc.database.transactions import OFFICE
from fleetsvc.edge.entry import Entry
from fleetsvc.edge.parts import parts
from fleetsvc.services.notices.events import Event
from fleetsvc.services.notices.inbox import NoticeUnknown, list_told, mark_read, mark_read_upto, told_json
from rules.wording import Text

_NOT_YOURS: Final = Fault(
    "notice-unknown",
    Text("没有这条消息，或不是您的，或已清除", "There is no such notice of yours, or it was erased"),
)
resource = Resource("notices", entry=Entry.ANY_KEY, description="Notices of the person who is signed in")


class NoticesQuery(PageQuery):
    """Which notices."""

    status = OneOf(("unread",), description="只要未读的 / Only those that are unread")


class ReadBody(Schema):
    """What was read: these, and all up to that number."""

    ids = fields.List(
        JsonNumber(1, 2**62),
        load_default=list,
        validate=validate.Length(max=MAX_PAGE),
        metadata={"description": "已读消息的编号 / Notices that were read"},
    )
    upto = JsonNumber(
        1,
        2**62,
        description="本人一条消息的编号：此编号及更早的全部，之后收到的仍为未读 / The number of a notice of one's own: all up to"
        " it, what came since stays unread",
    )


class SaidShape(Schema):
    """What is said, in both languages."""

    zh = fields.String()
    en = fields.String()


class ToldShape(Schema):
    """One notice."""

    id = fields.Integer()
    event = fields.String(metadata={"enum": list(words_of(Event))})
    unit = fields.String(allow_none=True)
    said = fields.Nested(SaidShape)
    page = fields.String()
    at = fields.DateTime()
    read_at = fields.DateTime(allow_none=True)


class ToldListShape(PageShape):
    """Notices, the newest first."""

    items = fields.List(fields.Nested(ToldShape))


class ReadShape(Schema):
    """How many notices were not read before."""

    read = fields.Integer()


@resource.operation(
    "GET", "/notices", zh="登录者本人的消息，由近到远", query=NoticesQuery, answer=ToldListShape
)
def get_notices(query: dict[str, Any]) -> Response:
    """What the person who is signed in was told, the newest first."""
    reader = person()
    with parts().database.transaction(OFFICE) as session:
        told, following = list_told(
            session,
            reader.account,
            reader.role,
            unread="status" in query,
            before=query["cursor"],
            limit=query["limit"],
        )
    return list_answer([told_json(one) for one in told], following)


@resource.operation("POST", "/notices/read", zh="把本人的消息标为已读", body=ReadBody, answer=ReadShape)
def post_read(body: dict[str, Any]) -> Response:
    """Note what the person who is signed in has read; among ``ids`` others' notices are passed by."""
    reader, now, upto = person(), clock.now(), body.get("upto")
    try:
        with parts().database.transaction(OFFICE) as session:
            read = mark_read(session, reader.account, body["ids"], now=now)
            if upto is not None:
                read += mark_read_upto(session, reader.account, upto, now=now)
    except NoticeUnknown:
        raise InputRefused([PlacedFault("body", "/upto", _NOT_YOURS)]) from None
    return uncached({"read": read})
